"""The learned coder: who does what to whom in a sentence, each reading with its probabilities.

It reads a parsed sentence and its mentions and knows nothing of dates, places or records; what it
returns is for `events` to turn into facts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from quovadis.coding.grammar import preposition_objects
from quovadis.coding.learned.calibration import Calibration, softmax
from quovadis.coding.learned.candidates import Candidate, find_candidates, span_candidate
from quovadis.coding.learned.carriers import Carrier, find_carriers
from quovadis.coding.learned.deeds import LEAST_SHARE, Deed, WordLogits, choose_deeds, groups_of
from quovadis.coding.learned.encoder import Encoder, States, load_encoder
from quovadis.coding.spans import MentionSpan
from quovadis.coding.words import word_class
from quovadis.ontology import load_ontology
from quovadis.records import EventType, Modality, QuadClass, SentenceRole

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = ["LearnedCoder", "ScoredPair", "SentenceReading", "calls_a_friend"]

_TYPES = tuple(EventType)
_MODALITIES = tuple(Modality)
_ROLES = tuple(SentenceRole)


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """What one phrase does to another.

    Attributes:
        source: Who acts, or None when the sentence does not say.
        target: To whom, or None.
        trigger: Token that carries the event ("condemned", "talks").
        types: Probability of each event type, given that there is an event; they sum to 1.
        quads: The same for the quad classes: the sums of their types.
        modalities: Probability of each modality.
        probability: That type, source and target are all right (0 to 1, calibrated).
        reasons: What the probability rests on, a few words each.
    """

    source: Candidate | None
    target: Candidate | None
    trigger: int
    types: Mapping[EventType, float]
    quads: Mapping[QuadClass, float]
    modalities: Mapping[Modality, float]
    probability: float
    reasons: tuple[str, ...] = ()

    @property
    def event_type(self) -> EventType:
        """The likeliest type."""
        return max(self.types, key=lambda t: self.types[t])

    @property
    def quad_class(self) -> QuadClass:
        """The likeliest quad class; it need not be that of the likeliest type."""
        return max(self.quads, key=lambda q: self.quads[q])

    @property
    def modality(self) -> Modality:
        """The likeliest modality."""
        return max(self.modalities, key=lambda m: self.modalities[m])


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """All that the encoder finds in one sentence.

    Attributes:
        pairs: Each deed once, the surest first; those below `LearnedCoder.threshold` are only
            possible.
        roles: Probability of each role of the sentence; empty when it was not read.
    """

    pairs: tuple[ScoredPair, ...] = ()
    roles: Mapping[SentenceRole, float] | None = None

    @property
    def role(self) -> SentenceRole | None:
        """The likeliest role."""
        roles = self.roles or {}
        return max(roles, key=lambda r: roles[r]) if roles else None


class LearnedCoder:
    """Reads sentences with the shipped encoder.

    Args:
        encoder: What scores the pairs; the shipped one by default.

    Examples:
        >>> from quovadis.coding.mentions import find_mentions
        >>> from quovadis.coding.parse import parse
        >>> from quovadis.records import Document
        >>> parsed = parse(Document(text="Turkish police detained two Greek journalists."))
        >>> mentions = find_mentions(parsed, load_ontology())
        >>> pair = LearnedCoder().read(parsed.doc[:], mentions).pairs[0]
        >>> pair.event_type.value, pair.modality.value, pair.probability > 0.5
        ('COERCE', 'actual', True)
    """

    def __init__(self, encoder: Encoder | None = None) -> None:
        self.encoder = encoder or load_encoder()
        self.calibration = Calibration.from_json(self.encoder.weights.calibration)
        plover = load_ontology().plover
        self._quads = {t: plover.quad_class(t) for t in _TYPES}

    @property
    def threshold(self) -> float:
        """A pair at least this probable is reported as an event."""
        return self.calibration.threshold

    def read(self, span: Span, mentions: Sequence[MentionSpan]) -> SentenceReading:
        """Return the deeds that a sentence tells of and the role that it plays.

        Strangers' deeds too: for whom a phrase stands is for others to say.

        Args:
            span: The tokens of one parsed sentence (`Parsed.tokens`).
            mentions: The document's mentions.
        """
        candidates = find_candidates(span, mentions)
        carriers = find_carriers(span)
        if not carriers or not candidates:
            return SentenceReading()
        arrays = self.encoder.arrays(span, candidates)
        states = self.encoder.states(span, arrays, carriers)
        roles = self._roles(states)
        silent = softmax(states.types.astype(np.float64))[:, -1]
        rows = [int(n) for n in np.flatnonzero(1 - silent >= LEAST_SHARE)]
        if not rows:
            return SentenceReading((), roles)
        logits = self.encoder.links(span, arrays, states, carriers, candidates, rows)
        held = [carriers[n] for n in rows]
        deeds = choose_deeds(logits, held, candidates, groups_of(span, candidates))
        scored = [
            self._scored(deed, span.doc[deed.trigger], held[deed.row], candidates, logits)
            for deed in deeds
        ]
        scored.sort(key=lambda p: (-p.probability, p.trigger))
        return SentenceReading(tuple(scored), roles)

    def relate(
        self,
        span: Span,
        source: tuple[int, int] | None,
        target: tuple[int, int] | None,
        mentions: Sequence[MentionSpan] = (),
    ) -> ScoredPair:
        """Return what a given actor does to another; that they are linked is taken for granted.

        Args:
            span: A parsed sentence.
            source: Character offsets in the document, or None when nobody is named.
            target: The same.
            mentions: The document's mentions, to know whom the phrases stand for.

        Raises:
            ValueError: Neither side is given.
        """
        sides = [span_candidate(span, *s, mentions) if s else None for s in (source, target)]
        held = [s for s in sides if s is not None]
        if not held:
            raise ValueError("a pair needs at least one side")
        places = [held.index(s) if s is not None else -1 for s in sides]
        arrays = self.encoder.arrays(span, held, [(places[0], places[1])], given=True)
        logits = self.encoder.pairs(arrays)
        words = np.where(arrays.tokens >= 0, logits.triggers[0], -np.inf)
        trigger = int(arrays.tokens[int(np.argmax(words))])
        types = self._types(logits.types[0], self.calibration.given_temperature)
        modalities = self._modalities(logits.modalities[0])
        return ScoredPair(
            sides[0], sides[1], trigger, types, self._by_quad(types), modalities,
            max(types.values()), ("the pair is given",),
        )  # fmt: skip

    def _scored(
        self, deed: Deed, word: Token, carrier: Carrier, candidates: Sequence[Candidate],
        logits: WordLogits,
    ) -> ScoredPair:  # fmt: skip
        evidence = deed.evidence(carrier)
        types = self._types(logits.types[deed.row, :-1], self.calibration.type_temperature)
        if calls_a_friend(word):
            blame, praise = types[EventType.ACCUSE], types[EventType.SUPPORT]
            least, most = sorted((blame, praise))
            types = {**types, EventType.ACCUSE: least, EventType.SUPPORT: most}
        modalities = self._modalities(logits.modalities[deed.row])
        return ScoredPair(
            None if deed.source is None else candidates[deed.source],
            None if deed.target is None else candidates[deed.target],
            deed.trigger, types, self._by_quad(types), modalities,
            self.calibration.probability(evidence),
            tuple(f"{name} {value:+.2f}" for name, value in evidence.items() if value),
        )  # fmt: skip

    def _roles(self, states: States) -> dict[SentenceRole, float]:
        shares = softmax(states.roles.astype(np.float64), self.calibration.role_temperature)
        return {role: float(share) for role, share in zip(_ROLES, shares, strict=True)}

    def _types(self, logits: np.ndarray[Any, Any], temperature: float) -> dict[EventType, float]:
        shares = softmax(logits.astype(np.float64), temperature)
        return {t: float(p) for t, p in zip(_TYPES, shares, strict=True)}

    def _by_quad(self, types: Mapping[EventType, float]) -> dict[QuadClass, float]:
        quads = dict.fromkeys(QuadClass, 0.0)
        for event_type, share in types.items():
            quads[self._quads[event_type]] += share
        return quads

    def _modalities(self, logits: np.ndarray[Any, Any]) -> dict[Modality, float]:
        shares = softmax(logits.astype(np.float64), self.calibration.modality_temperature)
        return {m: float(p) for m, p in zip(_MODALITIES, shares, strict=True)}


def calls_a_friend(verb: Token) -> bool:
    """Tell whether a verb of naming calls somebody a friend, which the network takes for blame.

    Args:
        verb: "called", "described".

    Examples:
        >>> from quovadis.coding.parse import parse
        >>> from quovadis.records import Document
        >>> [calls_a_friend(parse(Document(text=t)).doc[1]) for t in (
        ...     "Peru called Chile a friend.", "Peru called Chile a bully.")]
        [True, False]
    """
    if verb.lemma_ not in word_class("naming"):
        return False
    objects = [c for c in verb.children if c.dep_ in {"oprd", "dobj", "attr"}]
    objects += preposition_objects(verb).get("as", [])
    return any(
        noun.lemma_.lower() in word_class("friend") and not {"no"} & {t.lower_ for t in noun.lefts}
        for noun in objects
    )
