"""The shipped example's notes: dated, short, and some of them later than the article."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "russia-taliban"
NOTES = sorted((EXAMPLE / "notes").glob("*.md"))
TEXTS = [*NOTES, EXAMPLE / "article.md"]
DAY_OF_ARTICLE = dt.date(2025, 4, 9)


def parts(path: Path) -> tuple[dict[str, str], str]:
    """Front matter and body."""
    match = re.fullmatch(r"---\n(.*?)\n---\n(.*)", path.read_text(encoding="utf-8"), re.DOTALL)
    assert match, f"{path.name} has no front matter"
    fields = (line.partition(":") for line in match[1].splitlines())
    return {key.strip(): value.strip() for key, _, value in fields}, match[2].strip()


def dated(path: Path) -> dt.date:
    return dt.date.fromisoformat(parts(path)[0]["date"])


def test_there_are_notes() -> None:
    assert len(NOTES) >= 20


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_front_matter_is_whole(path: Path) -> None:
    fields, body = parts(path)
    assert set(fields) >= {"title", "date", "publisher"}
    assert all(fields.values())
    assert body
    assert dt.date(2001, 1, 1) <= dated(path) <= dt.date(2025, 12, 31)


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_a_note_is_short_and_named_by_its_day(path: Path) -> None:
    _, body = parts(path)
    assert 30 <= len(body.split()) <= 200
    assert re.fullmatch(r"[a-z0-9-]+", path.stem)
    assert path.stem.startswith(f"{dated(path).isoformat()}-")


def test_some_notes_are_later_than_the_article() -> None:
    assert dated(EXAMPLE / "article.md") == DAY_OF_ARTICLE
    assert sum(dated(path) > DAY_OF_ARTICLE for path in NOTES) >= 2


def test_no_sentence_stands_in_two_texts() -> None:
    seen: dict[str, str] = {}
    for path in TEXTS:
        for sentence in re.split(r"(?<=[.!?])\s+", parts(path)[1]):
            if len(sentence.split()) > 6:
                assert seen.setdefault(sentence, path.name) == path.name, sentence


def test_nothing_is_quoted() -> None:
    """The texts report speech in words of their own."""
    for path in TEXTS:
        _, body = parts(path)
        assert not re.search(r"[\"“][^\"”]{25,}[\"”]", body), path.name


def test_the_readme_tells_where_each_note_can_be_looked_up_and_how_to_run() -> None:
    readme = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    for path in NOTES:
        assert f"| {dated(path).isoformat()} |" in readme, path.name
    assert "make brief\n" in readme
    assert "make brief-later\n" in readme
