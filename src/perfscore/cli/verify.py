"""``perfscore verify``."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from perfscore.cli.options import given_rubrics, guarded, lang_option, rubrics_option

if TYPE_CHECKING:
    from perfscore.wording import Lang

__all__ = ["command"]

SHOWN_AT_MOST = 20


@click.command("verify")
@click.argument("card", type=click.Path())
@rubrics_option
@lang_option
@click.option("--json", "as_json", is_flag=True, help="Print the differences as JSON.")
@guarded
def command(card: str, rubric: tuple[str, ...], lang: Lang, as_json: bool) -> None:
    """Score the filing that CARD (a scorecard in JSON) carries again and compare every value.

    Leaves with exit code 1 when a number, a step, a text or the rubric has been changed.
    """
    import perfscore
    from perfscore import wording

    found = perfscore.verify_card(card, given_rubrics(rubric))
    if as_json:
        rows = [{"path": d.path, "found": d.found, "expected": d.expected} for d in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        key = "not-verified" if found else "verified"
        click.echo(wording.say("report", key, lang, count=str(len(found))))
        for each in found[:SHOWN_AT_MOST]:
            told = {"found": _shown(each.found), "expected": _shown(each.expected)}
            click.echo("  " + wording.say("report", "differs", lang, path=each.path, **told))
    sys.exit(1 if found else 0)


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:80]
