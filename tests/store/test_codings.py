"""What coders found: whole or not at all, the latest version, nothing deleted."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from types import ModuleType

import pytest

from quovadis.errors import StoreError
from quovadis.records import Coded
from quovadis.store import Added, Store
from quovadis.store.tables import version_key


def test_a_coding_comes_back_as_it_went_in(store: Store, made: ModuleType) -> None:
    store.add_documents([made.document(3), made.document(4)])
    coding = made.coded(3)
    assert store.add_coded(coding) == Added(6, 0)
    assert store.add_coded([coding, made.coded(4)]) == Added(6, 6)
    assert store.coded(coding.document_id) == [coding]
    assert store.coded(coding.document_id, coder="t") == [coding]
    assert store.coded(coding.document_id, coder="other") == []
    assert store.is_coded(coding.document_id, "t", "1")
    assert not store.is_coded(coding.document_id, "t", "2")
    row = store.rows("codings").to_pylist()[0]
    assert (row["n_events"], row["n_rows"], row["unresolved"]) == (3, 6, ["a place"])
    assert row["known_at"] == made.moment(3)


def test_that_nothing_was_found_is_recorded_too(store: Store, made: ModuleType) -> None:
    text = made.document(5)
    nothing = Coded(document_id=text.id, coder="t", coder_version="1")
    with pytest.raises(StoreError, match="not in the store; add the document first"):
        store.add_coded(nothing)
    store.add_documents([text])
    assert store.add_coded(nothing) == Added(0, 0)
    assert store.is_coded(text.id, "t", "1")
    assert store.coded(text.id) == [nothing]
    day = date(2024, 1, 6)
    assert store.rows("codings", day).num_rows == 1
    assert store.rows("codings", day - timedelta(days=1)).num_rows == 0


def test_a_later_version_hides_an_earlier_one_and_deletes_nothing(
    store: Store, made: ModuleType
) -> None:
    texts = [made.document(k) for k in range(3)]
    store.add_documents(texts)
    store.add_coded(made.coded(k, "9", facts=3) for k in range(3))
    table_before = store.events()
    store.add_coded(made.coded(0, "10", facts=2))
    store.add_coded(Coded(document_id=texts[1].id, coder="t", coder_version="10"))
    store.add_coded(made.coded(0, "2", facts=1))  # an old coder run late changes nothing
    store.add_coded(made.coded(0, "1", facts=1, coder="another"))

    events = store.records("events")
    found = {
        (texts.index(t), e.coder, e.coder_version)
        for e in events
        for t in texts
        if e.evidence.document_id == t.id
    }
    assert found == {(0, "t", "10"), (2, "t", "9"), (0, "another", "1")}
    assert len(events) == 2 + 3 + 1
    assert len(store.records("sentences")) == 6
    assert [c.coder_version for c in store.coded(texts[0].id)] == ["1", "10"]
    assert store.coded(texts[1].id)[0].events == ()
    assert store.info()["tables"]["events"]["rows"] == 9 + 2 + 1 + 1
    assert store.is_coded(texts[0].id, "t", "9")
    assert store.fetch(table_before).num_rows == 9  # an expression keeps the store it was made on


def test_facts_without_their_coding_are_not_read_until_it_is_there(
    store: Store, made: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    coding = made.coded(1)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("quovadis.store.store.coding_rows", killed)
        with pytest.raises(KeyboardInterrupt):
            store.add_coded(coding)
    assert store.records("events") == []
    assert store.coded(coding.document_id) == []
    assert store.info()["tables"]["events"]["rows"] == 3
    assert store.add_coded(coding) == Added(0, 6)
    assert len(store.records("events")) == 3


def test_a_coding_holds_only_its_own_facts(store: Store, made: ModuleType) -> None:
    strange = dataclasses.replace(made.coded(1), coder_version="2")
    with pytest.raises(StoreError, match="stands in a coding of"):
        store.add_coded(strange)


def test_versions_are_compared_as_numbers() -> None:
    ordered = ["", "0.9", "1", "1.0.1", "1.2", "1.10", "2", "10", "2025.1"]
    keys = [version_key(v) for v in ordered]
    assert keys == sorted(set(keys))
