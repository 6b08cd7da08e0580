"""Readers: bytes to documents and events. The only package that reads files or the network.

`read` and `read_all` read articles, `read_events` event files. Parsers are imported when a source
needs them: a note in Markdown costs no HTML parser.
"""

from __future__ import annotations

from quovadis.readers.articles import read
from quovadis.readers.batch import read_all
from quovadis.readers.limits import LIMITS, MAX_BYTES, Limits

__all__ = ["LIMITS", "MAX_BYTES", "Limits", "read", "read_all"]
