"""``perfscore show``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from perfscore.cli.options import guarded, lang_option, split_rubric

if TYPE_CHECKING:
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
    from perfscore.reports.rubric_report import rubric_report

    name, edition = split_rubric(rubric)
    loaded = perfscore.load_rubric(name, edition)
    if as_json:
        data = loaded.model_dump(mode="json", by_alias=True, exclude_unset=True)
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        click.echo(rubric_report(loaded, lang), nl=False)
