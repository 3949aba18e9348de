"""``perfscore rubrics``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from perfscore.cli.options import guarded, lang_option

if TYPE_CHECKING:
    from perfscore.wording import Lang

__all__ = ["command"]


@click.command("rubrics")
@lang_option
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@guarded
def command(lang: Lang, as_json: bool) -> None:
    """List the rubrics that are installed, and plug-ins that are broken."""
    from perfscore.plugins import installed_plugins, rubric_offers

    offers: list[dict[str, Any]] = [
        {
            "id": offer.id,
            "edition": offer.edition,
            "title": {"zh": offer.title.zh, "en": offer.title.en},
            "package": offer.package,
            "version": offer.version,
        }
        for offer in rubric_offers()
    ]
    broken = [
        {"name": p.name, "package": p.package, "version": p.version, "reason": p.reason}
        for p in installed_plugins()
        if p.is_broken
    ]
    if as_json:
        click.echo(json.dumps({"rubrics": offers, "broken": broken}, ensure_ascii=False, indent=2))
        return
    _print(offers, broken, lang)


def _print(offers: list[dict[str, Any]], broken: list[dict[str, str]], lang: Lang) -> None:
    from perfscore import wording

    for offer in offers:
        click.echo(
            f"{offer['id']}@{offer['edition']}  {offer['title'][lang]}"
            f"  ({offer['package']} {offer['version']})"
        )
    if not offers:
        click.echo(wording.say("report", "no-rubrics", lang))
    for plugin in broken:
        reason = wording.say("errors", "plugin-broken", lang, **plugin)
        click.echo(f"{plugin['package']} {plugin['version']}: {reason}", err=True)
