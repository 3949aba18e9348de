"""``perfscore cohort``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from perfscore.cli.options import guarded, lang_option, split_rubric, trust_option

if TYPE_CHECKING:
    from perfscore.scoring import Scorecard
    from perfscore.wording import Lang

__all__ = ["command"]


@click.command("cohort")
@click.argument("filings", type=click.Path(), nargs=-1, required=True)
@click.option(
    "--rubric",
    metavar="ID[@EDITION]|PATH",
    help="Rubric to score with; by default the one that the first filing names.",
)
@trust_option
@lang_option
@click.option("--json", "as_json", is_flag=True, help="Print all scorecards as a JSON list.")
@guarded
def command(
    filings: tuple[str, ...], rubric: str | None, trust: str, lang: Lang, as_json: bool
) -> None:
    """Score FILINGS together, where a rubric measures departments against each other.

    Ranks, medians and the like are taken over all of them; a line for each says its total and what
    grades are possible.
    """
    import perfscore
    from perfscore import wording

    read = [perfscore.read_filing(path) for path in filings]
    name, edition = (read[0].rubric, read[0].edition) if rubric is None else split_rubric(rubric)
    loaded = perfscore.load_rubric(name, edition)
    cards = perfscore.score_cohort(read, loaded, trust=perfscore.Trust(trust))
    if as_json:
        records = [perfscore.as_record(card) for card in cards]
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
        return
    click.echo(wording.say("report", "cohort", lang, count=str(len(cards))))
    for card in cards:
        click.echo(f"  {_line(card, lang)}")


def _line(card: Scorecard, lang: Lang) -> str:
    from perfscore import wording

    grades = wording.listed(grade.title for grade in card.grade).in_(lang)
    total = card.root.said(card.root.score, lang)
    return "  ".join(part for part in (total, card.department.name.in_(lang), grades) if part)
