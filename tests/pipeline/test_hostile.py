"""A page that means harm is read for its words, and none of its code reaches the brief."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from quovadis.pipeline import write_briefing
from quovadis.store import Store

PAGE = """<!doctype html><html><head>
<title>Envoys <img src=x onerror=alert(1)> meet</title>
<meta property="article:published_time" content="2024-05-06T10:00:00Z">
<script>document.write('<p>France attacked Iran.</p>'); fetch('http://127.0.0.1:9/steal')</script>
<style>body { background: url(http://127.0.0.1:9/pixel) }</style></head>
<body onload="alert(2)"><article><h1>Envoys meet</h1>
<p>France imposed sanctions on Iran on Monday, the foreign ministry in Paris said. Iran condemned
France for the sanctions on Tuesday. If France lifts its sanctions on Iran, &lt;script&gt;alert(3)
&lt;/script&gt; trade between France and Iran could grow. However, hardliners in Tehran reject
talks with France &quot;&gt;&lt;svg onload=alert(4)&gt; and the dispute remains open.</p>
<form action="http://127.0.0.1:9/"><input name="password" value="Iran attacked France."></form>
<iframe src="javascript:alert(5)"></iframe>
<p>Iran sells oil to China, and France wants to buy oil from Iran.</p></article></body></html>
"""


def test_markup_of_an_article_never_reaches_the_brief(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    briefing = write_briefing([page], store=Store(tmp_path / "store"), now=now)
    assert briefing.brief.as_of == date(2024, 5, 6)
    html, markdown = briefing.render("html"), briefing.render("md")
    for text in (html, markdown):
        # In Markdown a backslash takes the meaning from a bracket.
        lower = text.lower().replace("\\<", "")
        for live in (
            "<script",
            "<svg onload",
            "<img",
            "<iframe",
            "<form",
            "javascript:",
            "127.0.0.1",
        ):
            assert live not in lower, live
        assert "attacked" not in lower, "what scripts and forms say is not text of the article"
    assert "Iran" in html
