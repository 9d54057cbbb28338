"""Every sentence of the page and of the summaries, in one place, as plain English.

SQL gives a finding a code, in a column whose name ends with `_code`, and its figures in columns beside it. `COLUMNS`
of a module of this package has, by `table.column`, a function of the row for each code. A test compares the codes
with those that the column's constraint allows. Sentences without a code are functions of their figures.
"""

from claims_warehouse.sentences import agreement, audits, champions, comparisons, drift, labels, models, reference
from claims_warehouse.sentences.codes import Columns, Figures

COLUMNS: Columns = {
    name: sentences
    for module in (agreement, audits, champions, comparisons, drift, labels, models, reference)
    for name, sentences in module.COLUMNS.items()
}


def say(column: str, figures: Figures) -> str:
    """Put the finding of a row into words.

    Parameters
    ----------
    column : str
        The column of codes, as `table.column`.
    figures : mapping
        A row of that table.

    Returns
    -------
    str
        One sentence or more, without a full stop at the end where it serves as a title.
    """
    return COLUMNS[column][figures[column.partition(".")[2]]](figures)
