"""Every query that the rooms ask runs on DuckDB and on Spark with equal answers, and compiles for
BigQuery; and it is made of operations that `query.PORTABLE` allows."""

from __future__ import annotations

import datetime as dt
import functools
import importlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pytest
import sqlglot
from ibis.expr import operations as ops

import quovadis
from quovadis import forecast, query, relations
from quovadis.forecast.study.panel import read_panel
from quovadis.ontology import Ontology
from quovadis.pipeline import recent_shifts, relation
from quovadis.pipeline.happenings import pick
from quovadis.readers.gdelt_actors import ACTOR_PARTS
from quovadis.readers.gdelt_tables import gdelt_events
from quovadis.records import (
    Actor,
    ActorKind,
    Coverage,
    EventType,
    Modality,
    Outcome,
    Precision,
    QuadClass,
    Trigger,
)
from quovadis.schema import to_table
from quovadis.store import SparkStore, Store
from quovadis.store.spark import coverage_table

FIRST = dt.date(2018, 1, 1)
DAYS = 210
LAST = FIRST + dt.timedelta(days=DAYS - 1)
FEED = Coverage("feed", FIRST, LAST)
COVERAGE = [FEED, Coverage("text", dt.date(2018, 6, 3), dt.date(2018, 6, 8))]
PLACES = ["RUS", "AFG", "USA", "IRN", "CHN", "IND", "FRA"]
MODELS = ("quovadis.forecast.study.", "quovadis.forecast.dyadic.")
SOURCES = Path(quovadis.__file__).parent


@dataclass
class Recorder:
    """What was asked, by whom, and what was answered, in order."""

    askers: list[str] = field(default_factory=list)
    expressions: list[ibis.Table] = field(default_factory=list)
    answers: list[list[str]] = field(default_factory=list)

    def fetch(self, expression: ibis.Table, *, asker: str) -> pa.Table:
        answer = query.fetch(expression)
        self.askers.append(asker)
        self.expressions.append(expression)
        self.answers.append(plain(expression, answer))
        return answer


def plain(expression: ibis.Table, answer: pa.Table) -> list[str]:
    """The rows of an answer, in any order, with the types that Ibis says it has."""
    for i, column in enumerate(answer.schema):
        if pa.types.is_timestamp(column.type):
            day = expression.schema()[column.name].is_date()
            kind = pa.date32() if day else pa.timestamp("us", tz="UTC")
            answer = answer.set_column(i, column.name, answer.column(i).cast(kind))
        elif pa.types.is_decimal(column.type):
            answer = answer.set_column(i, column.name, answer.column(i).cast(pa.int64()))
    return sorted(repr(list(row.values())) for row in answer.to_pylist())


@functools.cache
def asking() -> tuple[ModuleType, ...]:
    """The modules that put questions through `query.fetch`."""
    found = []
    for path in sorted(SOURCES.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "quovadis.query import" in text and "fetch" in text:
            parts = path.relative_to(SOURCES.parent).with_suffix("").parts
            found.append(importlib.import_module(".".join(parts)))
    return tuple(m for m in found if getattr(m, "fetch", None) is query.fetch)


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Hears every question from now on."""
    heard = Recorder()
    for module in asking():
        hear = functools.partial(heard.fetch, asker=module.__name__)
        monkeypatch.setattr(module, "fetch", hear)
    return heard


def made(make: Callable[..., Any]) -> pa.Table:
    """Dyads at rest, one that jumps, texts, groups, and rows that are easily counted wrong."""
    rng = np.random.default_rng(7)
    kinds = [EventType.CONSULT, EventType.AID, EventType.ACCUSE, EventType.ASSAULT]
    rows = []
    for a, b in itertools.permutations(PLACES, 2):
        for day, n in enumerate(rng.poisson(0.12, DAYS)):
            for _ in range(n):
                kind = kinds[int(rng.choice(4, p=[0.5, 0.2, 0.2, 0.1]))]
                date = FIRST + dt.timedelta(days=day)
                contexts = ("gender",) if rng.random() < 0.2 else ()
                score = float(rng.integers(-10, 10)) if rng.random() < 0.5 else None
                rows.append(make(date, a, b, kind, contexts=contexts, goldstein=score))
    for day in range(130, DAYS):
        date = FIRST + dt.timedelta(days=day)
        rows += [make(date, "IND", "CHN", EventType.ASSAULT) for _ in range(rng.poisson(1.5))]
    midnight = dt.datetime.combine(LAST, dt.time(), tzinfo=dt.UTC)
    taliban = "TALIBAN/AFG/REB"
    rows += [
        make("2018-03-31", "RUS.GOV", taliban, EventType.CONSULT, plover_score=2.0),
        make("2018-04-01", "RUS", taliban, EventType.ASSAULT, precision=Precision.MONTH),
        make("2018-04-02", "RUS", taliban, precision=Precision.WEEK),
        make("2018-04-30", "RUS", "AFG", precision=Precision.YEAR),
        make("2018-05-06", "RUS", "AFG", modality=Modality.PLANNED),
        make("2018-05-06", taliban, "RUS.MIL", EventType.ASSAULT),
        make("2018-05-07", taliban, "RUS.MIL", EventType.ASSAULT),
        make("2018-05-08", None, "AFG"),
        make("2018-05-09", "RUS", None),
        make(LAST - dt.timedelta(days=1), "RUS", "AFG", EventType.AID, known_at=midnight),
        *(make("2018-06-03", "RUS", "AFG", dataset="text", document=d) for d in "aab"),
        make("2018-06-04", "RUS", "AFG", EventType.AID, dataset="text", document="b"),
        *(make(f"2018-06-{d:02}", "AFG", "RUS", dataset="text", document="c") for d in range(5, 9)),
    ]
    reports = [None if i % 5 == 0 else i % 7 + 1 for i in range(len(rows))]
    return to_table("events", rows, n_reports=reports)


OUTCOME = Outcome(
    label="aid, or contact over women",
    source=("RUS", "TALIBAN"),
    target=("AFG", "EU"),
    horizon=7,
    event_types=(EventType.AID, EventType.CONSULT),
    quad_classes=(QuadClass.MATERIAL_COOPERATION, QuadClass.VERBAL_COOPERATION),
    contexts=("gender", "lgbt"),
    undirected=True,
)
AID = (EventType.AID,)
PLAIN = Outcome(label="aid", source=("RUS",), target=("AFG",), horizon=7)
ORIGIN = LAST - dt.timedelta(days=7)


def a_series(store: Any, ontology: Ontology, **more: Any) -> Any:
    given = {"source": "RUS", "target": "AFG", "ontology": ontology, "coverage": COVERAGE}
    return relations.series(store.events(), **(given | more))


def a_test(store: Any, ontology: Ontology) -> Any:
    rows = a_series(store, ontology, source="IND", target="CHN", step="day")
    dyad = relations.dyad_events(store.events(), "IND", "CHN", ontology=ontology)
    return relations.detect(rows, measure="material_conflict", events=dyad)


def some_roles(store: Any, ontology: Ontology) -> Any:
    events = store.events(LAST)
    return relations.roles(events, "RUS", "AFG", as_of=LAST, ontology=ontology, coverage=COVERAGE)


def some_precedents(store: Any, ontology: Ontology) -> Any:
    side = {n: Actor(n, n, n, None, ActorKind.COUNTRY) for n in ("RUS", "AFG")}
    trigger = Trigger(
        phrase="Russia aids Afghanistan",
        source=side["RUS"],
        target=side["AFG"],
        event_type=EventType.AID,
    )
    return forecast.precedents(
        trigger, origin=LAST, ontology=ontology, events=store.events(), coverage=[FEED], horizon=30
    )


def a_ledger(store: Any, ontology: Ontology) -> Any:
    known = {"coverage": COVERAGE, "ontology": ontology}
    events = store.events(LAST)
    answerable = forecast.is_answerable(PLAIN, origin=ORIGIN, events=events, **known)
    made = forecast.base_rates(events, [PLAIN], origin=ORIGIN, **known)
    return answerable, made, forecast.settle(made, events, as_of=LAST + dt.timedelta(1), **known)


def some_events(store: Any, ontology: Ontology) -> Any:
    roles = some_roles(store, ontology)
    holders = {"partners": roles.partners_a, "challengers_a": roles.challengers_a}
    sides, behind = ("RUS", "AFG"), {"event:none"}
    found = pick(
        store, ontology, as_of=LAST, sides=sides, documents={"a"}, holders=holders, behind=behind
    )
    return sorted(found.events, key=lambda e: e.id), found.complete_since


def a_panel(store: Any, ontology: Ontology) -> Any:
    known = {"coverage": COVERAGE, "neighbours": ontology.neighbours}
    panel = read_panel(store.events(), origin=ORIGIN, since=FIRST, **known)
    return panel.n_units, panel.days.tolist()


QUESTIONS: dict[str, Callable[[Any, Ontology], Any]] = {
    "monthly series": a_series,
    "weekly series of a bloc, either way": functools.partial(
        a_series, target="EU", step="week", undirected=True
    ),
    "series of reports, normalised": lambda s, o: a_series(
        s, o, target="TALIBAN", count="reports", normalise_by=s.events()
    ),
    "test for change": a_test,
    "shifts of a day": lambda s, _: relations.shifts(s.events(), coverage=COVERAGE),
    "shifts of a week": lambda s, _: relations.shifts(s.events(), coverage=[FEED], step="week"),
    "roles": some_roles,
    "base rates": lambda s, o: forecast.base_rates(
        s.events(), [OUTCOME, PLAIN], origin=ORIGIN, coverage=COVERAGE, ontology=o
    ),
    "precedents of an outcome": lambda s, o: forecast.precedents(
        OUTCOME, origin=LAST, ontology=o, events=s.events()
    ),
    "precedents of a trigger": some_precedents,
    "ledger": a_ledger,
    "panel of all dyads": a_panel,
    "events of a brief": some_events,
    "coverage": lambda s, _: s.fetch(coverage_table(s.events(LAST))).to_pylist(),
}


@pytest.fixture(scope="module")
def duck(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The store, read by DuckDB."""
    return Store(tmp_path_factory.mktemp("portable") / "store")


@pytest.fixture
def store(duck: Store, make: Callable[..., Any]) -> Store:
    if not duck.info()["tables"]:
        duck.add("events", made(make))
    return duck


def said(answer: Any) -> Any:
    """An answer that can be compared."""
    return answer.to_pylist() if isinstance(answer, pa.Table) else answer


def asked(store: Store, ontology: Ontology, recorder: Recorder) -> list[ibis.Table]:
    for ask in QUESTIONS.values():
        ask(store, ontology)
    return recorder.expressions


def operations(expression: ibis.Table) -> set[str]:
    return {type(node).__name__ for node in expression.op().find(ops.Node)}


GDELT = {
    **dict.fromkeys(
        ("GLOBALEVENTID", "SQLDATE", "DATEADDED", "NumArticles", "NumSources"), "int64"
    ),
    **{f"{who}{part}": "string" for who in ("Actor1", "Actor2") for part in ACTOR_PARTS},
    "EventCode": "string",
    "SOURCEURL": "string",
    "GoldsteinScale": "float64",
}
"""The columns of GDELT's own table that `gdelt_events` reads."""


def test_only_allowed_operations(store: Store, ontology: Ontology, recorder: Recorder) -> None:
    used = set()
    for expression, asker in zip(asked(store, ontology, recorder), recorder.askers, strict=True):
        assert query.foreign_operations(expression) == (), f"{asker} asks what does not travel"
        used |= operations(expression)
    gdelt = gdelt_events(ibis.table(GDELT, name="gdelt"), ontology)
    assert query.foreign_operations(gdelt) == ()
    # What no query needs is not allowed either: nothing would show that it travels.
    assert used | operations(gdelt) == query.PORTABLE


def test_every_room_is_heard(store: Store, ontology: Ontology, recorder: Recorder) -> None:
    """A module with a query that no question above reaches needs one there."""
    asked(store, ontology, recorder)
    others = {m.__name__ for m in asking()} - set(recorder.askers)
    # What Spark's store asks is asked of Spark, below; models are fitted on one machine.
    assert {o for o in others if not o.startswith(MODELS)} == {"quovadis.store.spark"}


@pytest.mark.parametrize("dialect", ["duckdb", "pyspark", "bigquery"])
def test_every_query_compiles(
    store: Store, ontology: Ontology, recorder: Recorder, dialect: str
) -> None:
    pytest.importorskip("pyspark", reason="Ibis's compiler for Spark needs PySpark")
    assert ibis.pyspark  # loads the options that its compiler reads
    read = "spark" if dialect == "pyspark" else dialect
    for expression in asked(store, ontology, recorder):
        sql = str(ibis.to_sql(expression.unbind(), dialect=dialect))
        assert sqlglot.parse_one(sql, read=read).find(sqlglot.exp.Select)
        if "TRUNC" in sql and dialect == "bigquery":
            assert "WEEK)" not in sql, "BigQuery's weeks begin on Sunday, unless told otherwise"


@pytest.fixture(scope="module")
def spark_stores() -> Iterator[dict[Path, SparkStore]]:
    stores: dict[Path, SparkStore] = {}
    yield stores
    for one in stores.values():
        one.close()


@pytest.mark.xdist_group("spark")
@pytest.mark.parametrize("question", QUESTIONS)
def test_spark_answers_alike(
    spark: Any,
    spark_stores: dict[Path, SparkStore],
    store: Store,
    ontology: Ontology,
    recorder: Recorder,
    question: str,
) -> None:
    if store.path not in spark_stores:
        spark_stores[store.path] = SparkStore(spark, store.path)
    there = spark_stores[store.path]
    ask = QUESTIONS[question]
    here = said(ask(store, ontology))
    n = len(recorder.answers)
    assert said(ask(there, ontology)) == here
    assert len(recorder.answers) == 2 * n > 0
    assert recorder.answers[n:] == recorder.answers[:n]
    assert any(recorder.answers), "an empty answer shows nothing"
    backends = [e._find_backend().name for e in recorder.expressions]
    assert backends == ["duckdb"] * n + ["pyspark"] * n


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.xdist_group("spark")
def test_spark_answers_alike_on_real_events(
    spark: Any, benchmarks_store: Path, ontology: Ontology
) -> None:
    """ICEWS14 and ICEWS18 as the commands see them: a relation, base rates, shifts of all dyads."""
    stores = Store(benchmarks_store, create=False), SparkStore(spark, benchmarks_store)
    here, there = ([ask(s, ontology) for ask in REAL] for s in stores)
    stores[1].close()
    for a, b in zip(here, there, strict=True):
        assert a == b
    answer, rates, shifts = here
    assert answer["n_events"] > 1_000
    assert all(r.n_windows and r.n_hits for r in rates)
    assert len(shifts.shifts) == 5


REAL: tuple[Callable[[Any, Ontology], Any], ...] = (
    lambda s, _: relation(s, "USA", "IRN", as_of=dt.date(2018, 9, 30)).as_dict(),
    lambda s, o: forecast.base_rates(
        s.events(),
        [
            Outcome(label="r", source=("RUS",), target=("AFG",), horizon=30, undirected=True),
            Outcome(label="u", source=("USA",), target=("EU",), horizon=7, event_types=AID),
        ],
        origin=dt.date(2018, 10, 1),
        coverage=s.coverage(),
        ontology=o,
    ),
    lambda s, _: recent_shifts(s, measures=["verbal_cooperation"], limit=5),
)
