"""Fixtures that every room may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of third-party data; skips with a reason where it is absent."""
    folder = Path(os.environ.get("QUOVADIS_DATA") or ROOT / ".." / "shared" / "data").resolve()
    if not (folder / "README.md").is_file():
        pytest.skip(f"third-party data not found at QUOVADIS_DATA ({folder})")
    return folder
