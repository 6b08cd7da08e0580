from __future__ import annotations

import datetime as dt

import pytest

from quovadis.readers.head import Head, read_head
from quovadis.readers.markup import fragment_lines, parse
from quovadis.readers.page import read_page

BODY = "<p>The court ruled on Thursday that the ban on the movement is suspended at once.</p>" * 4

LD = '<script type="application/ld+json">{}</script>'


def head_of(markup: str) -> Head:
    tree = parse(markup)
    assert tree is not None
    return read_head(tree)


@pytest.mark.parametrize(
    "markup",
    [
        '<meta property="article:published_time" content="2025-04-09">',
        '<meta name="pubdate" content="20250409">',
        '<meta name="DC.date.issued" content="2025-04-09">',
        '<meta itemprop="datePublished" content="April 9, 2025">',
        '<meta name="parsely-pub-date" content="2025-04-09T00:00:00Z">',
        LD.format('{"@type": "NewsArticle", "datePublished": "2025-04-09"}'),
        LD.format('[{"@type": "X"}, {"datePublished": "2025-04-09"}]'),
        '<body><time datetime="2025-04-09">yesterday</time>',
        '<body><time pubdate datetime="2025-04-09">yesterday</time>',
        '<body><span itemprop="datePublished" content="2025-04-09">x</span>',
    ],
)
def test_dates_of_the_metadata(markup: str) -> None:
    assert head_of(f"<html>{markup}").dates[0].moment.date() == dt.date(2025, 4, 9)


def test_the_article_goes_before_the_site_and_json_before_meta() -> None:
    head = head_of(
        '<html><meta name="date" content="2025-01-03"><script type="application/ld+json">'
        '{"@graph":[{"@type":"WebSite","datePublished":"2001-01-01"},'
        '{"@type":["Thing","NewsArticle"],"datePublished":"2025-04-09"}]}</script>'
    )
    assert [w.moment.date().isoformat() for w in head.dates] == [
        "2025-04-09",
        "2001-01-01",
        "2025-01-03",
    ]


@pytest.mark.parametrize(
    "script", ["{", "[" * 5000, '{"@graph": 3}', "null", '{"datePublished": {"a": 1}}', '"x"', ""]
)
def test_broken_json_is_passed_over(script: str) -> None:
    assert head_of(f'<script type="application/ld+json">{script}</script><p>x').dates == ()


def test_an_updated_time_is_no_publication() -> None:
    assert head_of('<body><time class="updated" datetime="2025-04-09">x</time>').dates == ()


@pytest.mark.parametrize(
    ("markup", "title", "publisher"),
    [
        ("<title>Ban lifted | Example Post</title>", "Ban lifted", "Example Post"),
        ("<title>Ban lifted</title>", "Ban lifted", None),
        ("<title>A - B</title><body><h1>Ban <i>lifted</i></h1>", "Ban lifted", None),
        ("<title>Ban lifted - Post</title><h1>Ban <i>lifted</i></h1>", "Ban lifted", "Post"),
        (
            "<title>x</title><meta property=og:title content='Ban lifted'>"
            "<meta property=og:site_name content='The Post'>",
            "Ban lifted",
            "The Post",
        ),
        (
            LD.format('{"publisher": {"name": "Wire"}}') + "<h1>Ban</h1>",
            "Ban",
            "Wire",
        ),
        ("<title>Russia - Taliban: what next</title>", "Russia - Taliban: what next", None),
        ("<p>x", None, None),
    ],
)
def test_title_and_publisher(markup: str, title: str | None, publisher: str | None) -> None:
    head = head_of(f"<html>{markup}")
    assert head.title == title
    assert head.publisher == publisher


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("javascript:alert(1)", None),
        ("/a", None),
        ("http://[bad", None),
        ("https://user:pw@example.org/", None),
    ],
)
def test_canonical_address(href: str, url: str | None) -> None:
    assert head_of(f'<html><link rel="canonical" href="{href}"><p>x').url == url


def test_language_of_the_page() -> None:
    assert head_of('<html lang="en-US"><p>x').language == "en"
    assert head_of('<html lang="klingon"><p>x').language is None


def test_a_date_line_outside_of_the_main_text() -> None:
    page = read_page(
        f"<html><body><div class=top>Published April 9, 2025</div><article>{BODY}</article>"
    )
    assert page.dates[0][1] == "visible date line"
    assert page.dates[0][0] is not None
    assert page.dates[0][0].moment.date() == dt.date(2025, 4, 9)


def test_a_date_that_only_the_markup_shows() -> None:
    page = read_page(
        f'<html><body><article><div class="entry-date">9 avril 2025</div>{BODY}</article></body>'
    )
    assert [w.moment.date().isoformat() for w, _ in page.dates if w] == ["2025-04-09"]


def test_pieces_of_markup() -> None:
    assert fragment_lines("") == []
    assert fragment_lines("a &amp; b") == ["a & b"]
    assert fragment_lines("<td>a</td><td>b</td>") in (["a b"], ["a", "b"], ["ab"])
    assert fragment_lines("<table><tr><td>a</td><td>b</td></tr></table>") == ["a b"]
    assert fragment_lines("<b>a</b>c<!-- d --><style>e</style>f") == ["acf"]
    assert fragment_lines("one<br>two") == ["one", "two"]
