"""`quovadis store`: what it shows, what it finds, and that every option is documented."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from quovadis.cli.store import command

Run = Callable[..., Any]
DOCS = Path(__file__).resolve().parents[2] / "docs"
ROW = (
    "{}\t2018-06-01\tForeign Affairs (Kenya)\tGovernment\tKenya\tConsult\t040\t1\tNepal\tNA\tNepal"
    "\t1\t2\tExample Post\tNairobi\tNA\tNairobi Area\tKenya\t-1.28\t36.8"
)


@pytest.fixture
def loaded(quovadis: Run, tmp_path: Path) -> Run:
    from quovadis.readers.icews import COLUMNS

    lines = ["\t".join(COLUMNS), ROW.format(7), ROW.format(8), "no row"]
    (tmp_path / "a.tab").write_text("\n".join(lines) + "\n")
    ran = quovadis("load", tmp_path / "a.tab")
    assert ran.code == 0
    assert "line 4: it has 1 columns instead of 20" in ran.err
    assert ran.out.splitlines()[1].split()[:6] == ["icews", "2", "1", "1", "0", "1"]
    return quovadis


def test_info(loaded: Run) -> None:
    ran = loaded("store", "info")
    assert ran.code == 0
    assert "icews" in ran.out
    found = json.loads(loaded("store", "info", "--json").out)
    assert found["tables"]["events"]["rows"] == 1
    assert found["coverage"][0]["first"] == "2018-06-01"


def test_verify_finds_what_is_torn(loaded: Run, tmp_path: Path) -> None:
    ran = loaded("store", "verify", "--json")
    assert ran.code == 0
    assert json.loads(ran.out)["tables"]["events"].startswith("1-")
    [file] = (tmp_path / "store" / "events").glob("*.parquet")
    file.write_bytes(file.read_bytes()[:-40])
    ran = loaded("store", "verify")
    assert ran.code == 5
    assert str(file) in ran.err


def test_compact(loaded: Run) -> None:
    assert loaded("store", "compact").out == "0 files fewer\n"


def test_export(loaded: Run, tmp_path: Path) -> None:
    to = tmp_path / "events.csv"
    assert loaded("store", "export", "events", to).out.startswith("1 rows in ")
    assert loaded("store", "export", "events", to).code == 3
    assert loaded("store", "export", "events", to, "--overwrite", "--as-of", "2018-05-31").code == 0
    assert len(to.read_text().splitlines()) == 1
    assert loaded("store", "export", "things", tmp_path / "b.csv").code == 5


def test_without_a_store(quovadis: Run) -> None:
    assert quovadis("store", "info").code == 5


def test_the_format_can_be_forced(quovadis: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Dear reader,\n")
    assert quovadis("load", tmp_path / "a.txt").code == 3
    ran = quovadis("load", tmp_path / "a.txt", "--format", "gdelt2")
    assert ran.code == 0
    assert "it has 1 column instead of 61" in ran.err
    assert quovadis("load", tmp_path / "a.txt", "--format", "xml").code == 2


def test_every_subcommand_and_option_is_documented() -> None:
    assert isinstance(command, click.Group)
    text = (DOCS / "cli.md").read_text(encoding="utf-8")
    section = text.split("\n## `quovadis store", 1)[1].split("\n## ", 1)[0]
    for name, sub in command.commands.items():
        assert f"| `{name}` |" in section
        assert sub.help
        for parameter in sub.params:
            for option in parameter.opts:
                if option.startswith("-"):
                    assert f"`{option}" in section
