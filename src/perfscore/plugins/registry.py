"""Find plug-ins and load them one at a time, in a fixed order, each behind a guard.

A broken plug-in is isolated and reported; it is an error only for whoever asks for its rubric.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy

from perfscore.documents import Document
from perfscore.errors import PerfscoreError, Place, PluginError, Problem, RubricError, alike
from perfscore.plugins import builtin, hookspecs
from perfscore.rubric.loading import (
    problems_of,
    read_rubric_document,
    rubric_from_document,
)
from perfscore.rubric.tree import Rubric
from perfscore.wording import Text

__all__ = [
    "GROUP",
    "Plugin",
    "RubricOffer",
    "find_rubric",
    "installed_plugins",
    "readers",
    "report_formats",
    "rubric_offers",
]

# The entry-point group; the entry's name is for people only.
GROUP = "perfscore"


@dataclass(frozen=True, slots=True)
class RubricOffer:
    """A rubric that a plug-in offers; read in full only when it is asked for."""

    id: str
    edition: str
    title: Text
    package: str
    version: str
    document: Document | None = None
    made: Rubric | None = None

    def load(self) -> Rubric:
        """The checked rubric; raises :class:`RubricError` with every problem found."""
        if self.document is not None:
            return rubric_from_document(self.document, self.package, self.version)
        assert self.made is not None
        problems = problems_of(self.made, Document(self.package, None, {}, {}))
        errors = [problem for problem in problems if not problem.warning]
        if errors:
            raise RubricError(*errors)
        identity = self.made.identity.model_copy(
            update={"package": self.package, "version": self.version}
        )
        return self.made.identified(identity)


@dataclass(frozen=True, slots=True)
class Plugin:
    """An installed plug-in: its distribution, what it offers, and why it is broken if it is."""

    name: str
    package: str
    version: str
    reason: str = ""
    offers: tuple[RubricOffer, ...] = ()
    readers: Mapping[str, hookspecs.Reader] = field(default_factory=dict)
    formats: Mapping[str, hookspecs.ReportFormat] = field(default_factory=dict)

    @property
    def is_broken(self) -> bool:
        """Whether the plug-in could not be loaded."""
        return bool(self.reason)


@cache
def installed_plugins() -> tuple[Plugin, ...]:
    """Every plug-in of the environment, sorted by name and package."""
    own = _asked(builtin, "perfscore", "perfscore", "")
    return (own, *(_loaded(entry) for entry in sorted(entry_points(group=GROUP), key=_order)))


def _order(entry: EntryPoint) -> tuple[str, str, str]:
    return (entry.name, _package(entry), entry.value)


def _package(entry: EntryPoint) -> str:
    return "" if entry.dist is None else entry.dist.name


def _loaded(entry: EntryPoint) -> Plugin:
    package = _package(entry)
    version = "" if entry.dist is None else entry.dist.version
    try:
        module = entry.load()
        return _asked(module, entry.name, package, version)
    # Whatever a plug-in raises while it loads, even an exit, is its own fault and is reported.
    except (Exception, SystemExit) as error:
        return Plugin(entry.name, package, version, _reason(error))


def _reason(error: BaseException) -> str:
    if isinstance(error, PerfscoreError):
        return error.render()
    return "".join(traceback.format_exception_only(error)).strip()


def _asked(module: ModuleType, name: str, package: str, version: str) -> Plugin:
    """Ask one plug-in alone, so that a failure can be laid at its door."""
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    manager.register(module, name)
    manager.check_pending()
    if not manager.get_hookcallers(module):
        raise TypeError(f"{name} implements no hook; is @perfscore.hookimpl missing?")
    rubrics = [offer for offered in manager.hook.perfscore_rubrics() for offer in offered]
    return Plugin(
        name,
        package,
        version,
        offers=tuple(_offer(rubric, package, version) for rubric in rubrics),
        readers=_merged(manager.hook.perfscore_readers()),
        formats=_merged(manager.hook.perfscore_report_formats()),
    )


def _merged(answers: list[Mapping[str, Any]]) -> dict[str, Any]:
    return {suffix: offered for answer in answers for suffix, offered in answer.items()}


def _offer(offered: Path | Rubric, package: str, version: str) -> RubricOffer:
    if isinstance(offered, Rubric):
        identity = (offered.id, offered.edition, offered.title)
        return RubricOffer(*identity, package, version, made=offered)
    document = read_rubric_document(Path(offered))
    data = document.data if isinstance(document.data, dict) else {}
    missing = [key for key in ("rubric", "edition") if not isinstance(data.get(key), str)]
    if missing:
        place = document.place(())
        raise RubricError(*(Problem("key-missing", place, (("name", key),)) for key in missing))
    title = data.get("title")
    shown = Text(str(title), str(title))
    if isinstance(title, dict) and set(title) == {"zh", "en"}:
        shown = Text(str(title["zh"]), str(title["en"]))
    return RubricOffer(data["rubric"], data["edition"], shown, package, version, document)


def rubric_offers() -> tuple[RubricOffer, ...]:
    """Every rubric that a working plug-in offers, by id and edition."""
    offers = (offer for plugin in installed_plugins() for offer in plugin.offers)
    return tuple(sorted(offers, key=lambda o: (o.id, o.edition, o.package)))


def find_rubric(name: str, edition: str | None = None) -> Rubric:
    """An installed rubric; without an edition, the only or the latest one.

    Raises :class:`RubricError` for an unknown id or edition, :class:`PluginError` when two
    packages offer the same one or when a broken plug-in may have held it.
    """
    offers = rubric_offers()
    own = [offer for offer in offers if offer.id == name]
    if not own:
        raise _unknown("rubric-unknown", name, {offer.id for offer in offers})
    editions = sorted({offer.edition for offer in own})
    wanted = edition or editions[-1]
    found = [offer for offer in own if offer.edition == wanted]
    if not found:
        raise _unknown("edition-unknown", wanted, set(editions))
    if len(found) > 1:
        packages = ", ".join(f"{offer.package} {offer.version}" for offer in found)
        details = (("found", f"{name} {wanted}"), ("packages", packages))
        raise PluginError(Problem("rubric-offered-twice", details=details))
    return found[0].load()


def _unknown(code: str, name: str, known: set[str]) -> RubricError:
    problems = [Problem(code, details=(("found", name), ("known", alike(name, known))))]
    problems += [
        Problem(
            "plugin-broken",
            Place(f"{plugin.package} {plugin.version}".strip()),
            (("name", plugin.name), ("reason", plugin.reason)),
        )
        for plugin in installed_plugins()
        if plugin.is_broken
    ]
    kind = PluginError if len(problems) > 1 else RubricError
    return kind(*problems)


def readers() -> dict[str, hookspecs.Reader]:
    """Readers by suffix; perfscore's own cannot be replaced by accident."""
    return dict(_offered((plugin.name, plugin.readers) for plugin in installed_plugins()))


def report_formats() -> dict[str, hookspecs.ReportFormat]:
    """Report formats by suffix."""
    return dict(_offered((plugin.name, plugin.formats) for plugin in installed_plugins()))


def _offered(plugins: Iterator[tuple[str, Mapping[str, Any]]]) -> Iterator[tuple[str, Any]]:
    owners: dict[str, str] = {}
    for name, offered in plugins:
        for suffix, offer in sorted(offered.items()):
            if suffix in owners:
                details = (("found", suffix), ("packages", f"{owners[suffix]}, {name}"))
                raise PluginError(Problem("suffix-offered-twice", details=details))
            owners[suffix] = name
            yield suffix, offer
