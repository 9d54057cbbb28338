"""Where the artifacts of a release lie: beside the released file, or in a private folder if transcripts are masked."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from claims_warehouse.release import contents
from claims_warehouse.release.private_files import MODELS, private_models, write_private
from claims_warehouse.released_models.card import render_card

# A vocabulary is text: where readers get no words of the models, they get no artifacts.
TABLE_OF_WORDS = "word_importances"
RELEASE_ID = "select release_id from marts.releases where is_current"


def write_artifacts(
    models: Sequence[Mapping[str, Any]], tables: Sequence[Mapping[str, Any]], released_file: Path, folder: Path
) -> None:
    """Write the artifacts of the champions of a release.

    Parameters
    ----------
    models : sequence of mapping
        `model_id` and `artifact` of each, as in `int_champion_models`.
    tables : sequence of mapping
        `table_name` and `masked_columns` of the released tables. Where transcripts are masked, the artifacts go into
        the private folder of the release.
    released_file : Path
        The released file; it is opened read-only.
    folder : Path
        The folder of the release.
    """
    is_private = any(table["table_name"] == TABLE_OF_WORDS and table["masked_columns"] for table in tables)
    with contents.open_release(released_file) as release:
        ((release_id,),) = release.execute(RELEASE_ID).fetchall()
    for model in models:
        if is_private:
            write_private(private_models(release_id) / artifact_name(model["model_id"]), model["artifact"])
        else:
            folder.joinpath(MODELS).mkdir(exist_ok=True)
            folder.joinpath(MODELS, artifact_name(model["model_id"])).write_bytes(model["artifact"])


def write_cards(models: Sequence[Mapping[str, Any]], released_file: Path, folder: Path) -> None:
    """Write the cards of the champions of a release into its folder; they hold figures and no word of a transcript."""
    folder.joinpath(MODELS).mkdir(exist_ok=True)
    with contents.open_release(released_file) as release:
        for model in models:
            card = render_card(release, model["model_id"])
            artifact = folder / MODELS / artifact_name(model["model_id"])
            artifact.with_suffix(".md").write_text(card, encoding="utf-8")


def find_artifact(released_file: Path, model_id: str) -> Path:
    """Return the path of the artifact of a model in use, which has to lie where its release was written.

    Raises
    ------
    FileNotFoundError
        If it lies in neither place.
    """
    # The link may lead elsewhere meanwhile: a release and its models lie in one folder.
    folder = released_file.resolve().parent
    released = folder / MODELS / artifact_name(model_id)
    private = private_models(folder.name, folder.parents[2]) / artifact_name(model_id)
    for path in (released, private):
        if path.exists():
            return path
    raise FileNotFoundError(
        f"{released}: no such file, and none in {private.parent}, where artifacts lie if transcripts are masked. Use "
        "the released file where its build wrote it"
    )


def artifact_name(model_id: str) -> str:
    """Return the name of the file of an artifact."""
    if Path(model_id).name != model_id:
        raise ValueError(f"'{model_id}' is not the id of a model")
    return f"{model_id}.skops"
