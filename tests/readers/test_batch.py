from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from quovadis.errors import BinaryInput, EmptyInput, InputError, UnsafeUrl
from quovadis.readers import read_all
from quovadis.records import Document


def test_errors_stand_in_their_place_and_the_others_go_on(tmp_path: Path, site: Any) -> None:
    (tmp_path / "a.md").write_text("Note A.")
    (tmp_path / "b.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "c.txt").write_text("Note C.")
    empty = tmp_path / "empty"
    empty.mkdir()
    sources = [tmp_path, b"", str(tmp_path / "missing"), site.url("/page"), empty, b"Last note."]
    found = [x.text if isinstance(x, Document) else type(x) for x in read_all(sources)]
    assert found == [
        "Note A.",
        BinaryInput,
        "Note C.",
        EmptyInput,
        InputError,
        UnsafeUrl,
        EmptyInput,
        "Last note.",
    ]


def test_every_error_says_where(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    [error] = read_all([tmp_path])
    assert str(error).startswith(str(tmp_path / "a.txt"))


def test_it_reads_as_it_goes(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Note A.")

    def sources() -> Any:
        yield tmp_path / "a.md"
        raise AssertionError("asked for too early")

    assert isinstance(next(read_all(sources())), Document)


def test_arguments_reach_every_source() -> None:
    first, second = read_all([b"One.", b"Two."], published="2020-01-02", publisher="P")
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.published, first.publisher) == (second.published, "P")


def _loaded(code: str) -> set[str]:
    program = f"import sys\n{code}\nprint(*sorted(m.split('.')[0] for m in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    return set(done.stdout.split())


HEAVY = {"trafilatura", "htmldate", "lxml", "feedparser", "httpx", "py3langid", "numpy", "pyarrow"}


def test_importing_the_readers_is_cheap() -> None:
    heavy = _loaded("import quovadis.readers") & (HEAVY | {"charset_normalizer", "defusedxml"})
    assert heavy == set()


def test_a_note_needs_no_parser_of_pages() -> None:
    note = "---\\ndate: 2025-04-09\\n---\\n" + "The court said that it had ruled on the ban. " * 9
    assert _loaded(f'from quovadis.readers import read; read(b"{note}")') & HEAVY == set()
