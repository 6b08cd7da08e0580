"""CAMEO: codes with name, Goldstein value and the PLOVER type that stands for them.

Codes are strings with their leading zero (`"0841"`). Goldstein values run from −10 to 10.
PLOVER leaves out CAMEO 01 (statements) and folds 02 (appeals) into REQUEST; where the published
table has no row, the mapping is ours and `CameoCode.mapping` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from quovadis.errors import OntologyError
from quovadis.ontology.tables import read_table, split
from quovadis.records import EventType

__all__ = ["Cameo", "CameoCode", "load_cameo"]


@dataclass(frozen=True, slots=True)
class CameoCode:
    """One code.

    Attributes:
        goldstein: −10 to 10, as in the ICEWS package (GDELT differs for 016, 022 and 164).
        mapping: `plover-2021` (as published), `plover-2021 adapted` (a mode or context that PLOVER
            no longer has was replaced), `quovadis` (ours).
    """

    code: str
    name: str
    goldstein: float
    plover_type: EventType
    mode: str | None
    contexts: tuple[str, ...]
    mapping: str


@dataclass(frozen=True, slots=True)
class Cameo:
    """All codes, by code and by name.

    Examples:
        >>> cameo = load_cameo()
        >>> cameo.code("0871").name, cameo.by_name("Make_statement").code
        ('Declare truce, ceasefire', '010')
    """

    codes: Mapping[str, CameoCode]
    _names: Mapping[str, CameoCode]

    def code(self, code: str | int) -> CameoCode:
        """The entry of a code; a leading zero that was lost on the way is put back.

        Raises:
            OntologyError: No such code.

        Examples:
            >>> load_cameo().code("36").code
            '036'
        """
        text = str(code).strip()
        for candidate in (text, "0" + text):
            if candidate in self.codes:
                return self.codes[candidate]
        raise OntologyError(f"{text!r} is not a CAMEO code")

    def by_name(self, name: str) -> CameoCode:
        """The entry of a name, whatever its case, underscores and hyphens.

        Raises:
            OntologyError: No such name.

        Examples:
            >>> load_cameo().by_name("fight_with_small_arms_and_light_weapons").code
            '193'
        """
        try:
            return self._names[_key(name)]
        except KeyError:
            raise OntologyError(f"{name!r} is not the name of a CAMEO code") from None

    def __iter__(self) -> Iterator[CameoCode]:
        return iter(self.codes.values())


def _key(name: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", name.casefold()).split())


def load_cameo() -> Cameo:
    """Read the table `cameo`.

    Examples:
        >>> load_cameo().code("072").goldstein
        8.3
    """
    codes: dict[str, CameoCode] = {}
    names: dict[str, CameoCode] = {}
    columns = ("code", "name", "goldstein", "plover_type", "mode", "contexts", "mapping")
    for row in read_table("cameo", columns):
        entry = CameoCode(
            code=row["code"],
            name=row["name"],
            goldstein=float(row["goldstein"]),
            plover_type=EventType(row["plover_type"]),
            mode=row["mode"] or None,
            contexts=split(row["contexts"]),
            mapping=row["mapping"],
        )
        codes[entry.code] = entry
        # A root and its first child share a name (04, 040 Consult): data rows mean the child.
        names[_key(entry.name)] = entry
    return Cameo(MappingProxyType(codes), MappingProxyType(names))
