"""What the words around a date say of it: past or to come, since, until, before or after."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Literal

from quovadis.coding.date_readings import Prefer

__all__ = ["Cues", "Relation", "relation_of"]

Relation = Literal["on", "since", "until", "by", "before", "after", "within"]

_AHEAD = re.compile(
    r"\b(?:(?:will|would|shall|to)\s(?:be\s)?[a-z]{2,15}|won't|scheduled|due|slated|upcoming|set\s(?:for|to)|planned|plans?|planning|"
    r"expected|to\sbe\sheld|going\sto|next|deadline|expires?|is\sto|are\sto|postponed\suntil|"
    r"adjourned\s(?:until|to)|takes\splace|coming|ahead\sof|would|could|(?-i:may)|might)\b",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\b(?:was|were|had|has|have|did|said|met|told|held|took|began|gave|went|came|made|saw|left|sent|"
    r"struck|won|lost|became|rose|fell|fought|found|got|kept|led|paid|ran|shot|sold|spoke|stood|"
    r"wrote|withdrew|broke|brought|built|chose|flew|grew|heard|hit|swore|previous|earlier|last|"
    r"(?!(?:scheduled|planned|expected|slated|postponed|adjourned|need|indeed|proceed)\b)"
    r"[a-z]{2,14}ed)\b"
)
_CUE_REACH = 120  # code points on either side in which a tense still speaks for a date


class Cues:
    """Where a text looks ahead and where back. Built once, asked per date: linear."""

    def __init__(self, text: str) -> None:
        cues = [(m.start(), m.end(), "future") for m in _AHEAD.finditer(text)]
        cues += [(m.start(), m.end(), "past") for m in _BACK.finditer(text)]
        self._cues = sorted(cues)
        self._starts = [c[0] for c in self._cues]
        self._text = text

    def direction(self, start: int, end: int) -> Prefer | None:
        """Return the direction of the nearest cue in the same sentence; ahead wins a tie."""
        at = bisect_left(self._starts, start)
        best: tuple[int, Prefer] | None = None
        # A handful of neighbours on each side decide; a farther cue is farther.
        for first, last, way in self._cues[max(0, at - 3) : at + 3]:
            between = self._text[last:start] if last <= start else self._text[end:first]
            gap = max(0, start - last, first - end)
            if gap > _CUE_REACH or re.search(r"[.;!?]\s", between):
                continue
            if first >= end:
                gap += 12  # English says the tense before the date more often than after it
            if self._text[first:last].lower().startswith(("will", "shall", "scheduled", "set")):
                gap -= 10  # no participle can be taken for these
            if best is None or gap < best[0] or (gap == best[0] and way == "future"):
                best = (gap, "future" if way == "future" else "past")
        return best[1] if best else None


_PREPOSITION = re.compile(
    r"\b(since|as\sof|starting|from|until|till|up\sto|through|by|no\slater\sthan|before|prior\sto|"
    r"ahead\sof|after|following|within|during|over|between)\s{1,2}(?:the\s{1,2})?$",
    re.IGNORECASE,
)
# "since the Taliban's return to power in 2021", "before the war began in April 2023"
_PHRASE = re.compile(
    r"\b(since|before|after|until)\s{1,2}(?!then\b)[^,;:.()\n]{3,80}\s(?:in|on|of)\s{1,2}$",
    re.IGNORECASE,
)
_RELATIONS: dict[str, Relation] = {
    "since": "since",
    "starting": "since",
    "until": "until",
    "till": "until",
    "up to": "until",
    "through": "until",
    "by": "by",
    "no later than": "by",
    "before": "before",
    "prior to": "before",
    "ahead of": "before",
    "after": "after",
    "following": "after",
    "within": "within",
    "during": "within",
    "over": "within",
}


def relation_of(text: str, start: int) -> tuple[int, Relation]:
    """Return where the expression begins with its preposition, and how the text relates to it."""
    base = max(0, start - 96)
    before = text[base:start]
    near = _PREPOSITION.search(before)
    if near:
        word = " ".join(near[1].lower().split())
        relation = _RELATIONS.get(word, "on")
        begins = start if relation in ("on", "within", "by") else base + near.start()
        return begins, relation
    far = _PHRASE.search(before)
    if far:
        return base + far.start(), _RELATIONS[far[1].lower()]
    return start, "on"
