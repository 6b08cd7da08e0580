"""Who is who on which day, and what the codes of event data mean; all of it as versioned tables.

Everything is reached through `load_ontology()`:

    >>> from quovadis.ontology import load_ontology
    >>> load_ontology().resolve("Downing Street").id
    'GBR.GOV'
"""

from __future__ import annotations

from quovadis.ontology.cameo import Cameo, CameoCode
from quovadis.ontology.countries import Country, FormerName
from quovadis.ontology.designations import Designation
from quovadis.ontology.mentions import Mention
from quovadis.ontology.ontology import Ontology, load_ontology
from quovadis.ontology.plover import Plover, PloverType

__all__ = [
    "Cameo",
    "CameoCode",
    "Country",
    "Designation",
    "FormerName",
    "Mention",
    "Ontology",
    "Plover",
    "PloverType",
    "load_ontology",
]
