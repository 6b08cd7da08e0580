"""The house rules that no single room can hold: imports run one way, names are what they say."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from pathlib import Path

import pytest

import quovadis

SRC = Path(quovadis.__file__).parent
FOUNDATION = ("errors", "records", "schema", "query", "settings")
SIBLINGS = ("readers", "coding", "store", "relations", "forecast", "brief")
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "records": {"errors"},
    "schema": {"errors", "records"},
    "query": {"errors"},
    "settings": {"errors"},
    "ontology": set(FOUNDATION) - {"settings"},
    **{s: {*FOUNDATION, "ontology"} - {"settings"} for s in SIBLINGS},
    "pipeline": {*FOUNDATION, "ontology", *SIBLINGS},
    "cli": {*FOUNDATION, "ontology", *SIBLINGS, "pipeline"},
}
MODULES = sorted(SRC.rglob("*.py"))


def room(path: Path) -> str:
    """The room a file stands in: its first folder, or its own name."""
    first = path.relative_to(SRC).parts[0]
    return first.removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    """Rooms of Quovadis that a file imports, wherever in the file it does so."""
    rooms: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            base = node.module or ""
            names = [base, *(f"{base}.{a.name}" for a in node.names)] if base else []
        else:
            continue
        rooms |= {n.split(".")[1] for n in names if n.startswith("quovadis.")}
    return {r for r in rooms if (SRC / r).is_dir() or (SRC / f"{r}.py").is_file()}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SRC)))
def test_imports_run_one_way(path: Path) -> None:
    here = room(path)
    if here == "__init__":
        return  # the package's front door may name every room
    assert here in MAY_IMPORT, f"{here} is no room that the design knows"
    assert imported_rooms(path) - {here} <= MAY_IMPORT[here]


def names_of(path: Path) -> tuple[set[str], set[str], set[str] | None]:
    """Names that a module defines, names that it imports, and its `__all__`."""
    defined: set[str] = set()
    imported: set[str] = set()
    declared: set[str] | None = None
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            defined.add(node.name)
        elif isinstance(node, ast.ImportFrom | ast.Import):
            imported |= {a.asname or a.name for a in node.names}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = {t.id for t in targets if isinstance(t, ast.Name)}
            if names == {"__all__"}:
                assert node.value is not None
                declared = set(ast.literal_eval(node.value))
            elif not is_type_variable(node.value):
                defined |= names
    return defined, imported, declared


def is_type_variable(value: ast.expr | None) -> bool:
    """Whether an assignment makes a type variable, which is nobody's public name."""
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id in {"TypeVar", "ParamSpec"}
    )


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SRC)))
def test_public_names_equal_all(path: Path) -> None:
    defined, imported, declared = names_of(path)
    public = {n for n in defined if not n.startswith("_")} - {"log", "logger"}
    assert declared is not None, "every module says what is public in __all__"
    assert public - declared == set(), "public by name, but not in __all__"
    if path.name != "__init__.py":
        assert declared - public - imported == set(), "in __all__, but not there"


def test_every_name_in_all_exists() -> None:
    for info in pkgutil.walk_packages([str(SRC)], "quovadis."):
        module = importlib.import_module(info.name)
        missing = [n for n in module.__all__ if not hasattr(module, n)]
        assert not missing, f"{info.name}: {missing}"


def test_modules_stay_small_and_well_named() -> None:
    vague = {"manager", "util", "utils", "helper", "helpers", "handler", "base", "common", "core"}
    for path in MODULES:
        assert path.stem not in vague, path
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 420, path


def test_nothing_prints_outside_the_cli() -> None:
    for path in MODULES:
        if room(path) == "cli":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "print", f"{path}:{node.lineno}"


def test_only_readers_open_the_network_and_only_store_a_database() -> None:
    guarded = {"httpx": {"readers"}, "socket": {"readers"}, "deltalake": {"store", "cli"}}
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.Import):
                names = [a.name for a in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                allowed = guarded.get(name.split(".")[0])
                assert allowed is None or room(path) in allowed, f"{path} imports {name}"
