from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from quovadis.errors import EmptyInput, FormatError, InputTooLarge
from quovadis.readers import read

NOW = dt.datetime(2025, 4, 20, 12, tzinfo=dt.UTC)
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Example Post</title><link>https://example.org/</link>
<item><title>Court &amp; ban</title><link>https://example.org/1</link>
<pubDate>Thu, 17 Apr 2025 09:30:00 +0300</pubDate>
<description>Short.</description>
<content:encoded><![CDATA[<p>The <b>court</b> ruled.</p><script>x()</script><p>It adjourned.</p>
<p>Share this article</p>]]></content:encoded></item>
<item><title>Second</title><link>javascript:alert(1)</link>
<description>&lt;p&gt;Ministers &amp;amp; envoys met.&lt;/p&gt;</description></item>
<item><title>Only a title</title><link>https://example.org/2025/04/16/x</link></item>
<item></item><item><title>–</title><description>…</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Atom Post</title>
<entry><title>Late</title><updated>2099-01-01T00:00:00Z</updated>
<link href="https://example.org/late"/>
<content type="html">&lt;p&gt;Text of it.&lt;/p&gt;</content></entry>
<entry><title>Good</title><published>2025-04-17T10:00:00Z</published>
<updated>2025-04-18T10:00:00Z</updated><summary>Envoys met in Kabul.</summary></entry></feed>"""


def test_rss() -> None:
    first, second, third = read(RSS.encode(), now=NOW)
    assert first.text == "The court ruled.\nIt adjourned."
    assert (first.title, first.publisher) == ("Court & ban", "Example Post")
    assert first.url == "https://example.org/1"
    assert first.published == dt.datetime(2025, 4, 17, 6, 30, tzinfo=dt.UTC)
    assert first.published_how == "feed"
    assert (second.text, second.url, second.published) == ("Ministers & envoys met.", None, None)
    assert (third.text, third.published_how) == ("Only a title", "url")


def test_atom() -> None:
    late, good = read(ATOM.encode(), now=NOW)
    assert (late.text, late.published) == ("Text of it.", None)
    assert good.published == dt.datetime(2025, 4, 17, 10, tzinfo=dt.UTC)
    assert good.publisher == "Atom Post"


def test_a_feed_in_another_encoding() -> None:
    feed = RSS.replace("utf-8", "windows-1251").replace("Second", "Суд")
    assert read(feed.encode("cp1251"), now=NOW)[1].title == "Суд"


def test_a_feed_at_a_url_and_its_links(site: Any) -> None:
    feed = RSS.replace("https://example.org/1", site.url("/page"))
    url = site.serve("/feed", feed, kind="application/rss+xml")
    assert read(url, now=NOW, allow_private=True)[0].text == "The court ruled.\nIt adjourned."
    assert [path for path, _ in site.seen] == ["/feed"]
    first, second, third = read(url, now=NOW, allow_private=True, follow=True)
    assert "Paragraph 3: the court said" in first.text
    assert second.text == "Ministers & envoys met."
    assert third.text == "Only a title"  # its page cannot be reached: the feed's words stay


def test_the_date_of_the_item_dates_a_page_without_one(site: Any) -> None:
    page = site.serve("/undated", "<html><body><p>The court ruled on Thursday.</p></body></html>")
    feed = RSS.replace("https://example.org/1", page)
    first = read(
        site.serve("/feed", feed, kind="text/xml"), now=NOW, allow_private=True, follow=True
    )[0]
    assert first.text == "The court ruled on Thursday."
    assert (first.published_how, first.published.day if first.published else 0) == ("feed", 17)


def test_a_feed_that_leads_to_itself_ends(site: Any) -> None:
    feed = RSS.replace("https://example.org/1", site.url("/loop"))
    url = site.serve("/loop", feed, kind="application/rss+xml")
    assert len(read(url, now=NOW, allow_private=True, follow=True)) >= 3
    assert [path for path, _ in site.seen].count("/loop") == 2


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><rss><channel><item><title>&i;</title></item></channel></rss>"
)


@pytest.mark.parametrize(
    "feed",
    [
        BOMB,
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item>'
        "<title>&x;</title></item></channel></rss>",
        '<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://127.0.0.1:1/a.dtd"><rss/>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:1/a.dtd"> %p;]><rss/>',
    ],
    ids=["bomb", "file", "external type", "parameter entity"],
)
def test_document_types_are_refused(feed: str) -> None:
    with pytest.raises(FormatError, match="document type"):
        read(feed.encode())


@pytest.mark.parametrize(
    "feed",
    ["<rss><channel><item>", "<rss><channel>&nbsp;</channel></rss>", "<rss></feed>", "<rss a=b/>"],
)
def test_broken_xml_is_refused(feed: str) -> None:
    with pytest.raises(FormatError, match="not XML"):
        read(feed.encode())


@pytest.mark.parametrize("name", ["a.rss", "a.xml", "a.atom"])
def test_a_feed_that_is_a_text(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("The court ruled.")
    with pytest.raises(FormatError, match="not XML"):
        read(tmp_path / name)


def test_a_feed_at_a_url_that_is_a_text(site: Any) -> None:
    url = site.serve("/feed", "Service unavailable", kind="application/rss+xml")
    with pytest.raises(FormatError, match="not XML"):
        read(url, allow_private=True)


def test_xml_that_is_no_feed() -> None:
    with pytest.raises(FormatError, match="<catalog>"):
        read(b"<?xml version='1.0'?><catalog><a/></catalog>")


def test_a_feed_without_items() -> None:
    with pytest.raises(EmptyInput, match="no item"):
        read(b"<rss version='2.0'><channel><title>x</title></channel></rss>")


def test_a_feed_with_too_many_items() -> None:
    items = "<item><title>x</title></item>" * 5001
    with pytest.raises(InputTooLarge, match="5,001 items"):
        read(f"<rss><channel>{items}</channel></rss>".encode())


def test_a_page_that_is_served_as_a_feed_is_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>'
        "<p>The court ruled.</p></body></html>"
    )
    assert read(tmp_path / "a.xml")[0].text == "The court ruled."
