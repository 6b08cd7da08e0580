"""Numbers with a unit, what they measure, and who says so.

Money, counts, shares, distances, weights, durations. Dates, years, ordinals, list numbers and the
numbers in names ("Resolution 1988", "T-72", "G7") are no quantities. An interval ("10–12 billion")
gives two records, its ends, qualified "at least" and "up to". A bare "$" is read as US dollars.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from quovadis.coding import dates
from quovadis.coding.attribution import speaker
from quovadis.coding.clauses import noun_phrase, phrase_text
from quovadis.coding.numerals import Numeral, find_numbers
from quovadis.records import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Token

    from quovadis.coding.parse import Parsed, SentenceSpan

__all__ = ["find"]


@cache
def _units() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = {}
    text = files("quovadis.coding").joinpath("data/units.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith(("#", "kind\t")):
            continue
        kind, word, unit = line.split("\t")
        table.setdefault(kind, {})[word] = unit
    return table


@cache
def _symbol() -> re.Pattern[str]:
    signs = sorted([*_units()["symbol"], *_units()["code"]], key=lambda w: -len(w))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, signs))})\s?$")


@cache
def _unit_word() -> re.Pattern[str]:
    words = [*_units()["measure"], *_units()["currency"], *_units()["code"]]
    words.sort(key=lambda w: -len(w))
    return re.compile(rf"[\s-]{{0,2}}(?:{'|'.join(map(re.escape, words))})(?!\w)")


_QUALIFIERS = (
    "no more than", "no fewer than", "no less than", "not less than", "as many as", "as much as",
    "as few as", "more than", "fewer than", "less than", "at least", "at most", "up to", "close to",
    "an estimated", "estimated", "over", "about", "around", "roughly", "approximately", "nearly",
    "almost", "some", "above", "below", "under", "only", "exceeding", "well over", "just over",
    "just under", "upwards of", "an average of", "an additional", "another",
)  # fmt: skip
_QUALIFIER = re.compile(
    rf"\b({'|'.join(sorted(_QUALIFIERS, key=lambda q: -len(q)))})\s{{1,2}}(?:an?\s)?$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s(or more|or less|or so)\b|(?<=\w)-(plus)\b", re.IGNORECASE)
_NAME_BEFORE = re.compile(
    r"(?:\b(?:resolutions?|no\.?|nos\.?|number|article|articles|law|act|decree|section|chapter|"
    r"flight|room|page|pages|order|ID|unit|type|model|figure|table|phase|level|version|protocol|"
    r"group of|highway|route|world war|covid|agenda|title|paragraph|item|boeing|il|su|mig|g)|#)"
    r"[\s-]{0,2}$",
    re.IGNORECASE,
)
_MODEL = re.compile(r"\b[A-Z]{1,4}[\s-]$")  # "MK 82", "EU 27"
_LIST_NUMBER = re.compile(r"^\W{0,6}(\d{1,2})[.)]\s")
_CLOCK = re.compile(r"\s?(?:a\.m|p\.m|am\b|pm\b|o'clock|GMT|UTC|hrs)", re.IGNORECASE)


def find(parsed: Parsed, published: dt.datetime | None = None) -> list[Quantity]:
    """Return the quantities of a document, in order.

    Args:
        parsed: The document.
        published: Overrides the document's own moment of publication (it becomes `known_at`).

    Examples:
        >>> from quovadis.coding.parse import parse
        >>> from quovadis.records import Document
        >>> text = "The bank, according to Reuters, lent Egypt more than $3 billion in March 2020."
        >>> (q,) = find(parse(Document(text=text)))
        >>> q.amount, q.unit, q.qualifier, q.says
        (3000000000.0, 'USD', 'more than', 'Reuters')
    """
    known_at = parsed.known_at(published)
    out: list[Quantity] = []
    for sentence in parsed.sentences:
        out.extend(_in_sentence(parsed, sentence, known_at))
    return out


def _in_sentence(parsed: Parsed, s: SentenceSpan, known_at: dt.datetime) -> list[Quantity]:
    # The parser's text has one plain character for each of the document's.
    plain = parsed.tokens(s).text
    numbers = find_numbers(plain)
    if not numbers:
        return []
    taken = [(e.start, e.end) for e in dates.find(plain, dt.date(2000, 1, 1))]
    first = _LIST_NUMBER.match(plain)
    if first:
        taken.append(first.span())
    out: list[Quantity] = []
    for number in numbers:
        if any(a < number.end and number.start < b for a, b in taken):
            continue
        got = _quantity(parsed, s, plain, number, known_at)
        out.extend(got)
    return out


def _quantity(
    parsed: Parsed, s: SentenceSpan, plain: str, number: Numeral, known_at: dt.datetime
) -> list[Quantity]:
    before = plain[max(0, number.start - 40) : number.start]
    after = plain[number.end : number.end + 40]
    symbol = _symbol().search(before)
    if not symbol and (_NAME_BEFORE.search(before) or _CLOCK.match(after)):
        return []
    if not symbol and not number.worded and number.high < 1000 and _MODEL.search(before):
        return []
    word = None if symbol else _unit_word().match(after)
    head = _head(parsed, s, number)
    if head is None:
        return []
    if symbol:
        unit, end = _symbol_unit(symbol.group()), number.end
        start = number.start - len(symbol.group())
    elif word:
        unit, start, end = _word_unit(word.group()), number.start, number.end + word.end()
    else:
        counted = _counted(head, number)
        if counted is None:
            return []
        unit, start, end = counted.lower_, number.start, number.end
    qualifier = _qualifier(plain, start, end)
    says = speaker(parsed, head)
    measured = _measured(parsed, head, says, counted=symbol is None and word is None)
    if any(part in _all_unit_words() for part in measured.lower().split()[-1:]):
        measured = ""  # "1.2 billion euros ($1.35 billion)" measures no euros
    ends: list[tuple[float, str | None]] = [(number.low, qualifier)]
    if number.high > number.low:
        ends = [(number.low, "at least"), (number.high, "up to")]
    return [
        Quantity(
            amount=amount,
            unit=unit,
            of_what=measured,
            known_at=known_at,
            evidence=parsed.sentence_evidence(s),
            qualifier=q,
            says=says,
        )
        for amount, q in ends
    ]


def _symbol_unit(sign: str) -> str:
    sign = sign.strip()
    return _units()["symbol"].get(sign) or _units()["code"][sign]


def _word_unit(words: str) -> str:
    words = words.strip(" -\n\t")
    for kind in ("measure", "currency", "code"):
        if words in _units()[kind]:
            return _units()[kind][words]
    return words


def _qualifier(plain: str, start: int, end: int) -> str | None:
    before = plain[max(0, start - 24) : start]
    found = _QUALIFIER.search(before)
    if found:
        return " ".join(found[1].lower().removeprefix("an ").split())
    after = _AFTER.match(plain, end)
    return (after[1] or "or more").lower() if after else None


def _head(parsed: Parsed, s: SentenceSpan, number: Numeral) -> Token | None:
    """Return the token of the number that governs its other tokens."""
    inside = [
        t
        for t in parsed.tokens(s)
        if t.idx < s.start + number.end and t.idx + len(t.text) > s.start + number.start
    ]
    if not inside:
        return None
    indices = {t.i for t in inside}
    return next((t for t in inside if t.head.i not in indices), inside[-1])


_DEFINITE = frozenset({"the", "these", "those", "its", "their", "both", "his", "her", "this"})


def _counted(head: Token, number: Numeral) -> Token | None:
    """Return the noun that a bare number counts, or None when it counts nothing."""
    noun = head.head if head.dep_ in ("nummod", "quantmod", "compound", "amod") else None
    if noun is not None and noun.pos_ not in ("NOUN", "PROPN"):
        noun = None
    if noun is None:
        for child in head.children:  # "two of its staff"
            if child.dep_ == "prep" and child.lower_ == "of":
                noun = next((c for c in child.children if c.dep_ == "pobj"), None)
    if noun is None or noun.pos_ not in ("NOUN",) or noun.i < head.i:
        return None
    if number.low < 10 and any(c.lower_ in _DEFINITE and c.i < head.i for c in noun.children):
        return None  # "the two countries" counts nothing anew
    if number.low == 1 and number.worded:
        return None
    return noun


_WORTH = frozenset({"worth", "value", "total", "cost", "estimate", "reach", "exceed", "amount"})
_MOVES = frozenset(
    {"rise", "fall", "grow", "increase", "decrease", "drop", "decline", "jump", "shrink", "be",
     "account", "make", "stand", "surge", "climb", "plunge", "expand", "become"}
)  # fmt: skip


def _measured(parsed: Parsed, head: Token, says: str | None, *, counted: bool) -> str:
    """Return what the number measures, in the words of the text; empty when it does not say."""
    if counted:
        noun = head.head if head.head.pos_ == "NOUN" and head.head.i > head.i else head
        return _phrase(parsed, noun, head)
    at = head
    # Step from the number over its unit to what it describes ("million tonnes", "45-day notice").
    while (
        at.dep_ in ("nummod", "quantmod", "compound", "amod", "nmod")
        and 0 < at.head.i - at.i <= 4
        and (at.lower_ in _all_unit_words() or not at.is_alpha or at.like_num)
    ):
        at = at.head
    follows = _follows(parsed, at)
    if follows:
        return follows
    if at.pos_ == "NOUN" and at.i != head.i and at.lower_ not in _all_unit_words():
        return _phrase(parsed, at, head)  # "a $3 million loan"
    return _before(parsed, at, says)


@cache
def _all_unit_words() -> frozenset[str]:
    table = _units()
    words = {w.lower() for kind in ("measure", "currency", "code") for w in table[kind]}
    words |= {p for w in words for p in w.split()}
    return frozenset(words | {"million", "billion", "trillion", "thousand", "hundred"})


def _follows(parsed: Parsed, at: Token) -> str | None:
    """What stands after: "$3 trillion in resources", "3 tonnes of wheat"."""
    for child in at.children:
        if child.dep_ == "prep" and child.i > at.i and child.lower_ in ("of", "in", "worth", "for"):
            for inner in child.children:
                if inner.dep_ == "pobj" and inner.ent_type_ not in ("DATE", "GPE"):
                    return phrase_text(parsed, inner)[:120]
    return None


_BESIDE = frozenset({"prep", "acl", "amod", "relcl", "appos", "nmod", "npadvmod", "advcl"})


def _before(parsed: Parsed, at: Token, says: str | None) -> str:
    """What stands before: "resources worth $3 trillion", "trade reached $1bn", "aid of $50m"."""
    here = at
    for _ in range(6):
        head = here.head
        if head.i == here.i:
            return ""
        if head.pos_ in ("NOUN", "PROPN") and here.dep_ in _BESIDE:
            words = _phrase(parsed, head, at)
            if words and not (says and says in words):
                return words
        elif head.pos_ in ("VERB", "AUX"):
            found = _of_verb(parsed, head, here)
            if found is not None:
                return found
        here = head
    return ""


def _of_verb(parsed: Parsed, verb: Token, here: Token) -> str | None:
    """What a verb measures; None when the verb does not say and one may look further up."""
    things = [c for c in verb.children if c.dep_ == "dobj" and c.i != here.i]
    if here.dep_ == "prep" and things:  # "put the cost at $3 billion"
        return phrase_text(parsed, things[0])[:120]
    lemma = verb.lemma_.lower()
    own = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    passive = own is not None and own.dep_ == "nsubjpass"
    if lemma in _WORTH or lemma in _MOVES or passive:
        if own is not None and own.pos_ in ("NOUN", "PROPN"):
            return phrase_text(parsed, own)[:120]
        noun = _noun_before(verb)
        if own is None and verb.dep_ in ("advcl", "acl", "ROOT") and noun is not None:
            return phrase_text(parsed, noun)[:120]
        return None
    if here.dep_ in ("dobj", "npadvmod", "attr"):
        aim = [
            c
            for p in verb.children
            if p.dep_ == "prep" and p.lower_ in ("for", "in", "on")
            for c in p.children
            if c.dep_ == "pobj" and c.ent_type_ not in ("DATE", "GPE")
        ]
        return phrase_text(parsed, aim[0])[:120] if aim else ""
    return None


def _noun_before(verb: Token) -> Token | None:
    """The noun that a participle stands beside: "resources, estimated to be worth …"."""
    left = verb.left_edge.i - 1
    doc = verb.doc
    while left >= 0 and doc[left].is_punct and verb.i - left < 4:
        left -= 1
    if left >= 0 and doc[left].pos_ in ("NOUN", "PROPN") and doc[left].sent == verb.sent:
        return doc[left]
    return None


def _phrase(parsed: Parsed, noun: Token, number: Token) -> str:
    """The noun phrase without the number that counts it ("staff of the embassy")."""
    first, end = noun_phrase(noun)
    if first <= number.i < noun.i:
        first = number.i + 1
        while first < noun.i and (
            parsed.doc[first].lower_ in _all_unit_words() or not parsed.doc[first].is_alpha
        ):
            first += 1
    elif first <= number.i < end:
        end = noun.i + 1
    while first < end - 1 and parsed.doc[first].tag_ in ("DT", "PRP$", ","):
        first += 1
    return parsed.words(first, end)[:120]
