"""Readers: bytes to documents and events. The only package that reads files or the network.

`read` and `read_all` read articles, `read_events` event files. Parsers are imported when a source
needs them: a note in Markdown costs no HTML parser.
"""

from __future__ import annotations

from quovadis.readers.articles import read
from quovadis.readers.batch import read_all
from quovadis.readers.events import read_events
from quovadis.readers.limits import LIMITS, MAX_BYTES, Limits
from quovadis.readers.rejects import Reject

__all__ = ["LIMITS", "MAX_BYTES", "Limits", "Reject", "read", "read_all", "read_events"]
