"""`quovadis code`: each sentence with its role and its events, and how the coder came to them."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import click

from quovadis.cli.options import day_option, not_after_today
from quovadis.cli.output import hint, warn
from quovadis.cli.sentences import show, write_lines
from quovadis.errors import PARTIAL, InputError, QuovadisError
from quovadis.settings import Settings

__all__ = ["command"]

_KEY = "QUOVADIS_LLM_KEY"


@click.command(name="code")
@click.argument("sources", nargs=-1, required=True)
@click.option(
    "--backend",
    type=click.Choice(("light", "default", "llm")),
    default="default",
    show_default=True,
    help="light: parse and lexicons; default: learned weights too; llm: asks a language model "
    "about what the others are unsure of.",
)
@day_option("--published", help="Day of publication, where the page does not say or says it wrong.")
@click.option("--publisher", help="Name of the publisher, where the page does not say.")
@click.option("--explain", is_flag=True, help="Show how the coder came to each event, or did not.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON Lines, one line a sentence.")
@click.option("--llm-url", metavar="URL", help="Base URL of the endpoint (OpenAI's protocol).")
@click.option("--llm-model", metavar="NAME", help="Name of the model.")
@click.option(
    "--llm-key-env",
    metavar="VARIABLE",
    default=_KEY,
    show_default=True,
    help="Environment variable that holds the key.",
)
@click.option(
    "--llm-requests",
    type=click.IntRange(0),
    default=1_000,
    show_default=True,
    help="Questions that may be sent at the most.",
)
@click.option(
    "--llm-tokens", type=click.IntRange(1), help="Tokens that may be used up. Default: any number."
)
@click.option(
    "--llm-answers",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder in which answers are kept. Default: the platform's cache directory.",
)
@click.pass_obj
def command(
    settings: Settings,
    /,
    sources: tuple[str, ...],
    backend: str,
    published: date | None,
    publisher: str | None,
    explain: bool,
    as_json: bool,
    **model: Any,
) -> int:
    """Code articles and show each sentence with its role and its events; nothing is kept.

    SOURCES are files (text, Markdown, HTML), folders of them, feeds (RSS, Atom), URLs, or - for
    standard input. A source that cannot be read is reported, and the others go on.
    """
    from quovadis.pipeline.coders import code_sources, make_coder

    not_after_today(published, settings, "--published")
    coder, tally = make_coder(backend, _model(model) if backend == "llm" else None)
    coded = 0
    first: QuovadisError | None = None
    for item in code_sources(
        sources, coder, now=settings.now, published=published, publisher=publisher
    ):
        if isinstance(item, QuovadisError):
            first = first or item
            warn(item, settings)
            continue
        coded += 1
        if as_json:
            write_lines(item, explain=explain)
        else:
            show(item, settings, explain=explain)
    if tally is not None:
        hint(f"model: {tally}")
    if first is None:
        return 0
    return PARTIAL if coded else first.exit_code


def _model(given: dict[str, Any]) -> Any:
    """Return the settings of the model, with the key from the environment."""
    import platformdirs

    from quovadis.pipeline.coders import ModelSettings

    if not given["llm_url"] or not given["llm_model"]:
        raise InputError(
            "the backend llm needs to know whom to ask", do="pass --llm-url and --llm-model"
        )
    name = given["llm_key_env"]
    key = os.environ.get(name)
    if not key and name != _KEY:
        raise InputError("the variable is not set", where=name, do="export the key under this name")
    return ModelSettings(
        url=given["llm_url"],
        model=given["llm_model"],
        key=key or None,
        requests=given["llm_requests"],
        tokens=given["llm_tokens"],
        answers=given["llm_answers"] or platformdirs.user_cache_path("quovadis") / "answers",
    )
