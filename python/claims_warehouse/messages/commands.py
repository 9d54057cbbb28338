"""Messages that end the command `claims`."""

from claims_warehouse.messages.message import Message

MESSAGES = (
    Message("CLM-090", "nothing_released", "No release is there yet", "Run make build"),
    Message(
        "CLM-091",
        "no_earlier_release",
        "No release before the current one is kept",
        "Correct the input and build; releases_kept says how many are kept",
    ),
    Message(
        "CLM-092",
        "release_not_kept",
        "The release is not, or no longer, kept",
        "Name one that the message lists",
    ),
    Message(
        "CLM-093",
        "private_page_gone",
        "The release holds no transcripts, and its private review page was removed",
        "Build again",
    ),
    Message(
        "CLM-094",
        "made_by_another_version",
        "Another version of the project made the released file",
        "Build once with this one, then repeat the command",
    ),
    Message(
        "CLM-095",
        "tableau_not_installed",
        "The library that writes extracts is not installed",
        "Use make tableau, which makes its environment",
    ),
    Message(
        "CLM-096",
        "simulator_arguments",
        "The simulator does not write such a file",
        "Give a .csv or .parquet file, or --days with a folder, and a number of rows that it names",
    ),
    Message(
        "CLM-097",
        "last_build_needs_attention",
        "The last build is too long ago, or left no report",
        "Look at the schedule and its lock",
    ),
    Message(
        "CLM-098",
        "nothing_to_explain",
        "No message has this code, and no row is rejected for this reason",
        "Give a code such as CLM-041, or a reason as it stands in rejected_rows",
    ),
    Message(
        "CLM-130",
        "scores_file_name",
        "Scores are not written in such a format",
        "Let the file's name end in .csv, .parquet or .jsonl",
    ),
    Message(
        "CLM-131",
        "no_champion_to_score_with",
        "No model of the release is better than chance",
        "Label more videos, and build; model_scores tells how far each model is",
    ),
    Message(
        "CLM-132",
        "model_not_found",
        "The release has no such model, or no such model in use",
        "Name one that the message or claims models list gives",
    ),
    Message(
        "CLM-133",
        "candidate_cannot_be_tried",
        "The file holds no candidate that can be trained and compared",
        "Follow docs/build_models.md; the message names what is missing",
    ),
    Message(
        "CLM-134",
        "no_transcripts_to_train_on",
        "The release holds no transcripts, and the build file is not there",
        "Build again",
    ),
    Message(
        "CLM-135",
        "folder_in_use",
        "The project is not written over other files",
        "Name a new folder, or move what lies there",
    ),
    Message(
        "CLM-136",
        "demo_failed",
        "The sample was not built",
        "Follow the codes that the build gave; an environment without dbt is made again with pip",
    ),
    Message(
        "CLM-137",
        "project_in_a_checkout",
        "The package lies in a checkout, which has the project's files",
        "Run dbt build in the checkout; claims init is for an installed package",
    ),
    Message(
        "CLM-138",
        "released_file_open_for_writing",
        "The Python process has the released file open for writing, and no other connection of it reads it",
        "Open it with duckdb.connect(path, read_only=True), or close it first",
    ),
    Message(
        "CLM-139",
        "no_folder_for_scores",
        "The folder in which scores would be written is not there",
        "Make the folder, or let --output name a file in another one",
    ),
)
