"""Messages on input files that are not read: they end a build before any row is read."""

from claims_warehouse.messages.message import Message

MESSAGES = (
    Message(
        "CLM-020",
        "nothing_found",
        "The path or glob names no file",
        "Correct the path, which is relative to the checkout or absolute; leave a variable out while it has no files",
    ),
    Message(
        "CLM-021",
        "all_skipped",
        "All that the glob finds is skipped by a rule, such as files that a download has not finished",
        "Wait for the files, or name one by its path to have it read all the same",
    ),
    Message("CLM-022", "address", "The path is a web address", "Download the files, and give their path"),
    Message(
        "CLM-023", "dead_link", "A link leads to a file that is not there", "Put the file back, or remove the link"
    ),
    Message(
        "CLM-024",
        "file_not_permitted",
        "The user who builds may not read the file or folder",
        "Give that user permission to read it",
    ),
    Message(
        "CLM-025",
        "not_a_file",
        "The path is a folder, a device or a pipe",
        "Name the files in the folder with a glob, such as input/*.csv",
    ),
    Message(
        "CLM-026",
        "file_empty",
        "The file has no line",
        "Provide it again, with a header; a copy may have been interrupted",
    ),
    Message(
        "CLM-027",
        "other_format",
        "The content of the file is not CSV, Excel or Parquet, whatever its name says",
        "Write the table as CSV UTF-8, as an Excel workbook (.xlsx) or as Parquet",
    ),
    Message(
        "CLM-028",
        "archive",
        "The file is an archive of several files, or compressed in a way that is not read",
        "Unpack it and provide what is in it, or compress the one file with gzip",
    ),
    Message(
        "CLM-029",
        "file_protected",
        "The file has a password or is encrypted",
        "Save it without a password or encryption",
    ),
    Message(
        "CLM-030",
        "file_damaged",
        "The file cannot be read to its end: it is damaged or was copied in part",
        "Provide it again; until then move it out of the glob's folder, or build with on_bad_file: quarantine",
    ),
    Message(
        "CLM-031",
        "expands_too_much",
        "The compressed file would fill the disk, or has many equal rows",
        "Provide it uncompressed if it is in order",
    ),
    Message(
        "CLM-032",
        "encoding_unknown",
        "The text is not in UTF-8 but in Windows-1252, Windows-1251, GBK or the like, and its bytes do not tell which",
        "Run iconv -t utf-8, or give encoding: windows-1252 in --vars if that wrote it; encoding: utf-8 rejects only "
        "the records that are not UTF-8",
    ),
    Message(
        "CLM-033",
        "encoding_wrong",
        "The file begins as UTF-16 or UTF-32 and cannot be decoded as that",
        "Save it as UTF-8",
    ),
    Message(
        "CLM-034",
        "header_damaged",
        r"The header holds NUL characters, or \n in place of line ends",
        "Save the file as UTF-8 text with line ends",
    ),
    Message(
        "CLM-035",
        "second_header",
        "Files with other columns, or without a final line end, were joined",
        "Provide each as a file of its own",
    ),
    Message(
        "CLM-036",
        "too_many_columns",
        "The file has more than a thousand columns",
        "Leave out those that are not read",
    ),
    Message("CLM-037", "column_twice", "Two columns of the file have the same name", "Remove all but one"),
    Message(
        "CLM-038",
        "column_name_is_error",
        "A column's name is the error of a spreadsheet, such as #REF!",
        "Correct the name, or remove the column",
    ),
    Message(
        "CLM-039",
        "column_misspelt",
        "A column is missing, and another one has a name that is much like it",
        "Rename the column; if it is something else, give it a name that is less alike, or add an alias to "
        "seeds/vocabulary/input_columns.csv",
    ),
    Message(
        "CLM-040",
        "no_header",
        "None of the first lines names a column",
        "Add a header with the names of the columns",
    ),
    Message(
        "CLM-041",
        "column_missing",
        "The file lacks a column that its kind has to have; the five counts are there all or none",
        "Add the column, or an alias in seeds/vocabulary/input_columns.csv",
    ),
    Message(
        "CLM-042",
        "column_type",
        "A Parquet column is a list, a structure or bytes",
        "Write the column as text or as a number",
    ),
    Message("CLM-043", "no_sheet", "The workbook has charts or macros alone", "Provide the table as a sheet of cells"),
    Message(
        "CLM-044",
        "several_sheets",
        "Several sheets of the workbook hold a table, hidden ones included",
        "Provide each as a workbook of its own",
    ),
    Message(
        "CLM-045",
        "folder_misspelt",
        "A folder above the file is named much like delivered_on=…",
        "Rename the folder; if it is something else, give it a name that is less alike",
    ),
    Message(
        "CLM-046",
        "folder_date",
        "The date of a folder delivered_on=… is not an ISO date of the years 1900 to 2099",
        "Rename the folder, as in delivered_on=2026-01-31",
    ),
    Message(
        "CLM-047",
        "file_changed",
        "The file changed while it was read: it was not complete",
        "Build again once it is complete; let its writer use another name first, then rename it",
    ),
    Message(
        "CLM-048",
        "files_quarantined",
        "Files cannot be read, and on_bad_file is quarantine: the release lacks them, or has them as they were",
        "Correct them as their own codes say; the next build has them again",
    ),
    Message(
        "CLM-049",
        "copy_not_kept",
        "With on_bad_file: quarantine, a file is not copied to build/kept_input: it is gone, or the disk is full",
        "Free space there and let the user who builds write; the next build makes the copy. An earlier copy stays",
    ),
)
