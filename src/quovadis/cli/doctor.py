"""`quovadis doctor`: is everything in place?"""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Callable
from importlib import metadata

import click

from quovadis import __version__
from quovadis.cli.options import json_option
from quovadis.cli.output import safe, write_json
from quovadis.errors import QuovadisError
from quovadis.settings import Settings

__all__ = ["command"]

_PACKAGES = ("deltalake", "duckdb", "ibis-framework", "numpy", "pyarrow", "spacy", "trafilatura")


@click.command(name="doctor")
@json_option
@click.pass_obj
def command(settings: Settings, as_json: bool) -> int:
    """Check Python, the packages, the parser's model, the ontology's tables and the store.

    Ends with exit code 1 when something that every run needs is missing.
    """
    checks: list[dict[str, object]] = []
    for name, look in _checks(settings):
        try:
            checks.append({"check": name, "ok": True, "detail": look()})
        except (QuovadisError, ImportError, OSError, ValueError) as error:
            checks.append({"check": name, "ok": False, "detail": str(error)})
    if as_json:
        write_json(checks)
    else:
        for check in checks:
            mark = "ok  " if check["ok"] else "FAIL"
            if settings.color:
                mark = click.style(mark, fg="green" if check["ok"] else "red")
            click.echo(f"{mark} {check['check']:<12} {safe(check['detail'])}")
    return 0 if all(check["ok"] for check in checks) else 1


def _checks(settings: Settings) -> list[tuple[str, Callable[[], str]]]:
    return [
        ("quovadis", lambda: __version__),
        ("python", lambda: f"{platform.python_version()} ({sys.executable})"),
        *[(p, lambda p=p: metadata.version(p)) for p in _PACKAGES],
        ("parser", _parser),
        ("ontology", _ontology),
        ("store", lambda: _store(settings)),
        ("disk", lambda: _disk(settings)),
    ]


def _parser() -> str:
    from quovadis.coding.parser import load_parser

    pipeline = load_parser()
    return f"{pipeline.meta['lang']}_{pipeline.meta['name']} {pipeline.meta['version']}"


def _ontology() -> str:
    from quovadis.ontology import load_ontology

    ontology = load_ontology()
    return f"{len(ontology.countries)} countries, {len(ontology.designations())} designations"


def _store(settings: Settings) -> str:
    if not settings.store.exists():
        return f"{settings.store} (not there yet: made on the first load or read)"
    from quovadis.store import Store

    coverage = Store(settings.store, create=False).coverage()
    parts = [f"{c.dataset} {c.first} to {c.last}, {c.n_events:,} events" for c in coverage]
    return f"{settings.store}: {'; '.join(parts) or 'empty'}"


def _disk(settings: Settings) -> str:
    place = settings.store
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free / 2**30
    if free < 0.5:
        raise ValueError(f"only {free:.1f} GiB free at {place}: make room before loading more")
    return f"{free:.0f} GiB free at {place}"
