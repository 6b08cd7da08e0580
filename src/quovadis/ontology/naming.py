"""An actor's name as English writes it inside a sentence: with or without "the"."""

from __future__ import annotations

import re

from quovadis.records import Actor, ActorKind

__all__ = ["with_article"]

_COUNTRY = re.compile(
    r"(?:United |Netherlands|Philippines|Bahamas|Gambia|Maldives|Comoros|Marshall Islands"
    r"|Solomon Islands|Seychelles|Central African Republic|Dominican Republic|Czech Republic"
    r"|Democratic Republic|Republic of|Soviet Union|Holy See|Palestinian)"
)
_GROUP = re.compile(
    r"^(?:[A-Z]{2,3}|G\d+|OSCE|CSTO|OPCW|IAEA)$"
    r"|\b(?:West|Taliban|Houthis|Nations|Union|Organi[sz]ation|Alliance|Front|Army|Movement|Party"
    r"|Council|League|Bank|Fund|Court|Agency|Committee|Authority|Brotherhood|Group|Forces|States"
    r"|Community|Parliament|Conference|Cooperation|Commonwealth|Association|Federation|Commission|Tigers"
    r"|Network|Brigades?|Guards?|Corps)\b"
)
_GROUPS = (ActorKind.ORGANISATION, ActorKind.BLOC, ActorKind.ARMED_GROUP)


def with_article(actor: Actor) -> str:
    """Return the name of an actor as it stands inside a sentence.

    Examples:
        >>> with_article(Actor("USA", "United States", "USA", None, ActorKind.COUNTRY))
        'the United States'
        >>> with_article(Actor("HAMAS", "Hamas", "PSE", "REB", ActorKind.ARMED_GROUP))
        'Hamas'
    """
    called = actor.name
    if called.lower().startswith("the "):
        return "the " + called[4:]
    needs = (actor.kind is ActorKind.COUNTRY and _COUNTRY.match(called)) or (
        actor.kind in _GROUPS and _GROUP.search(called)
    )
    return f"the {called}" if needs else called
