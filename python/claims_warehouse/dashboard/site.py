"""The dashboard: one page and one script, made from a released file alone."""

import base64
import hashlib
import importlib.metadata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jinja2
import vl_convert

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.classifier import classifier_section
from claims_warehouse.dashboard.comparisons import tests_section
from claims_warehouse.dashboard.components import charts_of
from claims_warehouse.dashboard.composition import composition_section
from claims_warehouse.dashboard.curves import capacity_section
from claims_warehouse.dashboard.data_quality import data_quality_section
from claims_warehouse.dashboard.engagement import engagement_section
from claims_warehouse.dashboard.groups import group_section
from claims_warehouse.dashboard.reference import making_section, reference_section, this_release
from claims_warehouse.dashboard.review import queue_section
from claims_warehouse.dashboard.summary import summary
from claims_warehouse.dashboard.verified import verified_section
from claims_warehouse.release import contents

VEGA_LITE = "6.4"
SECTIONS = (
    data_quality_section,
    group_section,
    engagement_section,
    composition_section,
    tests_section,
    verified_section,
    classifier_section,
    capacity_section,
    reference_section,
    queue_section,
    making_section,
)


def write_site(released_file: Path, folder: Path, earlier: Path | None = None) -> None:
    """Write the dashboard of a released file.

    Parameters
    ----------
    released_file : Path
        A released DuckDB file; it is opened read-only.
    folder : Path
        Where `index.html` and `charts.js` are written, and nothing else; it is made if it is not there.
    earlier : Path, optional
        The folder of a dashboard whose script is reused if the same libraries bundled it.
    """
    # The script takes as long to bundle as the charts take to make, outside the interpreter's lock.
    with ThreadPoolExecutor(1) as bundler, contents.open_release(released_file) as connection:
        bundle = bundler.submit(_script, earlier)
        release = this_release(connection)
        is_simulated = release.get("input_kind") == "simulated"
        sections = [part for part in (section(connection) for section in SECTIONS) if part is not None]
        summed_up = summary(connection, is_simulated)
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    script = templates.get_template("page.js").render()
    page = templates.get_template("index.html.j2").render(
        release=release,
        is_simulated=is_simulated,
        summary=summed_up,
        sections=sections,
        specs={chart.name: chart.spec for chart in charts_of(sections) if chart.spec is not None},
        classes=theme.CLASSES,
        script=script,
        # The page runs this one inline script and no other, whatever a transcript may hold.
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath("charts.js").write_text(bundle.result(), encoding="utf-8")
    folder.joinpath("index.html").write_text(page, encoding="utf-8")


def _script(earlier: Path | None) -> str:
    heading = f"// Vega-Lite {VEGA_LITE}, bundled by vl-convert {importlib.metadata.version('vl-convert-python')}\n"
    if earlier is not None and (earlier / "charts.js").exists():
        script = (earlier / "charts.js").read_text(encoding="utf-8")
        if script.startswith(heading):
            return script
    # The snippet has a default, which the library's type hints do not know.
    return heading + vl_convert.javascript_bundle(vl_version=VEGA_LITE)  # type: ignore[call-arg]
