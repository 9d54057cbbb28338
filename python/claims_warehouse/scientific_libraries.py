"""Import all scientific libraries at once, in whichever thread comes first."""

# dbt runs Python models in threads. scikit-learn's modules import each other in circles, and a thread that imports it
# while another does may get a half-initialised module. This module imports them all, and the subpackages that need any
# import it first: one thread does the work while the others wait.
import scipy.stats
import sklearn.compose
import sklearn.ensemble
import sklearn.experimental.enable_halving_search_cv
import sklearn.feature_extraction.text
import sklearn.frozen
import sklearn.linear_model
import sklearn.model_selection
import sklearn.pipeline
import skops.io
import statsmodels.genmod.generalized_linear_model
import statsmodels.stats.multitest
import statsmodels.stats.outliers_influence
