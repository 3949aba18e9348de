"""``perfscore codes``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from perfscore.cli.options import guarded, lang_option

if TYPE_CHECKING:
    from perfscore.wording import Lang

__all__ = ["command"]

PARTS = ("means", "matters", "settle")


@click.command("codes")
@click.argument("code", required=False)
@lang_option
@click.option("--json", "as_json", is_flag=True, help="Print as JSON, in both languages.")
@guarded
def command(code: str | None, lang: Lang, as_json: bool) -> None:
    """Explain the finding CODE: what it means, why it matters, how to settle it.

    Without CODE, list all of them.
    """
    from perfscore import wording
    from perfscore.errors import Problem, UsageError, alike

    known = wording.keys("findings")
    if code is not None and code not in known:
        details = (("found", code), ("known", alike(code, known)))
        raise UsageError(Problem("code-unknown", details=details))
    chosen = known if code is None else (code,)
    if as_json:
        click.echo(json.dumps([_record(each) for each in chosen], ensure_ascii=False, indent=2))
    elif code is None:
        for each in chosen:
            click.echo(f"{each}: {wording.say('findings', each, lang, part='means')}")
    else:
        click.echo(code)
        for part in PARTS:
            label = wording.say("report", f"code-{part}", lang)
            click.echo(f"  {label}: {wording.say('findings', code, lang, part=part)}")


def _record(code: str) -> dict[str, object]:
    from perfscore import wording

    texts = {part: wording.text("findings", code, part=part) for part in PARTS}
    return {"code": code} | {part: {"zh": t.zh, "en": t.en} for part, t in texts.items()}
