"""Statements with the sentences they cite, true ones and falsified ones, made by rule from open texts with a fixed seed.

The sources are split in two by a hash of their name: rules are developed on ``develop``, figures are those of ``report``.
What makes a statement here knows nothing of what checks it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.sentences import sentence_spans
from qa.sources.dates import find_date
from qa.verification import Evidence

SEED = 20240619
SEEDS = Path(__file__).resolve().parents[2] / "seeds"
HALVES = ("develop", "report")
TRUE = (
    "verbatim",
    "clause dropped",
    "voice",
    "pronoun",
    "number written",
    "date written",
    "attribution moved",
    "adverb moved",
    "name form",
)
FALSE = ("number", "date", "name", "speaker", "negation", "modality", "wrong sentence", "stitched")
SHORTEST, LONGEST = 50, 320


@dataclass(frozen=True, slots=True)
class Case:
    """A statement, what it cites, whether that bears it, and the kind of rule that made it."""

    source: str
    kind: str
    true: bool
    statement: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The sentences of one paragraph of a source."""

    source: str
    sentences: tuple[str, ...]
    names: tuple[str, ...]
    published: Evidence


_MARKED = re.compile(r"[“”\"]")
_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][a-zé’'-]+(?:\s(?:[A-Z]\.\s)?[A-Z][a-zé’'-]+){0,2}\b(?!\s+[A-Z])")
_NO_NAME = re.compile(
    r"^(?:The|A|An|In|On|At|It|He|She|They|This|That|These|January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|President|Minister|Mr|Mrs|Dr|Sir|University|Street|War|World|North|South|East|West|State|City|County|River|Park|Church|Art|God|Internet|Earth)\b"
)
_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = "|".join(_MONTHS)
_WORDS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split()


def sources(data: Path) -> dict[str, list[str]]:
    """Name → paragraphs of every source: the sample articles, SQuADShifts' new Wikipedia, NoMIRACL's passages."""
    found: dict[str, list[str]] = {}
    for path in sorted(SEEDS.glob("*.txt")):
        found[path.name] = [p for p in re.split(r"\n+", path.read_text("utf-8")) if len(p) > SHORTEST]
    with gzip.open(data / "reader" / "squadshifts-new_wiki.json.gz", "rt", encoding="utf-8") as file:
        for article in json.load(file)["data"]:
            texts = [re.sub(r"\[[^\]]{1,30}\]", "", paragraph["context"]) for paragraph in article["paragraphs"]]
            found[article["title"]] = [" ".join(text.split()) for text in texts]
    with gzip.open(data / "answerability" / "nomiracl-en.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            for passage in json.loads(line)["passages"]:
                title, _, text = passage["text"].partition(": ")
                if text and text not in found.setdefault(title, []):
                    found[title].append(text)
    return found


def half_of(source: str) -> str:
    """The half a source belongs to. The sample articles tell one story, and fall on both sides of it."""
    return HALVES[hashlib.sha256(source.encode()).digest()[0] % 2]


def cases(data: Path, half: str, each: int = 60) -> list[Case]:
    """Up to ``each`` statements a kind from the sources of one half, the same at every call."""
    chosen = {name: texts for name, texts in sources(data).items() if half_of(name) == half}
    paragraphs = [p for name, texts in sorted(chosen.items()) for text in texts if (p := _paragraph(name, text))]
    found: list[Case] = []
    for kind, true, make in _makers():
        draw = random.Random(f"{SEED}{half}{kind}")
        made: list[Case] = []
        per_source: dict[str, int] = {}
        news = [p for p in paragraphs if p.source.endswith(".txt")]
        others = [p for p in paragraphs if not p.source.endswith(".txt")]
        draw.shuffle(news)
        draw.shuffle(others)
        for paragraph in news + others:
            if len(made) >= each:
                break
            if per_source.get(paragraph.source, 0) >= (10 if paragraph.source.endswith(".txt") else 4):
                continue
            places = list(range(len(paragraph.sentences)))
            draw.shuffle(places)
            for i in places[:3]:
                if not SHORTEST <= len(paragraph.sentences[i]) <= LONGEST:
                    continue
                statement = make(paragraph, i, draw)
                if statement is None:
                    continue
                text, cited = statement
                if text == paragraph.sentences[i] and kind not in ("verbatim", "wrong sentence"):
                    continue
                evidence = tuple(_evidence(paragraph, j) for j in cited)
                made.append(Case(paragraph.source, kind, true, text, evidence))
                per_source[paragraph.source] = per_source.get(paragraph.source, 0) + 1
                break
        found += made
    return found


def _paragraph(source: str, text: str) -> Paragraph | None:
    sentences = tuple(text[a:b].strip() for a, b in sentence_spans(text))
    names = dict.fromkeys(m.group() for s in sentences for m in _NAME.finditer(s) if not _NO_NAME.match(m.group()))
    published = find_date((SEEDS / source).read_text("utf-8")) if source.endswith(".txt") else None
    made = Evidence("", date=published[0] if published else None)
    return Paragraph(source, sentences, tuple(names), made) if sentences else None


def _evidence(paragraph: Paragraph, i: int) -> Evidence:
    around = paragraph.sentences
    return Evidence(
        around[i], " ".join(around[max(0, i - 2) : i]), " ".join(around[i + 1 : i + 2]), paragraph.published.date
    )


Made = tuple[str, tuple[int, ...]] | None
Maker = Callable[[Paragraph, int, random.Random], Made]


def _makers() -> Iterator[tuple[str, bool, Maker]]:
    for kind, make in zip(
        TRUE,
        (
            _verbatim,
            _dropped,
            _voice,
            _pronoun,
            _number_written,
            _date_written,
            _attribution_moved,
            _adverb_moved,
            _name_form,
        ),
        strict=True,
    ):
        yield kind, True, make
    for kind, make in zip(
        FALSE, (_number, _date, _name, _speaker, _negation, _modality, _wrong_sentence, _stitched), strict=True
    ):
        yield kind, False, make


# ---- true


def _verbatim(p: Paragraph, i: int, draw: random.Random) -> Made:
    return p.sentences[i], (i,)


def _dropped(p: Paragraph, i: int, draw: random.Random) -> Made:
    """Without a bracket, or without a relative or a while-clause at the end."""
    text = p.sentences[i]
    if _MARKED.search(text):
        return None
    bare = re.sub(r"\s\([^()]*\)", "", text)
    if bare == text:
        bare = re.sub(r",\s(?:which|who|where|while|whereas|although)\s[^,;“”\"]+[.]$", ".", text)
    return (bare, (i,)) if bare != text and len(bare.split()) > 5 else None


_VERBS = dict(
    row.split(":")
    for row in (
        "founded:founded created:created released:released published:published built:built wrote:written killed:killed defeated:defeated won:won "
        "designed:designed established:established discovered:discovered introduced:introduced directed:directed produced:produced opened:opened signed:signed "
        "replaced:replaced bought:bought acquired:acquired captured:captured recorded:recorded invented:invented developed:developed launched:launched "
        "proposed:proposed rejected:rejected adopted:adopted conquered:conquered organized:organized performed:performed composed:composed"
    ).split()
)
_ACTIVE = re.compile(
    rf"^(?P<who>(?:The\s)?[A-Z][\w’'-]+(?:\s[A-Z][\w.’'-]+)*)\s(?P<verb>{'|'.join(_VERBS)})\s(?P<what>(?:the|a|an|his|her|its)\s[\w’'-]+(?:\s[\w’'-]+){{0,4}}?|[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)*)(?P<rest>(?:\s(?:in|on|at|during|after|with)\s[^,;]+)?)\.$"
)
_PASSIVE = re.compile(
    rf"^(?P<what>[A-Z][\w’'-]*(?:\s[\w’'-]+){{0,6}}?)\s(?:was|were)\s(?P<verb>{'|'.join(set(_VERBS.values()))})\sby\s(?P<who>(?:the\s)?[A-Z]?[\w’'-]+(?:\s[A-Z][\w.’'-]+)*)(?P<rest>(?:\s(?:in|on|at|during)\s[^,;]+)?)\.$"
)


def _voice(p: Paragraph, i: int, draw: random.Random) -> Made:
    """Active for passive, or the reverse."""
    active, passive = _ACTIVE.match(p.sentences[i]), _PASSIVE.match(p.sentences[i])
    if active:
        what = active["what"]
        be = "were" if re.search(r"[^s]s$", what) and not what[:1].isupper() else "was"
        who = active["who"][0].lower() + active["who"][1:] if active["who"].startswith("The ") else active["who"]
        return f"{what[0].upper()}{what[1:]} {be} {_VERBS[active['verb']]} by {who}{active['rest']}.", (i,)
    if passive:
        verb = next(past for past, done in _VERBS.items() if done == passive["verb"])
        what = passive["what"]
        what = what[0].lower() + what[1:] if re.match(r"(?:The|A|An|His|Her|Its|This|These)\b", what) else what
        return f"{passive['who'][0].upper()}{passive['who'][1:]} {verb} {what}{passive['rest']}.", (i,)
    return None


def _pronoun(p: Paragraph, i: int, draw: random.Random) -> Made:
    """The name for "he" or "she", where the sentence before begins with it and names nobody else first."""
    if i == 0 or not re.match(r"(?:He|She)\s", p.sentences[i]):
        return None
    before = re.match(
        r"(?:[A-Z][a-zé’'-]+\s)(?:[A-Z]\.\s)?[A-Z][a-zé’'-]+(?=\s(?:was|is|had|has|[a-z]+ed)\b)", p.sentences[i - 1]
    )
    if not before or _NO_NAME.match(before.group()):
        return None
    return re.sub(r"^(?:He|She)\b", before.group(), p.sentences[i]), (i,)


def _in_words(value: int) -> str | None:
    if value <= 20:
        return _WORDS[value]
    if value < 100:
        ten = "twenty thirty forty fifty sixty seventy eighty ninety".split()[value // 10 - 2]
        return ten + (f"-{_WORDS[value % 10]}" if value % 10 else "")
    return None


_PLAIN_NUMBER = re.compile(
    r"(?<![\w.,:$€£/-])(?<!(?:uary|arch|pril|June|July|gust|mber|ober|.May) )(\d{1,3}(?:,\d{3})+|\d{1,2})(?=\s[a-z])(?!\s(?:million|billion|thousand|percent|am|pm|a\.m|p\.m|of\s))"
)


def _number_written(p: Paragraph, i: int, draw: random.Random) -> Made:
    """Digits as words, a million in full, % as per cent."""
    text = p.sentences[i]
    if _MARKED.search(text):
        return None
    for made in (
        re.sub(r"(\d+(?:\.\d+)?)\s?(?:%|percent)", r"\1 per cent", text),
        re.sub(r"\b(\d+)\.(\d) million\b", lambda m: f"{m[1]},{m[2]}00,000", text),
        re.sub(r"\b(\d{1,3}),000,000\b", r"\1 million", text),
        re.sub(r"\b(\d{1,3}),000\b(?=\s[a-z])", r"\1 thousand", text),
        _PLAIN_NUMBER.sub(lambda m: _in_words(int(m[1].replace(",", ""))) or m[1], text),
    ):
        if made != text and "million million" not in made:
            return made[0].upper() + made[1:], (i,)
    return None


def _date_written(p: Paragraph, i: int, draw: random.Random) -> Made:
    """January 6, 2005 as 6 January 2005, and the reverse."""
    text = p.sentences[i]
    if re.search(r"\d\s?(?:–|-|and|to)\s?\d", text):
        return None
    made = re.sub(rf"\b({_MONTH})\s(\d{{1,2}}),\s(\d{{4}}),?", r"\2 \1 \3", text)
    if made == text:
        made = re.sub(rf"\b(\d{{1,2}})\s({_MONTH})\s(\d{{4}})\b", r"\2 \1, \3", text)
    return (made, (i,)) if made != text else None


_ACCORDING = re.compile(r"^According to (?P<who>[^,]{3,60}), (?P<what>.+)\.$")
_ACCORDING_END = re.compile(r"^(?P<what>.+), according to (?P<who>[^,.]{3,60})\.$")
_SAID = re.compile(
    r"^(?P<who>(?:The |the )?[A-Z][^,;:“”\"]{2,60}?)(?<!^The)(?<! is)(?<! was)(?<! are)(?<! were)(?<! be)(?<! been)(?<!['’]s) (?P<verb>said|says|argued|argues|stated|claimed|reported|announced)(?: that)? (?P<what>[^“”\"]+)\.$"
)
_SAID_END = re.compile(r"^(?P<what>[^“”\"]+), (?P<who>[^,.“”\"]{3,60}) (?P<verb>said|says)\.$")


def _attribution_moved(p: Paragraph, i: int, draw: random.Random) -> Made:
    """The speaker behind the claim, or before it."""
    text = p.sentences[i]
    for pattern in (_ACCORDING, _ACCORDING_END, _SAID, _SAID_END):
        found = pattern.match(text)
        if not found:
            continue
        who, what = found["who"], found["what"]
        if re.match(r"(?:an?|the|on)\s[^,]+,", what) or "U.S.C" in what or re.search(r"\b(?:denied|and)$", who):
            return None
        if pattern is _ACCORDING:
            return f"{what[0].upper()}{what[1:]}, according to {who}.", (i,)
        if pattern is _ACCORDING_END:
            lowered = what[0].lower() + what[1:] if re.match(r"(?:The|A|An|In|On|It|This|There)\s", what) else what
            return f"According to {who}, {lowered}.", (i,)
        if pattern is _SAID and " who " not in who and not re.match(r"(?:that|to)\b", what):
            who = who[0].lower() + who[1:] if who.startswith("The ") else who
            return f"{what[0].upper()}{what[1:]}, {who} {found['verb']}.", (i,)
        if pattern is _SAID_END:
            return f"{who[0].upper()}{who[1:]} {found['verb']} that {what}.", (i,)
    return None


def _adverb_moved(p: Paragraph, i: int, draw: random.Random) -> Made:
    """In 1833, X … . → X … in 1833."""
    found = re.match(
        rf"^(?P<when>(?:In|On|By|Since) (?:(?:{_MONTH}) )?(?:\d{{1,2}}, )?\d{{4}}), (?P<what>[^,;]+)\.$", p.sentences[i]
    )
    if not found or re.search(r"\b(?:and|while|but|which)\b", found["what"]):
        return None
    when = found["when"][0].lower() + found["when"][1:]
    return f"{found['what'][0].upper()}{found['what'][1:]} {when}.", (i,)


def _name_form(p: Paragraph, i: int, draw: random.Random) -> Made:
    """Another form of a country's name, or a person by the last name."""
    text = p.sentences[i]
    if _MARKED.search(text):
        return None
    for pattern, made in (
        (r"\b[Tt]he United States\b", "the U.S."), (r"\bUnited Kingdom\b", "UK"), (r"\bUnited Nations\b", "UN"), (r"\b[Tt]he US\b", "the United States"),
        (r"\bEuropean Union\b", "EU"), (r"\b[Tt]he U\.S\.(?=\s[a-z])", "the United States"), (r"\bVladimir Putin\b", "Putin"),
        (r"\bRussian President\b", "Russia’s President"), (r"\bNorth Korean leader\b", "North Korea’s leader"), (r"(?<=[a-z,] )(?!Sri |New |Twenty )[A-Z][a-z]+ (?=[A-Z][a-z]+(?:'s)? (?:was|is|had|wrote|said|argued|became|died))", ""),
    ):  # fmt: skip
        changed = re.sub(pattern, made, text, count=1)
        if changed != text:
            return changed[0].upper() + changed[1:], (i,)
    return None


# ---- false

_ANY_NUMBER = re.compile(
    r"(?<![\w.,/-])(\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d+)?)(?=\s?%|\s[a-z]|\s?-\w)(?!\s(?:January|February|March|April|May|June|July|August|September|October|November|December))"
)
_WORD_NUMBER = re.compile(r"(?<!-)\b(two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)\b(?!-)")


def _number(p: Paragraph, i: int, draw: random.Random) -> Made:
    """Another number, another unit, or two numbers exchanged."""
    text = p.sentences[i]
    found = list(_ANY_NUMBER.finditer(text))
    if (
        len(found) >= 2
        and found[0][1] != found[1][1]
        and " and " not in text[found[0].end() : found[1].start()]
        and draw.random() < 0.3
    ):
        a, b = found[0], found[1]
        return text[: a.start(1)] + b[1] + text[a.end(1) : b.start(1)] + a[1] + text[b.end(1) :], (i,)
    if re.search(r"\d\s?(?:%|percent)", text) and draw.random() < 0.25:
        return re.sub(r"(\d)\s?(?:%|percent)(?!\w)", r"\1 million", text, count=1), (i,)
    if found:
        a = draw.choice(found)
        value = float(a[1].replace(",", ""))
        other = draw.choice(
            [
                value + 1,
                value + 2,
                value * 2,
                round(value * 1.1) + 1,
                value * 10,
                max(1, value - 1) if value > 2 else value + 3,
            ]
        )
        shown = f"{other:,.1f}" if "." in a[1] else f"{round(other):,}"
        return text[: a.start(1)] + shown + text[a.end(1) :], (i,)
    words = list(_WORD_NUMBER.finditer(text))
    if words:
        a = draw.choice(words)
        another = draw.choice([w for w in "two three four five six seven eight nine eleven".split() if w != a[1]])
        return text[: a.start()] + another + text[a.end() :], (i,)
    return None


def _date(p: Paragraph, i: int, draw: random.Random) -> Made:
    """Another year, month, day or day of the week."""
    text = p.sentences[i]
    days = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
    found = re.search(rf"\b({'|'.join(days)})\b", text)
    if found:
        return text[: found.start()] + draw.choice([d for d in days if d != found[1]]) + text[found.end() :], (i,)
    month = re.search(rf"\b({_MONTH})\b(?=\s\d|\sof\s\d|$)", text)
    if month and draw.random() < 0.5:
        return text[: month.start()] + draw.choice([m for m in _MONTHS if m != month[1]]) + text[month.end() :], (i,)
    day = re.search(rf"(?<=\b(?:June|July) )\d{{1,2}}\b|\b\d{{1,2}}(?=\s(?:{_MONTH}))", text)
    if day and draw.random() < 0.5:
        return text[: day.start()] + str(int(day.group()) % 28 + 1) + text[day.end() :], (i,)
    year = re.search(r"(?<![\d,.$-])\b(1[5-9]\d\d|20[012]\d)\b(?!,\d|s)", text)
    if year:
        return text[: year.start()] + str(int(year[1]) + draw.choice([-10, -3, -2, -1, 1, 2, 5, 10])) + text[
            year.end() :
        ], (i,)
    return None


def _names_in(text: str) -> list[re.Match[str]]:
    return [m for m in _NAME.finditer(text) if not _NO_NAME.match(m.group())]


def _unlike(one: str, other: str) -> bool:
    return not {w[:4].lower() for w in one.split()} & {w[:4].lower() for w in other.split()}


def _name(p: Paragraph, i: int, draw: random.Random) -> Made:
    """Another name of the same paragraph, or two names of the sentence exchanged around a verb."""
    text = p.sentences[i]
    found = _names_in(text)
    if not found:
        return None
    if len(found) >= 2 and draw.random() < 0.35:
        a, b = found[0], found[1]
        between = text[a.end() : b.start()]
        if (
            _unlike(a.group(), b.group())
            and 2 <= len(between.split()) <= 8
            and not re.search(r"\b(?:and|or)\b|,", between)
        ):
            return text[: a.start()] + b.group() + between + a.group() + text[b.end() :], (i,)
    a = draw.choice(found)
    others = [name for name in p.names if _unlike(name, a.group()) and name not in text]
    if not others:
        return None
    return text[: a.start()] + draw.choice(others) + text[a.end() :], (i,)


def _speaker(p: Paragraph, i: int, draw: random.Random) -> Made:
    """Somebody else's words, or a claim as bare fact."""
    text = p.sentences[i]
    for pattern in (_ACCORDING, _ACCORDING_END, _SAID, _SAID_END):
        found = pattern.match(text)
        if not found or re.match(r"(?:an?|the|on)\s[^,]+,", found["what"]):
            continue
        if draw.random() < 0.5 and not (pattern is _SAID and re.match(r"(?:that|to)\b", found["what"])):
            what = found["what"]
            return f"{what[0].upper()}{what[1:]}.", (i,)
        others = [name for name in p.names if _unlike(name, found["who"])]
        if others:
            other = draw.choice(others)
            return text[: found.start("who")] + other + text[found.end("who") :], (i,)
    return None


_OPPOSED = {
    "increased": "decreased", "decreased": "increased", "rose": "fell", "fell": "rose", "won": "lost", "lost": "won", "before": "after", "after": "before",
    "accepted": "rejected", "rejected": "accepted", "higher": "lower", "lower": "higher", "supported": "opposed", "opposed": "supported", "largest": "smallest",
    "northern": "southern", "southern": "northern", "eastern": "western", "western": "eastern", "more": "less", "began": "ended", "ended": "began", "oldest": "newest",
    "allowed": "banned", "strengthen": "weaken", "approved": "rejected",
}  # fmt: skip


def _negation(p: Paragraph, i: int, draw: random.Random) -> Made:
    """A "not" put in or left out, or the opposite word."""
    text = p.sentences[i]
    removed = re.sub(
        r"\b(is|was|are|were|has|had|have|can|could|will|would|did|does|do)(?:\snot|n['’]t)\b", r"\1", text, count=1
    )
    if removed != text:
        return removed, (i,)
    opposed = list(re.finditer(rf"\b({'|'.join(_OPPOSED)})\b", text))
    if opposed and draw.random() < 0.5:
        a = draw.choice(opposed)
        return text[: a.start()] + _OPPOSED[a[1]] + text[a.end() :], (i,)
    inserted = re.sub(
        r"\b(is|was|are|were|has|had|have|can|will)\s(?=[a-z])(?!not\b|to\b|no\b|been not|also|only|never)",
        r"\1 not ",
        text,
        count=1,
    )
    return (inserted, (i,)) if inserted != text else None


def _modality(p: Paragraph, i: int, draw: random.Random) -> Made:
    """A "may" or "is expected to" left out, or put in."""
    text = p.sentences[i]
    for pattern, made in (
        (r"\b(?:may|might|could) have been\b", "was"), (r"\b(?:may|might|could) be\b", "is"), (r"\b(?:may|might|could)(?= [a-z])", "will"),
        (r"\b(?:is|are) (?:expected|likely|planned|scheduled) to\b", "will"), (r"\b(?:was|were) (?:expected|likely|planned|scheduled) to be\b", "was"),
        (r"\bis believed to be\b", "is"), (r"\b(?:reportedly|allegedly|probably|possibly|likely) ", ""), (r"\bshould be\b", "is"), (r"\bplans to\b", "will"),
        (r"\bwill (?=[a-z])", "may "), (r"\b(?:seems|appears) to be\b", "is"), (r"\bhopes to\b", "will"), (r"\btried to\b", "managed to"),
    ):  # fmt: skip
        changed = re.sub(pattern, made, text, count=1)
        if changed != text:
            return changed, (i,)
    if draw.random() < 0.4:
        changed = re.sub(r"\b(is|are) (?=(?:a|the|an) )", "may be ", text, count=1)
        return (changed, (i,)) if changed != text else None
    return None


def _wrong_sentence(p: Paragraph, i: int, draw: random.Random) -> Made:
    """A sentence of the paragraph that cites another one of it."""
    others = [j for j in range(len(p.sentences)) if j != i and SHORTEST <= len(p.sentences[j]) <= LONGEST]
    return (p.sentences[i], (draw.choice(others),)) if others else None


def _stitched(p: Paragraph, i: int, draw: random.Random) -> Made:
    """The subject of one cited sentence with what another one says."""
    subject = re.compile(
        r"^(?:The\s)?[A-Z][a-zé’'-]+(?:\s[A-Z][a-zé’'-]+)*(?=\s(?:was|is|were|are|had|has|[a-z]+ed)\s)"
    )
    mine = subject.match(p.sentences[i])
    if not mine or mine.group().removeprefix("The ") not in p.names:
        return None
    for j in draw.sample(range(len(p.sentences)), len(p.sentences)):
        theirs = subject.match(p.sentences[j])
        if (
            j != i
            and theirs
            and _unlike(mine.group(), theirs.group())
            and theirs.group().removeprefix("The ") in p.names
        ) and theirs.group() not in p.sentences[i]:
            return theirs.group() + p.sentences[i][mine.end() :], (i, j)
    return None


def shares(found: Sequence[tuple[Case, bool]]) -> dict[tuple[str, bool], tuple[int, int]]:
    """(kind, true) → how many were shown as verified, of how many."""
    counts: dict[tuple[str, bool], tuple[int, int]] = {}
    for case, shown in found:
        yes, all_ = counts.get((case.kind, case.true), (0, 0))
        counts[case.kind, case.true] = (yes + shown, all_ + 1)
    return counts
