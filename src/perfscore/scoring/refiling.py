"""What of a filing a rubric other than its own can read, to see what that rubric makes of it."""

from __future__ import annotations

from perfscore.model.filing import Filing
from perfscore.model.record import Records
from perfscore.rubric.table import Table
from perfscore.rubric.tree import Rubric
from perfscore.rules.targets import Targets, names_of

__all__ = ["refiled"]


def refiled(filing: Filing, rubric: Rubric) -> Filing:
    """The filing as one for another rubric, less what that rubric has no place for."""
    rules = {path: node.rule for path, node in rubric.indicators.items()}
    taken = rubric.names_taken
    targets = tuple(
        target
        for target in filing.targets
        if isinstance(rule := rules.get(target.under), Targets)
        and (target.kind != "level" or rule.levels)
        and (target.weight is not None or rule.weights == "relative")
        and not taken & set(names_of(target))
    )
    ids = {target.id for target in targets}
    known = {name for target in targets for name in names_of(target)} | set(rubric.measures)
    return filing.model_copy(
        update={
            "rubric": rubric.id,
            "edition": rubric.edition,
            "targets": targets,
            "evidence": tuple(each for each in filing.evidence if each.measure in known),
            "records": {
                name: _known_fields(records, rubric.records[name], ids)
                for name, records in filing.records.items()
                if name in rubric.records
            },
            "points": {
                path: points
                for path, points in filing.points.items()
                if path in rules and rubric.indicators[path].adjustable is not None
            },
            "figures": {},
            "equations": (),
            "self_assessed": {},
        }
    )


def _known_fields(records: Records, table: Table, targets: set[str]) -> Records:
    known = set(table.fields) | (targets if table.targets else set())
    rows = tuple(
        row.model_copy(update={"given": {k: v for k, v in row.given.items() if k in known}})
        for row in records.rows
    )
    return records.model_copy(update={"rows": rows})
