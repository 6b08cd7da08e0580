"""Briefs: a dossier of records becomes claims on evidence, and the claims become a page."""

from __future__ import annotations

from quovadis.brief.compose import compose
from quovadis.brief.dossier import CoverageSpan, Dossier, RoleHolder, SeriesRow
from quovadis.brief.json_writer import brief_schema, from_json
from quovadis.brief.lenses import ROLES, Lens, load_lenses, outcomes, unasked
from quovadis.brief.likelihood import likelihood
from quovadis.brief.verify import problems, verify
from quovadis.brief.writers import FORMATS, write

__all__ = [
    "FORMATS",
    "ROLES",
    "CoverageSpan",
    "Dossier",
    "Lens",
    "RoleHolder",
    "SeriesRow",
    "brief_schema",
    "compose",
    "from_json",
    "likelihood",
    "load_lenses",
    "outcomes",
    "problems",
    "unasked",
    "verify",
    "write",
]
