"""The dashboard: a page, a script, and a page on the reference analysis, made from a released file alone."""

import base64
import hashlib
import importlib.metadata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import vl_convert

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.claims import claims_section
from claims_warehouse.dashboard.components import Section, charts_of, packed
from claims_warehouse.dashboard.data_quality import data_quality_section
from claims_warehouse.dashboard.method import method_section, this_release
from claims_warehouse.dashboard.reference import reference_section
from claims_warehouse.dashboard.today import today
from claims_warehouse.dashboard.trust import trust_section
from claims_warehouse.dashboard.verified import forest_section, is_reference_data, verified_section
from claims_warehouse.release import contents
from claims_warehouse.sentences.today import incomplete
from claims_warehouse.templates import environment

VEGA_LITE = "6.4"
PAGE, REFERENCE, SCRIPT = "index.html", "reference.html", "charts.js"
SECTIONS = (claims_section, trust_section, data_quality_section, method_section)
OF_REFERENCE = (verified_section, forest_section, reference_section)


def write_site(
    released_file: Path,
    folder: Path,
    earlier: Path | None = None,
    *,
    review_page: str | None = None,
    hides_text: bool = False,
) -> None:
    """Write the dashboard of a released file.

    Parameters
    ----------
    released_file : Path
        A released DuckDB file; it is opened read-only.
    folder : Path
        Where `index.html`, `charts.js` and, of the reference data, `reference.html` are written, and nothing else;
        it is made if it is not there.
    earlier : Path, optional
        The folder of a dashboard whose script is reused if the same libraries bundled it.
    review_page : str, optional
        Where the review page lies, as seen from the folder.
    hides_text : bool
        Whether texts are folded until a reader asks for them.
    """
    # The script takes as long to bundle as the charts take to make, outside the interpreter's lock.
    with ThreadPoolExecutor(1) as bundler, contents.open_release(released_file) as connection:
        bundle = bundler.submit(_script, earlier)
        release = this_release(connection)
        first = today(connection, hides_text=hides_text)
        sections = [Section("today", "Today", [], first.components), *(section(connection) for section in SECTIONS)]
        pages = {
            PAGE: _render(
                "index.html.j2",
                release,
                sections,
                today=first,
                review_page=review_page,
                has_reference=is_reference_data(connection),
            )
        }
        if is_reference_data(connection):
            sections = _of_reference(connection)
            # The last section counts what holds, figure by figure: that is the answer to the page's question.
            pages[REFERENCE] = _render("reference.html.j2", release, sections, answer=sections[-1].lead[0])
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath(SCRIPT).write_text(bundle.result(), encoding="utf-8")
    for name, page in pages.items():
        folder.joinpath(name).write_text(page, encoding="utf-8")


def _of_reference(connection: duckdb.DuckDBPyConnection) -> list[Section]:
    sections = [section(connection) for section in OF_REFERENCE]
    return [section for section in sections if section is not None]


def _render(template: str, release: dict[str, Any], sections: Sequence[Section], **values: Any) -> str:
    templates = environment(Path(__file__).with_name("templates"))
    templates.globals["packed"] = packed
    script = templates.get_template("page.js").render()
    return templates.get_template(template).render(
        release=release,
        not_complete=incomplete(release),
        is_simulated=release.get("input_kind") == "simulated",
        sections=sections,
        specs={chart.name: chart.spec for chart in charts_of(sections) if chart.spec is not None},
        classes=theme.CLASSES,
        script=script,
        # The page runs this one inline script and no other, whatever a transcript may hold.
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        **values,
    )


def _script(earlier: Path | None) -> str:
    heading = f"// Vega-Lite {VEGA_LITE}, bundled by vl-convert {importlib.metadata.version('vl-convert-python')}\n"
    if earlier is not None and (earlier / SCRIPT).exists():
        script = (earlier / SCRIPT).read_text(encoding="utf-8")
        if script.startswith(heading):
            return script
    # The snippet has a default, which the library's type hints do not know.
    return heading + vl_convert.javascript_bundle(vl_version=VEGA_LITE)  # type: ignore[call-arg]
