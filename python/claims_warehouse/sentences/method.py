"""Sentences on how the page was made."""

MADE = (
    "This page was made from the released DuckDB file alone. A file is released only when every model was built and "
    "every test has passed; else readers keep the one before."
)
AGAIN = (
    "To make it again: “make build” for the shipped sample, or “dbt build” with the same files and the same variables."
)
SCHEMES = {
    "holdout": "The model is tested on rows that took no part in its training or choice.",
    "stratified_folds": "Cross-validation, with as many claims in each fold as in all rows.",
    "grouped_by_statement": "Cross-validation: no statement is in two folds.",
    "grouped_by_phrase": "Cross-validation: no attribution phrase is in two folds.",
    "grouped_by_near_duplicate": "Cross-validation: no two texts that are nearly alike are in two folds.",
    "new_word": "A word is left out of the training rows, and the texts with it are judged.",
    "new_phrase_and_statement": "Phrase and statement of a judged text are both left out of the training rows.",
    "other_source": "The rows of an input file are judged by a model that was fitted on the others.",
    "later_rows": "Rows of later days are judged by a model that was fitted on those of earlier days.",
}
