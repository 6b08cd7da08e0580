"""What names say."""

from __future__ import annotations

from quovadis.forecast.ranking.traits import read_traits
from quovadis.ontology import load_ontology

ENTITIES = ["Police_(India)", "India", "Citizen (Nigeria)", "Police (Nigeria)", "Zzyzx Qwrty"]
RELATIONS = ["Make_statement", "Make optimistic comment", "Use conventional military force"]


def test_names_give_country_and_role() -> None:
    traits = read_traits(ENTITIES, RELATIONS, load_ontology())
    india, state, citizen, police, unknown = traits.country.tolist()
    assert india == state != citizen == police
    assert unknown == 0
    roles = traits.role.tolist()
    assert roles[0] == roles[3]
    assert len(set(roles)) == 4


def test_relations_give_root_and_quad_class() -> None:
    traits = read_traits(ENTITIES, RELATIONS, load_ontology())
    assert traits.root[0] == traits.root[1] != traits.root[2]
    assert traits.quad[0] != traits.quad[2]
    assert traits.n_relations == 3
