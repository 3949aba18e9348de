"""What was promised, what was measured, and whether it was met."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks import columns, files, ours, single
from benchmarks.session import Session
from benchmarks.tables import Table, ratio, size

__all__ = ["measure"]

Figures = dict[str, float]
MILLION = 1_000_000
SETTLED = f"columns {MILLION}: {ours.COLUMNS}"
PEAK = "growth 10000000: perfscore batch, peak"


def _over(above: str, below: str) -> Callable[[Figures], float | None]:
    def found(figures: Figures) -> float | None:
        if above not in figures or below not in figures:
            return None
        return figures[above] / figures[below]

    return found


def _differences(figures: Figures) -> float | None:
    counts = [count for name, count in figures.items() if name.startswith("differences: ")]
    return sum(counts) if counts else None


def _spark(figures: Figures) -> float | None:
    """Against the work alone where it is known, since warm Spark has its processes running."""
    warm, work, whole = (
        f"spark: {name}"
        for name in ("perfscore.spark.score_files, warm", files.BATCH_WORK, files.BATCH)
    )
    return _over(work if work in figures else whole, warm)(figures)


FLOATS = f"columns {MILLION}: {columns.BASE}"

# What is said, how it is measured, the sign and the limit, how it is shown.
GOALS: tuple[tuple[str, Callable[[Figures], float | None], str, float, Callable], ...] = (
    *(
        entry
        for said, ours_took in (
            ("traces made when asked for", f"single: {single.OURS}"),
            ("every trace made", f"single: {single.OURS_TRACED}"),
        )
        for entry in (
            (
                f"one department, {said} ÷ Python Decimal with the same trace",
                _over(ours_took, f"single: {single.TRACED}"),
                "<=",
                0.5,
                ratio,
            ),
            (
                f"zen-engine with trace, create_decision ÷ one department, {said}",
                _over("single: zen-engine, create_decision, trace", ours_took),
                ">=",
                20,
                ratio,
            ),
            (
                f"zen-engine with trace, graph kept compiled ÷ one department, {said}",
                _over("single: zen-engine, trace", ours_took),
                ">=",
                20,
                ratio,
            ),
        )
    ),
    (
        "columns, a million settled ÷ Polars float64 on the same frame",
        _over(SETTLED, FLOATS),
        "<=",
        1.2,
        ratio,
    ),
    (
        "the same, made a frame of decimals ÷ Polars float64 on the same frame",
        _over(f"columns {MILLION}: {ours.IN_A_FRAME}", FLOATS),
        "<=",
        1.2,
        ratio,
    ),
    (
        "columns, a million settled ÷ Polars float64, numbers already floats",
        _over(SETTLED, f"{FLOATS}, numbers already floats"),
        "<=",
        1.2,
        ratio,
    ),
    (
        "columns, a million with 10 % missing ÷ settled",
        _over(f"columns {MILLION}: {columns.MISSING}", SETTLED),
        "<=",
        3,
        ratio,
    ),
    (
        "Parquet to Parquet, in a process that is running ÷ reading with Polars",
        _over(f"files: {files.BATCH_HERE}", f"files: {files.READ}"),
        "<=",
        2.5,
        ratio,
    ),
    (
        "Parquet to Parquet, whole process ÷ a process that reads with Polars",
        _over(f"files: {files.BATCH}", f"files: {files.READ_PROCESS}"),
        "<=",
        2.5,
        ratio,
    ),
    ("Spark over files, warm: speed ÷ that of perfscore batch", _spark, ">=", 0.5, ratio),
    (
        "peak memory from Parquet at ten million",
        lambda figures: figures.get(PEAK),
        "<=",
        0.8e9,
        lambda value: "-" if value is None else size(int(value)),
    ),
    (
        "differences of columns from the single path and the oracle",
        _differences,
        "<=",
        0,
        lambda value: "-" if value is None else f"{value:.0f}",
    ),
)


def measure(session: Session) -> None:
    """One row a goal; those whose parts were not measured say so."""
    table = Table("Goals", ("what", "goal", "measured", "met"))
    for said, found, sign, limit, shown in GOALS:
        value = found(session.figures)
        met = "not measured"
        if value is not None:
            met = "yes" if (value <= limit if sign == "<=" else value >= limit) else "no"
        table.rows.append(
            (said, f"{'≤' if sign == '<=' else '≥'} {shown(limit)}", shown(value), met)
        )
    table.notes = [
        "zen-engine keeps a graph compiled when a static loader holds it, and compiles one that is "
        "made with create_decision each time it is called.",
        "Polars on the same frame has to make floats of the decimals first, as perfscore makes "
        "integers of them.",
    ]
    session.add(table)
