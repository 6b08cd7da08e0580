"""`quovadis pull` as a user runs it, against a mirror on this machine."""

from __future__ import annotations

import functools
import hashlib
import io
import json
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import click
import pytest

from quovadis.cli import cli, run
from quovadis.cli.pull import command
from quovadis.readers.gdelt import COLUMNS_1, COLUMNS_2
from quovadis.store import Store

DOCS = Path(__file__).resolve().parents[2] / "docs"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def row(number: int, source: str, target: str, day: str, columns: tuple[str, ...]) -> str:
    """An invented row: one country consults with another."""
    made = {
        "GLOBALEVENTID": str(number),
        "SQLDATE": day,
        "Actor1CountryCode": source,
        "Actor2CountryCode": target,
        "EventCode": "040",
        "GoldsteinScale": "1.0",
        "NumSources": "1",
        "NumArticles": "3",
        "DATEADDED": f"{day}001500" if columns is COLUMNS_2 else day,
    }
    return "\t".join(made.get(c, "") for c in columns) + "\n"


def packed(path: Path, text: str) -> tuple[int, str]:
    """Write a zip archive; return its size and digest."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        name = path.name.removesuffix(".zip")
        archive.writestr(name if name.endswith(".CSV") else f"{name}.csv", text)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.getvalue())
    md5 = hashlib.md5(content.getvalue(), usedforsecurity=False).hexdigest()
    return len(content.getvalue()), md5


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[str]:
    """The address of a mirror with two quarter hours, a month, a day, and a release of UCDP."""
    root = tmp_path / "mirror"
    root.mkdir()
    master, sizes, sums = [], [], []
    quarters = [("20250301000000", "RUS", "AFG"), ("20250302001500", "USA", "FRA")]
    for i, (moment, source, target) in enumerate(quarters):
        path = root / "gdeltv2" / f"{moment}.export.CSV.zip"
        size, md5 = packed(path, row(i, source, target, moment[:8], COLUMNS_2))
        master.append(f"{size} {md5} http://data.gdeltproject.org/gdeltv2/{path.name}\n")
    (root / "gdeltv2" / "masterfilelist.txt").write_text("".join(master))
    old = {
        "200601.zip": ("20060105", "20060120", COLUMNS_1[:-1]),
        "20130401.export.CSV.zip": ("20130401", "20130401", COLUMNS_1),
    }
    for name, (one, two, columns) in old.items():
        text = row(1, "RUS", "AFG", one, columns) + row(2, "RUS", "AFG", two, columns)
        size, md5 = packed(root / "events" / name, text.replace("\n2\t", f"\n2{name[:6]}\t"))
        sizes.append(f"{size} {name}\r\n")
        sums.append(f"{md5}  {name}\r\n")
    (root / "events" / "filesizes").write_text("".join(sizes))
    (root / "events" / "md5sums").write_text("".join(sums))
    header = "id,year,type_of_violence,side_a,side_b,date_start,date_end,country,country_id,best"
    text = header + "\n1,2020,1,Government of Fiji,X,2020-01-01,2020-01-02,Fiji,950,4\n"
    packed(root / "ged" / "ged231-csv.zip", text)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def ids(tmp_path: Path) -> list[str]:
    found: list[str] = sorted(Store(tmp_path / "store").rows("events")["id"].to_pylist())
    return found


MARCH = ("--from", "2025-03-01", "--to", "2025-03-31")


def test_a_pull_and_again(quovadis: Callable[..., Any], mirror: str, tmp_path: Path) -> None:
    ran = quovadis("pull", "gdelt", *MARCH, "--mirror", mirror)
    assert ran.code == 0, ran.err
    assert re.search(r"files pulled +2 \(0\.0 MB\)", ran.out)
    assert re.search(r"added +2\n", ran.out)
    assert ids(tmp_path) == ["gdelt2:0", "gdelt2:1"]
    again = json.loads(quovadis("pull", "gdelt", *MARCH, "--mirror", mirror, "--json").out)
    assert (again["files"], again["done"], again["added"], again["stopped"]) == (0, 2, 0, None)


def test_a_dry_run_takes_nothing(quovadis: Callable[..., Any], mirror: str, tmp_path: Path) -> None:
    ran = quovadis("pull", "gdelt", *MARCH, "--mirror", mirror, "--dry-run")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "2 files, 0.0 MB, 2025-03-01 to 2025-03-02\n"
    assert not (tmp_path / "store").exists()
    plan = json.loads(
        quovadis("pull", "gdelt", *MARCH, "--mirror", mirror, "--dry-run", "--json").out
    )
    size = sum(p.stat().st_size for p in (tmp_path / "mirror" / "gdeltv2").glob("*.zip"))
    assert plan == {"files": 2, "bytes": size, "done": 0, "of_unknown_size": 0}
    quovadis("pull", "gdelt", "--from", "2025-03-02", "--mirror", mirror)
    before = sorted((p, p.stat().st_mtime_ns) for p in (tmp_path / "store").rglob("*"))
    ran = quovadis("pull", "gdelt", *MARCH, "--mirror", mirror, "--dry-run")
    assert ran.out.startswith("1 files")
    assert ran.out.endswith("1 more are in the store already\n")
    assert sorted((p, p.stat().st_mtime_ns) for p in (tmp_path / "store").rglob("*")) == before


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--actor", "Russia"), ["gdelt2:0"]),
        (("--country", "Afghanistan"), ["gdelt2:0"]),
        (("--actor", "USA", "--actor", "RUS"), ["gdelt2:0", "gdelt2:1"]),
        (("--actor", "USA", "--country", "AFG"), []),
        (("--to", "2025-03-01"), ["gdelt2:0"]),
    ],
)
def test_what_is_asked_for(
    quovadis: Callable[..., Any],
    mirror: str,
    tmp_path: Path,
    options: tuple[str, ...],
    expected: list[str],
) -> None:
    ran = quovadis("pull", "gdelt", *MARCH, *options, "--mirror", mirror, "--parallel", 1, "--json")
    found = json.loads(ran.out)
    assert ran.code == 0
    assert ids(tmp_path) == expected
    assert found["added"] == len(expected) == found["read"] - found["passed"]


def test_the_backfile_is_cut_to_the_days_of_the_events(
    quovadis: Callable[..., Any], mirror: str, tmp_path: Path
) -> None:
    days = ("--from", "2006-01-10", "--to", "2013-04-01")
    ran = quovadis("pull", "gdelt", "--release", "1.0", *days, "--mirror", mirror, "--json")
    assert json.loads(ran.out)["passed"] == 1
    assert ids(tmp_path) == ["gdelt1:1", "gdelt1:2200601", "gdelt1:2201304"]


def test_ucdp(quovadis: Callable[..., Any], mirror: str, tmp_path: Path) -> None:
    dry = quovadis("pull", "ucdp", "23.1", "22.1", "--mirror", mirror, "--dry-run")
    assert dry.out.startswith("2 files, 0.0 MB")
    assert "of 1 of them the size is not known" in dry.out
    ran = quovadis("pull", "ucdp", "23.1", "22.1", "--mirror", mirror)
    assert ran.code == 7
    assert "ged221-csv.zip: the server answers 404" in ran.err
    assert ids(tmp_path) == ["ucdp:1"]
    assert quovadis("pull", "ucdp", "23.1", "--mirror", mirror).code == 0
    assert quovadis("pull", "ucdp", "22.1", "--mirror", mirror).code == 3


@pytest.mark.parametrize("dataset", ["icews", "polecat", "acled"])
def test_what_cannot_be_pulled(quovadis: Callable[..., Any], dataset: str) -> None:
    ran = quovadis("pull", dataset)
    assert (ran.code, ran.out) == (3, "")
    assert "https://" in ran.err
    assert "`quovadis load`" in ran.err


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("gdelt",), 2, "--from"),
        (("gdelt", "--from", "2025-03-02", "--to", "2025-03-01"), 2, "before --from"),
        (("gdelt", "--from", "2999-01-01"), 3, "in the future"),
        (("gdelt", *MARCH, "--release", "1.0", "--kind", "gkg"), 2, "neither mentions"),
        (("gdelt", *MARCH, "--kind", "mentions", "--actor", "RUS"), 2, "Only events have actors"),
        (("gdelt", *MARCH, "--actor", "Nobody at All"), 4, "Nobody at All"),
        (("gdelt", *MARCH, "--country", "TALIBAN"), 2, "no country"),
        (("gdelt", *MARCH, "--parallel", "99"), 2, "--parallel"),
        (("gdelt", *MARCH, "--mirror", "file:///etc"), 3, "only http and https"),
        (("ucdp",), 2, "VERSIONS"),
        (("ucdp", "latest"), 3, "no version"),
    ],
)
def test_wrong_usage(
    quovadis: Callable[..., Any], tmp_path: Path, options: tuple[str, ...], code: int, said: str
) -> None:
    ran = quovadis("pull", *options)
    assert ran.code == code, ran.err
    assert said in ran.err
    assert not (tmp_path / "store").exists()


def test_days_of_which_nothing_is_listed(quovadis: Callable[..., Any], mirror: str) -> None:
    ran = quovadis(
        "pull", "gdelt", "--from", "2016-01-01", "--to", "2016-02-01", "--mirror", mirror
    )
    assert ran.code == 3
    assert "lists no file from 2016-01-01 to 2016-02-01" in ran.err


def test_a_wrong_file_is_reported_and_the_rest_goes_on(
    quovadis: Callable[..., Any], mirror: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from quovadis.readers.pulling import pace

    monkeypatch.setattr(pace.Pace, "back_off", lambda *_: 0.01)
    bad = tmp_path / "mirror" / "gdeltv2" / "20250301000000.export.CSV.zip"
    good = bad.read_bytes()
    bad.write_bytes(good[:-1] + b"?")
    ran = quovadis("pull", "gdelt", *MARCH, "--mirror", mirror)
    assert ran.code == 7
    assert re.search(r"20250301000000\.export\.CSV\.zip: its MD5 is \w+ instead of", ran.err)
    assert ids(tmp_path) == ["gdelt2:1"]
    bad.write_bytes(good)
    assert quovadis("pull", "gdelt", *MARCH, "--mirror", mirror).code == 0
    assert ids(tmp_path) == ["gdelt2:0", "gdelt2:1"]


def test_progress_shows_files_rate_and_time_left(
    mirror: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rich import console

    written = io.StringIO()
    make = console.Console.__init__

    def on_a_terminal(self: Any, **more: Any) -> None:
        make(self, **more | {"file": written, "force_terminal": True, "width": 120})

    monkeypatch.setattr(console.Console, "__init__", on_a_terminal)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    arguments = ["--store", str(tmp_path / "store"), "pull", "gdelt", *MARCH, "--mirror", mirror]
    assert run(arguments) == 0
    shown = written.getvalue()
    assert "list of files" in shown
    assert "2/2 files, 2 rows" in shown
    assert re.search(r"(\d+)/\1 bytes", shown)
    assert re.search(r"B/s", shown)
    assert re.search(r"\d:\d\d:\d\d", shown)


def test_every_option_is_documented() -> None:
    text = (DOCS / "cli.md").read_text(encoding="utf-8")
    section = text.split("\n## `quovadis pull", 1)[1].split("\n## ", 1)[0]
    assert isinstance(command, click.Group)
    assert cli.get_command(click.Context(cli), "pull") is command
    for name, one in command.commands.items():
        assert name in section.splitlines()[0]
        assert one.help
        for parameter in one.params:
            if isinstance(parameter, click.Option):
                assert parameter.help
                assert f"`{parameter.opts[0]}`" in section, parameter.opts
