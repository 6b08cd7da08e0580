"""The matched event study: what a trigger is associated with, and whether it would be anyway.

Unit: a directed dyad of countries at a moment. Treated: the first trigger of its kind after four
quiet weeks. Controls: dyads that stayed quiet in the same week and looked the same in the four
weeks before. Compared: what happens after, relative to weeks −12 to −5.
"""

from __future__ import annotations

from quovadis.forecast.study.checks import benjamini_hochberg
from quovadis.forecast.study.cohort import Cohort, find_cohort
from quovadis.forecast.study.estimates import Change, PathPoint
from quovadis.forecast.study.kinds import ANY, EventKind
from quovadis.forecast.study.panel import ROLES, Panel, Rows, read_panel
from quovadis.forecast.study.study import Design, Study, chance, design, run_study

__all__ = [
    "ANY",
    "ROLES",
    "Change",
    "Cohort",
    "Design",
    "EventKind",
    "Panel",
    "PathPoint",
    "Rows",
    "Study",
    "benjamini_hochberg",
    "chance",
    "design",
    "find_cohort",
    "read_panel",
    "run_study",
]
