# ruff: noqa: E402 - what may be missing is asked for first
"""The kernel that other engines run: every row of a batch, and the same rubric on both sides."""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")

from departments import REFUSED, RUBRIC, SCHEMA, as_score_many, departments, write_rubric
from making import load

import perfscore
from perfscore import shipping
from perfscore.errors import RubricError, UsageError


@pytest.fixture
def path(tmp_path) -> Path:
    return write_rubric(tmp_path)


def batch_of(table: pa.Table) -> pa.RecordBatch:
    return table.combine_chunks().to_batches()[0]


def frame_of(*batches: pa.RecordBatch) -> pl.DataFrame:
    return pl.DataFrame(pa.Table.from_batches(batches))


@pytest.mark.parametrize("rows", [True, False])
def test_every_row_is_there_and_scored_as_score_many_does(path, rows) -> None:
    kernel = perfscore.arrow_kernel(SCHEMA, path, rows=rows)
    result = kernel(batch_of(departments()))
    assert result.schema == kernel.schema
    wanted = as_score_many(departments(), perfscore.load_rubric(path), rows)
    assert frame_of(result).equals(wanted)
    assert {row["id"] for row in result.to_pylist() if row["problem"]} == REFUSED


def test_the_result_has_plain_types_only(path) -> None:
    kernel = perfscore.arrow_kernel(SCHEMA, path)
    types = {str(field.type) for field in kernel.schema}
    assert types == {"string", "decimal128(18, 2)"}
    assert kernel.schema.names[:5] == ["id", "problem", "status", "total_low", "total_high"]
    assert kernel.columns_not_read == ("note",)
    assert kernel.measures_not_stated == ()


def test_every_problem_of_a_row_is_told_with_its_column(path) -> None:
    kernel = perfscore.arrow_kernel(SCHEMA, path)
    result = kernel(batch_of(departments())).to_pylist()
    told = {row["id"]: row["problem"] for row in result}
    assert told["tie"] is None
    assert told["outside"] is None
    assert told["float"].startswith("satisfied [%]: the float is no decimal")
    assert told["both"].startswith(told["float"] + "; spent: unknown unit '阿猫'")
    assert told[None] == "id: the row has no id"


def test_results_do_not_depend_on_how_rows_are_cut_into_batches(path) -> None:
    kernel = perfscore.arrow_kernel(SCHEMA, path)
    batch = batch_of(departments(3))
    whole = frame_of(kernel(batch))
    for size in (1, 2, 7, 11):
        pieces = [kernel(batch.slice(at, size)) for at in range(0, batch.num_rows, size)]
        assert frame_of(*pieces).equals(whole)


def test_a_large_batch_is_worked_on_in_blocks(path, monkeypatch) -> None:
    kernel = perfscore.arrow_kernel(SCHEMA, path)
    batch = batch_of(departments(3))
    whole = kernel(batch)
    monkeypatch.setattr("perfscore.columns.arrow_kernel.BLOCK", 5)
    assert kernel(batch).equals(whole)


def test_batches_without_rows_and_with_refused_rows_only(path) -> None:
    kernel = perfscore.arrow_kernel(SCHEMA, path)
    table = departments()
    nothing = kernel(batch_of(table).slice(0, 0))
    assert (nothing.num_rows, nothing.schema) == (0, kernel.schema)
    refused = kernel(batch_of(table.slice(7, 4)))
    assert refused.column("status").null_count == refused.num_rows == 4
    assert refused.column("problem").null_count == 0


def test_columns_are_found_by_name_and_texts_in_any_form(path) -> None:
    kernel = perfscore.arrow_kernel(SCHEMA, path)
    table = departments()
    whole = kernel(batch_of(table))
    assert kernel(batch_of(table.select(table.column_names[::-1]))).equals(whole)
    for kind in (pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())):
        other = table.set_column(3, "spent", table["spent"].cast(kind))
        assert kernel(batch_of(other)).equals(whole)


def codes(caught) -> list[tuple[str, str]]:
    return [(problem.code, problem.place.locator) for problem in caught.value.problems]


def test_other_columns_and_types_than_declared_are_one_error(path) -> None:
    kernel = perfscore.arrow_kernel(SCHEMA, path)
    table = departments()
    swapped = ["planned [个]" if n == "done [个]" else n for n in table.column_names]
    with pytest.raises(UsageError) as caught:
        kernel(batch_of(table.rename_columns(swapped)))
    assert codes(caught) == [
        ("batch-column-unknown", "planned [个]"),
        ("batch-column-missing", "done [个]"),
    ]
    with pytest.raises(UsageError) as caught:
        kernel(batch_of(table.drop_columns("lawful").append_column("more", table["note"])))
    assert codes(caught) == [("batch-column-unknown", "more"), ("batch-column-missing", "lawful")]
    narrower = table.set_column(4, "planned [个]", table["planned [个]"].cast(pa.int32()))
    with pytest.raises(UsageError) as caught:
        kernel(batch_of(narrower))
    assert codes(caught) == [("batch-column-type", "planned [个]")]
    assert "should have the type Int64, and has Int32" in str(caught.value)


def test_wrong_columns_are_found_before_any_batch(path) -> None:
    wrong = SCHEMA.set(SCHEMA.get_field_index("lawful"), pa.field("lawful", pa.timestamp("us")))
    with pytest.raises(UsageError, match="column-kind"):
        perfscore.arrow_kernel(wrong, path)
    with pytest.raises(UsageError, match="column-twice"):
        perfscore.arrow_kernel(pa.schema([*SCHEMA, pa.field("id", pa.string())]), path)


def test_without_a_column_for_it_the_id_is_null(path) -> None:
    table = departments().drop_columns("id")
    kernel = perfscore.arrow_kernel(table.schema, path)
    result = kernel(batch_of(table))
    assert result.column("id").null_count == result.num_rows
    assert result.column("problem").null_count == result.num_rows - 3


def test_a_mapping_and_units_of_the_schema_are_shipped(path, tmp_path) -> None:
    table = departments()
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "id: [id, note]\nperiod: '2030'\ncolumns:\n  lawful: {column: lawful}\n  spent: spent\n",
        encoding="utf-8",
    )
    kernel = perfscore.arrow_kernel(SCHEMA, path, mapping=mapping)
    mapping.unlink()
    again = pickle.loads(pickle.dumps(kernel))
    assert again.kernel.period == "2030"
    assert kernel(batch_of(table)).column("id").to_pylist()[0] == "tie x"
    declared = pa.schema(
        [
            pa.field("id", pa.string()),
            pa.field("budget", pa.int64(), metadata={"unit": "万元"}),
            pa.field("spent", pa.int64(), metadata={"unit": "元"}),
        ]
    )
    kernel = perfscore.arrow_kernel(declared, path)
    row = kernel(pa.record_batch([["a"], [1], [5000]], schema=declared)).to_pylist()[0]
    assert str(row["spending.low"]) == "1.50"


def test_it_is_built_once_in_a_process(path) -> None:
    kernel = perfscore.arrow_kernel(SCHEMA, path)
    assert pickle.loads(pickle.dumps(kernel)) is kernel
    assert len(pickle.dumps(kernel)) < 4096
    assert "satisfied" not in str(pickle.dumps(kernel)).replace("satisfied [%]", "")


LOADING = """
import pickle, sys
from pathlib import Path
import polars as pl, pyarrow as pa
kernel = pickle.loads(Path(sys.argv[1]).read_bytes())
batches = pa.ipc.open_file(sys.argv[2]).read_all().combine_chunks().to_batches()
table = pa.Table.from_batches([kernel(batches[0])])
with pa.ipc.new_file(sys.argv[3], table.schema) as writer:
    writer.write_table(table)
"""


def test_another_process_gives_the_same(path, tmp_path) -> None:
    kernel, table = perfscore.arrow_kernel(SCHEMA, path), departments()
    files = [tmp_path / name for name in ("kernel", "in.arrow", "out.arrow")]
    files[0].write_bytes(pickle.dumps(kernel))
    with pa.ipc.new_file(str(files[1]), table.schema) as writer:
        writer.write_table(table)
    command = [sys.executable, "-c", LOADING, *map(str, files)]
    subprocess.run(command, check=True, cwd=tmp_path)
    result = pa.ipc.open_file(str(files[2])).read_all()
    assert result.equals(pa.Table.from_batches([kernel(batch_of(table))]))


def forget() -> None:
    """What a process has built so far, as if it were another one."""
    shipping._built.cache_clear()
    shipping._loaded.cache_clear()


def test_another_rubric_on_the_other_side_is_refused(path, tmp_path) -> None:
    shipped = pickle.dumps(perfscore.arrow_kernel(SCHEMA, path))
    write_rubric(tmp_path, lambda text: text.replace("80.5%", "80.4%"))
    forget()
    with pytest.raises(RubricError) as caught:
        pickle.loads(shipped)
    assert caught.value.code == "rubric-digest-differs"
    path.unlink()
    with pytest.raises(RubricError, match="file-missing"):
        pickle.loads(shipped)


def test_an_installed_rubric_goes_by_its_name(guangzhou, monkeypatch) -> None:
    schema = pa.schema({"id": pa.string(), "spending_rate [%]": pa.decimal128(18, 2)})
    for given in (guangzhou, "cn.guangzhou.department"):
        kernel = perfscore.arrow_kernel(schema, given)
        assert kernel.kernel.rubric.identity == guangzhou.identity
    shipped = pickle.dumps(kernel)
    monkeypatch.setattr(
        shipping,
        "load_rubric",
        lambda *_: guangzhou.identified(guangzhou.identity.model_copy(update={"version": "9"})),
    )
    forget()
    with pytest.raises(RubricError) as caught:
        pickle.loads(shipped)
    assert caught.value.code == "rubric-package-differs"


def test_another_version_of_perfscore_is_refused(path, monkeypatch) -> None:
    shipped = pickle.dumps(perfscore.arrow_kernel(SCHEMA, path))
    monkeypatch.setattr(shipping, "version", lambda _: "99")
    with pytest.raises(UsageError) as caught:
        pickle.loads(shipped)
    assert caught.value.code == "perfscore-version-differs"
    assert "here is 99" in str(caught.value)


def test_rubrics_that_cannot_be_found_again_are_refused(path, guangzhou) -> None:
    identity = perfscore.load_rubric(path).identity
    without_digest = load(RUBRIC).identified(identity.model_copy(update={"digest": ""}))
    changed = guangzhou.model_copy(update={"points": guangzhou.points + 1})
    for rubric, code in (
        (perfscore.load_rubric(path), "rubric-without-path"),
        (without_digest, "rubric-made-by-program"),
        (changed, "rubric-made-by-program"),
    ):
        with pytest.raises(UsageError) as caught:
            perfscore.arrow_kernel(SCHEMA, rubric)
        assert caught.value.code == code
