"""Readers: bytes to documents and events. The only package that reads files or the network.

`read` and `read_all` read articles, `read_events` event files. Parsers are imported when a source
needs them: a note in Markdown costs no HTML parser.
"""

from __future__ import annotations

from quovadis.readers.articles import read
from quovadis.readers.batch import read_all
from quovadis.readers.events import read_events, read_tables
from quovadis.readers.formats import FORMATS
from quovadis.readers.limits import LIMITS, MAX_BYTES, Limits
from quovadis.readers.rejects import Reject
from quovadis.readers.tally import Tally

__all__ = [
    "FORMATS",
    "LIMITS",
    "MAX_BYTES",
    "Limits",
    "Reject",
    "Tally",
    "read",
    "read_all",
    "read_events",
    "read_tables",
]
