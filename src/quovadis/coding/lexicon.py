"""The lexicon of frames: which verb or noun, with which company, is which PLOVER event.

`data/frames.tsv` holds one frame a line and `data/classes.tsv` the word classes that frames refer
to as `@name`. Both are our own work and carry a version. Of the frames that fit, the most specific
one counts: "impose a curfew" before "impose sanctions" before "impose".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from quovadis.coding.words import read_classes
from quovadis.errors import OntologyError
from quovadis.records import EventType

__all__ = ["Constraint", "Frame", "Lexicon", "load_lexicon", "read_lexicon"]


@dataclass(frozen=True, slots=True)
class Constraint:
    """A slot of the frame and the lemmas that may fill it (None: anything).

    `absent`: the slot must not be filled so.
    """

    slot: str
    lemmas: frozenset[str] | None
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """One reading of a verb or noun.

    Attributes:
        order: Line order in the table; of two equally specific frames the first counts.
        noun: The trigger is a noun.
        lemma: The trigger's lemma.
        constraints: What has to accompany it.
        event_type: PLOVER type.
        mode: PLOVER mode, or None.
        source: Slots in which the source stands, in order of preference.
        target: Slots in which the target stands, in order of preference.
        probability: That such a reading is right when source and target are found (0 to 1).
        needs_target: Without a resolved target the reading means nothing ("received").
        reciprocal: Both ends do it together ("met").
    """

    order: int
    noun: bool
    lemma: str
    constraints: tuple[Constraint, ...]
    event_type: EventType
    mode: str | None
    source: tuple[str, ...]
    target: tuple[str, ...]
    probability: float
    needs_target: bool
    reciprocal: bool

    @property
    def specificity(self) -> int:
        """How much company the frame asks for."""
        return sum(1 if c.lemmas is None else 2 for c in self.constraints if not c.absent)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All frames, by lemma."""

    verbs: dict[str, tuple[Frame, ...]]
    nouns: dict[str, tuple[Frame, ...]]
    classes: dict[str, frozenset[str]]

    def __len__(self) -> int:
        return sum(len(f) for table in (self.verbs, self.nouns) for f in table.values())


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Return the shipped lexicon.

    Examples:
        >>> lexicon = load_lexicon()
        >>> [f.event_type.value for f in lexicon.verbs["condemn"]]
        ['ACCUSE']
        >>> len(lexicon) > 1000
        True
    """
    folder = resources.files("quovadis.coding") / "data"
    return read_lexicon(
        (folder / "frames.tsv").read_text(encoding="utf-8"),
        (folder / "classes.tsv").read_text(encoding="utf-8"),
    )


def read_lexicon(frames: str, classes: str) -> Lexicon:
    """Build a lexicon from the text of its two tables.

    Raises:
        OntologyError: A line has the wrong number of columns, an unknown class, type or flag.
    """
    words = read_classes(classes)
    verbs: dict[str, list[Frame]] = {}
    nouns: dict[str, list[Frame]] = {}
    order = 0
    for line, row in _rows(frames):
        for frame in _frames(row, words, order, f"frames.tsv, line {line}"):
            (nouns if frame.noun else verbs).setdefault(frame.lemma, []).append(frame)
            order += 1

    def ranked(table: dict[str, list[Frame]]) -> dict[str, tuple[Frame, ...]]:
        return {
            lemma: tuple(sorted(found, key=lambda f: (-f.specificity, f.order)))
            for lemma, found in table.items()
        }

    return Lexicon(ranked(verbs), ranked(nouns), words)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        row = [cell.strip() for cell in line.split("\t")]
        if len(row) != 9:
            raise OntologyError(
                f"the line has {len(row)} columns instead of 9",
                where=f"frames.tsv, line {number}",
                do="reinstall the package",
            )
        yield number, row


def _frames(
    row: list[str], words: dict[str, frozenset[str]], order: int, where: str
) -> Iterator[Frame]:
    pos, lemmas, company, event_type, mode, source, target, probability, flags = row
    try:
        if pos not in {"v", "n"} or not set(flags) <= {"t", "r"}:
            raise ValueError(f"unknown part of speech {pos!r} or flag {flags!r}")
        constraints = tuple(_constraints(company, words))
        for n, lemma in enumerate(lemmas.split("|")):
            yield Frame(
                order=order + n,
                noun=pos == "n",
                lemma=lemma,
                constraints=constraints,
                event_type=EventType(event_type),
                mode=mode or None,
                source=tuple(source.split(",")),
                target=tuple(target.split(",")) if target else (),
                probability=float(probability),
                needs_target="t" in flags,
                reciprocal="r" in flags,
            )
    except (KeyError, ValueError) as error:
        raise OntologyError(str(error), where=where, do="reinstall the package") from error


def _constraints(company: str, words: dict[str, frozenset[str]]) -> Iterator[Constraint]:
    for item in company.split():
        slot, _, fillers = item.partition("=")
        absent, slot = slot.startswith("!"), slot.lstrip("!")
        if fillers == "*":
            yield Constraint(slot, None, absent)
            continue
        lemmas: set[str] = set()
        for filler in fillers.split("|"):
            lemmas |= words[filler[1:]] if filler.startswith("@") else {filler}
        yield Constraint(slot, frozenset(lemmas), absent)
