"""Answers of a language model on disk: one small file each, so that runs side by side cannot clash.

A database would bring locks and repair for what is only looked up by its key; one file for all
would have to be read and written whole. What is lost costs a question, nothing else.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import secrets
from pathlib import Path

__all__ = ["AnswerFolder"]

log = logging.getLogger(__name__)


class AnswerFolder:
    """Keeps answers in a folder; see `coding.llm.Answers`.

    Args:
        path: The folder; made when there is first something to keep.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     answers = AnswerFolder(Path(folder))
        ...     answers.put("ab" * 32, "{}")
        ...     answers.get("ab" * 32), answers.get("cd" * 32)
        ('{}', None)
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def get(self, key: str) -> str | None:
        """Return the answer kept under a key; None when there is none, or its file is damaged."""
        try:
            kept = json.loads(self._place(key).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        text = kept.get("answer") if isinstance(kept, dict) else None
        return text if isinstance(text, str) else None

    def put(self, key: str, text: str) -> None:
        """Keep an answer. It appears whole or not at all; a full disk costs the answer only."""
        place = self._place(key)
        draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps({"answer": text}), encoding="utf-8")
            os.replace(draft, place)  # noqa: PTH105 - the same, and atomic on every system
        except OSError as error:
            log.warning("an answer could not be kept (%s)", error.strerror)
            with contextlib.suppress(OSError):
                draft.unlink()

    def _place(self, key: str) -> Path:
        return self.path / key[:2] / f"{key}.json"
