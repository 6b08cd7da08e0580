"""Front matter, paragraphs, kinds, normal form and language."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.errors import FormatError
from quovadis.readers.front_matter import split_front_matter
from quovadis.readers.kinds import kind_of
from quovadis.readers.language import language_of
from quovadis.readers.normalise import normalise, squeeze
from quovadis.readers.paragraphs import from_markdown, from_text


def test_front_matter() -> None:
    head, body = split_front_matter(
        "\n---\nTitle: 'It: a \"test\"'\n# comment\n\nlink: https://x.org/a:b\nsite: S\n"
        "lang: en\nempty:\nother key: v\n---\n\nText\n---\nmore",
        "a",
    )
    assert head.fields == {
        "title": 'It: a "test"',
        "url": "https://x.org/a:b",
        "publisher": "S",
        "language": "en",
        "empty": "",
        "other key": "v",
    }
    assert head.get("empty") is None
    assert head.get("missing") is None
    assert body == "\nText\n---\nmore"


@pytest.mark.parametrize("text", ["", "---", "---\n", "---\nNo pair\n---", "Text\n---\na: b\n---"])
def test_what_is_no_front_matter_stays(text: str) -> None:
    head, body = split_front_matter(text, "a")
    assert (head.fields, body) == ({}, text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("---\na: b\nText", "line 3"),
        ("---\na: b", "not closed"),
        ("---\n" + "a: b\n" * 60, "not closed"),
    ],
)
def test_broken_front_matter(text: str, what: str) -> None:
    with pytest.raises(FormatError, match=what):
        split_front_matter(text, "a.md")


@given(st.text(max_size=300))
def test_any_front_matter_is_read_or_refused(text: str) -> None:
    try:
        _, body = split_front_matter(text, "a")
    except FormatError:
        return
    assert text.endswith(body)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Title\n=====\n\ntext", ["Title", "text"]),
        ("Title\n---\n\ntext", ["Title", "text"]),
        ("a\n\n***\n\nb", ["a", "b"]),
        ("> quoted\n> words", ["quoted words"]),
        ("1. one\n2. two", ["1. one", "2. two"]),
        ("* one\n  goes on\n* two", ["one goes on", "two"]),
        ("**bold** and __more__ and _it_ and *it*", ["bold and more and it and it"]),
        ("snake_case_name and 2*3*4", ["snake_case_name and 2*3*4"]),
        ("![alt](a.png)\n\ntext", ["text"]),
        ("[a](b) [c][d] <https://x.org>", ["a c https://x.org"]),
        ("`code` and \\*no\\*", ["code and *no*"]),
        ("a <b>bold</b> <script>x()</script>word", ["a bold word"]),
        ("1 < 2 and 3 > 2", ["1 < 2 and 3 > 2"]),
        ("```\ncode\n```\ntext", ["code", "text"]),
        ("# One #\ntext", ["One", "text"]),
        ("", []),
    ],
)
def test_markdown(text: str, lines: list[str]) -> None:
    assert from_markdown(text)[0] == lines


def test_the_first_heading_is_the_title() -> None:
    assert from_markdown("text\n\n## A\n\n# B")[1] == "A"
    assert from_markdown("Title\n=====\n")[1] == "Title"
    assert from_markdown("text")[1] is None


@given(st.text(max_size=300))
def test_any_markdown(text: str) -> None:
    lines, _ = from_markdown(normalise(text))
    assert all("\n" not in line for line in lines)


def test_short_paragraphs_are_not_taken_for_wrapped_lines() -> None:
    text = "\n".join(
        [
            "Russia's Supreme Court suspended the ban on the movement on Thursday.",
            "The ruling enters into force at once.",
            "Envoys of both countries met in Kazan last week to prepare the next round.",
            "China said that it took note.",
            "Iran was silent.",
        ]
    )
    assert from_text(text) == text.split("\n")


@pytest.mark.parametrize(
    ("text", "suffix", "content_type", "kind"),
    [
        ("text", "", "", "text"),
        ("text", ".md", "", "markdown"),
        ("---\ntitle: x\n---\ntext", "", "", "markdown"),
        ("text", "", "text/markdown", "markdown"),
        ("<p>text", "", "", "html"),
        ("text", ".html", "", "html"),
        ("text", "", "text/html", "html"),
        ("<!-- x --><html>", ".txt", "", "html"),
        ("\n<!DOCTYPE HTML PUBLIC>", "", "", "html"),
        ('<?xml version="1.0"?>\n<html xmlns="x">', ".xml", "", "html"),
        ("<rss>", ".txt", "text/html", "feed"),
        ('<?xml version="1.0"?><!-- x --><feed xmlns="a">', "", "", "feed"),
        ("<rdf:RDF xmlns='x'>", "", "", "feed"),
        ("<3 this text", "", "", "text"),
        ("a <b>bold</b> text", ".txt", "", "text"),
    ],
)
def test_kinds(text: str, suffix: str, content_type: str, kind: str) -> None:
    assert kind_of(text, "a", suffix=suffix, content_type=content_type) == kind


@given(st.text())
def test_normal_form_is_stable_and_clean(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    for char in once:
        assert char == "\n" or unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp")
    assert not set(once) & set("\u200b\u200d\u200e\u202a\u202e\u2066\u2069\ufeff\u00ad\t\u00a0")


def test_quotation_marks_and_dashes_stay() -> None:
    text = "“a” ‘b’ «c» „d“ 'e' \"f\" – — … ′ ″ ¡ №"
    assert normalise(text) == text


def test_bidirectional_overrides_go() -> None:
    assert normalise("abc\u202edef\u202c\u2067g\u2069") == "abcdefg"
    assert squeeze("a\u2028\u00a0b\r\n") == "a b"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Russia's Supreme Court has suspended the ban on the movement, and the decision of the "
         "judges will enter into force at once, as a spokesman said on Thursday.", "en"),
        ("Верховный суд России приостановил запрет на деятельность движения, сообщил судья. "
         "Решение вступает в силу немедленно, его можно обжаловать.", "ru"),
        ("La Cour suprême a suspendu l'interdiction jeudi, a déclaré le juge à l'audience. La "
         "décision entre en vigueur immédiatement, malgré le recours.", "fr"),
        ("Court suspends ban", None),
        ("1234567890 " * 50, None),
    ],
)  # fmt: skip
def test_language(text: str, language: str | None) -> None:
    assert language_of(text) == language
