"""Any bytes: documents, or an error of the tree that says what and where; never anything else."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quovadis.errors import InputError
from quovadis.readers import read
from quovadis.readers.normalise import normalise
from quovadis.records import Document, is_intact

SETTINGS = settings(max_examples=150, deadline=5000, suppress_health_check=[HealthCheck.too_slow])
TAGS = st.sampled_from(
    ["html", "head", "body", "p", "div", "form", "script", "style", "table", "td", "a", "h1", "ul",
     "li", "time", "meta", "title", "iframe", "svg"]
)  # fmt: skip
WORDS = st.text(max_size=30) | st.sampled_from(
    ["The court ruled.", "Published April 9, 2025", "&amp;", "&#x202e;", "&#0;", "<", "]]>", "\x00"]
)


@st.composite
def pages(draw: st.DrawFn) -> str:
    parts = ["<html>"]
    for _ in range(draw(st.integers(0, 25))):
        tag = draw(TAGS)
        attribute = draw(
            st.sampled_from(["", " datetime='2025-04-09'", " hidden", " style='x", ' a="'])
        )
        parts.append(
            draw(st.sampled_from([f"<{tag}{attribute}>", f"</{tag}>", f"<{tag}/>", f"<!{tag}"]))
        )
        parts.append(draw(WORDS))
    return "".join(parts)


@st.composite
def feeds(draw: st.DrawFn) -> str:
    root = draw(st.sampled_from(["rss", "feed", "rdf:RDF", "rss><channel"]))
    items = "".join(
        f"<{tag}><title>{draw(WORDS)}</title><pubDate>{draw(WORDS)}</pubDate><description>"
        f"{draw(WORDS)}</description><link>{draw(WORDS)}</link></{tag}>"
        for tag in draw(st.lists(st.sampled_from(["item", "entry"]), max_size=4))
    )
    end = "</channel></rss>" if root.endswith("channel") else f"</{root}>"
    return f"<{root}>{items}{end}"


def check(source: bytes) -> None:
    documents: list[Document] = []
    error: InputError | None = None
    try:
        documents = read(source)
    except InputError as caught:
        error = caught
    if error is not None:
        assert error.what
        assert error.where == "input"
        return
    assert documents
    for document in documents:
        assert document.text
        assert document.text == normalise(document.text)
        assert is_intact(document)


@given(st.binary(max_size=500))
@SETTINGS
def test_any_bytes(source: bytes) -> None:
    check(source)


@given(st.text(max_size=500), st.sampled_from(["utf-8", "utf-16", "cp1252", "utf-32"]))
@SETTINGS
def test_any_text(text: str, codec: str) -> None:
    check(text.encode(codec, "ignore"))


@given(pages())
@SETTINGS
def test_any_page(page: str) -> None:
    check(page.encode("utf-8", "ignore"))


@given(feeds())
@SETTINGS
def test_any_feed(feed: str) -> None:
    check(feed.encode("utf-8", "ignore"))


@given(st.text(max_size=200))
@SETTINGS
def test_any_note(text: str) -> None:
    check(f"---\ntitle: {text}\n---\n{text}".encode("utf-8", "ignore"))


@given(st.text(max_size=60))
@SETTINGS
def test_any_name(name: str) -> None:
    if name == "-":
        return
    with pytest.raises(InputError):
        read("/no-such-folder/" + name)
    with pytest.raises(InputError):
        read("http://127.0.0.1:1/" + name)


@pytest.mark.parametrize(
    "piece",
    ["<div>", "<form>a", "<script></script>a", "<", "<!-- ", "&amp;", "[a](", "*_[`<", "<p>a\n",
     "🧭 ", "\u202e ", "a\u0301", "| Published April 9, 2025\n", "<table><tr><td>",
     "<a href='x'>b</a> "],
)  # fmt: skip
@pytest.mark.parametrize("lead", ["", "<html><body>", "---\ntitle: x\n---\n"])
def test_a_megabyte_of_anything_takes_seconds(lead: str, piece: str) -> None:
    source = (lead + piece * (500_000 // len(piece))).encode()
    start = time.monotonic()
    check(source)
    assert time.monotonic() - start < 60
