"""A store keeps the facts of one coder for each text."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from quovadis.coding import CODER, CODER_VERSION, Coder, backends
from quovadis.coding.refining import Refined, SentenceView
from quovadis.pipeline import intake as room
from quovadis.pipeline import take_in
from quovadis.store import Store

NOW = datetime(2024, 6, 1, tzinfo=UTC)


class Silent:
    """A learned backend that finds nothing."""

    name = "default"
    version = "w1"

    def refine(self, view: SentenceView) -> Refined:
        return Refined((), roles=None if view.found else {})


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quovadis.coding.coder.learned_refiner", Silent)
    monkeypatch.setattr(room, "_coder", lambda backend: Coder(backend=backend))


def note(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(f"---\ndate: 2024-05-14\n---\n\n{text}\n", encoding="utf-8")
    return path


@pytest.mark.usefixtures("silent")
def test_the_first_backend_keeps_a_text(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    old = note(tmp_path, "old.md", "Kenya expelled three Ugandan diplomats.")
    new = note(tmp_path, "new.md", "France condemned Iran.")
    assert take_in([old], store, now=NOW).coded[0].coder == "light"
    both = take_in([new, old], store, now=NOW, backend="default")
    assert [c.coder for c in both.coded] == ["default", "light"]
    assert both.coder == "default"
    assert [c.coder for c in take_in([old, new], store, now=NOW).coded] == ["light", "default"]
    codings = store.rows("codings").to_pylist()
    assert sorted((r["coder"], r["coder_version"]) for r in codings) == [
        ("default", f"{CODER_VERSION}+w1"),
        (CODER, CODER_VERSION),
    ]


@pytest.mark.usefixtures("silent")
def test_what_a_missing_backend_coded_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "store")
    article = note(tmp_path, "a.md", "France condemned Iran.")
    take_in([article], store, now=NOW, backend="default")
    monkeypatch.setattr("quovadis.coding.coder.learned_refiner", lambda: None)
    again = take_in([article], store, now=NOW, backend="default")
    assert again.coder == "light"
    assert [c.coder for c in again.coded] == ["default"]
    assert len(store.rows("codings")) == 1


def test_backends_that_are_kept_are_backends() -> None:
    assert set(room.STORED) < set(backends.BACKENDS)
