"""The model is asked about what `light` is unsure of, whatever weights are installed."""

from __future__ import annotations

import pytest

from quovadis.coding import coder


@pytest.fixture(autouse=True)
def light_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no learned weights make the sentences of these tests surer than they are."""
    monkeypatch.setattr(coder, "learned_refiner", lambda: None)
