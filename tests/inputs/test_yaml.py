"""Broken files: one clear error with file, line, column and a hint; nothing is guessed."""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from making import problems

import perfscore
from perfscore.documents import read_json, read_yaml
from perfscore.errors import FilingError

HEAD = b'rubric: test.rubric\nedition: "1"\ndepartment: {name: d}\nperiod: "2024"\n'


def refused(content: bytes, name: str = "filing.yaml") -> perfscore.FilingError:
    reader = read_json if name.endswith(".json") else read_yaml
    with pytest.raises(FilingError) as caught:
        reader(content, name, FilingError)
    return caught.value


@pytest.mark.parametrize(
    "scalar",
    [
        "1e3",
        ".5",
        "5.",
        "NaN",
        ".nan",
        ".inf",
        "Infinity",
        "010",
        "0x1F",
        "0o7",
        "1_000",
        "NO",
        "no",
        "yes",
        "Yes",
        "on",
        "OFF",
        "y",
        "12:30",
        "1:2:3",
        "~",
        "True",
        "NULL",
        "+5",
        "1,000",
    ],
)
def test_a_scalar_that_readers_disagree_on_must_be_quoted(scalar: str) -> None:
    error = refused(f"a: b\nvalue: {scalar}\n".encode())
    assert problems(error) == [("yaml-disputed-scalar", 2, 8)]
    assert scalar in str(error)
    assert "quotes" in str(error)
    document = read_yaml(f'value: "{scalar}"'.encode(), "f.yaml", FilingError)
    assert scalar == document.data["value"]


@pytest.mark.parametrize(
    ("content", "code", "line", "column"),
    [
        (b"a: 1\nb: 2\na: 3\n", "yaml-duplicate-key", 3, 1),
        (b"a: &x 1\nb: *x\n", "yaml-anchor", 1, 4),
        (b"a:\n  b: !!python/object/apply:os.system [id]\n", "yaml-tag", 2, 6),
        (b"a: !Foo 1\n", "yaml-tag", 1, 4),
        (b"a: 1\n---\nb: 2\n", "yaml-second-document", 2, 1),
        (b"a:\n\tb: 1\n", "yaml-syntax", 2, 1),
        (b"a: [1, 2\n", "yaml-syntax", 2, 1),
        (b"[1]: 2\n", "yaml-key", 1, 1),
        (b"a:\nb: 1\n", "yaml-empty-value", 1, 3),
        (b"# only a comment\n", "file-empty", None, None),
        (b"a: b\x00c\n", "yaml-syntax", 1, None),
    ],
)
def test_yaml_that_is_not_plain_data(content: bytes, code: str, line, column) -> None:
    assert [(code, line, column)] == problems(refused(content))


def test_the_first_place_of_a_duplicate_key_is_named() -> None:
    assert "first stands in line 1" in str(refused("权重: 1\nb: 2\n权重: 3\n".encode()))


def test_the_caret_stands_under_the_offending_text() -> None:
    shown = str(refused("部门: 1\n值: 010\n".encode())).splitlines()
    assert shown[1] == "    值: 010"
    assert shown[2] == "    \u3000  ^"


@pytest.mark.parametrize("opening", [b"[", b"{a: ", b"- "])
def test_a_hundred_thousand_brackets_are_refused(opening: bytes) -> None:
    error = refused(opening * 100_000)
    assert error.code == "yaml-too-deep"


def test_a_hundred_thousand_brackets_of_json_are_refused() -> None:
    assert refused(b"[" * 100_000, "f.json").code == "yaml-too-deep"


def test_gb18030_is_named() -> None:
    error = refused("部门: 花都\n".encode("gb18030"))
    assert error.code == "file-encoding"
    assert "GB18030" in str(error)


def test_utf_16_is_named() -> None:
    assert "UTF-16" in str(refused("a: 1\n".encode("utf-16")))


def test_a_byte_order_mark_is_fine() -> None:
    assert read_yaml(b"\xef\xbb\xbfa: 1\n", "f.yaml", FilingError).data == {"a": 1}


def test_line_ends_and_comments_do_not_change_the_digest() -> None:
    one = read_yaml(b"a: 1\nb: x\n", "f.yaml", FilingError)
    other = read_yaml(b"# note\r\nb: x\r\na: 1 # one\r\n", "f.yaml", FilingError)
    assert one.digest == other.digest


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"a": 1, "a": 2}', "yaml-duplicate-key"),
        (b'{"a": 1e3}', "yaml-disputed-scalar"),
        (b'{"a": NaN}', "yaml-disputed-scalar"),
        (b'{"a": 1,}', "json-syntax"),
        (b"{'a': 1}", "json-syntax"),
    ],
)
def test_json_by_the_same_rules(content: bytes, code: str) -> None:
    error = refused(content, "f.json")
    assert code == error.code
    assert error.place.line == 1


def test_json_keeps_places_tabs_and_escapes() -> None:
    text = '{\n\t"a": "tab\\tand \\u4eba",\n\t"b": [1.10]\n}'
    document = read_json(text.encode(), "f.json", FilingError)
    assert {"a": "tab\tand 人", "b": document.data["b"]} == document.data
    assert str(document.data["b"][0]) == "1.10"
    assert (document.place(("b", 0)).line, document.place(("b", 0)).column) == (3, 8)


@contextmanager
def without_privileges():
    """Files without read permission are readable for root; be somebody else meanwhile."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "filing.yaml"
    path.write_bytes(HEAD)
    path.chmod(0)
    with without_privileges(), pytest.raises(FilingError) as caught:
        perfscore.read_filing(path)
    assert caught.value.code == "file-forbidden"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("missing.yaml", None, "file-missing"),
        ("empty.yaml", b"", "file-empty"),
        ("blank.yaml", b" \n\n", "file-empty"),
        ("filing.xyz", b"a: 1", "file-kind-unknown"),
        ("filing", b"a: 1", "file-kind-unknown"),
    ],
)
def test_files_that_are_no_filing(tmp_path: Path, name: str, content, code: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(FilingError) as caught:
        perfscore.read_filing(tmp_path / name)
    assert code == caught.value.code
    assert name in str(caught.value)


def test_a_directory(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "folder.yaml"):
        path.mkdir(exist_ok=True)
        with pytest.raises(FilingError) as caught:
            perfscore.read_filing(path)
        assert caught.value.code == "file-is-folder"


def test_every_prefix_of_a_good_file_is_read_or_cleanly_refused(huadu) -> None:
    """A file cut off anywhere, even inside a character."""
    path = Path(__file__).parents[2] / "examples" / "huadu-2024.yaml"
    content = path.read_bytes()
    for end in range(0, len(content), 97):
        try:
            read_yaml(content[:end], "cut.yaml", FilingError)
        except FilingError as error:
            assert error.problems
