"""In a real browser: nothing of a hostile document runs, and nothing leaves the page."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quovadis.brief import compose, write
from quovadis.ontology import load_ontology

sys.path.insert(0, str(Path(__file__).parent))
import dossiers

pytestmark = pytest.mark.browser

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    found = (shutil.which(n) for n in ("chromium", "chromium-browser", "google-chrome"))
    path = next((p for p in found if p), None)
    if path is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as p:
        opened = p.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


def page_of(name: str, folder: Path) -> Path:
    brief = compose(getattr(dossiers, name)(), load_ontology())
    path = folder / f"{name}.html"
    path.write_text(write(brief, "html"), encoding="utf-8")
    return path


def test_no_script_runs_and_no_request_leaves(browser: Any, tmp_path: Path) -> None:
    path = page_of("hostile", tmp_path)
    page = browser.new_page()
    requests: list[str] = []
    dialogs: list[str] = []
    page.on("request", lambda r: requests.append(r.url))
    page.on("dialog", lambda d: (dialogs.append(d.message), d.dismiss()))
    page.goto(path.as_uri())
    for summary in page.query_selector_all("summary"):
        summary.click()
    page.wait_for_timeout(200)
    assert page.title() != "owned"
    assert "<script>" in page.title(), "the hostile title is shown as what it is"
    assert dialogs == []
    assert requests == [path.as_uri()]
    assert page.evaluate("document.scripts.length") == 0
    assert page.evaluate("document.images.length") == 0
    page.close()


@pytest.mark.parametrize("width", [320, 400, 1400])
@pytest.mark.parametrize("name", ["rich", "sparse", "hostile"])
def test_nothing_is_wider_than_the_screen(
    browser: Any, tmp_path: Path, name: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(page_of(name, tmp_path).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser: Any, tmp_path: Path, scheme: str) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.goto(page_of("rich", tmp_path).as_uri())
    low = page.evaluate(_CONTRAST)
    assert low == []
    page.close()


def test_evidence_opens_under_its_sentence(browser: Any, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(page_of("sparse", tmp_path).as_uri())
    quote = page.locator("#shifting details.why q").first
    assert not quote.is_visible()
    page.locator("#shifting details.why summary").first.click()
    assert quote.is_visible()
    assert quote.inner_text() == "Peru recalled its ambassador from Bolivia on 2 May 2023."
    page.close()


_CONTRAST = """() => {
  const lum = c => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(x => x / 255)
      .map(x => x <= .03928 ? x / 12.92 : Math.pow((x + .055) / 1.055, 2.4));
    return .2126 * v[0] + .7152 * v[1] + .0722 * v[2] };
  const ground = e => { for (; e; e = e.parentElement) {
      const c = getComputedStyle(e).backgroundColor;
      if (!/, 0\\)$/.test(c) && c !== 'transparent') return c } return 'rgb(255,255,255)' };
  const low = [];
  for (const e of document.querySelectorAll(
      'p, li, td, th, h1, h2, h3, h4, a, span, small, q, mark, svg text')) {
    if (!e.textContent.trim() || !e.getClientRects().length) continue;
    const style = getComputedStyle(e);
    const [a, b] = [lum(e instanceof SVGElement ? style.fill : style.color), lum(ground(e))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) low.push([e.tagName, e.textContent.trim().slice(0, 30), ratio]);
  }
  return low }"""
