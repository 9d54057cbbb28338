"""The search of forests ends where the exhaustive one does."""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from claims_warehouse.claim_models import search


def test_the_search_ends_at_the_recall_of_the_exhaustive_one():
    generator = np.random.default_rng(2)
    X = pd.DataFrame(generator.normal(size=(400, 4)))
    y = X[0] + generator.normal(0, 0.8, 400) > 0
    pipeline = make_pipeline(FunctionTransformer(), RandomForestClassifier(random_state=0))
    found = search.search_forest(pipeline, X, y)
    grid = [shape | {"randomforestclassifier__n_estimators": [75, 100, 200]} for shape in search.TREE_GRID]
    exhaustive = GridSearchCV(pipeline, grid, cv=5, scoring="recall").fit(X, y)
    assert cross_val_score(found, X, y, cv=5, scoring="recall").mean() >= exhaustive.best_score_ - 0.02
    assert not hasattr(found[-1], "estimators_")
