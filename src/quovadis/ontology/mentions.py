"""Find actors in running text: the longest alias matches, in order, without overlap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from quovadis.ontology.index import Alias, Form, Index
from quovadis.ontology.people import People
from quovadis.ontology.tables import read_table, split
from quovadis.ontology.titles import Titles
from quovadis.ontology.tokens import Tokens, fold, tokenize
from quovadis.records import Actor

__all__ = ["Finder", "Mention", "Reading", "choose", "load_readings"]


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a text that name an actor.

    Attributes:
        start: First code point.
        end: One past the last.
        text: `text[start:end]`, verbatim, without a possessive ending.
        actor: The actor as it was on the day asked for.
        form: How it is named.
    """

    start: int
    end: int
    text: str
    actor: Actor
    form: Form


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of an ambiguous alias; `target` None = no actor."""

    target: str | None
    cues: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    near: frozenset[str]


def load_readings() -> dict[str, tuple[Reading, ...]]:
    """Read the table `ambiguous`, keyed by folded alias; the first reading is the default.

    Examples:
        >>> [reading.target for reading in load_readings()["congo"]]
        ['COD', 'COG']
    """
    readings: dict[str, list[Reading]] = {}

    def words(cell: str) -> frozenset[str]:
        return frozenset(map(fold, split(cell)))

    for row in read_table("ambiguous", ("words", "target", "cues", "before", "after", "near")):
        readings.setdefault(fold(row["words"]), []).append(
            Reading(
                row["target"] or None,
                words(row["cues"]),
                words(row["before"]),
                words(row["after"]),
                frozenset(row["near"].split()),
            )
        )
    return {alias: tuple(found) for alias, found in readings.items()}


# Words before a hyphen that turn a name into an attitude: no actor acts in "pro-Russian".
_PREFIXES = frozenset(split("anti pro non post pre ex trans inter intra mid un cross sub neo", " "))
# Words after a hyphen that turn a place into a property: "London-based".
_SUFFIXES = frozenset(
    split("based born made educated registered language speaking style sized", " ")
)
# Acronyms that are also words in an all-capital headline.
_WORDS = frozenset(split("us is who car mend pace quad fano pip it", " "))
# Words after a name that make it somebody's son, or a firm's.
_NOT_HIM = frozenset(split("jr junior sr tower towers organization hotel foundation", " "))
# Words before "May" that make it the month.
_MONTHLY = frozenset(split("in since by until of last this next early late on from mid", " "))
# Capitalised words before a surname that do not make it somebody else's.
_BEFORE_SURNAME = frozenset(
    split(
        """
        after although amid and as asked at because before both but by contacted despite during
        earlier even for former from had has have his her how however if in inside into is it
        late later like meanwhile mr mr. mrs ms on once only or over said says since so still sir
        that the their then though through today to tomorrow under until was what when where
        whether which while who why will with without would yesterday yet dr incumbent outgoing
        comrade gen lord dame
        """.replace("\n", " "),
        " ",
    )
)


@dataclass
class _Scene:
    """What one text says as a whole, computed once it is asked for."""

    tokens: Tokens
    context: Collection[str]
    named: set[str] = field(default_factory=set)
    last: tuple[int, str | None] = (-9, None)
    """Token after the mention before, and its country."""
    _words: frozenset[str] | None = None

    def near(self, start: int) -> Collection[str]:
        """Countries that speak for a reading: the owner right before, else those of the context."""
        end, country = self.last
        return (country,) if country and start - end <= 2 else self.context

    @property
    def words(self) -> frozenset[str]:
        if self._words is None:
            self._words = frozenset(self.tokens.folded)
        return self._words


class Finder:
    """Walks a text once. Every table it needs is handed in; it holds no state between texts."""

    def __init__(
        self,
        index: Index,
        people: People,
        titles: Titles,
        readings: dict[str, tuple[Reading, ...]],
        actor: Callable[[str, dt.date | None], Actor],
    ) -> None:
        self.index = index
        self.people = people
        self.titles = titles
        self.readings = readings
        self._actor = actor

    def find(
        self, text: str, day: dt.date | None = None, *, context: Collection[str] = ()
    ) -> list[Mention]:
        """All mentions in a text, in order, without overlap."""
        tokens = tokenize(text)
        scene = _Scene(tokens, context)
        found: list[Mention] = []
        actors: dict[str, Actor] = {}
        i = 0
        while i < len(tokens):
            match = self._match(text, scene, i, day)
            if match is None:
                i += 1
                continue
            end, target, form = match
            # "the West" must not cut "the West Bank" in two.
            if tokens.folded[i] == "the" and i + 1 < len(tokens):
                longer = self._match(text, scene, i + 1, day)
                if longer is not None and longer[0] > end:
                    i += 1
                    end, target, form = longer
            if target is not None:
                scene.named.add(target)
                actor = actors.get(target) or actors.setdefault(target, self._actor(target, day))
                start, stop = tokens.starts[i], tokens.ends[end - 1]
                found.append(Mention(start, stop, text[start:stop], actor, form))
                scene.last = end, actor.country
            i = end
        return found

    def _match(
        self, text: str, scene: _Scene, start: int, day: dt.date | None
    ) -> tuple[int, str | None, Form] | None:
        """End, target and form of what begins here; target None = words to step over."""
        tokens = scene.tokens
        for end, alias in self.index.at(tokens, start):
            if _broken(text, tokens, start, end):
                continue
            if alias.target is None:
                return end, None, alias.form
            if not self._stands(scene, start, end, alias):
                continue
            if alias.form == "person" and end < len(tokens) and tokens.folded[end] in _NOT_HIM:
                continue
            if alias.target.startswith("surname:"):
                person = self._surname(scene, start, end, alias.target[8:], day)
                if person is None:
                    continue
                return end, person, "person"
            readings = self.readings.get(fold(alias.words))
            if readings:
                return (
                    end,
                    choose(readings, scene.words, tokens, start, end, scene.near(start)),
                    (alias.form),
                )
            return end, alias.target, alias.form
        return None

    def _stands(self, scene: _Scene, start: int, end: int, alias: Alias) -> bool:
        """Whether the words beside a match leave it an actor."""
        tokens = scene.tokens
        folded = tokens.folded
        if start >= 2 and folded[start - 1] == "-" and folded[start - 2] in _PREFIXES:
            return not _glued(tokens, start - 1)
        if end + 1 < len(tokens) and folded[end] == "-" and folded[end + 1] in _SUFFIXES:
            return not _glued(tokens, end)
        if alias.exact and end - start == 1 and tokens.folded[start] in _WORDS:
            return not _shouted(tokens, start)
        return True

    def _surname(
        self, scene: _Scene, start: int, end: int, surname: str, day: dt.date | None
    ) -> str | None:
        tokens = scene.tokens
        for person in self.people.surnames.get(surname, ()):
            if person.id in scene.named:
                break
        else:
            if self.people.is_common(surname):
                return None
            found = self.people.by_surname(surname, day)
            if found is None:
                return None
            person = found
        if start and self._given_name(tokens, start):
            return None
        if surname == "may" and start and tokens.folded[start - 1] in _MONTHLY:
            return None
        after = tokens.raw[end] if end < len(tokens) else ""
        if after == "-" and end + 1 < len(tokens) and tokens.raw[end + 1][:1].isupper():
            return None
        return person.id

    def _given_name(self, tokens: Tokens, start: int) -> bool:
        """Whether the word before a surname makes it somebody else's ("Melania Trump")."""
        return (
            tokens.raw[start - 1][0].isupper()
            and tokens.folded[start - 1] not in _BEFORE_SURNAME
            and tokens.starts[start] - tokens.ends[start - 1] == 1
            and not self._is_title(tokens, start)
        )

    def _is_title(self, tokens: Tokens, start: int) -> bool:
        """Whether a title or a name of an actor ends right before a token."""
        for back in (1, 2, 3, 4):
            if start < back:
                return False
            match = self.titles.at(tokens, start - back)
            if match and match[0] == start:
                return True
            if any(
                end == start
                for end, alias in self.index.at(tokens, start - back)
                if alias.target and not alias.target.startswith("surname:")
            ):
                return True
        return False


def choose(
    readings: tuple[Reading, ...],
    words: frozenset[str],
    tokens: Tokens,
    start: int,
    end: int,
    context: Collection[str] = (),
) -> str | None:
    """The target of the reading that the surroundings speak for.

    Words directly beside it decide at once; then the context's countries; then the cues of the
    whole text; ties go to the earlier reading.
    """
    before = tokens.folded[start - 1] if start else ""
    after = tokens.folded[end] if end < len(tokens) else ""
    for reading in readings:
        if before in reading.before or after in reading.after:
            return reading.target
    if context:
        near = [r for r in readings if not r.near.isdisjoint(context)]
        if near:
            return max(near, key=lambda r: len(r.cues & words)).target
    return max(readings, key=lambda r: len(r.cues & words)).target


def _broken(text: str, tokens: Tokens, start: int, end: int) -> bool:
    """Whether an empty line runs through a match."""
    return any(
        text.count("\n", tokens.ends[i], tokens.starts[i + 1]) > 1 for i in range(start, end - 1)
    )


def _glued(tokens: Tokens, i: int) -> bool:
    """Whether a token touches both its neighbours."""
    return tokens.ends[i - 1] == tokens.starts[i] and tokens.ends[i] == tokens.starts[i + 1]


def _shouted(tokens: Tokens, i: int) -> bool:
    """Whether both neighbours of a token are words in capitals: an all-capital headline."""
    beside = [tokens.raw[j] for j in (i - 1, i + 1) if 0 <= j < len(tokens)]
    return bool(beside) and all(len(w) > 1 and w.isupper() and w.isalpha() for w in beside)
