"""Plant citation faults into true citations of a folder's articles and print which kind the checker names.

    python -m tests.benchmarks.citation_faults FOLDER [--index INDEX] [--strangers WINDOWS] [--each 60] [--seed 2] [--show]

Five kinds: the quote's words altered; the right words at a wrong place; in a wrong file; made up; and, so that naming a fault is
no matter of course, true ones whose marks, white space or middle a writer has changed. WINDOWS is the development set's
``reader/news-windows.jsonl.gz``: sentences of other years' news, which no article of the folder holds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from qa import Pincite
from qa.checking.citations import check_quote
from qa.checking.corpus import Corpus
from qa.checking.plain import plain
from qa.checking.report import Claim, Status
from qa.sentences import sentence_spans

WORDS = (9, 45)
NUMBERS = ["3", "11", "17", "26", "48", "90", "145", "1,200", "63,000", "two", "seven", "eleven"]
NAMES = ["Harlan Whitcombe", "Mirela Dostoiu", "Tessaly", "Brackenridge", "Ngarimu", "the Quenell Institute"]
OTHER_WORDS = ["never", "reluctantly", "secretly", "partly", "allegedly", "openly", "hardly", "formerly"]


@dataclass(frozen=True)
class Planted:
    """A claim with the status it has and the way it was made."""

    claim: Claim
    status: Status
    how: str


class Plants:
    """Makes claims from sentences that stand once in the whole folder."""

    def __init__(self, corpus: Corpus, seed: int, strangers: Path | None) -> None:
        self._corpus = corpus
        self._random = random.Random(seed)
        self._files = sorted(corpus.catalog.stored())
        self._texts = [plain(corpus.text(file)).text for file in self._files]
        self._strangers = list(_sentences_of(strangers)) if strangers else []

    def claim(self) -> Claim:
        """A true claim, with its place."""
        while True:
            file = self._random.choice(self._files)
            text = self._corpus.text(file)
            spans = [(a, b) for a, b in sentence_spans(text) if WORDS[0] <= len(text[a:b].split()) <= WORDS[1]]
            if not spans:
                continue
            a, b = self._random.choice(spans)
            quote = text[a:b].strip()
            start = a + text[a:b].index(quote)
            # What ends in an ellipsis is a cut headline, and its whole may stand elsewhere.
            if "\n" not in quote and not quote.endswith(("…", "...")) and self.holders(quote) == 1:
                return Claim(quote, file, start, start + len(quote))

    def holders(self, quote: str) -> int:
        """How often the folder holds a quote, marks and white space aside."""
        wanted = plain(quote).text
        return sum(text.count(wanted) for text in self._texts)

    def exact(self) -> Planted:
        """What a writer may change: marks, white space, an ellipsis, a capital, a shorter piece; or nothing at all."""
        claim, words = self.claim(), []
        ways: Mapping[str, Callable[[str], str]] = {
            "as it stands": lambda quote: quote,
            "straight marks": lambda quote: quote.translate(str.maketrans("“”‘’–—", "\"\"''--")),
            "white space": lambda quote: re.sub(
                r" ", lambda _: self._random.choice([" ", "  ", "\n", "\u00a0"]), quote
            ),
            "in marks": lambda quote: f"“{quote.rstrip('.')},”",
        }
        how = self._random.choice([*ways, "ellipsis"])
        assert claim.quote is not None
        if how == "ellipsis":
            words = claim.quote.split(" ")
            third = max(3, len(words) // 3)
            quote = (
                " ".join(words[:third]) + self._random.choice([" … ", " ... ", " [...] "]) + " ".join(words[-third:])
            )
            return Planted(replace(claim, quote=quote), Status.EXACT, how)
        return Planted(replace(claim, quote=ways[how](claim.quote)), Status.EXACT, how)

    def moved(self) -> Planted:
        """The right words, another place of the same file."""
        claim = self.claim()
        assert claim.quote is not None and claim.start is not None and claim.file is not None
        length = len(self._corpus.text(claim.file))
        how = self._random.choice(["a few characters", "another sentence", "beyond the end"])
        if how == "a few characters":
            shift = self._random.choice([12, 25, 40])
            start = claim.start - shift if claim.start >= shift and self._random.random() < 0.5 else claim.start + shift
        elif how == "another sentence":
            start = self._random.choice(
                [p for p in range(0, max(1, length), 37) if abs(p - claim.start) > len(claim.quote)] or [length]
            )
        else:
            start = length + 10
        return Planted(replace(claim, start=start, end=start + len(claim.quote)), Status.MOVED, how)

    def altered(self) -> Planted:
        """The right place, other words."""
        while True:
            claim = self.claim()
            assert claim.quote is not None
            how = self._random.choice(["a number", "a name", "a word put in", "words left out", "a word exchanged"])
            quote = self._changed(claim.quote, how)
            if quote is not None and self.holders(quote) == 0:
                return Planted(replace(claim, quote=quote), Status.ALTERED, how)

    def misattributed(self) -> Planted:
        """The right words, said to stand in another article: any, or one about the same matter."""
        claim = self.claim()
        how = self._random.choice(["any article", "an article like it", "no such article"])
        others = list(dict.fromkeys(p.file for p in self._corpus.likely(claim.quote or "", 40) if p.file != claim.file))
        file = "report-that-is-not-there.txt"
        if how == "an article like it" and others:
            file = others[0]
        elif how != "no such article":
            file = self._random.choice([one for one in self._files if one != claim.file])
        place = (claim.start, claim.end) if self._random.random() < 0.5 else (None, None)
        return Planted(replace(claim, file=file, start=place[0], end=place[1]), Status.MISATTRIBUTED, how)

    def fabricated(self) -> Planted:
        """Words that no article holds: another year's news, or the halves of two sentences."""
        while True:
            claim, other = self.claim(), self.claim()
            assert claim.quote is not None and other.quote is not None
            how = self._random.choice(["two halves", "another year's news"] if self._strangers else ["two halves"])
            if how == "two halves":
                one, two = claim.quote.split(), other.quote.split()
                quote = " ".join(one[: len(one) // 2] + two[len(two) // 2 :])
                # Of very unequal halves the longer one is a quote with an end put on.
                if not 0.45 <= (len(one) // 2) / len(quote.split()) <= 0.55:
                    continue
            else:
                quote = self._random.choice(self._strangers)
                # Wire copy of a later year can repeat a sentence; what shares half of its words in a row is not made up.
                words = quote.split()
                runs = (" ".join(words[i : i + len(words) // 2]) for i in range(len(words) - len(words) // 2 + 1))
                if any(self.holders(run) for run in runs):
                    continue
            if self.holders(quote) == 0:
                return Planted(replace(claim, quote=quote), Status.FABRICATED, how)

    def _changed(self, quote: str, how: str) -> str | None:
        words = quote.split(" ")
        if how == "a number":
            places = [i for i, word in enumerate(words) if re.search(r"\d", word)]
        elif how == "a name":
            places = [i for i, word in enumerate(words) if i and re.fullmatch(r"[A-Z][a-z]{3,}", word)]
        else:
            places = list(range(1, len(words) - 1))
        if not places:
            return None
        at = self._random.choice(places)
        if how == "a number":
            words[at] = self._random.choice(NUMBERS)
        elif how == "a name":
            words[at] = self._random.choice(NAMES)
        elif how == "a word put in":
            words.insert(at, self._random.choice(OTHER_WORDS))
        elif how == "words left out":
            del words[at : at + self._random.randint(1, 3)]
        else:
            words[at] = self._random.choice(OTHER_WORDS)
        return " ".join(words)


def _sentences_of(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            passage = json.loads(line)["passage"]
            for a, b in sentence_spans(passage)[1:-1]:
                sentence = passage[a:b].strip()
                if "\n" not in sentence and WORDS[0] <= len(sentence.split()) <= WORDS[1]:
                    yield sentence


def main() -> None:
    """Parse and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--strangers", type=Path)
    parser.add_argument("--each", type=int, default=60)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--show", action="store_true", help="print what was named wrongly")
    arguments = parser.parse_args()
    library = Pincite.open(arguments.folder, index=arguments.index)
    corpus = Corpus(library.store)
    plants = Plants(corpus, arguments.seed, arguments.strangers)
    makers = (plants.exact, plants.moved, plants.altered, plants.misattributed, plants.fabricated)
    planted = [make() for make in makers for _ in range(arguments.each)]
    started = time.perf_counter()
    named: Counter[tuple[Status, Status]] = Counter()
    ways: Counter[tuple[Status, str, bool]] = Counter()
    for one in planted:
        found = check_quote(one.claim, corpus)
        named[one.status, found.status] += 1
        ways[one.status, one.how, found.status is one.status] += 1
        if arguments.show and found.status is not one.status:
            print(
                f"{one.status} ({one.how}) named {found.status} ({found.similarity:.2f}): {one.claim}\n    {found.found and found.found.quote}"
            )
    seconds = time.perf_counter() - started
    print(
        f"{len(planted)} planted in {len(corpus.catalog.stored()):,} articles, {seconds / len(planted) * 1000:.0f} ms each"
    )
    print(f"{'planted':14}" + "".join(f"{status:>15}" for status in Status) + "   named right")
    for status in Status:
        right = named[status, status] / arguments.each
        print(f"{status:14}" + "".join(f"{named[status, other]:15}" for other in Status) + f"   {right:.1%}")
    for status, how in sorted({(status, how) for status, how, _ in ways}):
        right, wrong = ways[status, how, True], ways[status, how, False]
        print(f"    {status}, {how}: {right} of {right + wrong}")
    faults = [status for status in Status if status is not Status.EXACT]
    right = sum(named[status, status] for status in faults)
    print(
        f"faults named right: {right} of {len(faults) * arguments.each} ({right / (len(faults) * arguments.each):.1%})"
    )
    everything = sum(named[status, status] for status in Status)
    print(f"all five kinds: {everything} of {len(planted)} ({everything / len(planted):.1%})")


if __name__ == "__main__":
    main()
