"""Messages on machines, settings and builds."""

from claims_warehouse.messages.message import Message

MACHINE = (
    Message(
        "CLM-001",
        "unexpected",
        "Nobody foresaw this message: it is one of dbt, of the engine or of Python",
        "Read it, and the traceback in logs/dbt.log, then build again. If it comes back, report it with both",
    ),
    Message(
        "CLM-002",
        "disk_full",
        "The disk of CLAIMS_HOME or of temporary files is full",
        "Free space on that disk and build again; nothing has to be repaired",
    ),
    Message(
        "CLM-003",
        "out_of_memory",
        "The engine needs more memory than CLAIMS_MEMORY_LIMIT allows",
        "Give the engine more by CLAIMS_MEMORY_LIMIT, and build again",
    ),
    Message(
        "CLM-004",
        "build_file_unreadable",
        "The build file is damaged, or another version of DuckDB wrote it",
        "Remove build/claims_build.duckdb and build again: it is made anew from the input",
    ),
    Message(
        "CLM-005",
        "no_permission",
        "The user who builds may not write a folder, or its disk is mounted read-only",
        "Let the user who builds write there, and build again",
    ),
    Message(
        "CLM-006",
        "table_not_built",
        "A part of the project was run that reads what is not built",
        "Build what is read too: dbt build, or dbt build --select +NAME",
    ),
    Message(
        "CLM-007",
        "interrupted",
        "Somebody or the system stopped the build",
        "Build again; nothing has to be repaired",
    ),
    Message(
        "CLM-008",
        "build_file_held",
        "Another build, or a client, has the build file open",
        "Wait, or close that client, and run the command again; warehouse/claims.duckdb can be read meanwhile",
    ),
    Message(
        "CLM-009",
        "data_test_failed",
        "The data break a rule of the project, which the name of the test says",
        "Run the test's query, which dbt test --select TEST writes below target/compiled: it returns the rows. Correct "
        "the input and build again",
    ),
    Message(
        "CLM-010",
        "unit_test_failed",
        "The project's SQL does not do what a unit test says: somebody changed it, or an engine is of another version",
        "Go back to the version that was released, with its lock file",
    ),
    Message(
        "CLM-011",
        "setting_is_wrong",
        "CLAIMS_HOME or CLAIMS_MEMORY_LIMIT has a value that cannot be used",
        "Correct it: a path without ?, and a size such as 4GB",
    ),
    Message(
        "CLM-012",
        "report_not_written",
        "A warning: last_build.json could not be written, so that it describes the build before",
        "Free space, or let the user who builds write the folder warehouse",
    ),
    Message(
        "CLM-013",
        "test_warned",
        "A test found rows, and its severity is to warn",
        "Run its query, which is in target/compiled: it returns the rows",
    ),
)
INVOCATIONS = (
    Message(
        "CLM-060",
        "unknown_variable",
        "--vars names a variable that nothing reads",
        "Correct the name; the message lists all",
    ),
    Message(
        "CLM-061",
        "variable_value",
        "A variable has a value that it cannot have, or two variables contradict each other",
        "Give one that the message names",
    ),
    Message(
        "CLM-062",
        "dbt_retry",
        "dbt retry repeats only what failed, and would look at no input file again",
        "Build again: what has not changed is not computed again",
    ),
    Message(
        "CLM-063",
        "dbt_empty",
        "--empty would empty a build file that holds videos and trained models",
        "Give it a CLAIMS_HOME of its own",
    ),
    Message(
        "CLM-064",
        "another_profile",
        "dbt found a profile that is not the project's",
        "Run dbt in the checkout, or with --project-dir and --profiles-dir",
    ),
    Message(
        "CLM-065",
        "other_columns",
        "Another version of the project made the build file",
        "Run dbt build once, without a selection",
    ),
    Message(
        "CLM-069",
        "project_of_another_version",
        "The package was upgraded, the project's files were not",
        "Run claims init, as the message says",
    ),
    Message(
        "CLM-066",
        "sample_over_real_videos",
        "A build names no videos, and the shipped sample would replace your own",
        "Name the files, or the sample if you mean it",
    ),
    Message(
        "CLM-067",
        "encoder_not_installed",
        "sentence_encoder names an encoder, and this environment lacks the library",
        "Build in the environment that make embeddings makes, or leave the variable out",
    ),
    Message(
        "CLM-068",
        "encoder_refused",
        "sentence_encoder names nothing that is there, or a folder that could run code",
        "Name an installed package or a folder with model.safetensors and nothing else that holds weights",
    ),
)
RELEASES = (
    Message(
        "CLM-070",
        "every_row_rejected",
        "The input is another kind of file, or only a header",
        "Read the reasons in the message, then int_video_rows in the build file",
    ),
    Message(
        "CLM-071",
        "videos_withdrawn",
        "Files are gone or a folder is not mounted, or rows are newly rejected",
        "Put back the files in the message; if they are to go, raise max_withdrawn_share for one build",
    ),
    Message(
        "CLM-072",
        "worse_champion",
        "The new model or the new labels are worse than before, and on_worse_champion is stop",
        "Look at marts.champion_comparison of the build file, and at what changed in the input; to release all "
        "the same, build once with on_worse_champion: keep_last or use_chosen",
    ),
    Message(
        "CLM-073",
        "model_changed",
        "The bytes of a model are not those that its training wrote",
        "Remove build/claims_build.duckdb and build again: the models are trained anew",
    ),
    Message(
        "CLM-074",
        "untrusted_type",
        "The model of a new candidate holds a type that is not known to be safe",
        "Follow CONTRIBUTING.md, A candidate model",
    ),
    Message(
        "CLM-075",
        "release_differs",
        "The disk, or another process, changed the new file while it was written",
        "Check the disk, and build again; readers keep the release before",
    ),
    Message(
        "CLM-076",
        "released_file_unreadable",
        "A disk or a person damaged a released file",
        "Put its folder back from a backup, or remove that folder and build",
    ),
    Message(
        "CLM-077",
        "not_released",
        "Only a dbt build of everything releases; this one left something out",
        "Run dbt build without a selection",
    ),
)
WARNINGS = (
    Message(
        "CLM-080",
        "rows_rejected",
        "More rows of the input cannot be used than in the last release",
        "Look at rejected_rows.reasons; claims explain also takes a reason",
    ),
    Message(
        "CLM-081",
        "files_gone",
        "Input files of the last release are no longer there, and their videos are gone",
        "Put them back, unless they are to go",
    ),
    Message(
        "CLM-082",
        "newest_input_is_recent",
        "No input is newer than max_input_age_days",
        "Look for what no longer delivers files; provide dates (delivered_on) if none has one",
    ),
    Message(
        "CLM-083",
        "new_videos_do_not_drift",
        "New videos are unlike those that the champions were trained on",
        "Have some of the new videos decided, and build with train_on_reviews: true",
    ),
    Message(
        "CLM-084",
        "error_rates_are_alike",
        "A champion errs far more often on one group of videos than on another",
        "Look at segment_evaluations, and have videos of that group decided",
    ),
    Message(
        "CLM-085",
        "later_rows_withdraw_nothing",
        "A later file lacks counts or transcripts that an earlier one has for the same videos",
        "Provide it with these values, or date it before the other file",
    ),
    Message(
        "CLM-086",
        "worse",
        "The new model is worse than an earlier champion on the same videos, or new labels do not fit what it learnt",
        "Nothing where the earlier champion stays in use. Look for what changed in the input; correct wrong labels, or "
        "if they are right, build once with on_worse_champion: use_chosen",
    ),
    Message(
        "CLM-087",
        "undecided",
        "The new model may be worse than an earlier champion: chance explains it in 1% to 5% of cases",
        "Nothing; look at the comparison of the next builds",
    ),
    Message(
        "CLM-088",
        "release_of_another_version",
        "The last release lacks what this version of the project reads of it",
        "Nothing; the next release has it",
    ),
    Message(
        "CLM-089",
        "not_kept",
        "The build file was removed or libraries were upgraded, so that an earlier champion is lost",
        "Nothing; the new model is in use, without a comparison",
    ),
    Message(
        "CLM-078",
        "only_last_beats_chance",
        "Labels are few, or do not follow from text and counts, so that no new model is better than chance",
        "Check the labels; the last champion stays in use",
    ),
    Message(
        "CLM-079",
        "none_beats_chance",
        "No model is better than chance on today's labels, nor is the last champion",
        "Check the labels; until then the queue is ranked by user reports and views",
    ),
)
MESSAGES = (*MACHINE, *INVOCATIONS, *RELEASES, *WARNINGS)
