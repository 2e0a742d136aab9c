"""BM25 whose cost does not grow with common words: the rarest words find the candidates, all words rank them."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field

from vectorstore.catalog import Catalog, conditions
from vectorstore.records import Filters, Hit, PassageRow
from vectorstore.stemming import MARKS, STEMS, STOP_WORDS, WORD, fold, stem

# Okapi BM25 with Robertson's usual constants (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework").
K1, B = 1.2, 0.75
# Postings read for one question. On 62,000 news passages 2,000 already found as much in the first 50 as all of
# the question's words joined by OR (tests/benchmarks/news.py); the cost stays the same in a larger index.
POSTINGS = 4_000
CANDIDATES = 300
# Within this many words of one another, as blanks and ends of lines part them, the question's words are about one thing.
WINDOW = 30
# For more words than this it is quicker to stem all of a text's.
MOST_SOUGHT = 20

# A word with the marks on its letters, as it is typed.
_TYPED = re.compile(rf"[^\W_](?:[^\W_]|{MARKS.pattern})*")
# "CO2" and "km2" as they are typed, and what an article may have for their digits.
_FORMULA = re.compile(r"(?=.*[a-z])[a-z0-9]*[0-9][a-z0-9]*")
_LOWERED, _RAISED = (str.maketrans("0123456789", small) for small in ("₀₁₂₃₄₅₆₇₈₉", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
# Thai, Lao, Tibetan, Burmese, Khmer, kana and Chinese characters: no blanks stand between words.
_UNSPACED = re.compile("[\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_QUOTED = re.compile(r"“([^”]{2,200})”|\"([^\"]{2,200})\"|«([^»]{2,200})»")


@dataclass(frozen=True, slots=True)
class Query:
    """A question's words: ``words`` folded by stem, each stem's inverse document frequency among ``passages``
    passages, quoted ``phrases``; ``spellings`` are what the full-text index may have a word as, if not as folded here."""

    words: dict[str, str]
    idf: dict[str, float]
    documents: dict[str, int]
    phrases: tuple[str, ...]
    passages: int = 1
    spellings: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def weight(self) -> float:
        """The sum of the words' inverse document frequencies."""
        return sum(self.idf.values())

    def held(self, words: Container[str]) -> float:
        """The share of the words' weight that is among ``words``, 0 to 1."""
        return sum([weight for key, weight in self.idf.items() if key in words]) / (self.weight or 1.0)


@dataclass(frozen=True, slots=True)
class Match:
    """How a passage matches a question's words: ``words`` are those it or its article's title holds, by stem;
    ``coverage`` and ``window`` are shares of the words' weight, 0 to 1."""

    words: frozenset[str]
    bm25: float
    coverage: float
    window: float
    phrases: bool


def parse(catalog: Catalog, question: str) -> Query:
    """The question's words without stop words; if nothing else is left, the stop words are what was asked for."""
    typed = [
        (word, spelled)
        for spelled in _TYPED.findall(unicodedata.normalize("NFC", question))
        for word in WORD.findall(fold(spelled))
    ]
    chosen = [(word, spelled) for word, spelled in typed if word not in STOP_WORDS] or typed
    words = {stem(word): word for word, _ in chosen}
    passages = catalog.passage_count()
    spellings = _spellings(catalog, chosen)
    documents = {
        key: min(passages, sum(spellings[key].values())) if key in spellings else catalog.documents(key)
        for key in words
    }
    idf = {
        key: math.log(1 + (passages - n + 0.5) / (n + 0.5)) if passages >= n else 0.0 for key, n in documents.items()
    }
    phrases = tuple(" ".join(next(filter(None, groups)).split()) for groups in _QUOTED.findall(question))
    return Query(words, idf, documents, phrases, passages, {key: tuple(forms) for key, forms in spellings.items()})


def _spellings(catalog: Catalog, typed: Sequence[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """By stem, for words not typed in ASCII and formulas: what the full-text index may have them as, and in how many
    passages it has.

    Only its own tokenizer knows how it folds them. It keeps "ё", "й", "₂" and the accents of Greek, so a word is looked for
    as it is typed, as it is where letters and marks are apart, and as :func:`fold` leaves it; a formula with small digits too.
    """
    foreign = {stem(word) for word, spelled in typed if not spelled.isascii() or _FORMULA.fullmatch(word)}
    forms = [
        (stem(word), form)
        for word, spelled in typed
        if stem(word) in foreign
        for form in (spelled, unicodedata.normalize("NFD", spelled), fold(spelled), *_small(word))
    ]
    found: dict[str, dict[tuple[str, ...], str]] = {key: {} for key in foreign}
    for (key, form), terms in zip(forms, catalog.terms([form for _, form in forms]), strict=True):
        found[key].setdefault(terms, form)
    # Several terms are a phrase to FTS5: no more passages hold it than hold the rarest of them.
    return {
        key: {form: min(map(catalog.documents, terms)) for terms, form in spelled.items() if terms}
        for key, spelled in found.items()
    }


def _small(word: str) -> tuple[str, ...]:
    return (word.translate(_LOWERED), word.translate(_RAISED)) if _FORMULA.fullmatch(word) else ()


def candidates(catalog: Catalog, query: Query, limit: int = CANDIDATES, filters: Filters | None = None) -> list[int]:
    """Ids of up to ``limit`` passages by the question's rarest words, best first, those with a quoted phrase before all."""
    found: list[int] = []
    if query.phrases:
        found += _phrased(catalog, query.phrases, limit, filters)
    rarest = sorted((key for key in query.words if query.documents[key]), key=lambda key: query.documents[key])
    chosen: list[str] = []
    spent = 0
    for key in rarest:
        if chosen and spent + query.documents[key] > POSTINGS:
            break
        chosen.append(_sought(query, key))
        spent += query.documents[key]
    if spent > POSTINGS and len(rarest) > 1:
        # Even the rarest word is common: two together are rare enough to read.
        both = " AND ".join(_sought(query, key) for key in rarest[:2])
        found += _match(catalog, both, limit, filters)
    if chosen and (spent <= POSTINGS or not found):
        found += _match(catalog, " OR ".join(chosen), limit, filters)
    return list(dict.fromkeys(found))


def match(query: Query, passages: Collection[PassageRow]) -> dict[int, Match]:
    """How each passage matches, over its article's title and its text; BM25's mean length is that of ``passages``."""
    beginnings = {key: _beginning(key) for key in query.idf}
    titles = {title: _Title.of(title or "", beginnings) for title in {p.title for p in passages}}
    folded = {p.id: fold(p.text) for p in passages}
    lengths = {i: _length(text) for i, text in folded.items()}
    mean = sum(lengths.values()) / max(1, len(lengths)) or 1.0
    phrases = _plain(query.phrases)

    def matched(p: PassageRow) -> Match:
        text, title = folded[p.id], titles[p.title]
        relative = (lengths[p.id] + title.length) / (mean + title.length)
        exact = bool(phrases) and _holds_all(text, phrases)
        return _match_one(query, text, _places(text, beginnings), title.words, relative, exact)

    return {p.id: matched(p) for p in passages}


def search(catalog: Catalog, question: str, k: int, filters: Filters | None = None) -> list[Hit]:
    """The ``k`` best passages by BM25 over the question's words, best first; exact phrases go before everything."""
    query = parse(catalog, question)
    rows = catalog.passages(candidates(catalog, query, max(k, CANDIDATES), filters))
    matches = match(query, rows.values())
    ranked = sorted(matches, key=lambda i: (not matches[i].phrases, -matches[i].bm25, i))
    return [Hit(i, matches[i].bm25) for i in ranked[:k]]


@dataclass(frozen=True, slots=True)
class _Title:
    """The question's words in an article's title, by stem, and how many words it has."""

    words: Mapping[str, int]
    length: int

    @classmethod
    def of(cls, title: str, beginnings: Mapping[str, str]) -> _Title:
        folded = fold(title)
        return cls(Counter(key for _, key in _places(folded, beginnings)), _length(folded) if title else 0)


def _match_one(
    query: Query, folded: str, places: list[tuple[int, str]], title: Mapping[str, int], relative: float, phrases: bool
) -> Match:
    """The match of a text with the words of ``query`` at ``places``, ``relative`` times as long as the mean."""
    idf, total = query.idf, query.weight or 1.0
    counts = dict(title)
    for _, key in places:
        counts[key] = counts.get(key, 0) + 1
    inside = {key for _, key in places}
    norm = K1 * (1 - B + B * relative)
    coverage = query.held(inside)
    return Match(
        words=frozenset(counts),
        bm25=sum([idf[key] * n * (K1 + 1) / (n + norm) for key, n in counts.items()]),
        coverage=coverage,
        window=_best_window(query, _numbered(folded, places)) / total if len(inside) > 1 else coverage,
        phrases=phrases,
    )


def _beginning(key: str) -> str:
    """What every word of a stem begins with: Porter puts another letter at the end ("happi", "hope", "possibl") or none."""
    return key[:-1] if len(key) > 1 and key.endswith(("i", "e", "bl")) else key


def _places(folded: str, beginnings: Mapping[str, str]) -> list[tuple[int, str]]:
    """Where words with the given stems begin in a folded text, in its order.

    Only words that begin as a stem does are stemmed: all words of some hundred passages would take half of a search's time.
    """
    if len(beginnings) > MOST_SOUGHT:
        stemmed = ((match.start(), STEMS[match.group()]) for match in WORD.finditer(folded))
        return [(place, key) for place, key in stemmed if key in beginnings]
    found = []
    for key, beginning in beginnings.items():
        place = folded.find(beginning)
        while place >= 0:
            end = place + 1
            if not place or not folded[place - 1].isalnum():
                word = WORD.match(folded, place)
                if word and STEMS[word.group()] == key:
                    found.append((place, key))
                    end = word.end()
            place = folded.find(beginning, end)
    found.sort()
    return found


def _length(text: str) -> int:
    """About how many words a text has: what blanks and ends of lines part."""
    return 1 + _gaps(text, 0, len(text))


def _numbered(text: str, places: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Each place as about the number of words before it, see :func:`_length`."""
    numbered, before, last = [], 0, 0
    for place, key in places:
        before += _gaps(text, last, place)
        last = place
        numbered.append((before, key))
    return numbered


def _gaps(text: str, start: int, end: int) -> int:
    return text.count(" ", start, end) + text.count("\n", start, end)


def _best_window(query: Query, places: list[tuple[int, str]]) -> float:
    """The largest weight of distinct words within :data:`WINDOW` words."""
    best = weight = 0.0
    inside: Counter[str] = Counter()
    first = 0
    for place, word in places:
        if not inside[word]:
            weight += query.idf[word]
        inside[word] += 1
        while place - places[first][0] >= WINDOW:
            left = places[first][1]
            inside[left] -= 1
            if not inside[left]:
                weight -= query.idf[left]
            first += 1
        best = max(best, weight)
    return best


def _phrased(catalog: Catalog, phrases: Sequence[str], limit: int, filters: Filters | None) -> list[int]:
    """Ids of up to ``limit`` passages with all ``phrases``; where more have them, those go first that have the very words.

    FTS5 compares stems: to it "the supports" is "the support".
    """
    found = _match(catalog, " AND ".join(map(_quote, phrases)), POSTINGS, filters)
    if len(found) <= limit:
        return found
    plain = _plain(phrases)
    exact: list[int] = []
    for first in range(0, len(found), CANDIDATES):
        rows = catalog.passages(found[first : first + CANDIDATES])
        exact += [i for i in found[first : first + CANDIDATES] if i in rows and _holds_all(fold(rows[i].text), plain)]
        if len(exact) >= limit:
            break
    return list(dict.fromkeys([*exact, *found]))[:limit]


def _plain(phrases: Sequence[str]) -> list[str]:
    """Phrases as :func:`_holds_all` looks for them, without those of nothing but blanks."""
    return [plain for phrase in phrases if (plain := _one_line(fold(phrase)))]


def _holds_all(folded: str, phrases: Sequence[str]) -> bool:
    """Whether a folded text has each of ``phrases`` in whole words."""
    text = _one_line(folded)
    return all(_holds(text, phrase) for phrase in phrases)


def _holds(text: str, phrase: str) -> bool:
    place = text.find(phrase)
    while place >= 0:
        if not _inside_word(text, place) and not _inside_word(text, place + len(phrase)):
            return True
        place = text.find(phrase, place + 1)
    return False


def _inside_word(text: str, place: int) -> bool:
    """Whether a word goes on from before ``place``; nobody can tell where there are no blanks between words."""
    around = text[place - 1 : place + 1] if place else ""
    return len(around) == 2 and all(unicodedata.category(c)[0] in "LMN" and not _UNSPACED.match(c) for c in around)


def _one_line(text: str) -> str:
    """White space and the shape of an apostrophe aside: nobody types the curly one."""
    return " ".join(text.replace("’", "'").split())


def _match(catalog: Catalog, expression: str, limit: int, filters: Filters | None) -> list[int]:
    where = ""
    values: list[str] = []
    if filters:
        condition, values = conditions(filters)
        # The plus keeps FTS5 from looking the words up for each of these rows anew: 8 s for 43,000 passages, and .04 s so.
        where = f"AND +rowid IN (SELECT p.id FROM passages p JOIN articles a ON a.id = p.article WHERE {condition})"
    with catalog.faults():
        # By an expression and not by FTS5's hidden rank column: that one sorts several times slower.
        rows = catalog.db.execute(
            f"SELECT rowid, bm25(words, 1.0, 1.0) AS score FROM words WHERE words MATCH ? {where} ORDER BY score LIMIT ?",
            [expression, *values, limit],
        )
        return [row[0] for row in rows]


def _sought(query: Query, key: str) -> str:
    """A word in FTS5's query language, in any of its spellings."""
    spellings = query.spellings.get(key, (query.words[key],))
    return f"({' OR '.join(map(_quote, spellings))})"


def _quote(words: str) -> str:
    """A string of FTS5's query language; what stands in it is words and no operator."""
    # FTS5 reads up to a NUL, and SQLite takes no lone surrogate.
    words = words.replace("\0", " ").encode("utf-8", "replace").decode()
    return '"' + words.replace('"', '""') + '"'
