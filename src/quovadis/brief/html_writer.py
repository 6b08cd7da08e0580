"""A brief as one self-contained HTML page: no scripts, no requests, everything escaped."""

from __future__ import annotations

import dataclasses
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from quovadis.brief.charts import forecast_bar, timeline, timeline_step, timeline_table
from quovadis.brief.citations import Citation, Source, cite, compress, sources
from quovadis.brief.dates import day, write_date
from quovadis.brief.likelihood import LIKELIHOODS, likelihood, percent
from quovadis.brief.measures import interval
from quovadis.brief.prose import capital, name
from quovadis.records import Brief, Claim, Forecast, LensReading, Precedent, Section

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["Page", "Shown", "difference", "safe_link", "write_html"]

_MOST_QUOTES = 8
_KEY = (
    '<svg class="fbar" viewBox="0 0 200 22" aria-hidden="true"><line class="rail" x1="6" x2="194" '
    'y1="11" y2="11"/><line class="interval" x1="95" x2="150" y1="11" y2="11"/><line class="base" '
    'x1="62" x2="62" y1="3" y2="19"/><circle class="dot" cx="122" cy="11" r="4.5"/></svg>'
)


class Shown(NamedTuple):
    """A quote as it opens under its sentence."""

    number: int
    quote: str
    where: str


def write_html(brief: Brief) -> str:
    """Write a brief as an HTML page.

    The page forbids itself scripts and requests by a content security policy, and every text is
    escaped by the template engine or, inside pictures, by `charts`.
    """
    import jinja2
    from markupsafe import Markup

    folder = files("quovadis.brief").joinpath("templates")
    environment = jinja2.Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    template = environment.from_string(folder.joinpath("brief.html.j2").read_text("utf-8"))
    css = Markup(folder.joinpath("brief.css").read_text("utf-8"))  # noqa: S704 - our own file
    return template.render(brief=brief, page=Page(brief), css=css)


def safe_link(url: str | None) -> str | None:
    """Return a URL that may be linked: absolute, http or https; otherwise None.

    Examples:
        >>> safe_link("https://example.org/a"), safe_link("javascript:alert(1)")
        ('https://example.org/a', None)
    """
    if not url or any(c.isspace() or ord(c) < 32 for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


class Page:
    """What the template asks of a brief."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.a, self.b = name(brief.source), name(brief.target)
        self.as_of = day(brief.as_of)
        self.sources = sources(brief)
        self.scale = LIKELIHOODS
        self._numbers = cite(self.sources)
        self._citations = {c.number: (c, s) for s in self.sources for c in s.citations}
        self._anchored: set[str] = set()
        self._titles = {c.id: (s.key, s.title) for s in reversed(brief.sections) for c in s.claims}

    @cached_property
    def wide(self) -> Markup:
        """The timeline for wide screens and print."""
        return _markup(timeline(self.brief, 720))

    @cached_property
    def narrow(self) -> Markup:
        """The timeline for narrow screens."""
        return _markup(timeline(self.brief, 360))

    @cached_property
    def table(self) -> list[tuple[str, str, str]]:
        """What the timeline shows, for readers who do not see it."""
        return timeline_table(self.brief)

    @property
    def caption(self) -> str:
        """What the timeline shows, in a sentence."""
        if self.table:
            gap = any("no data" in row for row in self.table)
            step = timeline_step(self.brief)
            text = f"Events by {step}: cooperation above the line, conflict below."
            return text + (" Hatched: no loaded data covers it." if gap else "")
        return "Each mark is a dated event: cooperation above the line, conflict below."

    @property
    def basis(self) -> str:
        """How much stands behind the brief."""
        b = self.brief
        text = f"{b.n_documents:,} {'source' if b.n_documents == 1 else 'sources'}, "
        text += f"{b.n_events:,} {'event' if b.n_events == 1 else 'events'} between the two"
        return text + (f" since {b.since.year}" if b.since else "")

    @property
    def ground(self) -> str:
        """Whether the probabilities are conditional on the trigger."""
        forecasts = [f for lens in self.brief.lenses for f in lens.forecasts]
        if not forecasts:
            return "No probabilities: no event history is loaded."
        if all(f.given is None for f in forecasts):
            return "Every probability is a base rate, not conditional on the trigger."
        changed = sum(bool(f.is_detectable) for f in forecasts)
        asked = sum(f.given is not None for f in forecasts)
        return (
            "Probabilities with the trigger and without it. Weighed together (false discoveries at "
            f"most 10%), {changed} of {asked} outcomes show a change. Others are base rates."
        )

    @property
    def pair(self) -> str:
        """The two actors, as a line begins with them."""
        return f"{capital(self.a)} → {self.b}"

    @property
    def has_bars(self) -> bool:
        """Whether any outcome has a probability to draw."""
        forecasts = [f for lens in self.brief.lenses for f in lens.forecasts]
        return any(f.probability is not None for f in forecasts)

    @property
    def key(self) -> Markup:
        """A small example of the picture of a probability."""
        return _markup(_KEY)

    @property
    def column(self) -> str:
        """Heading of the column of probabilities."""
        return "with the trigger" if self.given else "probability (base rate, not conditional)"

    @property
    def beside(self) -> str:
        """Heading of the column beside it."""
        return "without it" if self.given else "class rate"

    @property
    def tick(self) -> str:
        """What the tick in the picture of a probability is."""
        return "without the trigger" if self.given else "base rate of its class (class rate)"

    @property
    def given(self) -> bool:
        """Whether any probability is conditional on the trigger."""
        return any(f.given for lens in self.brief.lenses for f in lens.forecasts)

    def section(self, key: str) -> Section:
        """Return a section by its key."""
        return next(s for s in self.brief.sections if s.key == key)

    def citations(self, claim: Claim) -> list[tuple[int, int]]:
        """Return the numbers that a claim cites, as runs."""
        return compress([self._numbers[e] for e in claim.evidence])

    def above(self, claim: Claim) -> list[tuple[str, str]]:
        """Return the sections of the claims above that a claim is made of."""
        found = [self._titles[r] for r in claim.refs if r in self._titles]
        return list(dict.fromkeys(found))

    def anchor(self, claim: Claim) -> str | None:
        """Return the claim's anchor the first time it is shown."""
        if claim.id in self._anchored:
            return None
        self._anchored.add(claim.id)
        return "c" + claim.id.partition(":")[2][:12]

    def lean(self, claim: Claim) -> str | None:
        """Return `toward` or `against` for a signpost."""
        word = claim.text.partition(":")[0].lower()
        return word if word in ("toward", "against") else None

    def quotes(self, claim: Claim) -> list[Shown]:
        """Return the quotes that open under a claim; a long list ends after a few."""
        out = []
        for number in sorted({self._numbers[e] for e in claim.evidence})[:_MOST_QUOTES]:
            c, s = self._citations[number]
            quote = c.quote or f"row {c.evidence.row_id}"
            out.append(Shown(number, quote, ", ".join(_source_words(s))))
        return out

    def label(self, forecast: Forecast) -> str:
        """Return the outcome as a row begins with it."""
        return capital(forecast.outcome.label)

    def word(self, forecast: Forecast) -> str:
        """Return the word of likelihood."""
        return likelihood(forecast.probability or 0.0)

    def chance(self, forecast: Forecast) -> str:
        """Return the probability with its interval."""
        head, _, tail = interval(dataclasses.replace(forecast, without=None)).partition(", ")
        return f"{head} ({tail})" if tail else head

    def bar(self, forecast: Forecast) -> Markup:
        """Return the picture of a probability."""
        return _markup(forecast_bar(forecast))

    def base(self, forecast: Forecast) -> str:
        """Return the probability without the trigger, or the base rate of the outcome's class."""
        if self.given:
            return "–" if forecast.without is None else percent(forecast.without)
        return "–" if forecast.base_rate is None else percent(forecast.base_rate)

    def reason(self, forecast: Forecast) -> str:
        """Return why there is no probability."""
        return forecast.reason or "no probability"

    def rests(self, forecast: Forecast) -> str:
        """Return what a probability rests on."""
        if forecast.probability is None:
            return "–"
        since = f" since {forecast.since.year}" if forecast.since else ""
        text = f"{forecast.n_hits} of {forecast.n_windows} windows{since}"
        if not forecast.n_windows:
            text = "the rate of its class alone"
        if forecast.given is None:
            return f"base rate: {text}" if self.given else text
        return f"{difference(forecast)}; {text}"

    def caveats(self, lens: LensReading) -> list[str]:
        """Return what to keep in mind about a lens's probabilities, each caveat once."""
        reasons = [f.reason for f in lens.forecasts if f.reason and f.probability is not None]
        told: dict[str, dict[str, None]] = {}
        for part in (part for reason in reasons for part in reason.split("; ")):
            head, _, tail = part.rstrip(".").partition(": ")
            told.setdefault(head, {})[tail] = None
        tails = {head: "; ".join(t for t in found if t) for head, found in told.items()}
        # The first stands for all where none stands out; the JSON has every one.
        bound = [f for f in lens.forecasts if f.basis]
        shown = [f for f in bound if f.is_detectable] or bound[:1]
        bases = [f"{self.label(f)}: {f.basis}." for f in shown]
        return bases + [capital(f"{h}: {t}" if t else h) + "." for h, t in tails.items()]

    def when(self, precedent: Precedent) -> str:
        """Return the date of a precedent."""
        written = write_date(precedent.date, precedent.precision)
        return capital(written.removeprefix("on ").removeprefix("in "))

    def followed(self, precedent: Precedent) -> str:
        """Return what followed, as a sentence."""
        return capital((precedent.followed or "").rstrip(".")) + "."

    def why(self, precedent: Precedent) -> str:
        """Return why it is a precedent, and where to look it up."""
        parts = [", ".join(precedent.why), precedent.reference]
        inside = "; ".join(p for p in parts if p)
        return f"({inside})" if inside else ""

    def source_title(self, source: Source) -> str:
        """Return the title of a source."""
        if source.document is None:
            return f"Dataset {source.dataset}"
        return source.document.title or "Untitled document"

    def source_where(self, source: Source) -> str:
        """Return publisher and date of a source."""
        if source.document is None:
            return f"{len(source.citations)} rows"
        return " · ".join(_source_words(source)[1:])

    def link(self, source: Source) -> str | None:
        """Return the address of a source when it may be linked."""
        return safe_link(source.document.url) if source.document else None

    def row(self, citation: Citation) -> str:
        """Return how a row is found."""
        event = next((e for e in self.brief.events if e.evidence == citation.evidence), None)
        where = f"row {citation.evidence.row_id}"
        if event is None or event.source is None or event.target is None or event.date is None:
            return where
        return f"{event.source.name} → {event.target.name}, {day(event.date)}; {where}"


def difference(forecast: Forecast) -> str:
    """Write the difference that goes with the trigger, in points, with its 90% interval.

    Examples:
        >>> import datetime as dt
        >>> from quovadis.records import Outcome
        >>> o = Outcome(label="they agree", source=("A",), target=("B",), horizon=30)
        >>> f = Forecast(outcome=o, given="A eases", origin=dt.date(2020, 1, 1), probability=0.27,
        ...     low=0.1, high=0.5, base_rate=0.2, n_windows=9, n_hits=1, model="m", without=0.17,
        ...     change_low=0.032, change_high=0.186, is_detectable=True)
        >>> difference(f)
        '+10 points (+3 to +19), associated change'
    """
    change = 100 * ((forecast.probability or 0.0) - (forecast.without or 0.0))
    low, high = 100 * (forecast.change_low or 0.0), 100 * (forecast.change_high or 0.0)
    digits = 0 if max(abs(low), abs(high)) >= 2 else 1
    size, least, most = (_signed(x, digits) for x in (change, low, high))
    unit = "point" if size in ("+1", "−1") else "points"
    return f"{size} {unit} ({least} to {most}), {forecast.verdict}"


def _signed(points: float, digits: int) -> str:
    """Write a number with its sign; what is rounded to nought has none."""
    text = f"{points:+.{digits}f}".replace("-", "−")
    return text[1:] if float(text[1:]) == 0 else text


def _source_words(source: Source) -> list[str]:
    d = source.document
    if d is None:
        return [f"Dataset {source.dataset}"]
    when = day(d.published.date()) if d.published else "no date found"
    return [d.title or "Untitled document", *([d.publisher] if d.publisher else []), when]


def _markup(svg: str) -> Markup:
    from markupsafe import Markup

    return Markup(svg)  # noqa: S704 - made by `charts`, which escapes every text
