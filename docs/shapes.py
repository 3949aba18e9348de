"""Write the page of shapes, docs/reference/shapes.md, from docs/reference/shapes.toml.

python docs/shapes.py            rewrite the page
python docs/shapes.py --check    exit with 1 where the page is out of date
"""

import argparse
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "reference"
DATA = FOLDER / "shapes.toml"
PAGE = FOLDER / "shapes.md"
# From the page to the folder that files of tests are named from.
ROOT = "../.."

HEAD = """\
# Shapes of rules

Every shape of rule met in published rubrics: how it is written here, and a row or a test that
shows it. Rows are given as `rubric@edition path`, and `perfscore show cn.yueyang.department@2018`
prints the rules of such a rubric in words. What is not done is said beside the shape.

`python docs/shapes.py` makes this page from [shapes.toml](shapes.toml). The tests see to it that it
is up to date and that every row and test it names is there.
"""
LISTS = {
    "chinese": "Chinese budget performance",
    "international": "International ratings of public finance",
}
COLUMNS = ("no.", "shape", "written as", "shown by")


@dataclass(frozen=True, slots=True)
class Name:
    """A name, and what it means, in one language."""

    name: str
    means: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape of rule; ``shown_by`` names rows (``id@edition path``) and tests (``file::name``)."""

    list: str
    number: int
    en: Name
    zh: Name
    written_as: str
    shown_by: tuple[str, ...]
    note: str = ""


def shapes(path: Path = DATA) -> tuple[Shape, ...]:
    """Every shape of the file, in its order."""
    with path.open("rb") as file:
        return tuple(_shape(each) for each in tomllib.load(file)["shape"])


def _shape(given: dict[str, Any]) -> Shape:
    languages = {lang: Name(**given[lang]) for lang in ("en", "zh")}
    return Shape(**given | languages | {"shown_by": tuple(given["shown_by"])})


def page(every: Sequence[Shape]) -> str:
    """The page: a table for each list."""
    parts = [HEAD]
    for name, title in LISTS.items():
        rows = [_cells(shape) for shape in every if shape.list == name]
        lines = [COLUMNS, ("---",) * len(COLUMNS), *rows]
        table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        parts.append(f"## {title}\n\n{table}\n")
    return "\n".join(parts)


def _cells(shape: Shape) -> tuple[str, ...]:
    en, zh = shape.en, shape.zh
    named = f"**{en.name}**: {en.means}. **{zh.name}**：{zh.means}。"
    written = f"{shape.written_as}. {shape.note}".strip()
    shown = ", ".join(_reference(each) for each in shape.shown_by)
    cells = (str(shape.number), named, written, shown)
    return tuple(cell.replace("|", r"\|") for cell in cells)


def _reference(reference: str) -> str:
    """A row as it is, a test as a link to its file."""
    file, separator, test = reference.partition("::")
    return f"[`{test}`]({ROOT}/{file})" if separator else f"`{reference}`"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page, or with ``--check`` say whether it is out of date."""
    parser = argparse.ArgumentParser(description="Write the page of shapes from its data.")
    parser.add_argument("--check", action="store_true", help="only say whether it is out of date")
    text = page(shapes())
    if not parser.parse_args(arguments).check:
        PAGE.write_text(text, encoding="utf-8", newline="\n")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write("docs/reference/shapes.md is out of date: run python docs/shapes.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
