"""``perfscore explain``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from perfscore.cli.options import guarded, lang_option, review_option, rubric_option, trust_option
from perfscore.cli.score import scored

if TYPE_CHECKING:
    from perfscore.wording import Lang

__all__ = ["command"]


@click.command("explain")
@click.argument("filing", type=click.Path())
@click.argument("path")
@rubric_option
@trust_option
@review_option
@lang_option
@click.option("--json", "as_json", is_flag=True, help="Print the row as JSON.")
@guarded
def command(
    filing: str,
    path: str,
    rubric: str | None,
    trust: str,
    review: str | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Explain the row PATH of a scored FILING.

    The rule in words, the formula, the formula with the numbers, what was considered and rejected
    with its distance, rounding, evidence with places, basis. PATH is written as in --json, for
    example management.execution.carryover_rate; 'total' explains the total.
    """
    import perfscore
    from perfscore.reports.layout import clean

    card = scored(filing, rubric, trust, review)
    row = card[path]
    if as_json:
        record = perfscore.as_record(card)
        rows = {each["path"]: each for each in record["rows"]} | {"total": record["total"]}
        click.echo(json.dumps(rows[path], ensure_ascii=False, indent=2))
    else:
        click.echo(clean(row.explain(lang)), nl=False)
