"""What the corpus says of its rows, by SQL that was compiled before: in seconds, for each change of the package."""

import os
from pathlib import Path

import pytest
from end_to_end.test_corpus import COUNTS, READ, by_name, counts_of_files, test_every_row_of_a_file_is_accounted_for
from inputs.cleaning import Cleaning

Quality = dict[str, dict[tuple[str, str], int]]


@pytest.fixture(scope="module")
def quality(tmp_path_factory: pytest.TempPathFactory) -> Quality:
    folder = tmp_path_factory.mktemp("it's a *corpus* [of files]")
    for case in READ:
        case.write(folder)
    cleaning = Cleaning(Path(os.environ["COMPILED_MODELS"]))
    cleaning.clean_files(f"{folder}/*")
    return counts_of_files(cleaning.rows(COUNTS))


__all__ = ["by_name", "quality", "test_every_row_of_a_file_is_accounted_for"]
