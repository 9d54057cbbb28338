"""The command `claims`: what dbt does not do."""

import sys
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import IO, ParamSpec, TypeVar

import click

from claims_warehouse import locations
from claims_warehouse.messages import with_remedy

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def _in_one_line(command: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Report a failed command in one line instead of a traceback."""

    @wraps(command)
    def run(*arguments: Parameters.args, **options: Parameters.kwargs) -> Result:
        # Importing the engine here keeps `claims --help` fast.
        import duckdb  # noqa: PLC0415 - slow to import

        try:
            return command(*arguments, **options)
        except (duckdb.CatalogException, duckdb.BinderException, duckdb.ConversionException) as error:
            message = "another version of the project made the released file. Build once with this one (CLM-094)"
            raise click.ClickException(message) from error
        except BrokenPipeError:
            # Who reads the output has seen enough: click ends quietly.
            raise
        except (OSError, RuntimeError, ValueError, duckdb.Error) as error:
            raise click.ClickException(with_remedy(str(error))) from error

    return run


def _released_file() -> Path:
    path = locations.released_file()
    if not path.exists():
        raise click.ClickException(f"{path}: no such file. Release one first, with make build (CLM-090).")
    return path


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="claims-warehouse")
def main() -> None:
    """Work with the released warehouse beside dbt.

    Shell completion: eval "$(_CLAIMS_COMPLETE=bash_source claims)", or zsh_source, or fish_source.
    """


@main.command()
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Default: warehouse/queue.")
@_in_one_line
def queue(folder: Path | None) -> None:
    """Write the items selected for review as CSV, Parquet and a workbook."""
    from claims_warehouse.moderation.export import export_queue  # noqa: PLC0415 - slow to import

    folder = folder or locations.warehouse() / "queue"
    exported = export_queue(_released_file(), folder)
    click.echo(f"{exported.num_rows} items for review: {folder}/review_queue.csv, .parquet and .xlsx")


@main.command()
@click.option("--release", "release_id", help="A kept release. Default: the one that readers see.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Default: warehouse/queue.")
@click.option("--blind/--not-blind", default=True, help="Show score, lane and known decisions only after deciding.")
@click.option("--hide-texts", is_flag=True, help="Hide each text until the moderator asks for it.")
@_in_one_line
def review(release_id: str | None, folder: Path | None, blind: bool, hide_texts: bool) -> None:
    """Write the page on which moderators decide the queue of a release, review.html.

    The page opens from disk, and decisions leave it as a CSV file that the next build reads (variable `reviews`).
    Where the release masks transcripts, the page is private: by default it replaces the one in build/review.
    """
    from claims_warehouse.pages import write_review_page  # noqa: PLC0415 - slow to import

    _released_file()
    path = write_review_page(release_id, folder, is_blind=blind, hides_text=hide_texts)
    click.echo(f"The review page: {path}")


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--release", "release_id", help="A kept release. Default: the one that readers see.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A .csv, .parquet or .jsonl file.")
@_in_one_line
def score(file: Path, release_id: str | None, output: Path | None) -> None:
    """Score the videos of FILE (CSV, Excel, Parquet, lines of JSON) with the champions of a release.

    Scores are written as CSV to standard output, or to --output; a row that cannot be scored has an error instead.
    With - in place of FILE, each line of JSON on standard input is answered at once by a line of JSON.
    """
    from claims_warehouse.release import folders  # noqa: PLC0415 - slow to import
    from claims_warehouse.score import run  # noqa: PLC0415 - as above

    released_file = folders.released_file(locations.warehouse(), release_id).resolve()
    if str(file) == "-":
        counts = run.score_input(sys.stdin.buffer, released_file, output)
    else:
        counts = run.score_file(file, released_file, output)
    rows, errors = counts
    click.echo(f"{rows} rows, {errors} of them without a score" if errors else f"{rows} rows scored", err=True)


@main.command()
@_in_one_line
def rollback() -> None:
    """Put the release before the current one back."""
    from claims_warehouse.release.rollback import roll_back  # noqa: PLC0415 - slow to import

    withdrawn, put_back = roll_back(locations.warehouse())
    click.echo(f"Release {withdrawn} is withdrawn; readers see {put_back} again.")


@main.group()
def models() -> None:
    """List, show, load and try the models of the release that readers see."""


@models.command("list")
@_in_one_line
def list_models() -> None:
    """List the models with their figures on test rows; a star marks a champion."""
    from claims_warehouse.released_models.shown import model_list  # noqa: PLC0415 - slow to import

    for line in model_list(_released_file()):
        click.echo(line)


@models.command("show")
@click.argument("model")
@_in_one_line
def show_model(model: str) -> None:
    """Show the card of MODEL, an id or a name."""
    from claims_warehouse.released_models.shown import model_card  # noqa: PLC0415 - slow to import

    click.echo(model_card(_released_file(), model), nl=False)


@models.command("load")
@click.argument("model", required=False)
@_in_one_line
def check_model(model: str | None) -> None:
    """Load MODEL, an id or a name, to see that its file is whole, and say how Python loads it.

    By default it is the champion at upload. The file is skops: reading it runs no code.
    """
    from claims_warehouse.released_models import artifact_files, loading  # noqa: PLC0415 - slow to import

    released_file = _released_file()
    loaded = loading.load_model(released_file, model=model)
    click.echo(f"{artifact_files.find_artifact(released_file, loaded.model_id)} is whole and loads:")
    click.echo("from claims_warehouse import load_model")
    click.echo(f'model = load_model("{released_file}", model="{loaded.model_id}")')


@models.command("try")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rows", default=4_000, show_default=True, help="Labelled videos to train and compare on, at most.")
@_in_one_line
def try_model(file: Path, rows: int) -> None:
    """Compare the candidate that FILE defines with the champion and the baselines; nothing is built.

    FILE is Python of your own, and is run. It defines one Candidate, like those of claim_models/candidates.py. All
    models are trained anew on the same folds of labelled videos, test rows left out, and compared as champions are.
    """
    from claims_warehouse.released_models import shown, trial  # noqa: PLC0415 - slow to import

    released_file = _released_file().resolve()
    candidate = trial.read_candidate(file)
    labelled = trial.labelled_sample(released_file, rows)
    for line in shown.trial_table(*trial.try_candidate(candidate, released_file, labelled)):
        click.echo(line)


@main.command()
@_in_one_line
def extract() -> None:
    """Write the public tables as one Tableau extract, warehouse/claims.hyper."""
    try:
        from claims_warehouse.release import tableau  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise click.ClickException("the extra 'tableau' is not installed. Use make tableau (CLM-095)") from error

    released_file = _released_file()
    path = released_file.with_name(tableau.EXTRACT)
    tables = tableau.write_extract(released_file, path)
    click.echo(f"{len(tables)} tables: {path}")


@main.command()
@click.argument("output", type=click.Path(path_type=Path))
@click.option("--rows", default=19_382, show_default=True, help="From 1,000; of all days together.")
@click.option("--seed", default=20_240_229, show_default=True, help="Another seed gives another file.")
@click.option("--days", default=0, help="Spread the rows over folders delivered_on=…, one a day.")
@_in_one_line
def simulate(output: Path, rows: int, seed: int, days: int) -> None:
    """Write simulated videos to OUTPUT, a .csv or .parquet file, or with --days a new folder of Parquet."""
    from claims_warehouse.simulation.videos import write_videos  # noqa: PLC0415 - slow to import

    write_videos(output, rows, seed, days)


@main.command()
@click.option("--max-age", default=36.0, show_default=True, help="Hours from which the last build is too old.")
@click.pass_context
def status(context: click.Context, max_age: float) -> None:
    """Say how the last build ended; the exit code is that of a Nagios plugin.

    0 if it released what is new, or nothing is new. 1 if it warns. 2 if it failed, released nothing or is too old.
    3 if no build has reported.
    """
    from claims_warehouse.release import build_status  # noqa: PLC0415 - only here

    exit_code, lines = build_status.judge(locations.warehouse(), timedelta(hours=max_age))
    click.echo("\n".join(lines))
    context.exit(exit_code)


@main.command()
@click.argument("what")
def explain(what: str) -> None:
    """Say what a message means and what to do: WHAT is its code, such as CLM-041, or the reason of a rejected row."""
    from claims_warehouse import messages  # noqa: PLC0415 - only here

    message = messages.find(what)
    if message is None:
        raise click.ClickException("no message has this code, and no row is rejected for this reason (CLM-098)")
    click.echo(messages.explain(message))


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default="claims-demo")
@_in_one_line
def demo(folder: Path) -> None:
    """Build the simulated sample in FOLDER, a new one (default: claims-demo)."""
    from claims_warehouse.demo import build_sample  # noqa: PLC0415 - as the others

    build_sample(folder)
    warehouse = folder.resolve() / "warehouse"
    click.echo(f"Open in a browser: {warehouse / locations.DASHBOARD / 'index.html'}")
    click.echo(f"Open read-only in any DuckDB client: {warehouse / locations.RELEASED_FILE}")
    if locations.CARRIED.is_dir():
        click.echo(f"Build your own file: cd {folder}, then dbt build --vars '{{videos: /path/to/file.csv}}'")


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
@_in_one_line
def init(folder: Path) -> None:
    """Write the dbt project of an installed package into FOLDER, or renew it there after an upgrade."""
    from claims_warehouse.demo import write_project  # noqa: PLC0415 - as the others

    earlier = write_project(folder)
    click.echo(f"The project is in {folder.resolve()}" + (f"; the earlier files are in {earlier}" if earlier else ""))


@main.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@_in_one_line
def renamed(file: IO[str]) -> None:
    """Name the tables, columns and variables of FILE (a query, or - for standard input) that have other names now."""
    from claims_warehouse.renamed import read_map, renamed_names  # noqa: PLC0415 - as the others

    lines = renamed_names(file.read(), read_map(locations.own_project()))
    click.echo("\n".join(lines or [f"{file.name}: no table, column or variable has another name now"]))
