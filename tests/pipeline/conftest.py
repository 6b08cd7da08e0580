"""Stores that several tests ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from quovadis.pipeline import load_events
from quovadis.store import Store

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "russia-taliban"


@pytest.fixture(scope="session")
def benchmarks_store(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds both benchmark sets."""
    folder = tmp_path_factory.mktemp("benchmarks") / "store"
    store = Store(folder)
    for name in ("ICEWS14", "ICEWS18"):
        load_events(data / "tkg" / name, store)
    return folder


@pytest.fixture(scope="session")
def example() -> Path:
    """The shipped example."""
    return EXAMPLE
