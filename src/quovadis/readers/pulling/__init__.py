"""Files of events from where their publishers keep them: listed, chosen, fetched, checked.

`list_gdelt` and `ucdp_file` say what there is, `fetch_all` brings it in, `Selection` says which
rows are wanted, and `Ledger` remembers what is in the store already.
"""

from __future__ import annotations

from quovadis.readers.pulling.crew import Outcome, fetch_all
from quovadis.readers.pulling.file_lists import KINDS, Listing
from quovadis.readers.pulling.ledger import Entry, Ledger
from quovadis.readers.pulling.pace import Pace
from quovadis.readers.pulling.publishers import (
    BY_HAND,
    GDELT,
    UCDP,
    list_gdelt,
    mirror,
    sized,
    ucdp_file,
    where_to_get,
)
from quovadis.readers.pulling.remote_files import RemoteFile, Site
from quovadis.readers.pulling.selection import Selection

__all__ = [
    "BY_HAND",
    "GDELT",
    "KINDS",
    "UCDP",
    "Entry",
    "Ledger",
    "Listing",
    "Outcome",
    "Pace",
    "RemoteFile",
    "Selection",
    "Site",
    "fetch_all",
    "list_gdelt",
    "mirror",
    "sized",
    "ucdp_file",
    "where_to_get",
]
