"""Turn a document into a pydantic model; every fault with its place, all at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from perfscore.documents.document import Document, DocumentPath
from perfscore.errors import PerfscoreError, Place, Problem, Refusal, alike

__all__ = ["validated"]

Model = TypeVar("Model", bound=BaseModel)


def validated(document: Document, model: type[Model], error: type[PerfscoreError]) -> Model:
    """The model that a document describes; raises ``error`` with all problems found."""
    try:
        return model.model_validate(document.data)
    except ValidationError as cause:
        problems = list(_problems(document, cause, (), model))
        raise error(*sorted(problems, key=_by_place)) from cause


def _refused_at(document: Document, path: DocumentPath, refusal: Refusal) -> tuple[Place, bool]:
    """Where a refused text stands, and whether its offset counts from there."""
    here = (*path, refusal.field) if refusal.field else path
    if refusal.field and here not in document.values:
        here = path
    return document.place(here), here in document.texts


def _is_inside(inner: Any, outer: Any) -> bool:
    where = outer["loc"]
    return len(inner["loc"]) > len(where) and inner["loc"][: len(where)] == where


def _by_place(problem: Problem) -> tuple[int, int, str]:
    return (problem.place.line or 0, problem.place.column or 0, problem.code)


def _problems(
    document: Document, cause: ValidationError, above: DocumentPath, model: type[BaseModel]
) -> Iterator[Problem]:
    faults = cause.errors(include_url=False)
    for fault in faults:
        if fault["type"] == "too_short" and any(_is_inside(other, fault) for other in faults):
            # The items are there; they are what is wrong.
            continue
        path = _in_document(document.data, (*above, *fault["loc"]))
        inner = fault.get("ctx", {}).get("error")
        if isinstance(inner, ValidationError):
            yield from _problems(document, inner, path, model)
        elif isinstance(inner, Refusal):
            yield inner.at(*_refused_at(document, path, inner))
        else:
            yield _problem(document, path, dict(fault), model)


def _in_document(data: Any, location: tuple[str | int, ...]) -> DocumentPath:
    """A pydantic location without the names of union branches, which no document has."""
    path: list[str | int] = []
    last = len(location) - 1
    for index, part in enumerate(location):
        if isinstance(data, dict) and part in data:
            data = data[str(part)]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        elif index != last:
            continue
        path.append(part)
    return tuple(path)


def _problem(
    document: Document, path: DocumentPath, fault: dict[str, Any], model: type[BaseModel]
) -> Problem:
    name = _name(path)
    match fault["type"]:
        case "missing":
            place = document.key_place(path[:-1])
            return Problem("key-missing", place, (("name", name),))
        case "extra_forbidden" | "unexpected_keyword_argument":
            place = document.key_place(path)
            known = alike(name, _known_keys(model, document.data, path))
            return Problem("key-unknown", place, (("found", name), ("known", known)))
        case "literal_error" | "enum":
            expected = str(fault["ctx"].get("expected", ""))
            details = (("expected", expected.replace(" or ", ", ")), ("found", _shown(fault)))
            return Problem("choice-unknown", document.place(path), details)
        case kind:
            told = (("found", _shown(fault)), ("name", name), ("reason", str(fault["msg"])))
            return Problem(_EXPECTED.get(kind, "value-invalid"), document.place(path), told)


_EXPECTED = {
    "string_type": "text-expected",
    "tuple_type": "list-expected",
    "model_type": "mapping-expected",
    "dict_type": "mapping-expected",
    "dataclass_type": "mapping-expected",
    "bool_type": "bool-expected",
    "too_short": "list-too-short",
    "too_long": "list-too-long",
}


def _name(path: DocumentPath) -> str:
    """A key, or the number of an item of a list; the document itself is ``/``."""
    if not path:
        return "/"
    if isinstance(path[-1], int) and len(path) > 1:
        return f"{path[-2]}[{path[-1] + 1}]"
    return str(path[-1])


def _shown(fault: dict[str, Any]) -> str:
    found = fault.get("input")
    if isinstance(found, dict):
        return "{…}"
    if isinstance(found, list):
        return "[…]"
    return str(found)[:60]


def _known_keys(model: type[BaseModel], data: Any, path: DocumentPath) -> set[str]:
    """The keys of the model that was most likely meant, by the keys beside the unknown one."""
    parent = data
    for part in path[:-1]:
        if isinstance(parent, dict):
            parent = parent.get(part)
        elif isinstance(parent, list) and isinstance(part, int):
            parent = parent[part]
    if not isinstance(parent, dict):
        parent = {}
    beside = set(parent) - {path[-1]}
    sets = list(_key_sets(model))
    best = max(sets, key=lambda keys: (len(keys & beside), -len(keys)))
    return best if best & beside else set().union(*sets)


def _key_sets(model: type[BaseModel]) -> Iterator[set[str]]:
    """The keys of a model and of everything inside it."""
    seen: list[Any] = []
    waiting: list[Any] = [model]
    while waiting:
        kind = waiting.pop()
        if any(kind is known for known in seen):
            continue
        seen.append(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield {field.alias or name for name, field in kind.model_fields.items()}
            waiting += [field.annotation for field in kind.model_fields.values()]
            waiting += kind.__subclasses__()
        elif isinstance(kind, type) and is_dataclass(kind):
            yield {field.name for field in fields(kind)}
        else:
            waiting += getattr(kind, "__args__", ())
