"""Temporal rules, from the shipped table or mined on the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from quovadis.errors import Abstained, TriggerError
from quovadis.ontology import load_ontology
from quovadis.pipeline.dyads import coverage_at
from quovadis.records import EventType
from quovadis.store import Store

if TYPE_CHECKING:
    from quovadis.forecast import EventKind, Rule
    from quovadis.ontology import Ontology

__all__ = ["Regularities", "find_rules", "rule_in_words"]

_LEAST_DAYS = 180

_DOES = {
    EventType.AGREE: "agrees or pledges something to",
    EventType.CONSULT: "consults with",
    EventType.SUPPORT: "supports or praises",
    EventType.CONCEDE: "concedes to",
    EventType.COOPERATE: "cooperates with",
    EventType.AID: "gives aid to",
    EventType.RETREAT: "releases, withdraws or eases something towards",
    EventType.REQUEST: "asks or demands something of",
    EventType.ACCUSE: "accuses or criticises",
    EventType.REJECT: "turns down",
    EventType.THREATEN: "threatens",
    EventType.PROTEST: "protests against",
    EventType.SANCTION: "cuts back relations with",
    EventType.MOBILIZE: "mobilises against",
    EventType.COERCE: "coerces",
    EventType.ASSAULT: "attacks",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Regularities:
    """Rules, and where they come from.

    Attributes:
        rules: The rules, the highest lower bound of the lift first.
        sentences: The same in words.
        source: What they were learned from.
        as_of: The day.
    """

    rules: tuple[Rule, ...]
    sentences: tuple[str, ...]
    source: str
    as_of: date

    def as_dict(self) -> dict[str, Any]:
        """The answer as plain values, for JSON."""
        return {
            "as_of": self.as_of,
            "source": self.source,
            "rules": [
                {"says": says, "share": rule.share, "rule": rule}
                for says, rule in zip(self.sentences, self.rules, strict=True)
            ],
        }


def find_rules(
    store: Store,
    *,
    as_of: date,
    trigger: str | None = None,
    outcome: str | None = None,
    horizon: int = 30,
    mine: bool = False,
    n_cases: int = 5,
    limit: int = 20,
    seed: int = 0,
) -> Regularities:
    """List the rules that hold.

    Args:
        store: Where events are.
        as_of: Use only what was known by the end of this day.
        trigger: Only rules after this PLOVER type or CAMEO code (several joined by `+`).
        outcome: Only rules that end in this PLOVER type.
        horizon: Days.
        mine: Learn them from the store's feeds, with their cases, instead of reading the table.
        n_cases: Cases with each rule.
        limit: How many rules at the most.
        seed: The same seed gives the same rules.

    Raises:
        TriggerError: The trigger or outcome is no type and no code.
        Abstained: The table was not known on that day, or the store holds too little to mine.
        StoreError: The store cannot be read.
    """
    from quovadis.forecast import EventKind, load_associations, mine_rules, shipped_rules

    ontology = load_ontology()
    asked = _kind(trigger, ontology) if trigger else None
    wanted = _kind(outcome, ontology) if outcome else None
    if mine:
        types = [EventKind(event_types=(t.value,)) for t in EventType]
        panel, source = _panel(store, as_of, ontology)
        found = mine_rules(
            panel,
            [asked] if asked else types,
            [wanted] if wanted else types,
            horizon=horizon,
            n_cases=n_cases,
            seed=seed,
        )
    else:
        table = load_associations()
        if as_of < table.known_at:
            raise Abstained(
                f"the shipped rules were not known before {table.known_at}",
                do="mine the store's own with --mine",
            )
        found = shipped_rules(table, horizon=horizon)
        source = f"the shipped table of {table.version}: {table.source}"
    kept = [
        r
        for r in found
        if (asked is None or r.trigger == asked) and (wanted is None or r.outcome == wanted)
        if not _of_one_kind(r, ontology)
    ][:limit]
    return Regularities(
        rules=tuple(kept),
        sentences=tuple(rule_in_words(r, ontology) for r in kept),
        source=source,
        as_of=as_of,
    )


def _of_one_kind(rule: Rule, ontology: Ontology) -> bool:
    """Whether the outcome is the trigger over again: that events come in runs is no rule."""
    types = {ontology.cameo.code(code).plover_type.value for code in rule.trigger.codes}
    types |= set(rule.trigger.event_types)
    return not types.isdisjoint(rule.outcome.event_types)


def rule_in_words(rule: Rule, ontology: Ontology) -> str:
    """Write a rule as a sentence."""
    after = _clause(rule.trigger, "AB", ontology)
    then = _clause(rule.outcome, rule.role, ontology)
    return (
        f"After {after}, {then} within {rule.horizon} days: {rule.n_hits:,} of {rule.n_cases:,} "
        f"cases, {rule.lift:.1f} times as often as in matched quiet dyads (at least {rule.low:.1f})"
    )


def _clause(kind: EventKind, role: str, ontology: Ontology) -> str:
    from quovadis.forecast import trigger_name

    x, y = ("Y", "X") if role == "BA" else ("X", "Y")
    if len(kind.event_types) == 1:
        does = _DOES[EventType(kind.event_types[0])]
        return f"X or Y {does} the other" if role == "A~B" else f"{x} {does} {y}"
    name = trigger_name(kind.key, ontology)
    if role == "A~B":
        return f"there is {name} between X and Y"
    return f"there is {name} from {x} to {y}"


def _kind(text: str, ontology: Ontology) -> EventKind:
    from quovadis.forecast import EventKind

    parts = text.upper().split("+")
    if all(p in EventType.__members__ for p in parts):
        return EventKind(event_types=tuple(parts))
    codes = {code.code for code in ontology.cameo}
    if all(p in codes for p in parts):
        return EventKind(codes=tuple(parts))
    raise TriggerError(
        f"{text!r} is neither a PLOVER type nor a CAMEO code",
        do=f"types are {', '.join(t.value for t in EventType)}; codes look like 081 or 081+085",
    )


def _panel(store: Store, as_of: date, ontology: Ontology) -> tuple[Any, str]:
    from quovadis.forecast import read_panel

    coverage = coverage_at(store, as_of)
    panel = read_panel(
        store.events(as_of), origin=as_of, coverage=coverage, neighbours=ontology.neighbours
    )
    if len(panel.days) < _LEAST_DAYS:
        raise Abstained(
            f"the store's feeds cover {len(panel.days)} days by {as_of}, too few to mine rules "
            f"({_LEAST_DAYS} are needed)",
            do="load event data, or leave --mine out",
        )
    names = ", ".join(f"{c.dataset} {c.first} to {c.last}" for c in coverage if c.dataset != "text")
    return panel, f"the store: {names}"
