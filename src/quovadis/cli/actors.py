"""`quovadis actors`: look an actor up."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from quovadis.cli.options import as_of_option, json_option, limit_option, not_after_today
from quovadis.cli.output import table, title, write_json
from quovadis.settings import Settings

__all__ = ["command"]


@click.command(name="actors")
@click.argument("query", nargs=-1)
@as_of_option("Describe the actors as of this day. Default: today.")
@limit_option(40, "actors")
@json_option
@click.pass_obj
def command(
    settings: Settings, query: tuple[str, ...], as_of: date | None, limit: int, as_json: bool
) -> None:
    """Look actors up by id, name, alias or title: what they are, for whom they act, who is near.

    QUERY is one or more of them: `RUS`, `Moscow`, `ISIS-K`, `"Sergei Lavrov"`. Without one, the
    named actors of the ontology are listed.
    """
    from quovadis.ontology import load_ontology
    from quovadis.pipeline import actor_profile, named_actors

    ontology = load_ontology()
    day = not_after_today(as_of, settings, "--as-of") or settings.now.date()
    if not query:
        rows = named_actors(ontology, day)[:limit]
        if as_json:
            write_json(rows)
            return
        table(("id", "name", "kind", "country", "sector"), _cells(rows))
        return
    profiles = [actor_profile(ontology, q, day) for q in query]
    if as_json:
        write_json(profiles)
        return
    for profile in profiles:
        _show(profile, settings, day)


def _cells(actors: Any) -> list[tuple[object, ...]]:
    return [(a.id, a.name, a.kind.value, a.country, a.sector) for a in actors]


def _show(profile: Any, settings: Settings, day: date) -> None:
    actor = profile.actor
    title(f"{actor.name} · {actor.id} · as of {day}", settings)
    lines: list[tuple[str, object]] = [
        ("kind", actor.kind.value),
        ("country", actor.country),
        ("sector", actor.sector),
        ("valid", f"{actor.valid_from or 'always'} to {actor.valid_to or 'today'}"),
        ("acts for it", ", ".join(profile.represented_by) or None),
        ("neighbours", ", ".join(profile.neighbours) or None),
        ("blocs", ", ".join(profile.blocs) or None),
        ("members", ", ".join(profile.members) or None),
        ("listed by", "; ".join(profile.designations) or None),
    ]
    for label, value in lines:
        if value is not None:
            click.echo(f"  {label:<12} {value}")
    click.echo()
