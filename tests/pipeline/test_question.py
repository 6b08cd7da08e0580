"""Which two, which trigger, and as of when: on short articles about many lands."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import quovadis
from quovadis.errors import Abstained, DateError

NOW = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)


def brief(folder: Path, text: str, **options: object) -> quovadis.Briefing:
    note = folder / "note.md"
    note.write_text(text, "utf-8")
    store = quovadis.Store(folder / "store")
    return quovadis.write_briefing([note], store=store, now=NOW, **options)  # type: ignore[arg-type]


def words(made: quovadis.Briefing, key: str) -> str:
    return " ".join(c.text for s in made.brief.sections if s.key == key for c in s.claims)


def test_the_pair_is_the_one_that_the_article_speaks_of(tmp_path: Path) -> None:
    made = brief(
        tmp_path,
        "---\ntitle: Kenya and Somalia quarrel\ndate: 2025-03-01\n---\n\n"
        "Kenya and Somalia signed a peace agreement in July 2018. Kenya told Somalia to calm down. "
        "Kenya denied that it had sent troops to Somalia. Egypt pledged to defend Somalia. Egypt "
        "signed a security pact with Somalia in October 2024.\n",
    )
    assert (made.brief.source.id, made.brief.target.id) == ("KEN", "SOM")


def test_whoever_would_act_comes_first(tmp_path: Path) -> None:
    made = brief(
        tmp_path,
        "---\ndate: 2025-03-01\n---\n\nPeru released two Chilean prisoners in January. Peru "
        "exported copper to Chile in February. If Chile revokes the licence, prices would rise.\n",
    )
    assert (made.brief.source.id, made.brief.target.id) == ("CHL", "PER")


def test_a_day_that_is_not_a_day_is_told_as_what_it_is(tmp_path: Path) -> None:
    made = brief(
        tmp_path,
        "---\ndate: 2025-03-12\n---\n\nKenya accused Somalia of lying. The foreign ministers of "
        "Kenya and Somalia will meet in April. Kenya's parliament is expected to vote on Somalia's "
        "request next week.\n",
    )
    assert "April 2025" in words(made, "scheduled")
    assert "the week of 17 March 2025" in words(made, "scheduled")
    assert "1 April" not in words(made, "scheduled") + words(made, "signposts")


def test_how_it_is_said(tmp_path: Path) -> None:
    made = brief(
        tmp_path,
        "---\ndate: 2025-03-12\n---\n\nTrade talks, frozen since 2023, will resume in May. "
        "President William Ruto visited Uganda on 10 March. Uganda asked Kenya for $83 million, "
        "according to a Kenyan official.\n",
        source="Kenya",
        target="Uganda",
    )
    assert "Trade talks are set for May 2025." in words(made, "scheduled")
    assert "the trade talks in May 2025" in words(made, "signposts")
    assert "Officials of William" not in quovadis.brief.write(made.brief, "md")
    economy = next(x for x in made.brief.lenses if x.key == "economy")
    assert any(
        c.text.endswith("the figure of $83 million, according to a Kenyan official.")
        for c in economy.claims
    )


def test_an_undated_article_dates_nothing_and_leaks_nothing(tmp_path: Path) -> None:
    text = (
        "The European Union is considering sanctions on Serbia. Serbia accused Kosovo of lying.\n"
    )
    made = brief(tmp_path, text)
    assert "1970" not in quovadis.brief.write(made.brief, "md")
    assert "2025" not in words(made, "bottom_line") + words(made, "background")
    store = quovadis.Store(tmp_path / "store")
    assert not store.records("sentences", dt.date(2020, 1, 1))
    with pytest.raises(DateError, match="no day of publication"):
        brief(tmp_path, text, as_of=dt.date(2020, 1, 1))


def test_a_date_given_later_dates_what_was_read_without_one(tmp_path: Path) -> None:
    text = "Kenya accused Somalia of lying on Monday. Somalia rejected the charge.\n"
    brief(tmp_path, text)
    made = brief(tmp_path, text, published=dt.date(2025, 3, 12))
    assert made.brief.as_of == dt.date(2025, 3, 12)
    assert "Kenya accused Somalia of lying on Monday" in words(made, "bottom_line")


def test_rebels_of_a_land_are_not_its_government(tmp_path: Path) -> None:
    made = brief(
        tmp_path,
        "---\ndate: 2025-01-18\n---\n\nColombia suspended talks with the ELN on Friday. The ELN "
        "attacked the FARC Thursday. If Colombia resumes talks with the ELN, a truce may come.\n",
    )
    assert "Revolutionary Armed Forces" not in words(made, "bottom_line")
    assert "Revolutionary Armed Forces" not in words(made, "shifting")


def test_a_sentence_of_ours_says_no_more_than_the_source(tmp_path: Path) -> None:
    made = brief(
        tmp_path,
        "---\ndate: 2025-01-18\n---\n\nPeru cut ties with Bolivia on Friday. Bolivia summoned the "
        "Peruvian ambassador on Thursday. Bolivia lifted an arms embargo on Peru.\n",
    )
    said = words(made, "shifting")
    assert "withdrew its representatives" not in said
    assert "criticised" not in said
    assert "Bolivia lifted its embargo on Peru by 18 January 2025." in said


@pytest.mark.parametrize(
    "text",
    [
        "Ghana beat Togo 3-1. Ghana's coach praised the squad. Ghana will meet Benin in the final. "
        "If Ghana beats Benin, it will win the cup. Togo attacked too late for the fans.",
        "A cold front will move from Russia to Poland on Sunday. If it reaches Germany, it snows.",
        "Shares rose 8%. The company will build a plant. If demand recovers, it may pay more.",
    ],
)
def test_sport_weather_and_business_are_no_brief(tmp_path: Path, text: str) -> None:
    with pytest.raises(Abstained):
        brief(tmp_path, f"---\ndate: 2025-01-18\n---\n\n{text}\n")
