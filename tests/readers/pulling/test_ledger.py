"""The ledger: what it remembers, whatever a crash has done to its last line."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.errors import StoreError
from quovadis.readers.pulling import Entry, Ledger

ONE = Entry("one.zip", "1" * 32, "", 10, 3)
TWO = Entry("two.zip", "2" * 32, "actors=RUS", 20, 4)


def test_a_part_is_not_all(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "a" / "ledger.jsonl")
    ledger.record([ONE, TWO], {"events": 5, "reports": 0})
    for one in (ledger, Ledger(tmp_path / "a" / "ledger.jsonl")):
        assert one.has("one.zip", "1" * 32, "")
        assert one.has("one.zip", None, "countries=AFG")
        assert not one.has("one.zip", "9" * 32, ""), "the publisher has another file by now"
        assert one.has("two.zip", "2" * 32, "actors=RUS")
        assert not one.has("two.zip", "2" * 32, "")
        assert not one.has("two.zip", "2" * 32, "actors=USA")
        assert one.added == {"events": 5}


def test_forgetting(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.record([ONE], {"events": 3})
    ledger.forget()
    assert not ledger.has("one.zip", None, "")
    assert Ledger(tmp_path / "ledger.jsonl").added == {}


@given(st.integers(0, 400))
def test_wherever_a_crash_cuts_it_no_file_is_invented_and_it_goes_on(cut: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.jsonl"
        Ledger(path).record([ONE, TWO], {"events": 5})
        whole = path.read_bytes()
        path.write_bytes(whole[:cut])
        ledger = Ledger(path)
        lines = whole[:cut].count(b"\n")
        # A line whose end of line alone is lost is whole.
        ends = [i for i, c in enumerate(whole) if c == 10]
        lines += cut in ends
        assert ledger.has("one.zip", None, "") == (lines >= 1)
        assert ledger.has("two.zip", None, "actors=RUS") == (lines >= 2)
        three = Entry("three.zip", "3" * 32, "", 1, 1)
        ledger.record([three], {"events": 1})
        again = Ledger(path)
        assert again.has("three.zip", None, "")
        assert again.has("one.zip", None, "") == (lines >= 1)
        assert again.added["events"] == (6 if lines >= 3 else 1)


@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.jsonl"
        path.write_bytes(data)
        ledger = Ledger(path)
        ledger.record([ONE], {})
        assert Ledger(path).has("one.zip", None, "")


def test_a_ledger_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="ledger"):
        Ledger(tmp_path / "file" / "ledger.jsonl")
