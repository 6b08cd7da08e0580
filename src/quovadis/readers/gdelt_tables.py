"""GDELT where somebody else keeps it as a table (BigQuery, Spark): its rows as our events, in SQL.

The same reading as `readers.gdelt` gives of files, as an Ibis expression on any engine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from quovadis.ontology.tables import read_table
from quovadis.readers.gdelt_actors import TABLES
from quovadis.records import Actor, ActorKind, EventType, Modality, Precision
from quovadis.schema import arrow_schema

if TYPE_CHECKING:
    import ibis

    from quovadis.ontology import Ontology

__all__ = ["gdelt_events"]

_FIRST_YEAR, _LAST_YEAR = 1979, 2030
_ROLES = {"source": "Actor1", "target": "Actor2"}
_PARTS = ("Name", "CountryCode", "KnownGroupCode", "Type1Code", "Type2Code", "Type3Code")
_NUMBERS = ("GoldsteinScale", "NumArticles", "NumSources")


def gdelt_events(rows: ibis.Table, ontology: Ontology, *, dataset: str = "gdelt2") -> ibis.Table:
    """Read a table of GDELT events as the table of events that all our queries take.

    Args:
        rows: With GDELT's own columns and types, as in `gdelt-bq.gdeltv2.events` on BigQuery:
            SQLDATE and DATEADDED are integers (14 digits in 2.0, 8 in 1.0), codes are strings.
        ontology: Resolves codes.
        dataset: Name of the dataset.

    Returns:
        The columns of `schema.arrow_schema("events")`; nothing is executed. As with files, rows
        that say the same of one story are one event (that of the lowest number), and rows whose
        code CAMEO does not have are left out. Otherwise than with files, there is no place and no
        publisher, and an actor of which nothing but its name is known has no id.
    """
    import ibis

    cells = _stories(rows)
    code = cells.EventCode
    known = ontology.cameo.codes
    cells = cells.filter(code.isin(sorted(known)))
    types = {c: EventType(e.plover_type) for c, e in known.items()}
    plover = ontology.plover
    key = cells.GLOBALEVENTID.cast("string")
    moment = cells.DATEADDED.cast("string")
    columns: dict[str, Any] = {
        "id": ibis.literal(f"{dataset}:") + key,
        "row_id": key,
        "dataset": ibis.literal(dataset),
        "evidence_dataset": ibis.literal(dataset),
        "date": cells.date,
        "precision": ibis.literal(Precision.DAY.value),
        "modality": ibis.literal(Modality.ACTUAL.value),
        # A moment of eight digits is a day, which is known from its end.
        "known_at": _written(
            (moment.length() == 8).ifelse(moment + "235959", moment), "-- ::", (4, 2, 2, 2, 2, 2)
        ).cast("timestamp('UTC')"),
        "event_type": _chosen(code, {c: t.value for c, t in types.items()}),
        "quad_class": _chosen(code, {c: plover.quad_class(t).value for c, t in types.items()}),
        "plover_score": _chosen(
            code, {c: plover.score(t, known[c].mode) for c, t in types.items()}
        ),
        "mode": _chosen(code, {c: e.mode for c, e in known.items()}),
        "contexts": _chosen(code, {c: e.contexts for c, e in known.items()}, "array<string>"),
        "phrase": _chosen(code, {c: e.name for c, e in known.items()}),
        "cameo": code,
        "goldstein": cells.GoldsteinScale.cast("float64"),
        "n_reports": _counted(cells.NumArticles),
        "n_publishers": _counted(cells.NumSources),
        "url": cells.SOURCEURL,
    }
    for role, name in _ROLES.items():
        columns |= _side(cells, role, name, ontology)
    kinds = ibis.Schema.from_pyarrow(arrow_schema("events"))
    return cells.select(
        **{n: columns[n] if n in columns else ibis.null(kind) for n, kind in kinds.items()}
    )


def _stories(rows: ibis.Table) -> ibis.Table:
    """One row a story, with blank cells for what is null."""
    actors = [f"{name}{part}" for name in _ROLES.values() for part in _PARTS]
    told = rows.mutate(
        date=_written(rows.SQLDATE.cast("string"), "--", (4, 2, 2)).cast("date"),
        # Without a page nobody can say that two rows tell one story.
        alone=rows.SOURCEURL.isnull().ifelse(rows.GLOBALEVENTID, 0),
        **{a: rows[a].fill_null("") for a in actors},
    )
    same = ["date", "DATEADDED", "EventCode", *actors, "SOURCEURL", "alone"]
    return told.group_by(same).aggregate(
        GLOBALEVENTID=told.GLOBALEVENTID.min(), **{n: told[n].max() for n in _NUMBERS}
    )


def _written(digits: Any, signs: str, widths: tuple[int, ...]) -> Any:
    """Digits with signs between their groups: 2018-01-01 00:15:00."""
    start, text = 0, None
    for sign, width in zip(f" {signs}", widths, strict=True):
        part = digits.substr(start, width)
        text = part if text is None else text + sign + part
        start += width
    return text


def _chosen(column: Any, values: Mapping[str, Hashable], kind: str | None = None) -> Any:
    """The value of a code; null for any other. Codes with one value are asked for in one go."""
    import ibis

    codes: dict[Hashable, list[str]] = {}
    for code, value in values.items():
        if value is not None:
            codes.setdefault(value, []).append(code)
    literal: Callable[[Any], Any] = ibis.literal
    if kind is not None:

        def literal(value: Any) -> Any:
            return ibis.literal(list(value), type=kind)

    return ibis.cases(*((column.isin(c), literal(v)) for v, c in codes.items()))


def _counted(column: Any) -> Any:
    """A count; what is nought was left blank."""
    import ibis

    return (column > 0).ifelse(column.cast("int64"), ibis.null("int64"))


def _side(cells: ibis.Table, role: str, name: str, ontology: Ontology) -> dict[str, Any]:
    """The columns of an actor, as `GdeltActors` resolves it: group, country and sector, region."""
    import ibis

    country, told = cells[f"{name}CountryCode"], cells[f"{name}Name"]
    places = _table("cameo_countries", "code", "actor")
    lands = {i: i for i in ontology.countries if i not in places}
    lands |= {c: a for c, a in places.items() if a in ontology.countries}
    regions = {c: a for c, a in places.items() if a not in ontology.countries}
    regions |= {a: a for a in regions.values()}
    sectors = _table("cameo_types", "code", "sector")
    land = _chosen(country, lands)
    sector = ibis.coalesce(*(_chosen(cells[f"{name}Type{i}Code"], sectors) for i in (1, 2, 3)))
    region = _chosen(country, regions)
    kind = ibis.cases(
        (land.notnull() & sector.notnull(), ActorKind.AGENT.value),
        (land.notnull(), ActorKind.COUNTRY.value),
        (region.notnull(), ActorKind.BLOC.value),
    )
    group = _group(cells[f"{name}KnownGroupCode"], cells.date, ontology)
    own = group["id"].isnull()
    nothing = ibis.null("string")
    called = (told != "").ifelse(told, nothing)
    return {
        role: ibis.coalesce(group["id"], land + "." + sector, land, region),
        f"{role}_name": ibis.coalesce(group["name"], called),
        f"{role}_country": own.ifelse(land, group["country"]),
        f"{role}_sector": own.ifelse(region.isnull().ifelse(sector, nothing), group["sector"]),
        f"{role}_kind": ibis.coalesce(group["kind"], kind),
    }


def _group(code: Any, date: Any, ontology: Ontology) -> dict[str, Any]:
    """The columns of a known group, with its role of the day."""
    import ibis

    groups = _table("cameo_groups", "code", "actor")
    terms = {c: list(_terms(ontology, a)) for c, a in groups.items()}
    lasting = {c: t[0][2] for c, t in terms.items() if len(t) == 1}
    passing = [(c, *term) for c, t in terms.items() if len(t) > 1 for term in t]
    found: dict[str, Any] = {}
    for part in ("id", "name", "country", "sector", "kind"):
        dated = [
            ((code == c) & date.between(first, last), str(getattr(actor, part)))
            for c, first, last, actor in passing
            if getattr(actor, part) is not None
        ]
        always = {c: str(v) for c, a in lasting.items() if (v := getattr(a, part)) is not None}
        found[part] = ibis.coalesce(_chosen(code, always), ibis.cases(*dated))
    return found


def _terms(ontology: Ontology, actor_id: str) -> Iterable[tuple[dt.date, dt.date, Actor]]:
    """An actor's roles by date, told apart on each 1 January and bisected in between."""
    first = dt.date(_FIRST_YEAR, 1, 1)
    actor = ontology.actor(actor_id, first)
    for year in range(_FIRST_YEAR + 1, _LAST_YEAR + 1):
        low, high = dt.date(year - 1, 1, 1), dt.date(year, 1, 1)
        after = ontology.actor(actor_id, high)
        if after == actor:
            continue
        while (high - low).days > 1:
            middle = low + (high - low) // 2
            low, high = (
                (middle, high) if ontology.actor(actor_id, middle) == actor else (low, middle)
            )
        yield first, low, actor
        first, actor = high, after
    yield first, dt.date.max, actor


def _table(name: str, key: str, value: str) -> Mapping[str, str]:
    return {row[key]: row[value] for row in read_table(name, (key, value), folder=TABLES)}
