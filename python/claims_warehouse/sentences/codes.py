"""What a table of sentences is: for each column of codes, by `table.column`, a function of the row for each code."""

from collections.abc import Callable, Mapping
from typing import Any

Figures = Mapping[str, Any]
Sentence = Callable[[Figures], str]
Columns = Mapping[str, Mapping[str, Sentence]]
