"""The ontology, loaded once."""

from __future__ import annotations

import pytest

from quovadis.ontology import Ontology, load_ontology


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return load_ontology()
