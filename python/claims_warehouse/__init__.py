"""The work behind the dbt Python models of the claims warehouse; importable and testable without dbt."""

# dbt runs Python models in threads. scikit-learn's modules import each other in circles, and a thread that imports it
# while another does may meet a half-made module. Importing them with the package lets every other thread wait for it.
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
import statsmodels.api
