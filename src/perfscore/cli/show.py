"""``perfscore show``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from perfscore.cli.options import guarded, lang_option, split_rubric

if TYPE_CHECKING:
    from perfscore.rubric.tree import Criterion, Indicator, Rubric
    from perfscore.wording import Lang

__all__ = ["command"]


@click.command("show")
@click.argument("rubric", metavar="RUBRIC")
@lang_option
@click.option("--json", "as_json", is_flag=True, help="Print the rubric as JSON.")
@guarded
def command(rubric: str, lang: Lang, as_json: bool) -> None:
    """Show RUBRIC (an installed ID[@EDITION] or a YAML file): tree, rules in words, basis."""
    import perfscore

    name, edition = split_rubric(rubric)
    loaded = perfscore.load_rubric(name, edition)
    if as_json:
        data = loaded.model_dump(mode="json", by_alias=True, exclude_unset=True)
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(loaded, lang)))


def _lines(rubric: Rubric, lang: Lang) -> Iterator[str]:
    from perfscore import wording
    from perfscore.numeric import decimal_text

    edition = wording.say("report", "edition", lang, edition=rubric.edition)
    yield f"{rubric.title.in_(lang)}  ({rubric.id}, {edition})  {decimal_text(rubric.points)}"
    identity = rubric.identity
    if identity.package:
        yield f"{identity.package} {identity.version}  {identity.digest}"
    if note := rubric.note.in_(lang):
        yield note
    for path, node in rubric.nodes.items():
        yield from _node(rubric, path, node, lang)


def _node(rubric: Rubric, path: str, node: Criterion | Indicator, lang: Lang) -> Iterator[str]:
    from perfscore import wording
    from perfscore.expression.formula import Printer
    from perfscore.numeric import decimal_text
    from perfscore.rubric.tree import Indicator

    indent = "  " * path.count(".")
    yield f"{indent}{node.title.in_(lang)}  {decimal_text(node.points)}  [{path}]"
    if not isinstance(node, Indicator):
        return
    printer = Printer(
        lang,
        lambda name: rubric.measures[name].title.in_(lang),
        lambda step: step.title.in_(lang),
    )
    yield f"{indent}    {node.rule.words(lang, printer)}"
    for part, basis in node.basis.parts().items():
        name = wording.say("report", f"basis-{part.replace(' ', '-')}", lang)
        status = wording.say("report", f"status-{basis.status}", lang)
        told = " ".join(t for t in (basis.source, basis.place, basis.reason.in_(lang)) if t)
        yield f"{indent}    {name}: {status} - {told}"
