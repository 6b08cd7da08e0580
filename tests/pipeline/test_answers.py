"""Answers on disk: found again, whole or not at all, and never in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from quovadis.errors import InputError
from quovadis.pipeline.answers import AnswerFolder
from quovadis.pipeline.coders import ModelSettings, make_coder

KEY = "ab" * 32


def test_kept_and_found(tmp_path: Path) -> None:
    AnswerFolder(tmp_path / "a").put(KEY, "{}")
    assert AnswerFolder(tmp_path / "a").get(KEY) == "{}"
    assert [p.name for p in (tmp_path / "a" / "ab").iterdir()] == [f"{KEY}.json"]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"answer": 1}', b"\xff\xfe", b"[" * 99999])
def test_a_damaged_file_is_no_answer(tmp_path: Path, damage: bytes) -> None:
    answers = AnswerFolder(tmp_path)
    answers.put(KEY, "{}")
    (tmp_path / "ab" / f"{KEY}.json").write_bytes(damage)
    assert answers.get(KEY) is None
    answers.put(KEY, "{}")
    assert answers.get(KEY) == "{}"


def test_where_nothing_can_be_written_the_run_goes_on(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    AnswerFolder(blocked).put(KEY, "{}")
    assert AnswerFolder(blocked).get(KEY) is None


def test_the_key_is_not_shown() -> None:
    settings = ModelSettings(url="https://example.com/v1", model="small", key="secret-123")
    assert "secret-123" not in repr(settings)


def test_llm_without_a_model() -> None:
    with pytest.raises(InputError):
        make_coder("llm")
