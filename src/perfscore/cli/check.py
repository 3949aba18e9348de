"""``perfscore check``."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from perfscore.cli.options import guarded, lang_option, rubric_option, split_rubric

if TYPE_CHECKING:
    from perfscore.errors import Problem
    from perfscore.model.finding import Finding
    from perfscore.wording import Lang

__all__ = ["command"]

_RUBRIC_KEYS = re.compile(rb"^[\"']?(?:criteria|measures|extends)[\"']?:", re.MULTILINE)


@click.command("check")
@click.argument("file", metavar="RUBRIC|FILING", type=click.Path())
@rubric_option
@lang_option
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@guarded
def command(file: str, rubric: str | None, lang: Lang, as_json: bool) -> None:
    """Check a rubric or a filing; list every error and warning with its place.

    A file with criteria is a rubric; anything else is read as a filing and matched against its
    rubric. A name that is no file is an installed rubric.
    """
    from perfscore.errors import PerfscoreError

    try:
        problems, code = _warnings(file, rubric), 0
    except PerfscoreError as error:
        problems, code = list(error.problems), error.exit_code
    if as_json:
        click.echo(json.dumps([_record(p) for p in problems], ensure_ascii=False, indent=2))
    else:
        _print(problems, lang)
    sys.exit(code)


def _warnings(file: str, rubric: str | None) -> list[Problem]:
    """The warnings of a file that has no errors; raises when it has."""
    import perfscore

    path = Path(file)
    if not path.exists() and path.suffix not in (".yaml", ".yml", ".json"):
        perfscore.load_rubric(*split_rubric(file))
        return []
    if _is_rubric(path):
        return _rubric_warnings(path)
    filing = perfscore.read_filing(file)
    name, edition = split_rubric(rubric) if rubric else (filing.rubric, filing.edition)
    card = perfscore.score(filing, perfscore.load_rubric(name, edition))
    open_rows = {(row.path, row.reason) for row in (card.root, *card.rows) if row.reason}
    found = [f for f in card.findings if (f.path, f.code) not in open_rows]
    return sorted((_doubtful(finding) for finding in found), key=lambda p: p.place.line or 0)


def _doubtful(finding: Finding) -> Problem:
    """A finding, as a warning at its place."""
    from perfscore import wording
    from perfscore.errors import Place, Problem

    arguments: dict[str, Any] = dict(finding.details)
    message = wording.text("findings", finding.code, **arguments)
    place = finding.places[0].at if finding.places else Place()
    return Problem("doubtful", place, (("code", finding.code), ("message", message)), warning=True)


def _is_rubric(path: Path) -> bool:
    """Whether a file is meant as a rubric, even when it cannot be read as one."""
    if path.suffix not in (".yaml", ".yml") or not path.is_file():
        return False
    return bool(_RUBRIC_KEYS.search(path.read_bytes()))


def _rubric_warnings(path: Path) -> list[Problem]:
    from perfscore.documents import validated
    from perfscore.errors import RubricError
    from perfscore.rubric.loading import problems_of, read_rubric_document
    from perfscore.rubric.tree import Rubric

    document = read_rubric_document(path)
    problems = problems_of(validated(document, Rubric, RubricError), document)
    if any(not problem.warning for problem in problems):
        raise RubricError(*problems)
    return problems


def _record(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "severity": "warning" if problem.warning else "error",
        "file": problem.place.document,
        "line": problem.place.line,
        "column": problem.place.column,
        "message": {"zh": problem.message("zh"), "en": problem.message("en")},
        "hint": {"zh": problem.hint("zh"), "en": problem.hint("en")},
    }


def _print(problems: list[Problem], lang: Lang) -> None:
    from perfscore import wording

    for problem in problems:
        click.echo(problem.render(lang))
    errors = sum(not problem.warning for problem in problems)
    warnings = len(problems) - errors
    click.echo(wording.say("report", "checked", lang, errors=str(errors), warnings=str(warnings)))
