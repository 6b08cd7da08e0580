"""Every error that Quovadis raises on purpose, as one tree.

::

    QuovadisError                  exit code 1
    ├── InputError                 3   what was handed in cannot be used
    │   ├── EmptyInput                 nothing in it
    │   ├── BinaryInput                not text
    │   ├── InputTooLarge              more than we are willing to read
    │   ├── EncodingError              the bytes are not text in any encoding we can establish
    │   ├── FormatError                not the format it claims to be (feed, event file, HTML)
    │   ├── DateError                  a date that is missing, malformed or in the future
    │   ├── TriggerError               a supposition that is not understood
    │   ├── UnsafeUrl                  a URL that we refuse to open
    │   └── FetchError                 a URL that could not be read
    ├── UnknownActor               4   a name that the ontology does not hold
    ├── OntologyError              1   a shipped table is broken
    ├── StoreError                 5   the store cannot be opened, read or written
    ├── ClaimError                 1   a claim that its evidence does not support
    └── Abstained                  6   there is nothing to say, and why

A batch in which some inputs failed and the others went on ends with exit code 7 (`PARTIAL`).
Click's own usage errors end with 2.
"""

from __future__ import annotations

__all__ = [
    "PARTIAL",
    "Abstained",
    "BinaryInput",
    "ClaimError",
    "DateError",
    "EmptyInput",
    "EncodingError",
    "FetchError",
    "FormatError",
    "InputError",
    "InputTooLarge",
    "OntologyError",
    "QuovadisError",
    "StoreError",
    "TriggerError",
    "UnknownActor",
    "UnsafeUrl",
]

PARTIAL = 7
"""Exit code of a batch in which at least one input failed and at least one went through."""


class QuovadisError(Exception):
    """The root: says what went wrong, where, and what to do about it.

    Args:
        what: What went wrong, as a sentence without a full stop.
        where: File, URL, row or table, when there is one.
        do: What the user can do about it, as a sentence without a full stop.

    Examples:
        >>> str(QuovadisError("the file is empty", where="a.txt", do="pass a file with text"))
        'a.txt: the file is empty; pass a file with text'
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str | None = None, do: str | None = None) -> None:
        self.what = what
        self.where = where
        self.do = do
        super().__init__(what)

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}; {self.do}" if self.do else text


class InputError(QuovadisError):
    """What was handed in cannot be used."""

    exit_code = 3


class EmptyInput(InputError):
    """There is nothing in it."""


class BinaryInput(InputError):
    """It is not text."""


class InputTooLarge(InputError):
    """It is larger than what we are willing to read."""


class EncodingError(InputError):
    """The bytes are not text in any encoding that we can establish."""


class FormatError(InputError):
    """It is not in the format that it claims, or that was asked for."""


class DateError(InputError):
    """A date that is missing, malformed, or in the future."""


class TriggerError(InputError):
    """A supposition that is not understood: no clause of who does what to whom."""


class UnsafeUrl(InputError):
    """A URL that we refuse to open: a private address, a scheme other than http(s), credentials."""


class FetchError(InputError):
    """A URL that could not be read: refused, timed out, too long, an error status."""


class UnknownActor(QuovadisError):
    """A name or id that the ontology does not hold."""

    exit_code = 4


class OntologyError(QuovadisError):
    """A shipped table is broken: a missing column, an unknown code, a contradiction."""


class StoreError(QuovadisError):
    """The store cannot be opened, read or written."""

    exit_code = 5


class ClaimError(QuovadisError):
    """A claim whose evidence does not resolve, or does not support it."""


class Abstained(QuovadisError):
    """There is nothing that could be said on evidence. Carries the reasons."""

    exit_code = 6
