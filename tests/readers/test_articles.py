from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from quovadis.errors import (
    BinaryInput,
    DateError,
    EmptyInput,
    EncodingError,
    FormatError,
    InputError,
    UnsafeUrl,
)
from quovadis.readers import read
from quovadis.readers.articles import is_url
from quovadis.records import Precision, is_intact

NOW = dt.datetime(2025, 4, 20, 12, tzinfo=dt.UTC)


def one(source: Any, **more: Any) -> Any:
    [document] = read(source, **({"now": NOW} | more))
    return document


def test_the_reference_page(data: Path) -> None:
    document = one(data / "articles" / "russia-taliban-2025-04-09.txt")
    assert document.published == dt.datetime(2025, 4, 9, tzinfo=dt.UTC)
    assert document.published_how == "visible date line"
    assert document.published_precision is Precision.DAY
    assert document.language == "en"
    text = document.text
    for gone in (
        "Credit",
        "Dreamstime",
        "Published",
        "Be the first to comment",
        "\n-",
        "🧭",
        "\ufe0f",
    ):
        assert gone not in text
    lines = text.split("\n")
    assert lines[0].startswith("If the Taliban are removed")
    headings = [line for line in lines if len(line) < 60]
    assert headings == [
        "Implications:",
        "1. Strategic Realignment in Central Asia",
        "2. Security Implications",
        "3. Diplomatic Fallout",
        "4. Economic Opportunities and Risks",
        "5. Human Rights Trade-Off",
        "6. Global Power Competition",
        "Overall Takeaway:",
    ]
    assert len(lines) == 30
    assert "Moscow’s" in text  # quotation marks stay as they were
    assert "over $3 trillion" in text
    assert "pragmatism over principle" in text


NOTE = """---
title: "Court suspends ban"
date: 2025-04-17
publisher: Example notes
url: https://example.org/2020/01/01/a
language: en
---

# Court *suspends* ban

The court ruled on
[Thursday](https://example.org/x).

- ISKP attacks
- Trade
"""


def test_a_note_with_front_matter(tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    path.write_text(NOTE)
    note = one(path)
    assert note.title == "Court suspends ban"
    assert note.publisher == "Example notes"
    assert note.url == "https://example.org/2020/01/01/a"
    assert note.published == dt.datetime(2025, 4, 17, tzinfo=dt.UTC)
    assert note.published_how == "front matter"
    assert note.text == "Court suspends ban\nThe court ruled on Thursday.\nISKP attacks\nTrade"
    assert note.retrieved == NOW
    assert is_intact(note)


def test_arguments_override(tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    path.write_text(NOTE)
    note = one(path, published=dt.date(2025, 4, 18), publisher="Another")
    assert (note.published.day, note.published_how, note.publisher) == (18, "argument", "Another")
    assert one(path, published="2025-04-17T08:00:00Z").published_precision is Precision.MOMENT


def test_the_same_text_has_the_same_id_whatever_its_newlines() -> None:
    unix, windows = one(b"One.\nTwo.\n"), one(b"\xef\xbb\xbfOne.\r\nTwo.\r\n")
    assert unix.id == windows.id


def test_a_text_without_date_is_no_error() -> None:
    document = one(b"The court ruled.")
    assert (document.published, document.published_how) == (None, "none")
    assert (document.title, document.publisher, document.language) == (None, None, None)


@pytest.mark.parametrize("date", ["2025-04-22", "2099-01-01"])
def test_an_explicit_date_in_the_future_is_an_error(date: str) -> None:
    with pytest.raises(DateError, match="future"):
        one(f"---\ndate: {date}\n---\nText.".encode())
    with pytest.raises(DateError, match="future"):
        one(b"Text.", published=dt.date.fromisoformat(date))


def test_a_visible_date_in_the_future_is_passed_over() -> None:
    document = one(b"Published April 9, 2099\nThe court ruled.")
    assert (document.published, document.text) == (None, "The court ruled.")


def test_title_of_a_text() -> None:
    assert one(b"Court suspends ban\nThe court ruled on Thursday.").title == "Court suspends ban"
    assert one(b"The court ruled.\nIt adjourned.").title is None


def test_a_wrapped_text_is_unwrapped() -> None:
    text = (
        "The court ruled on Thursday that the ban on the movement is to be\n"
        "suspended at once, and that the ministry may appeal against it in\n"
        "the next ten days.\n\nThe ministry said that it would not appeal, and that it welcomed\n"
        "the decision of the court.\n"
    )
    lines = one(text.encode()).text.split("\n")
    assert len(lines) == 2
    assert lines[0].endswith("next ten days.")


HTML = """<!DOCTYPE html><html lang="en"><head>
<title>Court suspends ban - Example Post</title>
<meta property="og:site_name" content="Example Post">
<link rel="canonical" href="https://example.org/world/court">
<script type="application/ld+json">{"@graph": [{"@type": "WebPage"},
 {"@type": "NewsArticle", "datePublished": "2025-04-17T23:30:00-05:00"}]}</script>
<style>p {color: red}</style></head><body>
<nav><a href="/">Home</a> <a href="/world">World</a></nav>
<script>alert("SCRIPT")</script>
<form action="/search"><label>Search FORM</label><input value="INPUT"><button>BUTTON</button></form>
<article><h1>Court suspends ban</h1><p class="credit">Photo: Reuters</p>
<p>The court ruled on Thursday that the ban on the movement is suspended, and the decision enters
into force at once, the judge said at the end of a hearing that was closed to the public.</p>
<h2>What comes next</h2>
<p>The ministry may appeal within ten days, but a spokesman said that it welcomed the ruling and
that relations with the neighbour would now develop, above all in trade and in transport.</p>
<ul><li>Trade in wheat and fuel has grown for three years in a row, the customs office says.</li>
<li>A railway is planned, but nobody has said how it is to be paid for.</li></ul>
<div style="display:none">HIDDEN words</div>
<p>Share this article</p></article>
<noscript>NOSCRIPT</noscript><iframe src="https://evil.example/">IFRAME</iframe>
<p>Be the first to comment</p></body></html>"""


def test_a_page(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(HTML)
    page = one(path)
    assert page.title == "Court suspends ban"
    assert page.publisher == "Example Post"
    assert page.url == "https://example.org/world/court"
    assert page.published == dt.datetime(2025, 4, 18, 4, 30, tzinfo=dt.UTC)
    assert (page.published_how, page.published_precision) == ("meta", Precision.MOMENT)
    assert page.language == "en"
    lines = page.text.split("\n")
    assert "What comes next" in lines
    assert any(line.startswith("The court ruled") for line in lines)
    assert "A railway is planned, but nobody has said how it is to be paid for." in lines
    for gone in ("SCRIPT", "FORM", "INPUT", "BUTTON", "HIDDEN", "IFRAME", "red", "Share", "Photo",
                 "comment", "Home", "<", "alert"):  # fmt: skip
        assert gone not in page.text


def test_a_page_is_recognised_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(HTML)
    assert one(path).text == one(HTML.encode()).text
    assert "<" not in one(path).text


def test_an_old_page_in_its_declared_encoding() -> None:
    page = "<html><head><meta charset=windows-1251></head><body><p>Суд приостановил запрет.</p>"
    assert one(page.encode("cp1251")).text == "Суд приостановил запрет."


def test_a_page_that_stands_in_one_form_keeps_its_words() -> None:
    page = f"<html><body><form id=aspnet>{'<p>The court ruled on Thursday.</p>' * 9}<input></form>"
    assert "The court ruled" in one(page.encode()).text


def test_deeply_nested_markup_keeps_its_words() -> None:
    page = "<html><body>" + "<div>" * 50_000 + "The court ruled." + "</div>" * 50_000
    assert one(page.encode()).text == "The court ruled."


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (b"", EmptyInput),
        (b" \n\t ", EmptyInput),
        (b"\xef\xbb\xbf", EmptyInput),
        (b"Be the first to comment\n", EmptyInput),
        ("\u200b\u202e".encode(), EmptyInput),
        (b"<html><script>x()</script></html>", EmptyInput),
        (b"---\ntitle: x\n---\n", EmptyInput),
        (b"%PDF-1.7 ...", BinaryInput),
        (b"PK\x03\x04...", BinaryInput),
        (b"\x89PNG\r\n\x1a\n", BinaryInput),
        (b"text\x00text", BinaryInput),
        (b"\x1f\x8b\x08", BinaryInput),
        (b"{\\rtf1 text}", BinaryInput),
        (b"caf\xe9 \xff\xfe\xfd", EncodingError),
        (b"---\ntitle: x\nno pair here\n---\ntext", FormatError),
        (b"---\ntitle: x\n\ntext", FormatError),
        (b"---\ndate: soon\n---\ntext", DateError),
        (b'<?xml version="1.0"?><catalog/>', FormatError),
    ],
)
def test_bad_bytes(source: bytes, error: type[InputError]) -> None:
    with pytest.raises(error) as caught:
        read(source)
    assert caught.value.where
    assert len(str(caught.value)) > 20


def test_bad_paths(tmp_path: Path) -> None:
    for source in (tmp_path / "missing.md", tmp_path, "no/such/file.txt", "a\x00b"):
        with pytest.raises(InputError):
            read(source)


@pytest.mark.parametrize(
    "source",
    ["file:///etc/passwd", "ftp://example.org/a", "javascript:alert(1)", "data:text/html,x"],
)
def test_other_schemes_are_not_opened(source: str) -> None:
    with pytest.raises(UnsafeUrl):
        read(source)


def test_a_password_in_a_url_stays_out_of_the_message() -> None:
    with pytest.raises(UnsafeUrl) as caught:
        read("https://me:secret@example.org/")
    assert "secret" not in str(caught.value)


def test_an_existing_file_with_a_colon_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("note:a.md").write_text("The court ruled.")
    assert not is_url("note:a.md")
    assert one("note:a.md").text == "The court ruled."


def test_a_url(site: Any) -> None:
    page = one(site.url("/page"), allow_private=True)
    assert page.title == "Court suspends ban"
    assert page.publisher == "Example Post"
    assert page.url == site.url("/page")
    assert page.published == dt.datetime(2025, 4, 17, 6, 30, tzinfo=dt.UTC)
    assert "Paragraph 3: the court said" in page.text


def test_the_date_of_a_url_is_the_last_resort(site: Any) -> None:
    body = "<html><body><p>The court ruled on Thursday.</p></body></html>"
    page = one(site.serve("/2025/04/17/story", body), allow_private=True)
    assert (page.published.day, page.published_how) == (17, "url")
    dated = body.replace("<p>", "<p>Published April 16, 2025</p><p>")
    page = one(site.serve("/2025/04/17/other", dated), allow_private=True)
    assert (page.published.day, page.published_how) == (16, "visible date line")


def test_a_plain_text_at_a_url(site: Any) -> None:
    url = site.serve("/a.txt", "The court ruled.", kind="text/plain")
    page = one(url, allow_private=True)
    assert (page.text, page.publisher) == ("The court ruled.", "127.0.0.1")


def test_the_charset_of_the_header_counts(site: Any) -> None:
    body = "<p>Суд приостановил запрет.</p>".encode("koi8-r")
    url = site.serve("/koi", body, kind="text/html; charset=KOI8-R")
    assert one(url, allow_private=True).text == "Суд приостановил запрет."
