"""What spares a process that lives for a second the work that only long-lived ones need."""

from __future__ import annotations

import gc
import importlib
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import PathFinder
from types import ModuleType
from typing import Any

__all__ = ["end_fast", "start_fast"]

_COMPILERS = "ibis.backends.sql.compilers"


def start_fast() -> None:
    """Leave out imports that no command needs, and the search for garbage.

    PyArrow and DuckDB import pandas only to see whether a value is one of its own, and nothing that
    a command handles is: a quarter of a second. Ibis imports the compilers of twenty SQL dialects
    to speak one: a tenth. Imports make many objects and hardly any garbage.
    """
    sys.meta_path[:0] = [_WithoutPandas(), _OneDialect()]
    gc.disable()


def end_fast() -> None:
    """Spare the interpreter its last search for garbage: a tenth of a second, for nothing."""
    gc.freeze()


class _WithoutPandas(MetaPathFinder):
    """Hides pandas."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> None:  # noqa: ARG002
        if fullname == "pandas":
            raise ModuleNotFoundError("no command needs pandas", name=fullname)


class _OneDialect(MetaPathFinder):
    """Finds Ibis's package of compilers, and has it loaded as one that holds DuckDB's alone."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:  # noqa: ARG002
        if fullname != _COMPILERS:
            return None
        spec = PathFinder.find_spec(fullname, path)
        if spec is not None and spec.loader is not None:
            spec.loader = _DuckDBAlone(spec.loader)
        return spec


class _DuckDBAlone(Loader):
    def __init__(self, whole: Loader) -> None:
        self._whole = whole

    def create_module(self, spec: Any) -> ModuleType | None:
        return self._whole.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        try:
            importlib.import_module(f"{_COMPILERS}.duckdb")
        except ImportError:
            self._whole.exec_module(module)  # another Ibis, laid out in another way
