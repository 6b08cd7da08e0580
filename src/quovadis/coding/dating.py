"""When an event took place, and whether that makes it history, news or something to come.

The date expression of the event's clause counts (`dates.attach`); its relation to the day of
publication and the tense of the verb settle what an adverb alone cannot: "in September" with a past
verb is behind us, "since 2021" dates only what goes on.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quovadis.coding import dates
from quovadis.coding.modality import Reading
from quovadis.coding.words import word_class
from quovadis.records import Modality, Precision

if TYPE_CHECKING:
    from spacy.tokens import Token

    from quovadis.coding.dates import DateExpression
    from quovadis.coding.parse import Parsed

__all__ = ["BACKGROUND_DAYS", "Dating", "When"]

BACKGROUND_DAYS = 365
"""An event that ended longer before publication than this is history, not news."""


_SPANS = frozenset({"day", "week", "month", "year", "decade"})
_BOUNDS = frozenset({"before", "until", "by"})


@dataclass(frozen=True, slots=True)
class When:
    """The date of an event, its precision, and why there is none."""

    date: dt.date | None
    date_to: dt.date | None
    precision: Precision
    reason: str | None


class Dating:
    """Dates the events of one document."""

    def __init__(self, parsed: Parsed, published: dt.datetime | None) -> None:
        self.parsed = parsed
        self.published = published
        self.day = published.date() if published else None
        self.expressions: list[DateExpression] = dates.find_in(parsed, published)

    def date(self, token: Token, reading: Reading) -> tuple[When, Reading]:
        """Date the event at a token, and let the date say whether it is history or to come."""
        if reading.modality is Modality.ACTUAL and _lies_before(token):
            why = "it happened before what the sentence dates; the text does not say when"
            when = When(None, None, Precision.UNKNOWN, why)
            return when, replace(reading, modality=Modality.BACKGROUND)
        expression = self._expression(token, reading)
        if expression is None:
            return self._undated(token, reading, self._publication())
        if expression.date is None or expression.relation in _BOUNDS:
            words = expression.text[:80]
            why = expression.reason or f"dated only as ‘{words}’"
            return When(None, None, Precision.UNKNOWN, why), reading
        when = When(expression.date, expression.date_to, expression.precision, None)
        if self.day is None or reading.modality is not Modality.ACTUAL:
            return when, reading
        if expression.date > self.day:
            return self._ahead(token, reading, expression)
        last = expression.date_to or expression.date
        if expression.relation != "since" and (self.day - last).days > BACKGROUND_DAYS:
            return when, replace(reading, modality=Modality.BACKGROUND)
        return when, reading

    def _expression(self, token: Token, reading: Reading) -> DateExpression | None:
        """The date expression that dates the event at a token, or None."""
        found = dates.expression_at(self.parsed, token.i, self.published, self.expressions)
        if found is None:
            happened = reading.modality in {Modality.ACTUAL, Modality.NEGATED}
            return self._day_of_report(token) if happened else None
        if self._belongs_elsewhere(found, token):
            return None
        if found.relation != "since" or _is_perfect(token):
            return found
        if token.pos_ == "NOUN":  # "since the invasion in 2022"
            bare = re.sub(r"(?i)^(?:ever )?since ", "", found.text)
            date, date_to, precision, _ = dates.resolve(bare, self.published, prefer="past")
            return replace(found, date=date, date_to=date_to, precision=precision, relation="on")
        # "the first state to do so since 2021": the year does not date the deed.
        return self._only_day(token)

    def _day_of_report(self, token: Token) -> DateExpression | None:
        """After "said on Monday that …" the report's own day is nearer to the deed than ours."""
        at = token
        for _ in range(5):
            if at.dep_ == "ccomp" and at.head.lemma_.lower() in word_class("g-report"):
                found = dates.expression_at(
                    self.parsed, at.head.i, self.published, self.expressions
                )
                return found if found is not None and found.relation == "on" else None
            if at.head.i == at.i:
                return None
            at = at.head
        return None

    def _belongs_elsewhere(self, expression: DateExpression, event: Token) -> bool:
        """Tell whether a date belongs to another noun: "the war of 1945", "the 2021 coup"."""
        span = self.parsed.doc.char_span(expression.start, expression.end, alignment_mode="expand")
        if span is None:
            return False
        root = span.root
        if root.dep_ in {"nummod", "compound", "amod", "nmod", "poss"}:
            return root.head.i != event.i and root.head.pos_ in {"NOUN", "PROPN"}
        prep = root if root.pos_ == "ADP" else root.head
        return prep.lower_ == "of" and prep.head.i != event.i and prep.head.ent_type_ != "DATE"

    def _publication(self) -> When:
        if self.day is None:
            return When(None, None, Precision.UNKNOWN, "the document has no date")
        return When(self.day, None, Precision.PUBLICATION, None)

    def _only_day(self, token: Token) -> DateExpression | None:
        """The one date of the sentence that something happened on."""
        first, last = token.sent.start_char, token.sent.end_char
        found = [e for e in self.expressions if first <= e.start < last and e.relation == "on"]
        return found[0] if len(found) == 1 and found[0].date is not None else None

    def _ahead(
        self, token: Token, reading: Reading, expression: DateExpression
    ) -> tuple[When, Reading]:
        """A date after publication: to come, unless the verb says that it is past."""
        if token.tag_ not in {"VBD", "VBN"} and token.pos_ != "NOUN":
            when = When(expression.date, expression.date_to, expression.precision, None)
            return when, replace(reading, modality=Modality.PLANNED)
        first = token.sent.start_char
        words = self.parsed.doc.text[first : token.sent.end_char]
        past = dates.find(words, self.published, offset=first, prefer="past")
        found = next((e for e in past if e.start == expression.start), None)
        if found is None or found.date is None or self.day is None or found.date > self.day:
            # "has invited them to a forum next week": the day is the forum's.
            return self._publication(), reading
        return When(found.date, found.date_to, found.precision, None), reading

    def _undated(self, token: Token, reading: Reading, when: When) -> tuple[When, Reading]:
        sentence = token.sent
        history = any(t.lemma_.lower() in word_class("long-ago") for t in sentence)
        used_to = reading.modality is Modality.BACKGROUND
        earlier = reading.past_perfect and not _is_reported(token)
        presupposed = (
            token.lemma_.lower() not in word_class("talk") | word_class("visit")
            and token.tag_ in {"NN", "NNS"}
            and _is_presupposed(token)
        )
        aside = token.dep_ in {"relcl", "acl", "advcl"} and self._tells_history(token)
        if reading.modality in {Modality.PLANNED, Modality.HYPOTHETICAL}:
            return When(None, None, Precision.UNKNOWN, "no day is given for it"), reading
        if reading.modality is Modality.NEGATED and self._tells_history(token):
            return When(None, None, Precision.UNKNOWN, "the text does not say of when"), reading
        if (
            when.date is None
            or reading.modality is Modality.NEGATED
            or not (history or used_to or earlier or presupposed or aside)
        ):
            return when, reading
        why = "it happened before the report; the text does not say when"
        return When(None, None, Precision.UNKNOWN, why), replace(
            reading, modality=Modality.BACKGROUND
        )

    def _tells_history(self, token: Token) -> bool:
        """Tell whether the sentence is dated long before the report."""
        first, last = token.sent.start_char, token.sent.end_char
        return self.day is not None and any(
            (self.day - (e.date_to or e.date)).days > BACKGROUND_DAYS
            for e in self.expressions
            if first <= e.start < last and e.date is not None and e.relation != "since"
        )


def _is_perfect(token: Token) -> bool:
    """ "has kept … since": it goes on; a participle shares the tense of its clause."""
    at = token
    for _ in range(5):
        if any(c.dep_ == "aux" and c.lower_ in {"has", "have", "'ve", "'s"} for c in at.children):
            return True
        if at.dep_ not in {"conj", "advcl", "xcomp"} or at.tag_ not in {"VBG", "VBN", "VB"}:
            return False
        at = at.head
    return False


def _is_reported(token: Token) -> bool:
    at = token
    for _ in range(5):
        if at.dep_ == "ccomp":
            return at.head.lemma_.lower() in word_class("g-report")
        if at.head.i == at.i:
            return False
        at = at.head
    return False


def _lies_before(verb: Token) -> bool:
    """ "…, ten months after both expelled diplomats": so much earlier than the main clause.

    Read off the words: the parser takes such an "after" for many things.
    """
    if verb.tag_ not in {"VBD", "VBN"}:
        return False
    for i in range(verb.i - 1, max(verb.sent.start, verb.i - 7), -1):
        word = verb.doc[i]
        if word.text in {",", ";"}:
            return False
        if word.lower_ == "after":
            return verb.doc[i - 1].lemma_.lower() in _SPANS
    return False


def _is_presupposed(noun: Token) -> bool:
    """ "since the invasion of …": mentioned as known, without a day of its own."""
    prep = noun.head
    return noun.dep_ == "pobj" and prep.lower_ in word_class("n-presupposed")
