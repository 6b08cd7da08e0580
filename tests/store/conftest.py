"""A fresh store, made rows, and writers in processes of their own."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from quovadis.store import Store

LOADER = Path(__file__).with_name("loader.py")


@pytest.fixture(scope="session")
def made() -> ModuleType:
    """The module that makes rows for the tests and for the writers that they start."""
    spec = importlib.util.spec_from_file_location("store_loader", LOADER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "store")


Writer = subprocess.Popen[str]


@pytest.fixture
def start_writer() -> Iterator[Callable[..., Writer]]:
    """Start a writer; it loads when it gets a line on its standard input."""
    writers: list[Writer] = []

    def start(path: Path, *, mode: str = "plain", seed: int = 0, n: int = 10) -> Writer:
        command = [sys.executable, str(LOADER), str(path), mode, str(seed), str(n)]
        writer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        writers.append(writer)
        return writer

    yield start
    for writer in writers:
        if writer.poll() is None:
            writer.kill()
        writer.communicate()
