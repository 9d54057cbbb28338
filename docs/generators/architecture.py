"""Draw the project as it is: the folders of models with what they read, and the modules with what they import.

Usage: python docs/generators/architecture.py target/manifest.json FOLDER

Writes `models.svg` and `modules.svg` into the folder.
"""

import ast
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "python" / "claims_warehouse"
LAYERS = ["seeds", "raw", "staging", "intermediate", "marts", "release"]
# From the first thing that is done to the last.
SUBJECTS = "intake engagement claim_models verified_status reference moderation".split()
# Columns of the picture of the models, and of that of the modules at most.
COLUMN_OF_LAYER = {"seeds": 0, "raw": 0, "staging": 0, "intermediate": 1, "marts": 2, "release": 3}
LAST_COLUMN = 3
WIDTH, GAP, BETWEEN, HEADER, LINE, PADDING = 250, 84, 18, 25, 15, 8


@dataclass
class Card:
    """A folder, with the names of what lies in it and its place in the picture."""

    title: str
    names: list[str] = field(default_factory=list)
    column: int = 0
    left: float = 0
    top: float = 0

    @property
    def height(self) -> float:
        """Of the title and the names below it."""
        return HEADER + (LINE * len(self.names) + PADDING if self.names else 1)

    @property
    def middle(self) -> float:
        """Where arrows begin and end."""
        return self.top + self.height / 2


def folders_of_models(manifest: Mapping[str, Any]) -> tuple[list[list[Card]], set[tuple[str, str]]]:
    """Return a column of cards for each layer, and the pairs of folders of which the second reads the first."""
    nodes = {key: node for key, node in manifest["nodes"].items() if node["resource_type"] in {"model", "seed"}}
    folder_of = {key: Path(str(node["original_file_path"])).parent for key, node in nodes.items()}
    titles = {key: "/".join(folder.parts[folder.parts[0] == "models" :]) for key, folder in folder_of.items()}
    cards: dict[str, Card] = {}
    for key in sorted(nodes):
        cards.setdefault(titles[key], Card(titles[key])).names.append(str(nodes[key]["name"]))
    # That the last layer reads every mart goes without an arrow from each.
    reads = {
        (titles[parent], titles[key])
        for key, node in nodes.items()
        for parent in node["depends_on"].get("nodes", [])
        if parent in titles and titles[parent] != titles[key]
        if titles[key] != "release" or titles[parent] == "marts/release"
    }

    def place(card: Card) -> tuple[int, int]:
        layer, _, subject = card.title.partition("/")
        return LAYERS.index(layer), SUBJECTS.index(subject) if subject in SUBJECTS else 0

    columns: list[list[Card]] = [[] for _ in range(LAST_COLUMN + 1)]
    for card in sorted(cards.values(), key=place):
        columns[COLUMN_OF_LAYER[card.title.partition("/")[0]]].append(card)
    return columns, reads


def imports_of_modules() -> tuple[list[list[Card]], set[tuple[str, str]]]:
    """Return columns of cards in which what is imported stands right of what imports it, and the imports."""
    files = [*sorted((ROOT / "models").rglob("*.py")), *sorted((ROOT / "python").rglob("*.py"))]
    cards: dict[str, Card] = {}
    imports: set[tuple[str, str]] = set()
    for path in files:
        title = title_of_module(path)
        if title == "__init__.py":
            # What users import by the package's own name is imported from another card.
            continue
        card = cards.setdefault(title, Card(title))
        card.names += [path.name] if path.name not in {title, "__init__.py"} else []
        for name in names_imported(ast.parse(path.read_text(encoding="utf-8"))):
            imported = title_of_import(name)
            if imported and imported != title:
                imports.add((title, imported))
    depths: dict[str, int] = {}

    def depth(title: str) -> int:
        # A circle of imports would not end here.
        if title not in depths:
            depths[title] = 1 + max((depth(source) for source, target in imports if target == title), default=-1)
        return depths[title]

    columns: list[list[Card]] = [[] for _ in range(LAST_COLUMN + 1)]
    for title in sorted(cards, key=lambda title: (depth(title), title)):
        columns[min(depth(title), LAST_COLUMN)].append(cards[title])
    return columns, without_detours(imports)


def without_detours(imports: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the imports that no chain of others implies."""
    imported_by: dict[str, set[str]] = {}
    for source, target in imports:
        imported_by.setdefault(source, set()).add(target)

    def reaches(source: str, target: str) -> bool:
        return any(other == target or reaches(other, target) for other in imported_by.get(source, ()))

    return {
        (source, target)
        for source, target in imports
        if not any(reaches(other, target) for other in imported_by[source] - {target})
    }


def title_of_module(path: Path) -> str:
    """Return the package of a module, or the name of one that stands alone."""
    if path.is_relative_to(ROOT / "models"):
        return "models"
    if not path.is_relative_to(PACKAGE):
        return "plugins of dbt-duckdb"
    parts = path.relative_to(PACKAGE).parts
    return parts[0]


def names_imported(tree: ast.Module) -> set[str]:
    """Return the full names of what a module imports."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def title_of_import(name: str) -> str | None:
    """Return the package of an imported name, or None if it is not of this project."""
    package, _, rest = name.partition(".")
    if package != PACKAGE.name or not rest:
        return None
    first = rest.split(".")[0]
    return f"{first}.py" if (PACKAGE / f"{first}.py").exists() else first


def drawn(columns: Sequence[Sequence[Card]], reads: set[tuple[str, str]], description: str) -> str:
    """Return the picture as SVG."""
    cards: dict[str, Card] = {}
    for number, column in enumerate(columns):
        top = 0.0
        for card in column:
            card.column, card.left, card.top = number, number * (WIDTH + GAP), top
            top += card.height + BETWEEN
            cards[card.title] = card
    height = max(card.top + card.height for card in cards.values())
    for column in columns:
        spare = (height - column[-1].top - column[-1].height) / 2
        for card in column:
            card.top += spare
    template = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=jinja2.StrictUndefined
    ).get_template("cards.svg.j2")
    return template.render(
        cards=cards.values(),
        arrows=sorted((arrow(cards[source], cards[target], columns) for source, target in reads), reverse=True),
        description=description,
        width=len(columns) * (WIDTH + GAP) - GAP + GAP / 3,
        height=height,
        card_width=WIDTH,
        header=HEADER,
        line=LINE,
    )


def arrow(source: Card, target: Card, columns: Sequence[Sequence[Card]]) -> tuple[str, str]:
    """Return the direction of an arrow (`onward`, `beside`, `back`), and its path."""
    if source.column == target.column:
        start, bend = source.left + WIDTH, source.left + WIDTH + GAP / 3
        return (
            "beside",
            f"M{start} {source.middle} C{bend} {source.middle} {bend} {target.middle} {start} {target.middle}",
        )
    is_onward = source.column < target.column
    step = 1 if is_onward else -1
    # Arrows to and fro between two cards do not lie on each other.
    aside = 0 if is_onward else 7
    here, height = source.left + (WIDTH if is_onward else 0), source.middle + aside
    path = f"M{here} {height}"
    # Between two columns an arrow bends; through one that it passes it goes straight, between two cards.
    for column in range(source.column + step, target.column + step, step):
        next_height = target.middle + aside if column == target.column else nearest_gap(columns[column], height) + aside
        there = columns[column][0].left + (0 if is_onward else WIDTH)
        bend = step * GAP / 2
        path += f" C{here + bend} {height} {there - bend} {next_height} {there} {next_height}"
        here, height = there + step * WIDTH, next_height
        if column != target.column:
            path += f" L{here} {height}"
    return "onward" if is_onward else "back", path


def nearest_gap(column: Sequence[Card], height: float) -> float:
    """Return the height of the gap above, between or below the cards of a column that lies nearest."""
    gaps = [column[0].top - BETWEEN / 2, *(card.top + card.height + BETWEEN / 2 for card in column)]
    return min(gaps, key=lambda gap: abs(gap - height))


def main(manifest_file: str, folder: str) -> None:
    """Write both pictures."""
    manifest = json.loads(Path(manifest_file).read_text(encoding="utf-8"))
    pictures = {
        "models.svg": (*folders_of_models(manifest), "The folders of models, and which reads which"),
        "modules.svg": (*imports_of_modules(), "The Python modules, and which imports which"),
    }
    for name, (columns, reads, description) in pictures.items():
        (Path(folder) / name).write_text(drawn(columns, reads, description), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
