"""``perfscore compare``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from perfscore.cli.options import (
    given_rubrics,
    guarded,
    lang_option,
    rubrics_option,
    trust_option,
)

if TYPE_CHECKING:
    from perfscore.rubric.tree import Rubric
    from perfscore.scoring import Scorecard
    from perfscore.wording import Lang

__all__ = ["command"]


@click.command("compare")
@click.argument("before", type=click.Path())
@click.argument("after", type=click.Path())
@rubrics_option
@trust_option
@lang_option
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
@guarded
def command(
    before: str, after: str, rubric: tuple[str, ...], trust: str, lang: Lang, as_json: bool
) -> None:
    """Compare two scorecards of one department: two years, filings, editions, or a review.

    BEFORE and AFTER are scorecards in JSON or filings; --trust is for filings. The difference of
    the totals is put down to data, rule, weight, applicability, rounding and review, row by row and
    without remainder. A difference of open totals has two numbers: of the low and of the high end.
    """
    import perfscore
    from perfscore.reports.comparison_report import comparison_record, comparison_text

    rubrics = given_rubrics(rubric)
    cards = [_card(path, rubrics, trust) for path in (before, after)]
    found = perfscore.compare(*cards)
    if as_json:
        click.echo(json.dumps(comparison_record(found), ensure_ascii=False, indent=2))
    else:
        click.echo(comparison_text(found, lang), nl=False)


def _card(path: str, rubrics: list[Rubric], trust: str) -> Scorecard:
    import perfscore
    from perfscore.files import is_card, named_or_installed

    if is_card(path):
        return perfscore.read_card(path, rubrics)
    filing = perfscore.read_filing(path)
    loaded = named_or_installed(filing.rubric, filing.edition, rubrics)
    return perfscore.score(filing, loaded, trust=perfscore.Trust(trust))
