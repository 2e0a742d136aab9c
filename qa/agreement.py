"""Which articles are copies of one another, which answers mean the same, and which contradict each other."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np

from qa import sparing
from qa.answering.names import UPPER
from qa.checks.aliases import same_name
from qa.checks.amounts import amounts
from qa.checks.meanings import is_word
from qa.checks.measures import Measure, excludes, measured, same
from qa.checks.names import canonical, known, names_of
from qa.checks.places import COUNTRIES, IMPLIED
from qa.checks.whereabouts import SITE, apart
from qa.checks.words import key_of
from qa.citing import sliced
from qa.quantities import SCALES, Day, dates, numbers, undated
from qa.reading import AnswerSpan
from vectorstore import stemming

# Two articles whose runs of five words overlap by this much (Jaccard) are one: wire copy with another headline and a few
# more lines stays above it, two reports of one event lie below .1.
NEAR_COPY = 0.5
SHINGLE = 5
PERMUTATIONS = 128
# Sentences that share this much of their words were written once.
SAME_SENTENCE = 0.8
# What says roughly where, so that a place inside it is no other answer.
_VAGUE = frozenset(
    map(
        key_of,
        "eastern western northern southern central east west north south far near region province area state country county "
        "coast outside suburb suburbs capital city border home abroad".split(),
    )
)
CAPITALISED = re.compile(rf"[{UPPER}][\w’'-]*")
_WORD = re.compile(r"[^\W_][\w’'-]*")
# "The fishing village of Hamm" is named Hamm.
_NAMING = re.compile(rf"^(?:[a-z]+ ){{1,4}}of (?=[{UPPER}])")
_PARTICLES = frozenset("de la van der den von bin al el da dos della du le".split())
_DROPPED = frozenset(map(key_of, "the a an of in at on and his her their its mr mrs ms dr".split()))
# Countries, continents and states, not the cities among them; one whose government's seat is known is in no other.
_LANDS = COUNTRIES - IMPLIED.keys()
_SEATED = frozenset(IMPLIED.values())


@dataclass(frozen=True, slots=True)
class Group:
    """Spans that give the same answer, best first; ``origins`` are their articles, copies together.

    ``score`` is the probability that one of the origins is right about it, taken as independent. ``articles`` say of each origin
    which articles its files are versions of: groups share one where its versions differ.
    """

    spans: tuple[AnswerSpan, ...]
    origins: tuple[tuple[str, ...], ...]
    score: float
    articles: tuple[frozenset[str], ...]

    @property
    def best(self) -> AnswerSpan:
        """The span that answers best."""
        return self.spans[0]


def origins_of(texts: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The files of ``texts`` with near-copies together, each group and the groups in their given order."""
    files = list(texts)
    leader = {file: file for file in files}
    if len(files) > 1:
        sketches = {file: _sketch(texts[file]) for file in files}
        for one, other in combinations(files, 2):
            if float(np.mean(sketches[one] == sketches[other])) >= NEAR_COPY:
                low, high = leader[one], leader[other]
                leader = {file: low if name == high else name for file, name in leader.items()}
    groups: dict[str, list[str]] = {}
    for file in files:
        groups.setdefault(leader[file], []).append(file)
    return [tuple(group) for group in groups.values()]


@lru_cache(maxsize=4096)
def _sketch(text: str) -> np.ndarray:
    """The MinHash of a text's runs of five words: the share of equal entries estimates the overlap of two (Broder 1997)."""
    # Its package imports SciPy's integration for what is not used here, and that takes longer than the whole answer.
    sparing.spare("datasketch")
    from datasketch.minhash import MinHash

    words = re.findall(r"\w+", text.lower())
    runs = {" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))}
    sketch = MinHash(num_perm=PERMUTATIONS, hashfunc=zlib.crc32)
    sketch.update_batch([run.encode("utf-8", "replace") for run in sorted(runs)])
    return np.asarray(sketch.hashvalues)


def same_answer(one: str, other: str) -> bool:
    """Whether two answers mean the same: equal words, amounts or dates, or a name and its longer form."""
    return _same(one, other, measured(one), measured(other))


def _same_said(one: AnswerSpan, other: AnswerSpan) -> bool:
    """Whether two answers mean the same, their amounts read with the units and hedges of their sentences."""
    return _same(one.text, other.text, _measured(one), _measured(other))


def _same(one: str, other: str, size: Measure | None, other_size: Measure | None) -> bool:
    dated = bool(dates(one) and dates(other))
    if size and other_size and not dated:
        if not same(size, other_size):
            return False
        one, other = _without_amount(one), _without_amount(other)
        first, second = _key(one) | {"="}, _key(other) | {"="}
    else:
        first, second = _key(one), _key(other)
    if not first or not second:
        return first == second
    if first == second:
        return True
    if dated and dates(one) == dates(other):
        # However the days are written.
        one, other = undated(one), undated(other)
        first, second = _key(one) | {"="}, _key(other) | {"="}
    elif dated and not _same_days(dates(one), dates(other)):
        return False
    if not dated and sorted(numbers(one)) != sorted(numbers(other)):
        return False
    short, long = sorted((first, second), key=len)
    # "Putin" is in "Vladimir Putin"; a single common word inside a phrase is not the phrase, and Russia is not its president.
    longer = short <= long and (len(long) <= 2 * len(short) + 1) and _named(one) == _named(other)
    return (longer and not (short <= _LANDS and not long - short <= _VAGUE)) or same_name(one, other)


def contradicts(one: AnswerSpan, other: AnswerSpan, kind: str | None) -> bool:
    """Whether two different answers cannot both be right, as far as their sentences show.

    ``kind`` is what the question asks for, ``"one"`` where that is one thing of a kind that does not show, ``None`` where even that
    does not: then two amounts of one thing contradict, two dates, and of one thing two names.

    A difference of detail is none: a place in a region, a rounded number or one in another unit, a day of a month, a name that
    the other's sentence gives too.
    """
    if _same_said(one, other):
        return False
    if kind in ("one", None):
        kind = _kind_of_both(one, other, names=kind == "one")
    if kind in ("number", "percent"):
        first, second = _measured(one), _measured(other)
        return first is not None and second is not None and excludes(first, second)
    if kind == "time":
        return _other_day(one, other) or _other_hour(one, other)
    if kind not in ("name", "place") or _within(one, other) or _within(other, one):
        return False
    return kind == "name" or apart(one.text, other.text)


def _kind_of_both(one: AnswerSpan, other: AnswerSpan, *, names: bool) -> str | None:
    """What kind of answer both are by their own words; ``None`` where that does not show, or they speak of two things."""
    if dates(one.text) and dates(other.text):
        return "time" if _one_thing(undated(one.text), undated(other.text)) else None
    if _measured(one) and _measured(other):
        # Of "14 people" and "40 cars" both may be right.
        return "number" if _one_thing(_without_amount(one.text), _without_amount(other.text)) else None
    words = [_key(SITE.sub(" ", span.text)) for span in (one, other)]
    return "place" if names and _is_name(one) and _is_name(other) and words[0].isdisjoint(words[1]) else None


def _one_thing(one: str, other: str) -> bool:
    """Whether one of two rests of answers says nothing that the other does not."""
    first, second = _key(one), _key(other)
    return first <= second or second <= first


def _is_name(span: AnswerSpan) -> bool:
    """Whether an answer is a name and no more: "Royal Infirmary", "the port of Vinge"."""
    words = _WORD.findall(_NAMING.sub("", span.text))
    named = [
        word for word in words if not (word.lower() in _PARTICLES or SITE.fullmatch(word) or key_of(word) in _DROPPED)
    ]
    # Any word has a capital where its sentence begins.
    opens = span.start == span.sentence[0] and len(words) == 1 and is_word(key_of(span.text))
    return bool(named) and all(word[0].isupper() or word.isdigit() for word in named) and not opens


def _other_day(one: AnswerSpan, other: AnswerSpan) -> bool:
    first, second = dates(one.text), dates(other.text)
    if all(any(day.dated for day in days) for days in (first, second)):
        # Beside a date its weekday tells nothing more.
        first, second = [day for day in first if day.dated], [day for day in second if day.dated]
    pairs = [(a, b) for a in first for b in second if a.comparable(b)]
    # "Tuesday" and "Wednesday" are two days of one week only where both articles are of one day.
    published = one.passage.date is not None and one.passage.date == other.passage.date
    return bool(pairs) and all(a.differs(b) or (published and a.other_weekday(b)) for a, b in pairs)


def _other_hour(one: AnswerSpan, other: AnswerSpan) -> bool:
    first, second = _measured(one, "clock"), _measured(other, "clock")
    return first is not None and second is not None and excludes(first, second)


def group_answers(spans: Sequence[AnswerSpan], texts: Mapping[str, str]) -> list[Group]:
    """Spans with the same answer together, the group most likely to be right first.

    ``texts`` holds the whole text of each span's article: an article and its copies speak with one voice, also where they differ.
    """
    members: list[list[AnswerSpan]] = []
    for span in sorted(spans, key=lambda span: -span.score):
        home = next((group for group in members if _same_said(group[0], span)), None)
        if home is None:
            members.append([span])
        else:
            home.append(span)
    articles = origins_of({span.passage.file: texts[span.passage.file] for span in spans})
    return sorted((_group(group, articles) for group in members), key=lambda group: -group.score)


def _group(spans: Sequence[AnswerSpan], articles: Sequence[tuple[str, ...]]) -> Group:
    origins: list[tuple[str, ...]] = []
    versions: list[frozenset[str]] = []
    said: list[set[str]] = []
    doubt = 1.0
    first = {file: article[0] for article in articles for file in article}
    files = dict.fromkeys(span.passage.file for span in spans)
    for article in dict.fromkeys(first[file] for file in files):
        origin = tuple(file for file in files if first[file] == article)
        best = next(span for span in spans if span.passage.file in origin)
        words = set(stemming.stems(sentence_text(best)))
        # One sentence in two articles was written once, however much the rest differs.
        twin = next((i for i, old in enumerate(said) if len(words & old) >= SAME_SENTENCE * len(words | old)), None)
        if twin is None:
            said.append(words)
            origins.append(origin)
            versions.append(frozenset({article}))
            doubt *= 1 - best.score
        else:
            origins[twin] += origin
            versions[twin] |= {article}
    return Group(tuple(spans), tuple(origins), 1 - doubt, tuple(versions))


def independent_origins(sides: Sequence[Group]) -> list[int]:
    """How many independent articles each side adds to those before it: none where it is but another version of one of theirs.

    Their sum is the number of independent articles on the matter.
    """
    counts: list[int] = []
    heard: frozenset[str] = frozenset()
    for side in sides:
        counts.append(sum(heard.isdisjoint(article) for article in side.articles))
        heard = heard.union(*side.articles)
    return counts


def sentence_text(span: AnswerSpan) -> str:
    """The sentence that a span stands in."""
    return sliced(span.passage, span.sentence)


def _measured(span: AnswerSpan, unit: str | None = None) -> Measure | None:
    start = span.sentence[0]
    return measured(sentence_text(span), (span.start - start, span.end - start), unit)


def _without_amount(answer: str) -> str:
    """An answer without its one amount and that one's unit."""
    found = amounts(answer)
    return answer[: found[0].span[0]] + answer[found[0].span[1] :] if len(found) == 1 else answer


def _key(answer: str) -> frozenset[str]:
    """The keys of an answer's words, a country by one name, its numbers as values."""
    words = {key for key in canonical(answer) if key not in _DROPPED and not numbers(key) and key not in SCALES}
    return frozenset(words | {f"{number:g}" for number in numbers(answer)})


def _named(answer: str) -> bool:
    return bool(CAPITALISED.search(answer))


def _same_days(first: Sequence[Day], second: Sequence[Day]) -> bool:
    pairs = [(a, b) for a in first for b in second]
    return not any(a.differs(b) for a, b in pairs) and any(a.comparable(b) for a, b in pairs)


def _within(broad: AnswerSpan, narrow: AnswerSpan) -> bool:
    """Whether ``narrow``'s sentence gives ``broad``'s names; its passage too, where ``broad`` says only roughly where, or is a
    country or region that ``narrow`` may lie in."""
    own = " ".join(name.text for name in names_of(broad.text)) or " ".join(CAPITALISED.findall(broad.text))
    # "Russian Far East" names Russia, and says roughly where in it.
    names = {key for key in canonical(own) if key not in _DROPPED | _VAGUE}
    if not names:
        return True
    passage = narrow.passage
    widely = not _VAGUE.isdisjoint(canonical(broad.text)) or _may_hold(names, narrow)
    here = known(f"{passage.title or ''}\n\n{passage.text}" if widely else sentence_text(narrow)).all
    # "Siberian" speaks of "Siberia", and "Korea" may be "North Korea"; Austria and Australia are known for two.
    begun = {word[:5] for key in here if key not in COUNTRIES or " " in key for word in key.split()}
    if all(name in here or (name not in COUNTRIES and name[:5] in begun) for name in names):
        return True
    inner, outer = re.escape(narrow.text), re.escape(re.sub(r"^[Tt]he ", "", broad.text))
    # "Hamm, a town in Westphalia", "Westphalia’s town of Hamm".
    placed = (
        rf"{inner}(?:,| in|,? an? [\w -]{{1,40}}? (?:in|of)) (?:the )?{outer}|{outer}[’']s (?:[\w-]+ ){{0,4}}{inner}"
    )
    return any(re.search(placed, text) for text in (passage.text, broad.passage.text))


def _may_hold(names: set[str], narrow: AnswerSpan) -> bool:
    """Whether ``names`` are a country or region and ``narrow`` is neither, nor known to lie in another."""
    own = set(canonical(narrow.text))
    lies = {IMPLIED[key] for key in own if key in IMPLIED}
    elsewhere = bool(lies) and not names <= lies and not names.isdisjoint(_SEATED)
    return names <= _LANDS and own.isdisjoint(_LANDS) and not elsewhere
