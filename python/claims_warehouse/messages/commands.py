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
        "The last build failed, released nothing, warned, or is too long ago",
        "Follow the codes that it gives; if it is old, look at the schedule and its lock",
    ),
    Message(
        "CLM-098",
        "nothing_to_explain",
        "No message has this code, and no row is rejected for this reason",
        "Give a code such as CLM-041, or a reason as it stands in rejected_rows",
    ),
)
