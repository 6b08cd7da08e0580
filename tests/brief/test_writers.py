"""What is written: everything escaped, every citation resolves, JSON keeps to its schema."""

from __future__ import annotations

import html.parser
import json
import re
import sys
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.brief import FORMATS, brief_schema, compose, from_json, write
from quovadis.brief.html_writer import safe_link
from quovadis.brief.json_writer import make_schema
from quovadis.brief.markdown_writer import escape_markdown
from quovadis.errors import FormatError
from quovadis.ontology import load_ontology

sys.path.insert(0, str(Path(__file__).parent))
import dossiers

NAMES = ("rich", "sparse", "hostile")
BRIEFS = {n: compose(getattr(dossiers, n)(), load_ontology()) for n in NAMES}
VOID = {"meta", "br", "img", "link", "input"}


class Page(html.parser.HTMLParser):
    """Tags, ids, links and text of a page; open tags that are never closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.hrefs: list[str] = []
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.errors: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for key, value in attrs:
            self.attributes.add(key)
            if key == "id":
                self.ids[value or ""] += 1
            if key == "href":
                self.hrefs.append(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.errors.append(tag)


@pytest.mark.parametrize("name", NAMES)
def test_html_is_sound_and_holds_no_script(name: str) -> None:
    text = write(BRIEFS[name], "html")
    page = Page(text)
    assert not page.errors
    assert not page.open
    assert [i for i, n in page.ids.items() if n > 1] == []
    assert not {"script", "img", "iframe", "link", "object", "form", "base"} & set(page.tags)
    assert not {a for a in page.attributes if a.startswith("on")}
    assert "src" not in page.attributes
    assert "default-src 'none'" in text


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_to_an_anchor_or_to_the_web(name: str) -> None:
    page = Page(write(BRIEFS[name], "html"))
    for href in page.hrefs:
        if href.startswith("#"):
            assert href[1:] in page.ids, href
        else:
            assert href.startswith(("https://", "http://")), href


def test_every_citation_shows_its_quote() -> None:
    text = write(BRIEFS["rich"], "html")
    entries = dict(re.findall(r'id="e(\d+)".*?<mark>(.*?)</mark>', text, re.S))
    cited = {int(n) for n in re.findall(r'href="#e(\d+)"', text)}
    assert cited <= {int(n) for n in entries}
    assert "Sudan has stood on the list since August 1993." in entries.values()
    assert sorted(map(int, entries)) == list(range(1, len(entries) + 1))


def test_a_hostile_title_and_url_are_text() -> None:
    text = write(BRIEFS["hostile"], "html")
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert 'href="javascript:' not in text
    assert "javascript:alert(4)" in text, "the address is shown, as text"


@pytest.mark.parametrize("name", NAMES)
def test_markdown_holds_no_raw_html(name: str) -> None:
    text = write(BRIEFS[name], "md")
    assert not re.search(r"(?<!\\)<(?!https?://)", text)
    assert not re.search(r"(?<!\\)\]\(", text)
    for line in text.splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) == 6


def test_markdown_reads_as_a_brief() -> None:
    lines = write(BRIEFS["rich"], "md").splitlines()
    assert lines[0] == "# If the United States removes Sudan from its terrorism list"
    assert any(x.startswith("**Bottom line.** Net cooperation") for x in lines)
    row = next(x for x in lines if x.startswith("| The United States and Sudan reach"))
    assert "likely, 64% (52–74%)" in row
    assert "9 of 24 windows since 2014" in row


@given(st.text(max_size=60))
def test_escaped_markdown_is_one_line_without_live_marks(text: str) -> None:
    escaped = escape_markdown(text)
    assert "\n" not in escaped
    bare = re.sub(r"\\.", "", escaped)
    assert not set("`*_{}[]<>#|~!&") & set(bare)


@pytest.mark.parametrize("name", NAMES)
def test_json_keeps_to_the_published_schema_and_reads_back(name: str) -> None:
    text = write(BRIEFS[name], "json")
    validator = jsonschema.Draft202012Validator(brief_schema())
    validator.check_schema(brief_schema())
    assert list(validator.iter_errors(json.loads(text))) == []
    assert from_json(text) == BRIEFS[name]


def test_the_schema_refuses_what_is_no_brief() -> None:
    body = json.loads(write(BRIEFS["sparse"], "json"))
    validator = jsonschema.Draft202012Validator(brief_schema())
    assert not validator.is_valid({**body, "as_of": 20250409})
    assert not validator.is_valid({k: v for k, v in body.items() if k != "sections"})
    assert not validator.is_valid({**body, "surprise": 1})


def test_the_shipped_schema_is_made_from_the_records() -> None:
    root = Path(__file__).resolve().parents[2]
    published = json.loads((root / "docs" / "brief.schema.json").read_text("utf-8"))
    assert make_schema() == brief_schema() == published


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"question": 1}', "null"])
def test_what_is_no_brief_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        from_json(text)


def test_an_unknown_form_is_refused() -> None:
    assert FORMATS == ("html", "md", "json")
    with pytest.raises(ValueError, match="not as 'docx'"):
        write(BRIEFS["sparse"], "docx")


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://", "ftp://a/b",
     "https://a b", "JaVaScRiPt:alert(1)", "http://[", "\thttps://a.example"],
)  # fmt: skip
def test_only_plain_web_addresses_are_linked(url: str) -> None:
    assert safe_link(url) is None


def test_the_same_brief_is_written_the_same_way_twice() -> None:
    for form in FORMATS:
        assert write(BRIEFS["rich"], form) == write(BRIEFS["rich"], form)
