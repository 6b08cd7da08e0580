"""The second opinion: which sentences are asked about, and what an answer changes.

Asked about are sentences in which an event is unsure (its probability lies between two bounds), or
in which two actors or more are named and no event was found. What the cheaper backend is sure of
stands, whatever the model says. Of what is unsure stands what the model confirms; what it adds
comes with a probability of its own. Where there is no answer, or none that holds, the sentence
stays as it was.
"""

from __future__ import annotations

import dataclasses
import logging
from typing import TYPE_CHECKING

from quovadis.coding.drafts import Draft
from quovadis.coding.llm.asking import Answers, Asker, Limits, Tally
from quovadis.coding.llm.prompt import PROMPT_VERSION, SYSTEM, question, question_key
from quovadis.coding.llm.reply import Opinion, read_reply
from quovadis.coding.refining import Found, Refined, SentenceView
from quovadis.coding.traces import Trace
from quovadis.errors import FormatError, QuovadisError
from quovadis.records import Event

if TYPE_CHECKING:
    from quovadis.coding.spans import MentionSpan

__all__ = ["SecondOpinion"]

_CONFIRMED = 0.8
_ADDED = 0.6
"""Neither is calibrated: an answer of a model comes without a probability that means anything."""
_NEED = 2
"""Actors that a sentence without an event must name for the model to be asked."""

log = logging.getLogger(__name__)


class SecondOpinion:
    """Asks a language model about what the cheaper backends are unsure of.

    Args:
        asker: Who asks the model.
        answers: Where answers are kept from run to run; None keeps none.
        limits: When to ask, and how much.

    Attributes:
        tally: What asking has cost so far.

    Examples:
        >>> from quovadis.coding import Coder
        >>> from quovadis.coding.llm import FakeModel, Limits
        >>> from quovadis.records import Document
        >>> second = SecondOpinion(FakeModel(), limits=Limits(least=0.0, most=1.0))
        >>> coder = Coder(backend="llm", second=second)
        >>> _ = coder.code(Document(text="Peru and Chile shared a lunch."))
        >>> str(second.tally)
        '1 questions, 2 tokens'
    """

    name = "llm"

    def __init__(
        self, asker: Asker, *, answers: Answers | None = None, limits: Limits | None = None
    ) -> None:
        self._asker = asker
        self._answers = answers
        self._limits = limits or Limits()
        self._in_a_row = 0
        self.tally = Tally()
        self.version = f"{PROMPT_VERSION}:{asker.model}"

    def refine(self, view: SentenceView) -> Refined:
        """Return what stands of a sentence once the model was asked, if it had to be."""
        unsure = [f for f in view.found if self._is_unsure(f.event)]
        if not unsure and (view.found or len({m.actor for m in view.actors()}) < _NEED):
            return Refined(view.found)
        try:
            opinions = self._opinions(view)
        except FormatError as error:
            self.tally.refused += 1
            return Refined(view.found, (_trace(view, f"the answer is refused: {error}"),))
        except QuovadisError as error:
            self.tally.failed += 1
            return Refined(view.found, (_trace(view, f"there is no answer: {error.what}"),))
        if opinions is None:
            self.tally.passed += 1
            return Refined(view.found, (_trace(view, "not asked: a limit is reached"),))
        return _weigh(view, unsure, opinions)

    def _is_unsure(self, event: Event) -> bool:
        low, high = self._limits.least, self._limits.most
        return event.probability is not None and low <= event.probability < high

    def _opinions(self, view: SentenceView) -> tuple[Opinion, ...] | None:
        """Return what the model says, or None when it may not be asked."""
        published = view.parsed.document.published
        user = question(
            view.text, _before(view), published.date().isoformat() if published else None
        )
        key = question_key(self._asker.model, user)
        kept = None if self._answers is None else self._answers.get(key)
        if kept is not None:
            try:
                opinions = read_reply(kept, view.text)
            except FormatError:
                log.info("a kept answer is damaged and is asked for again")
            else:
                self.tally.kept += 1
                return opinions
        if not self._may_ask():
            return None
        opinions, text = self._ask(user, view.text)
        if self._answers is not None:
            self._answers.put(key, text)
        return opinions

    def _may_ask(self) -> bool:
        limits, tally = self._limits, self.tally
        if self._in_a_row >= limits.failures or tally.requests >= limits.requests:
            return False
        return limits.tokens is None or tally.tokens < limits.tokens

    def _ask(self, user: str, sentence: str) -> tuple[tuple[Opinion, ...], str]:
        self.tally.requests += 1
        try:
            answer = self._asker.ask(SYSTEM, user)
            text = answer.text
            self.tally.prompt_tokens += answer.prompt_tokens or (len(SYSTEM) + len(user)) // 4
            self.tally.completion_tokens += answer.completion_tokens or len(text) // 4
            opinions = read_reply(text, sentence)
        except QuovadisError as error:
            self._fail(error)
            raise
        except Exception as error:
            # Whatever a client raises, the run goes on; its words may hold the key.
            what = f"the client failed ({type(error).__name__})"
            self._fail(QuovadisError(what))
            raise QuovadisError(what) from None
        self._in_a_row = 0
        return opinions, text

    def _fail(self, error: QuovadisError) -> None:
        self._in_a_row += 1
        log.info("asking %s: %s", self._asker.model, error.what)
        if self._in_a_row == self._limits.failures:
            log.warning(
                "the model failed %d times in a row (%s): the cheaper backend codes on alone",
                self._in_a_row, error.what,
            )  # fmt: skip


def _before(view: SentenceView) -> str:
    index = view.sentence.index
    if not index:
        return ""
    before = view.parsed.sentences[index - 1]
    return "" if before.is_heading or before.cut else view.parsed.text(before.start, before.end)


def _weigh(view: SentenceView, unsure: list[Found], opinions: tuple[Opinion, ...]) -> Refined:
    told = [f for o in opinions for f in [_event(view, o)] if f is not None]
    stands: list[Found] = []
    traces: list[Trace] = []
    for item in view.found:
        if item not in unsure:
            stands.append(item)
        elif any(_same(item.event, t.event) for t in told):
            sure = max(item.event.probability or 0.0, _CONFIRMED)
            event = dataclasses.replace(item.event, probability=sure, id="")
            stands.append(Found(event, item.token))
            traces.append(_trace(view, "kept: the model confirms it", stands[-1]))
        else:
            traces.append(_trace(view, "left out: the model does not confirm it", item))
    for new in told:
        if not any(_same(new.event, s.event) for s in [*stands, *view.found]):
            stands.append(new)
            traces.append(_trace(view, "kept: the model adds it", new))
    return Refined(tuple(sorted(stands, key=lambda f: f.token.i)), tuple(traces))


def _same(a: Event, b: Event) -> bool:
    """Tell whether two events are one; the actors of a mutual deed may change places."""
    ends = [(x.source.id if x.source else None, x.target.id if x.target else None) for x in (a, b)]
    return a.event_type is b.event_type and (ends[0] == ends[1] or ends[0] == ends[1][::-1])


def _event(view: SentenceView, opinion: Opinion) -> Found | None:
    """Return the event of an opinion, or None where neither side is an actor that we know."""
    at = view.sentence.start + opinion.word[0]
    token = next((t for t in view.span if t.idx <= at < t.idx + len(t.text)), None)
    source, target = (_mention(view, o) for o in (opinion.source, opinion.target))
    actors = [m.actor if m else None for m in (source, target)]
    if token is None or actors == [None, None] or actors[0] == actors[1]:
        return None
    reasons = [
        f"the {side} is open: ‘{view.text[slice(*place)]}’ names no actor" if place
        else f"the {side} is open: the model names none"
        for side, place, actor in zip(
            ("source", "target"), (opinion.source, opinion.target), actors, strict=True
        )
        if actor is None
    ]  # fmt: skip
    draft = Draft(
        token=token,
        event_type=opinion.event_type,
        source=actors[0],
        target=actors[1],
        probability=_ADDED,
        modality=opinion.modality,
        source_words=view.text[slice(*opinion.source)] if opinion.source else "",
        reasons=tuple(reasons),
    )
    return Found(view.writer.write(draft, view.sentence), token)


def _mention(view: SentenceView, place: tuple[int, int] | None) -> MentionSpan | None:
    """Return the mention that the words at a place stand for: the widest that they hold."""
    if place is None:
        return None
    start, end = (view.sentence.start + p for p in place)
    doc = view.parsed.doc
    inside = [
        m
        for root, m in view.mentions.items()
        if start <= doc[root].idx < end and m.actor is not None
    ]
    return max(inside, key=lambda m: (m.end - m.start, -m.start), default=None)


def _trace(view: SentenceView, verdict: str, found: Found | None = None) -> Trace:
    return Trace(
        sentence=view.sentence.index,
        start=found.token.idx if found else view.sentence.start,
        end=found.token.idx + len(found.token.text) if found else view.sentence.end,
        word=found.token.text if found else "",
        by="llm",
        event_type=found.event.event_type.value if found else "",
        modality=found.event.modality.value if found else "",
        verdict=verdict,
        event=found.event if found and verdict.startswith("kept") else None,
    )
