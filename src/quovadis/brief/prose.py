"""Plain sentences from records: who did what to whom, and when.

Verb phrases stand in `phrases.toml`, one for each PLOVER type and, where it says more, each mode.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from quovadis.brief.dates import write_date
from quovadis.errors import UnknownActor
from quovadis.records import Actor, ActorKind, Event, EventType, Modality, Precision

if TYPE_CHECKING:
    from quovadis.ontology import Ontology
from quovadis.ontology.naming import with_article

__all__ = [
    "capital",
    "event_sentence",
    "is_plural",
    "money",
    "name",
    "possessive",
    "says_enough",
    "speaks_for_itself",
    "type_verbs",
    "type_words",
]

_SECTORS: Mapping[str, str] = {
    "MIL": "the armed forces of {}",
    "JUD": "the courts of {}",
    "LEG": "the parliament of {}",
    "OPP": "the opposition in {}",
    "REB": "rebels in {}",
    "UAF": "armed groups in {}",
    "CVL": "civilians in {}",
    "COP": "the police of {}",
    "SPY": "the intelligence services of {}",
    "BUS": "companies of {}",
    "MED": "news media of {}",
    "EDU": "students and teachers in {}",
    "CRM": "criminals in {}",
    "LAB": "workers in {}",
    "REF": "refugees from {}",
    "REL": "religious bodies in {}",
    "PTY": "a party in {}",
    "SOC": "civil society in {}",
    "JRN": "journalists in {}",
    "NGO": "non-governmental organisations in {}",
}
_ADJECTIVES = {
    "economic": "economic",
    "natural_resource": "economic",
    "military": "military",
    "terrorism": "security",
    "intelligence": "intelligence",
    "health": "health",
    "peacekeeping": "peacekeeping",
}
_VERBS = {
    Modality.ACTUAL: "{past}",
    Modality.BACKGROUND: "{past}",
    Modality.PLANNED: "planned to {base}",
    Modality.HYPOTHETICAL: "could {base}",
    Modality.NEGATED: "did not {base}",
}
_HOSTS = re.compile(r"\b(?:host|receiv|welcom|invit)", re.IGNORECASE)
_INTENDS = re.compile(r"express intent|promise|pledge", re.IGNORECASE)
_VISITS = re.compile(r"\b(?:visit|travel|arriv|flew|went|came|attend)", re.IGNORECASE)
_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_MASS = re.compile(r"(?:s|percent|people|men|women|children|feet|hertz)$")
_CURRENCIES = {"USD": "$", "EUR": "€", "GBP": "£"}


def name(actor: Actor, ontology: Ontology | None = None) -> str:
    """Write an actor's name as it stands inside a sentence.

    Args:
        actor: The actor.
        ontology: Gives the country's name for an agent (`RUS.MIL`).

    Examples:
        >>> name(Actor("USA", "United States", "USA", None, ActorKind.COUNTRY))
        'the United States'
        >>> name(Actor("HAMAS", "Hamas", "PSE", "REB", ActorKind.ARMED_GROUP))
        'Hamas'
    """
    if actor.kind is ActorKind.AGENT and ontology is not None and actor.country:
        return _agent(actor, ontology)
    return with_article(actor)


def is_plural(actor: Actor) -> bool:
    """Tell whether the verb of an actor stands in the plural ("the Taliban give").

    Examples:
        >>> is_plural(Actor("TALIBAN", "Taliban", "AFG", "GOV", ActorKind.ARMED_GROUP))
        True
    """
    group = actor.kind is ActorKind.ARMED_GROUP
    return group and bool(re.search(r"(?:Taliban|Houthis|Tigers|Rebels|Brigades)$", actor.name))


def _agent(actor: Actor, ontology: Ontology) -> str:
    try:
        country = name(ontology.actor(actor.country or ""))
        plain = ontology.actor(actor.id).name
    except UnknownActor:
        return actor.name
    # Datasets bracket the country ("Police (Russia)"): such a name is a sector, not a body.
    if actor.name not in (plain, actor.id) and not actor.name.endswith(")"):
        return actor.name  # as a text names it: "Prosecutor General Igor Krasnov"
    if actor.sector == "GOV":
        return country
    template = _SECTORS.get(actor.sector or "")
    return template.format(country) if template else actor.name


def capital(sentence: str) -> str:
    """Begin a sentence with a capital, and leave the rest alone.

    Examples:
        >>> capital("the Taliban visited Russia"), capital("al-Qaeda did")
        ('The Taliban visited Russia', 'Al-Qaeda did')
    """
    return sentence[:1].upper() + sentence[1:]


def possessive(called: str) -> str:
    """Write whose.

    Examples:
        >>> possessive("Russia"), possessive("the United States")
        ("Russia's", "the United States'")
    """
    return called + ("'" if called.endswith("s") else "'s")


def speaks_for_itself(event: Event) -> bool:
    """Tell whether type and mode say enough of the event for a sentence of our own.

    A coded text whose type says too little ("made a request") is quoted instead. Rows of datasets
    have no text of their own, so a sentence is made for them always.
    """
    if event.source is None:
        return False
    if event.evidence.document_id is None:
        return True
    told = event.modality in (Modality.ACTUAL, Modality.BACKGROUND) and event.date is not None
    return told and event.target is not None and says_enough(event)


def says_enough(event: Event) -> bool:
    """Tell whether type and mode say what was done ("visited"), not only that something was."""
    phrase = _phrase(event)
    if "quote" in phrase:
        return False
    text = event.evidence.document_id is not None
    needed = phrase.get("needs") if text else None
    said = event.evidence.quote.lower()
    return needed is None or any(re.search(rf"\b{word}", said) for word in needed)


def event_sentence(event: Event, ontology: Ontology) -> str:
    """Write what an event says: source, verb, target, place, date.

    Args:
        event: An event with a source.
        ontology: Gives names.

    Examples:
        "Russia held economic talks with the Taliban in Kazan on 29 September 2023."
    """
    if event.source is None:
        raise ValueError("an event without a source has no sentence")
    phrase = _phrase(event)
    verb = _VERBS[event.modality].format(**phrase)
    rest = phrase["rest"] if event.target else phrase["solo"]
    rest = rest.replace("{t}", name(event.target, ontology) if event.target else "")
    words = [_subject(event, ontology), verb, _dressed(rest, event)]
    if event.place and event.place not in (event.target.name if event.target else ""):
        words.append(f"in {event.place}")
    if not (event.precision is Precision.PUBLICATION and event.modality is not Modality.ACTUAL):
        words.append(write_date(event.date, event.precision, event.date_to))
    return capital(" ".join(w for w in words if w)) + "."


def _subject(event: Event, ontology: Ontology) -> str:
    if event.source is None:
        raise ValueError("an event without a source has no sentence")
    who = name(event.source, ontology)
    person = event.source.kind is ActorKind.PERSON
    country = event.source.kind is ActorKind.COUNTRY or (
        event.source.sector == "GOV" and not person
    )
    return f"officials of {who}" if country and _mode(event) == "visit" else who


def _dressed(rest: str, event: Event) -> str:
    adjective = next((_ADJECTIVES[c] for c in event.contexts if c in _ADJECTIVES), "")
    rest = rest.replace("{adj}", f"{adjective} " if adjective else "")

    def article(match: re.Match[str]) -> str:
        noun = f"{adjective} {match[1]}" if adjective else match[1]
        return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"

    return re.sub(r"\[(\w+)\]", article, rest)


def money(amount: float, unit: str) -> str:
    """Write an amount with its unit as prose does.

    Args:
        amount: The number, in `unit`.
        unit: ISO 4217 code, "percent", or a counted noun.

    Examples:
        >>> money(3e12, "USD"), money(335e6, "USD"), money(12, "percent"), money(1500, "people")
        ('$3 trillion', '$335 million', '12 percent', '1,500 people')
        >>> money(90, "barrel per day"), money(40, "km per hour")
        ('90 barrels per day', '40 km per hour')
    """
    scale, word = next(((s, w) for s, w in _SCALES if abs(amount) >= s), (1.0, ""))
    value = amount / scale
    number = f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0").rstrip(".")
    number = f"{number} {word}".strip()
    if unit in _CURRENCIES:
        return _CURRENCIES[unit] + number
    if re.fullmatch(r"[A-Z]{3}", unit):
        return f"{unit} {number}"
    if amount != 1 and (per := re.match(r"([a-z]{4,})(?<!s)(?= per )", unit)):
        return f"{number} {per[1]}s{unit[per.end() :]}"
    several = amount != 1 and re.fullmatch(r"[a-z]{4,}", unit) and not _MASS.search(unit)
    return f"{number} {unit}{'s' if several else ''}"


def type_words(event_type: EventType) -> tuple[str, ...]:
    """Return beginnings of words, one of which a sentence about this type holds."""
    return tuple(_phrases()[event_type.value]["words"])


def type_verbs(event_type: EventType) -> tuple[str, ...]:
    """Return the verbs, base and past, one of which a sentence of ours about this type has."""
    phrases = [v for k, v in _phrases()[event_type.value].items() if k != "words"]
    return tuple({p[form] for p in phrases for form in ("base", "past")})


def _phrase(event: Event) -> dict[str, Any]:
    table = _phrases()[event.event_type.value]
    phrase: dict[str, Any] = table.get(_mode(event), table["default"])
    return phrase


def _mode(event: Event) -> str:
    """The mode; of a visit, who moved: the source ("visited") or the target ("hosted").

    PLOVER counts an intent to cooperate as AGREE; a sentence must not make an agreement of it.
    """
    row = event.evidence.document_id is None
    if row and event.event_type is EventType.AGREE and _INTENDS.match(event.evidence.quote):
        return "intent"
    if event.mode != "visit":
        return event.mode or ""
    words = event.evidence.quote if row else event.phrase
    if _HOSTS.search(words):
        return "host"
    return "visit" if _VISITS.search(words) else "default"


@cache
def _phrases() -> dict[str, dict[str, dict[str, Any]]]:
    text = files("quovadis.brief").joinpath("phrases.toml").read_text("utf-8")
    return tomllib.loads(text)
