"""CSV as offices write it: encodings, delimiters, ragged rows, broken quotes."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.errors import GisError
from gis.intake import read_raw
from tests.intake.made import profile, save

TABLE = "编号,地址\r\n1,人民路1号\r\n2,建设街２号\r\n"
ROWS = [{"编号": "1", "地址": "人民路1号"}, {"编号": "2", "地址": "建设街２号"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    raw = read_raw(save(tmp_path, TABLE, encoding=encoding))
    assert raw.table.to_pylist() == ROWS
    assert (raw.encoding, raw.damaged) == (encoding, 0)


def test_gb18030_far_behind_an_ascii_beginning(tmp_path: Path) -> None:
    text = "id,text\n" + "".join(f"{i},plain\n" for i in range(20_000)) + "20000,人民路\n"
    raw = read_raw(save(tmp_path, text, encoding="gb18030"))
    assert (raw.encoding, raw.table["text"][-1].as_py()) == ("gb18030", "人民路")


def test_one_broken_character_loses_nothing_else(tmp_path: Path) -> None:
    data = (
        "编号,地址\n".encode() + b"".join(f"{i},人民路{i}号\n".encode() for i in range(50)) + b"50,a\xffb\n"
    )
    raw = read_raw(save(tmp_path, data))
    assert (raw.encoding, raw.damaged, raw.rows) == ("utf-8", 1, 51)
    assert raw.table["地址"][-1].as_py() == "a\ufffdb"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    assert read_raw(save(tmp_path, TABLE.replace(",", delimiter))).table.to_pylist() == ROWS


def test_the_profile_tells_what_cannot_be_found_out(tmp_path: Path) -> None:
    path = save(tmp_path, "某某区案卷表\r\n2026年1月\r\n" + TABLE.replace(",", "^"), encoding="utf-16-le")
    raw = read_raw(path, profile(encoding="utf-16-le", delimiter="^", header_row=3))
    assert (raw.table.to_pylist(), raw.row_no.tolist()) == (ROWS, [1, 2])


def test_line_breaks_and_quotes_in_cells(tmp_path: Path) -> None:
    raw = read_raw(save(tmp_path, 'a,b\r\n1,"x\r\ny"\r\n2,"他说""好"""\r\n3,5" 管\r\n'))
    assert raw.table["b"].to_pylist() == ["x\r\ny", '他说"好"', '5" 管']


def test_ragged_rows_are_listed_with_their_numbers(tmp_path: Path) -> None:
    raw = read_raw(save(tmp_path, 'a,b\n1,2\n3\n\n4,"5\n5"\n6,7,8\n9,10\n'))
    assert raw.table["a"].to_pylist() == ["1", "4", "9"]
    assert raw.row_no.tolist() == [1, 3, 5]
    assert [(r.row_no, r.cells, r.text) for r in raw.ragged] == [(2, 1, "3"), (4, 3, "6,7,8")]


def test_ragged_rows_in_a_file_of_many_blocks(tmp_path: Path) -> None:
    lines = [f"{i},{'街' * 300}" for i in range(1, 20_001)]
    lines[9_998], lines[19_999] = "9999", "20000,a,b"
    raw = read_raw(save(tmp_path, "a,b\n" + "\n".join(lines)))
    assert [r.row_no for r in raw.ragged] == [9_999, 20_000]
    assert [int(a) for a in raw.table["a"].to_pylist()] == raw.row_no.tolist()


def test_a_quote_never_closed_costs_its_own_row(tmp_path: Path) -> None:
    raw = read_raw(save(tmp_path, 'a,b\n1,2\n3,"4\n5,6\n7,"8"\n9,5" 管\n'))
    good = (("1", "2"), ("5", "6"), ("7", "8"), ("9", '5" 管'))
    assert raw.table.to_pylist() == [{"a": a, "b": b} for a, b in good]
    assert raw.row_no.tolist() == [1, 3, 4, 5]
    assert [(r.row_no, r.text) for r in raw.ragged] == [(2, '3,"4')]
    rest = read_raw(save(tmp_path, 'a,b\n1,"2\n' + "".join(f"{i},x\n" for i in range(2, 100)), "b.csv"))
    assert (rest.rows, rest.table.num_rows) == (99, 98)


def test_a_misplaced_quote_in_one_line_harms_nobody(tmp_path: Path) -> None:
    raw = read_raw(save(tmp_path, 'a,b\n1,"x\ny"\n2,"4"5\n3,"z\nz"\n'))
    assert raw.table["b"].to_pylist() == ["x\ny", "45", "z\nz"]


def test_a_row_longer_than_a_block(tmp_path: Path) -> None:
    long = "长" * 3_000_000
    raw = read_raw(save(tmp_path, f"a,b\n1,{long}\n2,x\n"))
    assert raw.table["b"].to_pylist() == [long, "x"]


def test_header_cells_get_names_of_their_own(tmp_path: Path) -> None:
    raw = read_raw(save(tmp_path, "\n a ,a,,b\n1,2,3,4\n"))
    assert raw.header == ("a", "a#2", "#3", "b")
    assert raw.table.to_pylist() == [{"a": "1", "a#2": "2", "#3": "3", "b": "4"}]


@pytest.mark.parametrize("text", ["a,b\n", "a,b", "a,b\r\n\r\n"])
def test_a_header_alone_is_a_file_without_rows(tmp_path: Path, text: str) -> None:
    raw = read_raw(save(tmp_path, text))
    assert (raw.header, raw.rows) == (("a", "b"), 0)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"\r\n \r\n", "empty-file"),
        (b"\xef\xbb\xbf", "empty-file"),
        (b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)) * 8, "not-text"),
        (b"a,b\n\x00\x01\x02", "not-text"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 8, "not-text"),
    ],
)
def test_what_is_no_table_is_one_sentence(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(GisError) as caught:
        read_raw(save(tmp_path, data))
    assert caught.value.code == code
    assert str(tmp_path) in caught.value.sentence()


def test_hostile_text_is_text(tmp_path: Path) -> None:
    cells = [
        "<script>alert(1)</script>",
        "{{x}}",
        "'; DROP TABLE x; --",
        "\u202eabc",
        "长" * 10_000,
        "=cmd()",
        "a\x1fb",
    ]
    raw = read_raw(save(tmp_path, "id,text\n" + "".join(f"{i},{c}\n" for i, c in enumerate(cells))))
    assert raw.table["text"].to_pylist() == cells
