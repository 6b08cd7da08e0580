"""Run the command line as a user does, in its own process or in this one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from quovadis.cli import run


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture
def quovadis(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """A function that runs `quovadis` with arguments on a store of its own."""

    def call(*args: object) -> Ran:
        capsys.readouterr()
        code = run(["--store", str(tmp_path / "store"), *map(str, args)])
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return call


@pytest.fixture
def note(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes an article with front matter."""

    def make(text: str, day: str | None = "2025-04-09", name: str = "note.md") -> Path:
        path = tmp_path / name
        head = f"---\ntitle: A note\ndate: {day}\npublisher: Our notes\n---\n\n" if day else ""
        path.write_text(head + text + "\n", encoding="utf-8")
        return path

    return make
