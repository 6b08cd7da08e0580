"""Places that are no actors: the country of a city, a region, a site."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType

from quovadis.ontology.tables import read_table
from quovadis.ontology.tokens import fold

__all__ = ["load_places", "load_regions"]


@functools.lru_cache(maxsize=1)
def load_places() -> Mapping[str, str]:
    """Read the tables `cities` and `regions`: folded name to ISO3. Read on first use only.

    Examples:
        >>> places = load_places()
        >>> places["kandahar"], places["donbas"]
        ('AFG', 'UKR')
    """
    places = {fold(row["name"]): row["iso3"] for row in read_table("cities", ("name", "iso3"))}
    places.update(load_regions())
    return MappingProxyType(places)


@functools.lru_cache(maxsize=1)
def load_regions() -> Mapping[str, str]:
    """Read the table `regions` alone: folded name to ISO3.

    Cities share their names with families ("Santos"), regions hardly.

    Examples:
        >>> load_regions()["punjab"], "santos" in load_regions()
        ('IND', False)
    """
    rows = read_table("regions", ("name", "iso3"))
    return MappingProxyType({fold(row["name"]): row["iso3"] for row in rows})
