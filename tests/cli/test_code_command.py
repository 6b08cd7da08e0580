"""`quovadis code`: sentences, spans, reasons, JSON Lines, and a model that may not be there."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import click
import pytest

from quovadis.cli.sentences import show
from quovadis.coding import Coder
from quovadis.coding import coder as coder_module
from quovadis.coding.refining import Refined
from quovadis.pipeline.coders import CodedDocument
from quovadis.records import Document
from quovadis.settings import Settings

TEXT = "Egypt condemned the attack. Floods killed 20 people in Nepal."


def test_sentences_with_roles_and_events(quovadis: Callable[..., Any], note: Any) -> None:
    ran = quovadis("code", note(TEXT), "--backend", "light")
    assert ran.code == 0
    assert "report      Egypt condemned the attack." in ran.out
    assert "ACCUSE (disapprove) actual  Egypt [EGY] → ?" in ran.out
    assert "the target is open" in ran.out
    assert "frame" not in ran.out
    assert "\x1b" not in ran.out


def test_headings_figures_and_dates_are_written_for_a_reader(
    quovadis: Callable[..., Any], note: Any
) -> None:
    text = "Damage\n\nThe war cost Nepal over $3 trillion.\n\n"
    text += "Raids\n\nIn May 2022 Kenya bombed Uganda."
    out = quovadis("code", note(text), "--backend", "light").out
    assert "\nDamage\nreport" in out
    assert "quantity over 3,000,000,000,000 USD" in out
    assert "\nRaids\n" in out
    assert "Uganda [UGA]  2022-05  p" in out


def test_what_a_dearer_backend_drops_is_told(
    quovadis: Callable[..., Any], note: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Silent:
        name, version = "default", "w1"

        def refine(self, view: Any) -> Refined:  # noqa: ARG002
            return Refined(())

    monkeypatch.setattr(coder_module, "learned_refiner", Silent)
    out = quovadis("code", note("Kenya attacked Uganda."), "--explain").out
    assert "light: ‘attacked’ ASSAULT actual: kept, but not by the next" in out


def test_no_store_is_made(quovadis: Callable[..., Any], note: Any, tmp_path: Path) -> None:
    quovadis("code", note(TEXT), "--backend", "light")
    assert not (tmp_path / "store").exists()


def test_explain_shows_path_product_and_what_was_left_out(
    quovadis: Callable[..., Any], note: Any
) -> None:
    out = quovadis("code", note(TEXT), "--backend", "light", "--explain").out
    assert "source  condemned >nsubj Egypt" in out
    assert "frame 0.80 × source 1.00 × target 0.75 = 0.60" in out
    assert "left out: the source ‘Floods’ is no actor that we know" in out


def test_json_lines(quovadis: Callable[..., Any], note: Any) -> None:
    ran = quovadis("code", note(TEXT), "--backend", "light", "--json", "--explain")
    first, second = (json.loads(line) for line in ran.out.splitlines())
    (event,) = first["events"]
    assert event["source"]["id"] == "EGY"
    start = first["sentence"]["evidence"]["start"]
    word = slice(event["word_span"][0] - start, event["word_span"][1] - start)
    assert first["sentence"]["evidence"]["quote"][word] == "condemned"
    assert second["events"] == []
    assert [t["verdict"][:8] for t in second["traces"]] == ["left out"]
    assert second["quantities"][0]["amount"] == 20


def test_standard_input(quovadis: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.TextIOWrapper(io.BytesIO(TEXT.encode()), encoding="utf-8")
    monkeypatch.setattr("sys.stdin", data)
    ran = quovadis("code", "-", "--backend", "light", "--published", "2025-04-09")
    assert "Egypt [EGY]" in ran.out


def test_a_source_that_cannot_be_read(
    quovadis: Callable[..., Any], note: Any, tmp_path: Path
) -> None:
    ran = quovadis("code", tmp_path / "none.md", note(TEXT), "--backend", "light")
    assert (ran.code, "Egypt [EGY]" in ran.out) == (7, True)
    assert quovadis("code", tmp_path / "none.md", "--backend", "light").code == 3


def test_colours_on_a_terminal_only(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    import datetime as dt

    document = Document(text="Kenya attacked Uganda.")
    item = CodedDocument(document, *Coder().explain(document))
    now = dt.datetime(2025, 4, 9, tzinfo=dt.UTC)
    with click.Context(click.Command("code"), color=True).scope():
        show(item, Settings(store=tmp_path, now=now, color=True))
    green = click.style("Kenya", fg="green", bold=True)
    yellow = click.style("attacked", fg="yellow", bold=True)
    cyan = click.style("Uganda", fg="cyan", bold=True)
    assert f"{green} {yellow} {cyan}." in capsys.readouterr().out
    show(item, Settings(store=tmp_path, now=now, color=False))
    assert "\x1b" not in capsys.readouterr().out


def test_a_text_cannot_steer_the_terminal(quovadis: Callable[..., Any], note: Any) -> None:
    out = quovadis("code", note("Kenya attacked \x1b[31m\u202eUganda."), "--backend", "light").out
    assert "\x1b" not in out
    assert "\u202e" not in out


class Model:
    """A local endpoint that answers every question alike."""

    def __init__(self, status: int, content: str) -> None:
        self.asked: list[tuple[dict[str, Any], str | None]] = []
        model = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                model.asked.append((body, self.headers.get("authorization")))
                reply = json.dumps(
                    {
                        "choices": [{"message": {"content": content}}],
                        "usage": {"prompt_tokens": 50, "completion_tokens": 9},
                    }
                ).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1"


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int, str], Model]]:
    # What is unsure must not hang on the weights that are installed.
    monkeypatch.setattr(coder_module, "learned_refiner", lambda: None)
    models: list[Model] = []

    def start(status: int, content: str) -> Model:
        models.append(Model(status, content))
        return models[-1]

    yield start
    for model in models:
        model.server.shutdown()
        model.server.server_close()


REPLY = (
    '{"events": [{"word": "condemned", "type": "ACCUSE", "modality": "actual",'
    ' "source": "Egypt", "target": null}]}'
)


def test_a_model_is_asked_once_and_its_cost_is_told(
    quovadis: Callable[..., Any],
    note: Any,
    tmp_path: Path,
    endpoint: Callable[[int, str], Model],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = endpoint(200, REPLY)
    monkeypatch.setenv("MY_KEY", "secret-123")
    asked = (
        "code", note("Egypt condemned the attack."), "--backend", "llm", "--llm-url", model.url,
        "--llm-model", "small", "--llm-key-env", "MY_KEY", "--llm-answers", tmp_path / "answers",
    )  # fmt: skip
    ran = quovadis("-vv", *asked)
    assert ran.code == 0
    assert "coded by llm" in ran.out
    assert "p 0.80" in ran.out
    assert "model: 1 questions, 59 tokens" in ran.err
    assert [key for _, key in model.asked] == ["Bearer secret-123"]
    assert "secret-123" not in ran.out + ran.err
    again = quovadis(*asked)
    assert len(model.asked) == 1
    assert "1 answers kept from before" in again.err
    assert again.out == ran.out


def test_a_model_that_refuses_the_key_breaks_nothing(
    quovadis: Callable[..., Any], note: Any, tmp_path: Path, endpoint: Callable[[int, str], Model]
) -> None:
    model = endpoint(401, "no")
    ran = quovadis(
        "code", note("Egypt condemned the attack."), "--backend", "llm", "--llm-url", model.url,
        "--llm-model", "small", "--llm-answers", tmp_path / "answers", "--explain",
    )  # fmt: skip
    assert ran.code == 0
    assert "p 0.60" in ran.out
    assert "there is no answer: the endpoint answers 401" in ran.out
    assert "1 without an answer" in ran.err


def test_llm_needs_to_know_whom_to_ask(quovadis: Callable[..., Any], note: Any) -> None:
    ran = quovadis("code", note(TEXT), "--backend", "llm")
    assert (ran.code, "--llm-url" in ran.err) == (3, True)
    ran = quovadis(
        "code", note(TEXT), "--backend", "llm", "--llm-url", "http://example.com/v1",
        "--llm-model", "small",
    )  # fmt: skip
    assert (ran.code, "https" in ran.err) == (3, True)
    ran = quovadis(
        "code", note(TEXT), "--backend", "llm", "--llm-url", "https://example.com/v1",
        "--llm-model", "small", "--llm-key-env", "NOT_SET_ANYWHERE",
    )  # fmt: skip
    assert (ran.code, "NOT_SET_ANYWHERE" in ran.err) == (3, True)
