"""What failed is reported in words, with what to do where the machine is at fault."""

from pathlib import Path

import pytest

from build_file_plugin import reason
from failure_messages import format_error

PYTHON_MODEL = """Runtime Error in model released_tables (models/release/released_tables.py)
  Python model failed:
  Traceback (most recent call last):
    File "released_tables.py", line 9, in model
  KeyError: 'a'

  During handling of the above exception, another exception occurred:

  Traceback (most recent call last):
    File "released_tables.py", line 9, in model
      write_release(
      ^^^^^^^
  claims_warehouse.release.writing.ReleaseError: nothing was released
  """
FULL_DISK = """Runtime Error in model released_tables (models/release/released_tables.py)
  Python model failed:
  Traceback (most recent call last):
    File "release.py", line 110, in _write_file
  _duckdb.IOException: IO Error: CHECKPOINT during DETACH failed.
  Original error: Could not write file "claims.duckdb": No space left on device
  """
NO_PERMISSION = """Runtime Error in model released_tables (models/release/released_tables.py)
  Python model failed:
  Traceback (most recent call last):
    File "folders.py", line 56, in new_folder
  PermissionError: [Errno 13] Permission denied: 'warehouse'
  """
SQL_MODEL = """Runtime Error in model raw_accepted_files (models/raw/raw_accepted_files.sql)
  Invalid Input Error: videos.csv: no such file.
  compiled code at target/run/raw_accepted_files.sql"""
CONTRACT = """Compilation Error in model videos (models/marts/intake/videos.sql)
  This model has an enforced contract that failed.
  | like_rate | missing in contract |

  > in macro assert_columns_equivalent (macros/relations/column/columns_spec_ddl.sql)
  > called by macro create_table_as (macros/adapters.sql)"""
NO_MEMORY = """Runtime Error in unit_test a_test (models/staging/_stg_input__unit_tests.yml)
  An error occurred during execution of unit test 'a_test'. There may be an error in the unit test definition.
   Runtime Error
    Out of Memory Error: failed to pin block of size 256.0 KiB (18.9 MiB/19.0 MiB used)

    Possible solutions:
    * Increasing the memory limit (SET memory_limit='...GB')"""
ABSENT_TABLE = """Runtime Error in model videos (models/marts/intake/videos.sql)
  Catalog Error: Table with name int_reviews does not exist!
  Did you mean "int_video_rows"?

  LINE 17:     from "claims_build"."intermediate"."int_reviews"
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  compiled code at target/run/videos.sql"""


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (PYTHON_MODEL, "nothing was released (CLM-001)"),
        (
            FULL_DISK,
            'IO Error: CHECKPOINT during DETACH failed. Original error: Could not write file "claims.duckdb": '
            "No space left on device. Free space on that disk and build again; nothing has to be repaired (CLM-002).",
        ),
        (
            NO_PERMISSION,
            "PermissionError: [Errno 13] Permission denied: 'warehouse'. "
            "Let the user who builds write there, and build again (CLM-005).",
        ),
        (SQL_MODEL, "videos.csv: no such file (CLM-001)."),
        (CONTRACT, "This model has an enforced contract that failed. | like_rate | missing in contract | (CLM-001)"),
        (
            NO_MEMORY,
            "Out of Memory Error: failed to pin block of size 256.0 KiB (18.9 MiB/19.0 MiB used). "
            "Give the engine more by CLAIMS_MEMORY_LIMIT, and build again (CLM-003).",
        ),
        (
            ABSENT_TABLE,
            "Catalog Error: Table with name int_reviews does not exist. "
            "Build what is read too: dbt build, or dbt build --select +NAME (CLM-006).",
        ),
        ("Got 1 result, configured to fail if != 0", "Got 1 result, configured to fail if != 0 (CLM-009)"),
    ],
)
def test_a_failure_is_reported_in_words_alone(message: str, sentence: str):
    assert format_error(message) == sentence


@pytest.mark.parametrize(
    ("message", "remedy"),
    [
        (
            "IO Error: it is not a valid DuckDB database file!",
            "file. Remove it and build again: it is made anew from the",
        ),
        (
            "[Errno 13] Permission denied: '/srv/build'",
            "'/srv/build'. Let the user who builds write there, and build again (CLM-005)",
        ),
    ],
)
def test_a_build_file_that_cannot_be_opened_is_reported_with_the_remedy(message: str, remedy: str):
    sentence = reason(Path("/srv/build/claims_build.duckdb"), message)
    assert sentence.startswith("the build file /srv/build/claims_build.duckdb cannot be opened: ")
    assert remedy in sentence


def test_a_build_file_that_another_process_holds_asks_for_any_command_again():
    lock = "Could not set lock on file: Conflicting lock is held in /usr/bin/python3.11 (PID 99999999)"
    sentence = reason(Path("/srv/build/claims_build.duckdb"), lock)
    # It may have been `dbt show` as well as a build.
    assert sentence.endswith(
        "is held by process 99999999 (python3.11). Nothing was changed. Wait until that process ends, then run this "
        "command again. The released file can be read meanwhile (CLM-008)"
    )
