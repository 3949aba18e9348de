"""Whether the tables of a rubric, and the measures taken over them, make sense."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from perfscore.calculation.steps import work_out
from perfscore.errors import Refusal, alike
from perfscore.expression.dimensions import Kind, kind_of, require_same
from perfscore.rubric.aggregate import Rows
from perfscore.rubric.fault import Fault
from perfscore.rubric.table import WORKING_DAYS, Field, Table
from perfscore.rubric.tree import Rubric

__all__ = ["record_faults"]

# What the keys of a row already mean.
RESERVED = ("name", "place", "given")


def record_faults(rubric: Rubric) -> Iterator[Fault]:
    """Everything wrong with fields of tables and with measures taken over them."""
    for name, table in rubric.records.items():
        for field, own in table.fields.items():
            yield from _field(rubric, table, field, own, ("records", name, "fields", field))
    for name, measure in rubric.measures.items():
        if measure.records is not None:
            yield from _aggregate(rubric, name)


def _units(table: Table) -> dict[str, str]:
    return {name: field.shown_unit for name, field in table.fields.items()}


def _unknown(name: str, offset: int, known: Mapping[str, object]) -> Refusal:
    return Refusal("field-unknown", start=offset, found=name, known=alike(name, known))


def _field(
    rubric: Rubric, table: Table, name: str, field: Field, path: tuple[str, ...]
) -> Iterator[Fault]:
    if not name.isidentifier() or name in RESERVED:
        code = "id-reserved" if name in RESERVED else "identifier-invalid"
        yield Fault(path, Refusal(code, found=name))
    if field.records is not None:
        yield Fault((*path, "records"), Refusal("field-of-records"))
    for date in field.between or ():
        if date not in table.fields:
            yield Fault((*path, "between"), _unknown(date, 0, table.fields))
        elif table.fields[date].kind != "date":
            yield Fault((*path, "between"), Refusal("between-needs-dates", found=date))
    if field.between is not None and field.unit == WORKING_DAYS and not rubric.working_days:
        yield Fault((*path, "between"), Refusal("working-days-missing"), warning=True)
    if field.formula is None:
        return
    unknown = [n for n in field.formula.names if n[0] not in table.fields or n[0] == name]
    yield from (Fault((*path, "from"), _unknown(*each, table.fields)) for each in unknown)
    computed = [n for n, _ in field.formula.names if _is_computed(table.fields.get(n))]
    if computed:
        # Fields of fields would need an order of their own; a formula can say it at once.
        yield Fault((*path, "from"), Refusal("field-of-computed", found=computed[0]))
    elif not unknown:
        try:
            found = kind_of(field.formula.node, _units(table))
            require_same([Kind(field.dimension, field.unit), found])
        except Refusal as refusal:
            yield Fault((*path, "from"), refusal)


def _is_computed(field: Field | None) -> bool:
    return field is not None and field.formula is not None


def _aggregate(rubric: Rubric, name: str) -> Iterator[Fault]:
    measure = rubric.measures[name]
    path = ("measures", name, "records")
    taken = measure.records
    assert taken is not None
    table = rubric.records.get(taken.of)
    if table is None:
        known = alike(taken.of, rubric.records)
        yield Fault((*path, "of"), Refusal("table-unknown", found=taken.of, known=known))
        return
    unknown = [
        Fault((*path, part), _unknown(field, offset, table.fields))
        for part, field, offset in taken.mentions()
        if field not in table.fields
    ]
    yield from unknown
    if unknown:
        return
    if taken.weight is not None:
        ranges = {field: own.range for field, own in table.fields.items()}
        least = work_out(taken.weight.node, ranges, defined_only=True).value.low
        if least is None or least < 0:
            refusal = Refusal("aggregate-weight-negative", found=taken.weight.text)
            yield Fault((*path, "weight"), refusal)
            return
    try:
        rows = Rows("", [{field: field for field in table.fields}])
        node = taken.over(rows, measure.unit, measure.when_zero)
        found = kind_of(node, {**_units(table), rows.count: ""})
        require_same([Kind(measure.dimension, measure.unit), found])
    except Refusal as refusal:
        yield Fault(path, refusal)
