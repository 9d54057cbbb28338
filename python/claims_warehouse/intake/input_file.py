"""What is known of one input file."""

from dataclasses import dataclass


@dataclass
class InputFile:
    """What is known of an input file before its rows are read.

    Parameters
    ----------
    file_kind : str
        `videos`, `user_reports`, `reviews` or `fact_checks`.
    source_file : str
        The file's name below the fixed part of the pattern that found it; it is what readers see.
    path : str
        Absolute path as `printable` writes it.
    file_format : str
        `csv`, `parquet` or `xlsx`, detected from the file's first bytes, not its name.
    encoding, delimiter : str or None
        How the text is written; None where it is no text file.
    sheet : str or None
        The sheet of a workbook that holds the table.
    lines_above_header : int or None
        Lines, or rows of a sheet, before the header: a title, a comment.
    repeated_headers : int or None
        Rows that hold the header again, as where files were joined; they are left out.
    file_columns : list of str or None
        The input columns that the file has, by the warehouse's names.
    partition_date : str or None
        The value of a folder `delivered_on=…` above the file, in whatever case.
    byte_count : int or None
        Size in bytes.
    sha256 : str or None
        SHA-256 of the file's bytes.
    input_fingerprint : str or None
        SHA-256 of everything that the file's cleaned rows follow from: name, bytes, date, and the rules of cleaning.
    problem : str or None
        Why the file is refused, in words that name the file and the remedy; None if it can be read.
    skip_rule : str or None
        The rule by which the file is skipped; None if it is read.
    quarantine_code : str or None
        The code of the problem of a file that is set aside; `path` is then its copy, or `skip_rule` leaves it out.
    """

    file_kind: str
    source_file: str
    path: str
    file_format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    lines_above_header: int | None = None
    repeated_headers: int | None = None
    file_columns: list[str] | None = None
    partition_date: str | None = None
    byte_count: int | None = None
    sha256: str | None = None
    input_fingerprint: str | None = None
    problem: str | None = None
    skip_rule: str | None = None
    quarantine_code: str | None = None

    @property
    def is_read(self) -> bool:
        """Whether its rows are read: it has no problem, and no rule skips it."""
        return self.problem is None and self.skip_rule is None
