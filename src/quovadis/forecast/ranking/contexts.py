"""The kinds of context in which objects are counted, by number."""

from __future__ import annotations

__all__ = [
    "BY_COUNTRY",
    "BY_COUNTRY_ANY",
    "BY_QUAD",
    "BY_ROLE",
    "BY_ROOT",
    "COUNTRY_OF_EXACT",
    "COUNTRY_OF_PAIR",
    "COUNTRY_TO_COUNTRY",
    "COUNTRY_TO_COUNTRY_ANY",
    "EXACT",
    "KINDS",
    "NOVELTY",
    "NOVELTY_OF",
    "OVERALL",
    "PAIR",
    "POPULAR",
    "RELATIONS",
    "ROLE_OF_EXACT",
    "ROLE_OF_PAIR",
    "ROLE_TO_ROLE",
    "ROOT_POPULAR",
]

# The kinds of context; s source, o target, r relation (inverses count as relations of their own),
# d its direction (0, or 1 for inverses). C and K are an entity's country and role.
EXACT = 0  # (s, r) -> o
BY_ROOT = 1  # (s, root of r, d) -> o
BY_QUAD = 2  # (s, quad class of r, d) -> o
PAIR = 3  # (s, d) -> o, and (s, 2) -> o for both directions together
POPULAR = 4  # (r) -> o
OVERALL = 5  # (d) -> o
BY_COUNTRY = 6  # (C(s), r) -> o
BY_ROLE = 7  # (K(s), r) -> o
BY_COUNTRY_ANY = 8  # (C(s), d) -> o
ROOT_POPULAR = 9  # (root, d) -> o
COUNTRY_OF_EXACT = 10  # (s, r) -> C(o)
COUNTRY_OF_PAIR = 11  # (s, d) -> C(o)
COUNTRY_TO_COUNTRY = 12  # (C(s), r) -> C(o)
ROLE_TO_ROLE = 13  # (K(s), r) -> K(o), at home or abroad
ROLE_OF_PAIR = 14  # (s, d) -> K(o), at home or abroad
ROLE_OF_EXACT = 15  # (s, r) -> K(o), at home or abroad
RELATIONS = 16  # (s, o) -> r
COUNTRY_TO_COUNTRY_ANY = 17  # (C(s), d) -> C(o)
NOVELTY = 18  # (r, 0) -> whether o was new to s (2), known from another relation (1), or exact (0)
NOVELTY_OF = 19  # (s, d) -> the same
KINDS = 21  # contexts that a fact is counted in (the pair in two)
