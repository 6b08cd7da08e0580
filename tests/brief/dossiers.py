"""Invented but realistic dossiers, in our own words: the United States and Sudan in October 2020.

Records are made by hand as the coder would make them, so that this room is tested without it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from quovadis.brief import Dossier
from quovadis.records import (
    Actor,
    ActorKind,
    Conditional,
    Direction,
    Document,
    Event,
    EventType,
    Evidence,
    Forecast,
    Modality,
    Outcome,
    Precedent,
    Precision,
    QuadClass,
    Quantity,
    Scheduled,
    Sentence,
    SentenceRole,
    Shift,
    ShiftTest,
    Stage,
    Status,
    StatusChange,
    StatusKind,
    StatusState,
    Trigger,
)

AS_OF = dt.date(2020, 10, 20)

USA = Actor("USA", "United States", "USA", None, ActorKind.COUNTRY)
SDN = Actor("SDN", "Sudan", "SDN", None, ActorKind.COUNTRY)
EGY = Actor("EGY", "Egypt", "EGY", None, ActorKind.COUNTRY)
CHN = Actor("CHN", "China", "CHN", None, ActorKind.COUNTRY)
LEG = Actor("USA.LEG", "Parliament (United States)", "USA", "LEG", ActorKind.AGENT)
REB = Actor("SDN.REB", "Rebels (Sudan)", "SDN", "REB", ActorKind.AGENT)

Q = QuadClass
QUADS = {
    EventType.AGREE: Q.VERBAL_COOPERATION,
    EventType.CONSULT: Q.VERBAL_COOPERATION,
    EventType.SUPPORT: Q.VERBAL_COOPERATION,
    EventType.AID: Q.MATERIAL_COOPERATION,
    EventType.COOPERATE: Q.MATERIAL_COOPERATION,
    EventType.REQUEST: Q.VERBAL_CONFLICT,
    EventType.ACCUSE: Q.VERBAL_CONFLICT,
    EventType.SANCTION: Q.MATERIAL_CONFLICT,
    EventType.ASSAULT: Q.MATERIAL_CONFLICT,
}

ARTICLE = """\
President Donald Trump said on 19 October that the United States would take Sudan off its list \
of state sponsors of terrorism. Sudan must first pay $335 million to American victims of \
attacks and their families, he wrote. Sudan has stood on the list since August 1993. The \
transitional government in Khartoum took office in August 2019 after the fall of Omar \
al-Bashir.

The two countries have grown closer since then, which marks a historic turn in the Horn of \
Africa.

What drives it
Washington wants Sudan to open relations with Israel before the election in November. Khartoum \
needs relief from its debts, which are estimated at more than $60 billion. Sudan also hopes \
for investment in its gold mines, worth over $10 billion.

What stands against it
Congress must restore the legal immunity of Sudan before the payment is released. Violence in \
Darfur goes on, and civilians pay the price. Families of the victims of 11 September oppose \
the deal.

Economic opportunities
If Sudan is removed from the list, lenders could talk about relief for its debts of $60 billion.
American companies would still hesitate while the banks of the country are cut off.

Human rights
A removal could reward generals who took part in the massacre of 3 June 2019.
The author sees in this a bargain over the heads of the Sudanese people.

Security
If the list no longer binds Sudan, both armies might share intelligence on groups in the Sahel.
"""

NOTES: dict[str, str] = {
    "1993-08-12": "The United States placed Sudan on its list of state sponsors of terrorism "
    "on Thursday.",
    "1998-08-20": "American cruise missiles destroyed a factory in Khartoum on Thursday, in answer "
    "to the bombing of two embassies in East Africa.",
    "2017-10-06": "The United States lifted most of its economic sanctions on Sudan on Friday.",
    "2019-12-04": "Prime Minister Abdalla Hamdok met American officials in Washington on "
    "Wednesday, and both sides agreed to exchange ambassadors.",
    "2020-05-05": "Sudan named its first ambassador to the United States for twenty-three years.",
    "2020-06-25": "The United States pledged $356 million in aid to Sudan at a conference on "
    "Thursday.",
    "2020-08-25": "Secretary of State Mike Pompeo visited Khartoum on Tuesday and held talks with "
    "the transitional government.",
    "2020-09-12": "Egypt and Sudan signed an accord on railways in Khartoum.",
}


@dataclass(frozen=True)
class Role:
    actor_id: str
    why: str
    n_events: int


@dataclass(frozen=True)
class Coverage:
    dataset: str
    first: dt.date
    last: dt.date
    n_events: int


def moment(day: str) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), dt.UTC)


def document(text: str, day: str, **fields: Any) -> Document:
    fields = {"title": text.split(".")[0][:60], "publisher": "Invented Wire", **fields}
    return Document(
        text=text, published=moment(day), published_how="front matter", language="en", **fields
    )


def span(doc: Document, quote: str, nth: int = 0) -> Evidence:
    start = -1
    for _ in range(nth + 1):
        start = doc.text.index(quote, start + 1)
    return Evidence(doc.id, start, start + len(quote), quote)


def event(
    source: Actor | None,
    target: Actor | None,
    kind: EventType,
    date: str,
    evidence: Evidence,
    **fields: Any,
) -> Event:
    fields = {"precision": Precision.DAY, "modality": Modality.ACTUAL, **fields}
    return Event(
        date=dt.date.fromisoformat(date),
        source=source,
        target=target,
        event_type=kind,
        quad_class=QUADS[kind],
        known_at=fields.pop("known_at", moment(date)),
        evidence=evidence,
        **fields,
    )


def row(n: int, source: Actor, target: Actor, kind: EventType, date: str, quote: str) -> Event:
    evidence = Evidence(quote=quote, dataset="icews20", row_id=f"r{n}")
    return event(source, target, kind, date, evidence, dataset="icews20")


def article() -> Document:
    return document(
        ARTICLE,
        "2020-10-20",
        title="Washington prepares to take Sudan off its terrorism list",
        publisher="Example Review",
        url="https://example.org/sudan-list",
    )


def notes() -> dict[str, Document]:
    return {d: document(t, d, url=f"https://example.org/{d}") for d, t in NOTES.items()}


def sentence_at(doc: Document, quote: str, role: SentenceRole, index: int, **f: Any) -> Sentence:
    return Sentence(
        index=index, role=role, known_at=moment("2020-10-20"), evidence=span(doc, quote), **f
    )


def sentences(doc: Document) -> tuple[Sentence, ...]:
    r, at = SentenceRole, sentence_at
    hyp, both = Modality.HYPOTHETICAL, ("USA", "SDN")
    return (
        at(doc, "The two countries have grown closer since then, which marks a historic turn in "
           "the Horn of Africa.", r.REPORT, 4, actors=()),
        at(doc, "The transitional government in Khartoum took office in August 2019 after the fall "
           "of Omar al-Bashir.", r.BACKGROUND, 3, actors=("SDN",)),
        at(doc, "Washington wants Sudan to open relations with Israel before the election in "
           "November.", r.DRIVER, 5, heading="What drives it", actors=("USA", "SDN", "ISR"),
           about="Sudan to open relations with Israel"),
        at(doc, "Khartoum needs relief from its debts, which are estimated at more than "
           "$60 billion.", r.DRIVER, 6, heading="What drives it", actors=("SDN",),
           contexts=("economic",)),
        at(doc, "Sudan also hopes for investment in its gold mines, worth over $10 billion.",
           r.DRIVER, 7, heading="What drives it", actors=("SDN",), contexts=("economic",)),
        at(doc, "Congress must restore the legal immunity of Sudan before the payment is "
           "released.", r.CONSTRAINT, 8, heading="What stands against it",
           actors=("USA.LEG", "SDN")),
        at(doc, "Violence in Darfur goes on, and civilians pay the price.", r.CONSTRAINT, 9,
           heading="What stands against it", actors=("SDN",)),
        at(doc, "Families of the victims of 11 September oppose the deal.", r.CONSTRAINT, 10,
           heading="What stands against it", actors=()),
        at(doc, "If Sudan is removed from the list, lenders could talk about relief for its debts "
           "of $60 billion.", r.CONDITIONAL, 11, heading="Economic opportunities",
           actors=("SDN",), modality=hyp),
        at(doc, "American companies would still hesitate while the banks of the country are cut "
           "off.", r.CONSTRAINT, 12, heading="Economic opportunities", actors=("USA",),
           modality=hyp),
        at(doc, "A removal could reward generals who took part in the massacre of 3 June 2019.",
           r.CONDITIONAL, 13, heading="Human rights", actors=both, modality=hyp),
        at(doc, "The author sees in this a bargain over the heads of the Sudanese people.",
           r.OPINION, 14, heading="Human rights", actors=("SDN",), says="the author"),
        at(doc, "If the list no longer binds Sudan, both armies might share intelligence on groups "
           "in the Sahel.", r.CONDITIONAL, 15, heading="Security", actors=("SDN",), modality=hyp),
    )  # fmt: skip


def trigger() -> Trigger:
    return Trigger(
        phrase="the United States removes Sudan from its terrorism list",
        source=USA,
        target=SDN,
        status_kind=StatusKind.DESIGNATION,
        change=StatusChange.LIFT,
    )


def events(notes: dict[str, Document]) -> tuple[Event, ...]:
    t, n = EventType, notes
    texts = (
        event(USA, SDN, t.ASSAULT, "1998-08-20", span(n["1998-08-20"], "American cruise missiles "
              "destroyed a factory in Khartoum on Thursday"), mode="aerial", place="Khartoum"),
        event(SDN, USA, t.CONSULT, "2019-12-04", span(n["2019-12-04"], "Prime Minister Abdalla "
              "Hamdok met American officials in Washington on Wednesday"), place="Washington"),
        event(SDN, USA, t.AGREE, "2019-12-04", span(n["2019-12-04"], "both sides agreed to "
              "exchange ambassadors"), contexts=("diplomatic",), phrase="agreed to exchange"),
        event(USA, SDN, t.AID, "2020-06-25", span(n["2020-06-25"], NOTES["2020-06-25"]),
              contexts=("economic",)),
        event(USA, SDN, t.CONSULT, "2020-08-25", span(n["2020-08-25"], NOTES["2020-08-25"]),
              mode="visit", phrase="visited Khartoum"),
        event(EGY, SDN, t.AGREE, "2020-09-12", span(n["2020-09-12"], NOTES["2020-09-12"]),
              contexts=("economic",), place="Khartoum"),
    )  # fmt: skip
    rows = [
        row(1, USA, SDN, t.CONSULT, "2020-08-26", "Make a visit"),
        row(2, SDN, USA, t.REQUEST, "2020-09-03", "Appeal for easing of sanctions"),
        row(3, CHN, SDN, t.AID, "2020-07-11", "Provide economic aid"),
        *(
            row(10 + i, REB, SDN, t.ASSAULT, d, "Use conventional military force")
            for i, d in enumerate(("2020-05-02", "2020-08-14", "2020-09-09", "2020-10-01"))
        ),
    ]
    return (*texts, *rows)


def statuses(doc: Document, notes: dict[str, Document]) -> tuple[Status, ...]:
    common: dict[str, Any] = {"subject": USA, "object": SDN, "modality": Modality.ACTUAL}
    return (
        Status(
            kind=StatusKind.DESIGNATION, state=StatusState.IN_FORCE,
            known_at=moment("1993-08-12"),
            evidence=span(notes["1993-08-12"], NOTES["1993-08-12"]), change=StatusChange.IMPOSE,
            stage=Stage.IN_FORCE, valid_from=dt.date(1993, 8, 12),
            precision=Precision.DAY, **common,
        ),
        Status(
            kind=StatusKind.SANCTIONS, state=StatusState.ENDED, known_at=moment("2017-10-06"),
            evidence=span(notes["2017-10-06"], NOTES["2017-10-06"]), change=StatusChange.LIFT,
            stage=Stage.IN_FORCE, valid_from=dt.date(2017, 10, 6),
            precision=Precision.DAY, **common,
        ),
        Status(
            kind=StatusKind.DESIGNATION, state=StatusState.IN_FORCE, known_at=moment("2020-10-20"),
            evidence=span(doc, "Sudan has stood on the list since August 1993."),
            valid_from=dt.date(1993, 8, 1), precision=Precision.MONTH,
            reported_on=dt.date(2020, 10, 20), **common,
        ),
        Status(
            kind=StatusKind.DESIGNATION, state=StatusState.IN_FORCE, known_at=moment("2020-10-20"),
            evidence=span(doc, "President Donald Trump said on 19 October that the United States "
                          "would take Sudan off its list of state sponsors of terrorism."),
            change=StatusChange.LIFT, stage=Stage.AGREED_IN_PRINCIPLE,
            reported_on=dt.date(2020, 10, 20), **{**common, "modality": Modality.PLANNED},
        ),
    )  # fmt: skip


def forecasts() -> dict[str, tuple[Forecast, ...]]:
    def make(lens: str, label: str, p: float | None, low: float, high: float, **f: Any) -> Forecast:
        outcome = Outcome(
            label=label, source=("USA",), target=("SDN",), horizon=f.pop("horizon", 180),
            event_types=(EventType.AGREE,), lens=lens, toward=f.pop("toward", True),
            source_role=f.pop("source_role", None),
        )  # fmt: skip
        some = p is not None
        return Forecast(
            outcome=outcome, given=None, origin=AS_OF, probability=p, low=low if some else None,
            high=high if some else None, base_rate=f.pop("base_rate", 0.31), n_windows=24,
            n_hits=9, model="base rate", since=dt.date(2014, 1, 1),
            reason=None if some else "no loaded data covers it", **f,
        )  # fmt: skip

    return {
        "realignment": (
            make("realignment", "the United States and Sudan reach an agreement", 0.64, 0.52, 0.74),
            make("realignment", "the United States turns down or threatens Sudan", 0.12, 0.06, 0.2,
                 toward=False, horizon=90),
        ),
        "security": (
            make("security", "a challenger of Sudan attacks Sudan", 0.97, 0.9, 0.99, toward=False,
                 horizon=90, source_role="challengers of Sudan", base_rate=0.8),
        ),
        "economy": (
            make("economy", "a third state imposes sanctions on Sudan", 0.04, 0.01, 0.09,
                 toward=False, source_role="third states", base_rate=0.05),
            make("economy", "the United States gives aid to Sudan", None, 0, 0),
        ),
    }  # fmt: skip


def shift_test() -> ShiftTest:
    shift = Shift(
        source="USA", target="SDN", measure="net_cooperation", step="month",
        onset=dt.date(2019, 10, 1), detected_at=dt.date(2020, 1, 1), direction=Direction.UP,
        before=0.4, after=2.1, p_value=0.003, detector="poisson",
        event_ids=tuple(e.id for e in events(notes())[1:5]),
    )  # fmt: skip
    return ShiftTest(
        source="USA", target="SDN", measure="net_cooperation", step="month", shifts=(shift,),
        p_value=0.003, n_steps=81, n_events=212, verdict="A rise in October 2019.",
    )  # fmt: skip


def series() -> tuple[tuple[dt.date, str, float | None], ...]:
    rows: list[tuple[dt.date, str, float | None]] = []
    for i in range(81):
        first = dt.date(2014 + i // 12, i % 12 + 1, 1)
        covered = not 40 <= i < 46
        good, bad = (i * 7) % 4 + (3 if i >= 69 else 0), (i * 5) % 4 - (1 if i >= 69 else 0)
        rows.append((first, "cooperation", float(good) if covered else None))
        rows.append((first, "conflict", float(max(bad, 0)) if covered else None))
    return tuple(rows)


def rich() -> Dossier:
    """A full dossier: article, notes, dataset rows, series, forecasts, precedents."""
    doc, old = article(), notes()
    known = moment("2020-10-20")
    debts = "debts, which are estimated at more than $60 billion"
    return Dossier(
        source=USA, target=SDN, as_of=AS_OF, trigger=trigger(), primary=(doc.id,),
        documents=(doc, *old.values()), events=events(old), statuses=statuses(doc, old),
        scheduled=(
            Scheduled(
                date=dt.date(2020, 11, 3), precision=Precision.DAY, what="election", who=USA,
                known_at=known, evidence=span(doc, "before the election in November"),
            ),
        ),
        quantities=(
            Quantity(amount=335e6, unit="USD", of_what="American victims of attacks",
                     known_at=known, says="Donald Trump",
                     evidence=span(doc, "Sudan must first pay $335 million to American victims of "
                                   "attacks and their families, he wrote.")),
            Quantity(amount=60e9, unit="USD", of_what="its debts", known_at=known,
                     qualifier="more than", evidence=span(doc, debts)),
            Quantity(amount=60e9, unit="USD", of_what="its debts", known_at=known,
                     evidence=span(doc, "its debts of $60 billion")),
            Quantity(amount=10e9, unit="USD", of_what="its gold mines", known_at=known,
                     qualifier="over",
                     evidence=span(doc, "its gold mines, worth over $10 billion")),
        ),
        sentences=sentences(doc),
        conditionals=(
            Conditional(
                trigger=trigger(), known_at=known, toward=True,
                evidence=span(doc, "If Sudan is removed from the list, lenders could talk about "
                              "relief for its debts of $60 billion."),
                consequent=span(doc, "lenders could talk about relief for its debts of "
                                "$60 billion"),
            ),
        ),
        series=series(), shift_tests=(shift_test(),),
        roles={
            "neighbours_of_B": (Role("EGY", "land border", 0),),
            "challengers_of_B": (Role("SDN.REB", "4 attacks in 365 days", 4),),
            "powers": (Role("CHN", "permanent member of the Security Council", 0),),
        },
        forecasts=forecasts(),
        precedents={
            "": (
                Precedent(
                    date=dt.date(2006, 6, 30), precision=Precision.DAY, source="USA", target="LBY",
                    label="The United States took Libya off the same list", similarity=0.83,
                    why=("same state", "same list"), reference="71 FR 39696",
                    followed="Both sides exchanged ambassadors by January 2009",
                ),
            )
        },
        coverage=(Coverage("icews20", dt.date(2014, 1, 1), dt.date(2020, 9, 30), 90_730),),
        unresolved=("who 'both sides' are",), version="0.1.0",
    )  # fmt: skip


def sparse() -> Dossier:
    """One short article, no history, nothing but one event and one driver."""
    text = (
        "Peru recalled its ambassador from Bolivia on 2 May 2023. "
        "A quarrel over fishing rights lies behind the step."
    )
    doc = document(text, "2023-05-03", publisher=None, title=None)
    peru = Actor("PER", "Peru", "PER", None, ActorKind.COUNTRY)
    bolivia = Actor("BOL", "Bolivia", "BOL", None, ActorKind.COUNTRY)
    known = moment("2023-05-03")
    return Dossier(
        source=peru, target=bolivia, as_of=dt.date(2023, 5, 3), primary=(doc.id,), documents=(doc,),
        events=(
            event(peru, bolivia, EventType.SANCTION, "2023-05-02",
                  span(doc, "Peru recalled its ambassador from Bolivia on 2 May 2023."),
                  mode="withdraw", known_at=known),
        ),
        sentences=(
            Sentence(index=1, role=SentenceRole.DRIVER, known_at=known,
                     evidence=span(doc, "A quarrel over fishing rights lies behind the step.")),
        ),
        version="0.1.0",
    )  # fmt: skip


def silent() -> Dossier:
    """A page that names no event, and no history."""
    text = "The weather was fine, and the harvest promised well."
    doc = document(text, "2023-05-03")
    return Dossier(source=USA, target=SDN, as_of=AS_OF, primary=(doc.id,), documents=(doc,))


HOSTILE = (
    "<script>document.title='owned'</script><img src=x onerror=alert(1)> [x](javascript:alert(2)) "
    "Peru attacked Bolivia on 2 May 2023 </text><script>alert(3)</script> | `code` **bold** &amp;."
)


def hostile() -> Dossier:
    """Documents whose every field tries to run a script or call home."""
    evil = "\"><script>document.title='owned'</script><img src='http://evil.invalid/a.png'>"
    doc = document(HOSTILE, "2023-05-03", publisher=evil, title=evil, url="javascript:alert(4)")
    peru = Actor("PER", "Peru", "PER", None, ActorKind.COUNTRY)
    bolivia = Actor("BOL", "Bolivia", "BOL", None, ActorKind.COUNTRY)
    known = moment("2023-05-03")
    return Dossier(
        source=peru, target=bolivia, as_of=dt.date(2023, 5, 3), primary=(doc.id,), documents=(doc,),
        question=evil,
        events=(
            event(peru, bolivia, EventType.ASSAULT, "2023-05-02", span(doc, HOSTILE),
                  known_at=known),
        ),
        sentences=(
            Sentence(index=0, role=SentenceRole.DRIVER, known_at=known,
                     evidence=span(doc, HOSTILE), heading=evil, about=evil),
        ),
        version="0.1.0",
    )  # fmt: skip
