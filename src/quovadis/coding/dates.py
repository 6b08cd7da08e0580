"""Date expressions of the news, resolved against the day of publication.

`find` reads the expressions of a stretch of text, `resolve` one expression, and `attach` says when
an event happened: at the date expression of its own clause, else on the day of publication.

"April 17" has no year: the tense of the words around it says whether the past or the coming one is
meant ("scheduled for", "will" look ahead; "said", "was" look back), and without such a word the
nearest. What cannot be dated is None with a reason, never a guess: a relative date without a day of
publication, "04/05/2025", "three days later", "in recent years".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quovadis.coding.date_context import Cues, Relation, relation_of
from quovadis.coding.date_readings import Prefer, matches, read
from quovadis.coding.date_rules import Unresolved
from quovadis.records import Precision

if TYPE_CHECKING:
    from spacy.tokens import Token

    from quovadis.coding.parse import Parsed

__all__ = ["DateExpression", "attach", "expression_at", "find", "find_in", "resolve"]


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A date as the text writes it, and the days that it means.

    Attributes:
        start: First code point.
        end: One past the last.
        text: The expression, verbatim ("since 2021", "late 1990s").
        date: First day, or None (see `reason`).
        date_to: Last day; None for an open interval ("since 2021") or when `date` is None.
        precision: How finely it is known.
        relation: How the text relates to it: `on` it, `since`, `until`, `by`, `before`, `after`,
            or `within` an interval ("the past two years").
        reason: Why there is no date, or None.
    """

    start: int
    end: int
    text: str
    date: dt.date | None
    date_to: dt.date | None
    precision: Precision
    relation: Relation = "on"
    reason: str | None = None


def find(
    text: str,
    published: dt.datetime | dt.date | None,
    *,
    offset: int = 0,
    prefer: Prefer | None = None,
) -> list[DateExpression]:
    """Return the date expressions of a text, in order, without overlap, in linear time.

    Args:
        text: A sentence or a longer stretch of text.
        published: When it was published; None leaves relative dates unresolved.
        offset: Added to all positions (where `text` begins in its document).
        prefer: Direction for dates without a year; None takes it from the words around each.

    Examples:
        >>> day = dt.date(2025, 4, 9)
        >>> [(e.text, e.date, e.relation) for e in find("A hearing is set for April 17.", day)]
        [('April 17', datetime.date(2025, 4, 17), 'on')]
        >>> [(e.text, e.date, e.date_to) for e in find("Since 2021 it has kept it open.", day)]
        [('Since 2021', datetime.date(2021, 1, 1), None)]
        >>> find("On Monday they met.", None)[0].reason
        'the text counts from the day of publication, which is not known'
    """
    hits = matches(text)
    if not hits:
        return []
    now = published.date() if isinstance(published, dt.datetime) else published
    found: list[DateExpression] = []
    cues = Cues(text)
    for name, match in hits:
        way = prefer or cues.direction(match.start(), match.end())
        start, relation = relation_of(text, match.start())
        first: dt.date | None = None
        last: dt.date | None = None
        precision, reason = Precision.UNKNOWN, None
        try:
            first, last, precision = read(name, match.groupdict(), now, way)
        except Unresolved as why:
            reason = str(why)
        if relation == "on" and name in ("stretch", "years"):
            relation = "within"
        end = match.end()
        found.append(
            DateExpression(
                offset + start,
                offset + end,
                text[start:end],
                first,
                None if relation == "since" else last,
                precision,
                relation,
                reason,
            )
        )
    return _join_between(text, offset, found)


def find_in(parsed: Parsed, published: dt.datetime | dt.date | None = None) -> list[DateExpression]:
    """Return the date expressions of a parsed document, sentence by sentence.

    Args:
        parsed: The document.
        published: Overrides the document's own moment of publication.
    """
    when = published or parsed.document.published
    return [
        replace(e, text=parsed.text(e.start, e.end))
        for s in parsed.sentences
        for e in find(_plain(parsed, s.start, s.end), when, offset=s.start)
    ]


def _plain(parsed: Parsed, start: int, end: int) -> str:
    return parsed.text(start, end).replace("’", "'").replace("\u00a0", " ")


def resolve(
    expression: str,
    published: dt.datetime | dt.date | None,
    *,
    prefer: Prefer | None = None,
) -> tuple[dt.date | None, dt.date | None, Precision, str | None]:
    """Resolve one expression to first day, last day, precision, and the reason when there is none.

    Examples:
        >>> resolve("the late 1990s", None)[:2]
        (datetime.date(1996, 1, 1), datetime.date(1999, 12, 31))
        >>> resolve("two weeks ago", dt.date(2025, 4, 9))[:3]
        (datetime.date(2025, 3, 24), datetime.date(2025, 3, 30), <Precision.WEEK: 'week'>)
        >>> resolve("soon", dt.date(2025, 4, 9))
        (None, None, <Precision.UNKNOWN: 'unknown'>, "no date in 'soon'")
    """
    found = find(expression, published, prefer=prefer)
    if not found:
        return None, None, Precision.UNKNOWN, f"no date in {expression[:60]!r}"
    first = found[0]
    return first.date, first.date_to, first.precision, first.reason


# Joining ------------------------------------------------------------------------------------


def _join_between(text: str, offset: int, found: list[DateExpression]) -> list[DateExpression]:
    """Make one interval of "between 2014 and 2018" and "from May 2023 to June 2024"."""
    out: list[DateExpression] = []
    for this in found:
        last = out[-1] if out else None
        if last is None or last.date is None or this.date is None:
            out.append(this)
            continue
        gap = text[last.end - offset : this.start - offset].strip().lower()
        lead = text[max(0, last.start - offset - 10) : last.start - offset].rstrip().lower()
        joined = (lead.endswith("between") and gap == "and") or (
            lead.endswith("from") and gap in ("to", "until", "through")
        )
        if not joined and lead.endswith("from") and gap == "" and this.relation == "until":
            joined = True
        end = this.date_to or this.date
        if not joined or end < last.date:
            out.append(this)
            continue
        start = last.start - offset
        years = last.precision is Precision.YEAR and this.precision is Precision.YEAR
        out[-1] = DateExpression(
            last.start,
            this.end,
            text[start : this.end - offset],
            last.date,
            end,
            Precision.YEARS if years else last.precision,
            "within",
        )
    return out


# Attaching ------------------------------------------------------------------------------------

_CLAUSES = frozenset({"acl", "relcl", "advcl", "ccomp", "csubj", "parataxis", "pcomp", "xcomp"})
_INHERIT = frozenset(
    {
        "conj",
        "xcomp",
        "advcl",
        "pcomp",
        "prep",
        "dobj",
        "pobj",
        "attr",
        "nsubj",
        "nsubjpass",
        "oprd",
        "compound",
        "amod",
        "acomp",
        "agent",
        "dative",
    }
)
_REPORTING = frozenset(
    {"say", "tell", "report", "announce", "add", "note", "claim", "state", "warn", "write"}
)


def attach(
    parsed: Parsed,
    token_index: int,
    published: dt.datetime | dt.date | None = None,
    expressions: Sequence[DateExpression] | None = None,
) -> tuple[dt.date | None, dt.date | None, Precision, str | None]:
    """Say when the event at a token happened: first day, last day, precision, reason for none.

    The date expression of the event's own clause counts; a clause that depends on another
    ("keeping its embassy open") takes that one's. Else the day of publication stands in.

    Args:
        parsed: The document.
        token_index: Index in `parsed.doc` of the verb or noun that carries the event.
        published: Overrides the document's own moment of publication.
        expressions: `find_in(parsed)`, when the caller has it already.
    """
    when = published or parsed.document.published
    day = when.date() if isinstance(when, dt.datetime) else when
    expression = expression_at(parsed, token_index, when, expressions)
    if expression is None:
        if day is None:
            return None, None, Precision.UNKNOWN, "no date in its clause, none of publication"
        return day, None, Precision.PUBLICATION, None
    words = expression.text[:80]
    if expression.date is None:
        return None, None, Precision.UNKNOWN, f"{words!r}: {expression.reason}"
    if expression.relation in ("before", "until", "by"):
        return None, None, Precision.UNKNOWN, f"dated only as {words!r}"
    return expression.date, expression.date_to, expression.precision, None


def expression_at(
    parsed: Parsed,
    token_index: int,
    published: dt.datetime | dt.date | None = None,
    expressions: Sequence[DateExpression] | None = None,
) -> DateExpression | None:
    """Return the date expression that dates the event at a token, or None."""
    sentence = parsed.sentence_of(token_index)
    if sentence is None:
        return None
    if expressions is None:
        when = published or parsed.document.published
        plain = _plain(parsed, sentence.start, sentence.end)
        expressions = find(plain, when, offset=sentence.start)
    here = [e for e in expressions if sentence.start <= e.start < sentence.end]
    if not here:
        return None
    if sentence.cut:  # it has no parse
        at = parsed.doc[token_index].idx
        return min(here, key=lambda e: abs(e.start - at))
    anchors: dict[int, DateExpression] = {}
    for token in parsed.tokens(sentence):
        for e in here:
            if token.idx < e.end and token.idx + len(token.text) > e.start:
                anchors.setdefault(token.i, e)
    clause = token_index
    for _ in range(6):
        hit = _within_clause(parsed, clause, token_index, anchors)
        if hit is not None:
            return hit
        head = parsed.doc[clause]
        # "the first state to recognise it": the infinitive happens when the sentence does.
        infinitive = head.dep_ == "acl" and any(c.lower_ == "to" for c in head.children)
        if head.head.i == head.i or not (head.dep_ in _INHERIT or infinitive):
            return None
        if head.dep_ == "conj" and _turns_perfect(head):
            return None  # "applied in 2009, and has refused since": the year is the first verb's
        if head.head.lemma_.lower() in _REPORTING and head.dep_ == "ccomp":
            return None
        clause = head.head.i
    return None


def _turns_perfect(verb: Token) -> bool:
    """Tell whether a verb is joined to another, and is in the present perfect of its own."""
    perfect = [c for c in verb.children if c.dep_ == "aux" and c.lower_ in ("has", "have", "'ve")]
    return bool(perfect) and verb.head.tag_ == "VBD"


def _within_clause(
    parsed: Parsed, root: int, event: int, anchors: dict[int, DateExpression]
) -> DateExpression | None:
    """Return the nearest date under `root` that no other clause stands between."""
    best: tuple[int, int, DateExpression] | None = None
    stack = [(root, 0)]
    seen = 0
    while stack and seen < 400:
        seen += 1
        at, depth = stack.pop()
        if at in anchors:
            key = (depth, abs(at - event), anchors[at])
            if best is None or key[:2] < best[:2]:
                best = key
            continue
        for child in parsed.doc[at].children:
            verbal = child.dep_ in _CLAUSES and child.pos_ in ("VERB", "AUX")
            other = child.dep_ == "conj" and child.pos_ in ("VERB", "AUX")
            # "a hearing scheduled for April 17": what is said of an event noun dates it.
            own = at == event and child.dep_ in ("acl", "relcl")
            if child.i != event and not own and (verbal or other):
                continue
            stack.append((child.i, depth + 1))
    return best[2] if best else None
