"""What happened, as a set of events: PLOVER types, quad classes, or CAMEO codes."""

from __future__ import annotations

from dataclasses import dataclass

from quovadis.records import EventType, QuadClass

__all__ = ["ANY", "EventKind"]


@dataclass(frozen=True, slots=True)
class EventKind:
    """A set of events. Nothing named at all means any event.

    Attributes:
        event_types: PLOVER types that count.
        quad_classes: Quad classes that count.
        codes: Beginnings of CAMEO codes that count (`"081"` stands for `"0811"` as well).

    Examples:
        >>> EventKind(codes=("081", "085")).key, EventKind().key
        ('code:081+085', 'any')
        >>> EventKind.read("type:AGREE+COOPERATE").event_types
        ('AGREE', 'COOPERATE')
    """

    event_types: tuple[str, ...] = ()
    quad_classes: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in self.event_types:
            EventType(name)
        for name in self.quad_classes:
            QuadClass(name)

    @property
    def key(self) -> str:
        """Name in a table: sort and members, in order of the alphabet."""
        for sort, members in (
            ("code", self.codes),
            ("type", self.event_types),
            ("quad", self.quad_classes),
        ):
            if members:
                return f"{sort}:{'+'.join(sorted(members))}"
        return "any"

    @classmethod
    def read(cls, key: str) -> EventKind:
        """Read a key.

        Raises:
            ValueError: It is no key, or names an unknown type or quad class.
        """
        if key == "any":
            return cls()
        sort, _, rest = key.partition(":")
        members = tuple(rest.split("+"))
        if sort == "code":
            return cls(codes=members)
        if sort == "type":
            return cls(event_types=members)
        if sort == "quad":
            return cls(quad_classes=members)
        raise ValueError(f"{key!r} names no kind of event")


ANY = EventKind()
"""Every event."""
