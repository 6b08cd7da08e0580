"""The answer, checked: strict JSON, words that stand in the sentence, types that exist.

An answer that fails in one place is refused as a whole: a model that invents a span has not read
the sentence.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from quovadis.errors import FormatError
from quovadis.records import EventType, Modality

__all__ = ["LONGEST_REPLY", "Opinion", "read_reply"]

LONGEST_REPLY = 20_000
"""Characters of an answer; one that is longer is refused unread."""

_MOST_EVENTS = 8
_FIELDS = frozenset({"word", "type", "modality", "source", "target"})
_OPTIONAL = frozenset({"mode"})


@dataclass(frozen=True, slots=True)
class Opinion:
    """One event of an answer; spans are offsets in the sentence.

    Attributes:
        word: Where the word stands that carries the event.
        event_type: PLOVER type.
        modality: Whether the sentence says that it happened.
        source: Where whoever acts is named, or None.
        target: Where it is named to whom, or None.
    """

    word: tuple[int, int]
    event_type: EventType
    modality: Modality
    source: tuple[int, int] | None
    target: tuple[int, int] | None


def read_reply(text: str, sentence: str) -> tuple[Opinion, ...]:
    """Read an answer about a sentence.

    Raises:
        FormatError: It is not what was asked for; says why without repeating it.

    Examples:
        >>> reply = (
        ...     '{"events": [{"word": "met", "type": "CONSULT", "modality": "actual",'
        ...     ' "source": "Peru", "target": "Chile"}]}'
        ... )
        >>> read_reply(reply, "Peru met Chile.")[0].target
        (9, 14)
        >>> read_reply(reply, "Peru met Ghana.")
        Traceback (most recent call last):
        ...
        quovadis.errors.FormatError: a target that is not in the sentence
    """
    if len(text) > LONGEST_REPLY:
        raise FormatError("an answer that is too long")
    try:
        reply = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise FormatError("an answer that is no JSON") from None
    if not isinstance(reply, dict) or set(reply) != {"events"}:
        raise FormatError("an answer without a list of events, or with more than that")
    events = reply["events"]
    if not isinstance(events, list) or len(events) > _MOST_EVENTS:
        raise FormatError("events that are no list, or too many")
    return tuple(_opinion(event, sentence) for event in events)


def _opinion(event: Any, sentence: str) -> Opinion:
    if not isinstance(event, dict) or not _FIELDS <= set(event) <= _FIELDS | _OPTIONAL:
        raise FormatError("an event with other fields than those asked for")
    try:
        event_type = EventType(event["type"])
        modality = Modality(event["modality"])
    except ValueError:
        raise FormatError("a type or modality that does not exist") from None
    word = _place(event["word"], sentence, "word", near=None)
    if word is None:
        raise FormatError("an event without a word")
    source = _place(event["source"], sentence, "source", near=word)
    target = _place(event["target"], sentence, "target", near=word)
    if source is None and target is None:
        raise FormatError("an event without a source and a target")
    return Opinion(word, event_type, modality, source, target)


def _place(
    words: Any, sentence: str, what: str, near: tuple[int, int] | None
) -> tuple[int, int] | None:
    """Return where the words stand in the sentence, of several places the one nearest by."""
    if words is None:
        return None
    if not isinstance(words, str) or not words.strip():
        raise FormatError(f"a {what} that is no text")
    pattern = rf"(?<!\w){re.escape(words)}(?!\w)"
    places = [m.span() for m in re.finditer(pattern, sentence)]
    if not places:
        raise FormatError(f"a {what} that is not in the sentence")
    if near is None:
        return places[0]
    return min(places, key=lambda p: abs(p[0] - near[0]))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field stands twice")
    return found


def _no_number(name: str) -> Any:
    raise ValueError(name)
