"""Text → the claims that it attributes to somebody: who makes them, how, and of which words they consist."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from qa.checks.words import Word, is_past, key_of, words_of

SAY, DENY, CONFIRM, ALLEGE, WARN, BELIEVE, PROMISE, FIND = "say deny confirm allege warn believe promise find".split()
_VERBS = {
    **dict.fromkeys("said say says saying told tell tells telling stated announced announces announcing reported argued argue argues insisted insists insist explained wrote tweeted reiterated remarked commented disclosed quoted".split(), SAY),
    **dict.fromkeys("claimed claims claiming alleged alleges allege alleging accused accuses accuse accusing asserted asserts contends contended".split(), ALLEGE),
    **dict.fromkeys("denied denies deny denying".split(), DENY),
    **dict.fromkeys("confirmed confirms confirm admitted admits acknowledged acknowledges revealed".split(), CONFIRM),
    **dict.fromkeys("warned warns warn cautioned".split(), WARN),
    **dict.fromkeys("believes believe believed thinks think predicted predicts estimates estimated".split(), BELIEVE),
    **dict.fromkeys("promised promises vowed vows pledged pledges threatened".split(), PROMISE),
}  # fmt: skip
# These report only with "that", a quotation or a comma beside them: "added 40 jobs" says nothing.
_WEAK = {
    **dict.fromkeys("added adds noted notes declared declares stressed emphasized emphasised maintained maintains suggested suggests recalled complained claim report reports estimate responded replied continued stating adding noting wrote writes quipped joked described describes observed speculated hypothesized proposed".split(), SAY),
    **dict.fromkeys("believing".split(), BELIEVE),
    **dict.fromkeys("conceded concedes".split(), CONFIRM),
}  # fmt: skip
# Only with "that": what was found, and may be told without who found it.
_FOUND = frozenset("found finds find shown showed shows discovered concluded".split())
_WHEN = frozenset("on in at during after late early reporters yesterday today via earlier later".split())
_NOUN_NEXT = frozenset("a an the of this its their his her these any".split())
_ASIDE = frozenset("saying adding arguing stating noting insisting claiming".split())
# How many words a speaker with his title has at most, "chief medical officer Ann Lee", and how far back what is said of him stands.
_REACH = 6
_AGAINST = frozenset("but while whereas although though".split())
_TURNS = frozenset("but while whereas although though and".split())
# What stands beside who says it: "later", "had"; and what begins a clause with it, "after the company said".
_NO_SPEAKER = frozenset("and that but also has have had later earlier then".split())
_CLAUSES = frozenset("after before when while because as since although though if where".split())
_BESIDES = _CLAUSES | frozenset("in on at during with without despite by for from under to of".split())
FINITE = frozenset("is are was were has have had did does do will would can could may might must".split())
_BE = frozenset("is are was were be been being".split())
_DECLINED = frozenset("declined declines decline refused refuses refuse failed".split())
# "what he called an attack" is one in his words.
_NAMING = frozenset(
    "termed terms called calls labeled labelled dubbed described describes characterized considers considered".split()
)
_MARK = re.compile('[“”"]')
_TELL = key_of("tell")
# A text with more claims than this is no sentence of an article.
MOST_FRAMES = 40


@dataclass(frozen=True, slots=True)
class Frame:
    """A claim: who makes it (words, may be empty), how, and the places of the words that it consists of."""

    speaker: str
    kind: str
    content: frozenset[int]
    verb: str
    place: int = 0


@lru_cache(maxsize=2048)
def frames(text: str) -> tuple[Frame, ...]:
    """The claims that ``text`` attributes to somebody, in their order."""
    words = words_of(text)
    rows: dict[int, list[int]] = {}
    for i, word in enumerate(words):
        rows.setdefault(word.sentence, []).append(i)
    found: list[Frame] = []
    for places in rows.values():
        made = [replace(frame, place=i) for i in places if (frame := _frame(text, words, places, i)) is not None]
        made = _bounded(words, made)
        if not made and found and wholly_quoted(text, words[places[0]], words[places[-1]]):
            made = [Frame(found[-1].speaker, SAY, frozenset(places), found[-1].verb)]
        found += made
    return tuple(found[:MOST_FRAMES])


def _bounded(words: Sequence[Word], row: list[Frame]) -> list[Frame]:
    """The claims of one sentence, each ending where "but Israel said …" begins another one."""
    made: list[Frame] = []
    for i, frame in enumerate(row):
        content = frame.content
        for other in row[i + 1 :] if frame.verb != "according to" else ():
            begins = next((j for j in sorted(content) if words[j].clause == words[other.place].clause), None)
            if begins is not None and begins > frame.place and words[begins].lower in _TURNS and other.speaker:
                content = frozenset(j for j in content if j < begins)
        aside = next((other for other in row[i + 1 :] if words[other.place].lower in _ASIDE), None)
        if aside is not None and aside.place in content:
            # "It denied the charge, saying that": what is said is not denied.
            content = frozenset(j for j in content if j < aside.place)
        if frame.kind == DENY:
            # "It denied the charge, but paid": what comes behind is not denied.
            turn = next((j for j in sorted(content) if j > frame.place and words[j].lower in _AGAINST), None)
            content = frozenset(j for j in content if turn is None or j < turn)
        speaker = frame.speaker
        if not speaker and made and words[frame.place - 1].lower in _TURNS:
            # "They deny a deal but vowed to talk": both verbs have one subject.
            speaker = made[-1].speaker
        made.append(replace(frame, content=content, speaker=speaker))
    return made


def wholly_quoted(text: str, first: Word, last: Word) -> bool:
    """Whether quotation marks stand right before the word ``first`` and right behind ``last``."""
    return text[: first.start].rstrip().endswith(("“", '"')) and bool(re.match(r"[.,!?…]*\s*[”\"]", text[last.end :]))


def _frame(text: str, words: Sequence[Word], places: Sequence[int], i: int) -> Frame | None:
    word = words[i]
    if word.lower == "according" and i + 1 < len(words) and words[i + 1].lower == "to":
        inside = [j for j in places if j > i + 1 and words[j].clause == word.clause]
        return Frame(
            _text(text, words, inside),
            SAY,
            frozenset(j for j in places if j < i or j > (inside or [i])[-1]),
            "according to",
        )
    if word.lower in _NAMING:
        return _in_words_of(text, words, places, i) or _calls(text, words, places, i)
    following = words[i + 1].lower if i + 1 < len(words) else ""
    kind = _VERBS.get(word.lower) or _WEAK.get(word.lower)
    if word.lower in _FOUND and following == "that":
        kind = FIND
    if kind is None:
        return None
    same = [j for j in places if words[j].clause == word.clause]
    before, after = [j for j in same if j < i], [j for j in same if j > i]
    rest_before, rest_after = [j for j in places if j < same[0]], [j for j in places if j > same[-1]]
    gap = text[word.end : words[i + 1].start] if i + 1 < len(words) else ""
    if before and words[before[0]].lower == "and" and len(rest_before) > 0 and words[rest_before[-1]].capital:
        # "Washington and Seoul accused …" is one speaker.
        pair = [j for j in rest_before if words[j].clause == words[rest_before[-1]].clause]
        if len(pair) <= 4:
            before, rest_before = [*pair, *before], [j for j in rest_before if j < pair[0]]
    if word.lower in _WEAK and not (
        following == "that"
        or (not after and (gap.strip() or i + 1 == len(words)))
        or re.search(r"[,:“\"]", gap)
        or (not before and rest_before)
    ):
        return None
    if before and (words[before[-1]].lower in _NOUN_NEXT or words[before[-1]].text.isdecimal()):
        # "The 214 confirmed cases" confirm nothing.
        return None
    if _says_nothing(words, i):
        return None
    if before and words[before[0]].lower in ("who", "which") and any(words[j].content for j in before[1:]):
        # "A cyclist who witnesses said had swerved".
        return Frame(_text(text, words, before[1:]), kind, frozenset([*rest_before[-_REACH:], *after]), word.text)
    if before and words[before[0]].lower in ("who", "which") and rest_before:
        # "The mayor, who has denied it, was charged": the claim ends with its clause.
        return Frame(_text(text, words, rest_before), kind, _to_clause_end(text, words, places, i), word.text)
    if before and words[before[-1]].lower in _BE | {"widely"} and kind != DENY:
        by = next((j for j in after if words[j].lower == "by"), None)
        speaker = [j for j in after if by is not None and j > by]
        if not after and not (words[before[0]].lower == "it" and rest_before):
            return None
        content = [*before, *after, *rest_after] if after else rest_before
        return Frame(_text(text, words, speaker), kind, frozenset(content) - {*speaker}, word.text)
    if not before and rest_before and _may_precede(word, kind) and after and _names_speaker(text, words, i, after):
        return Frame(_text(text, words, after), kind, frozenset([*rest_before, *rest_after]), word.text)
    if not before:
        # A semicolon begins a sentence of its own.
        before = [j for j in rest_before if not re.search("[;:]", text[words[j].end : word.start])]
        rest_before = []
    speaker = _subject(words, before, i)
    if words[i - 1].lower in _TURNS and i > places[0]:
        # "The bank raised its rate, and said": both verbs have one subject.
        speaker = _first_subject(words, places, i) or speaker
    elif not speaker:
        # "The paper, citing officials, had said".
        speaker, rest_before = _subject(words, rest_before, i), []
    # "The river rose, Lee said on Monday, by a metre": what is said stands on both sides.
    around = rest_before and (not after or _only_when_or_whom(words, i, after))
    return Frame(
        _text(text, words, speaker), kind, frozenset([*(rest_before if around else after), *rest_after]), word.text
    )


def _says_nothing(words: Sequence[Word], i: int) -> bool:
    """Whether "would not say" and "declined to say": nobody's claim."""
    near = [word.lower for word in words[max(0, i - 2) : i]]
    return near[-1:] == ["not"] or near[-1:] == ["never"] or (near[-1:] == ["to"] and near[0] in _DECLINED)


def _in_words_of(text: str, words: Sequence[Word], places: Sequence[int], i: int) -> Frame | None:
    """The claim of "what he termed threats and pressure": to the end of its clause, and of one that "and" joins to it."""
    what = next((j for j in range(i - 1, max(places[0], i - 6) - 1, -1) if words[j].lower == "what"), None)
    if what is None or what == i - 1:
        return None
    content = _to_clause_end(text, words, places, i)
    return Frame(_text(text, words, range(what + 1, i)), SAY, content, words[i].text) if content else None


def _calls(text: str, words: Sequence[Word], places: Sequence[int], i: int) -> Frame | None:
    """The claim of "the mayor, Ann Lee, called it “pure invention”": what is within the quotation marks behind the verb."""
    marks = [match.start() for match in _MARK.finditer(text, words[i].end, words[places[-1]].end + 2)]
    inside = [j for j in places if j > i and len(marks) > 1 and marks[0] < words[j].start < marks[1]]
    if not inside or any(words[j].lower in FINITE for j in places if i < j < inside[0]):
        return None
    clauses = sorted({words[j].clause for j in places if j < i})
    own = [j for j in places if j < i and words[j].clause == words[i].clause]
    near = own or [j for j in places if j < i and words[j].clause in clauses[-2:]]
    return Frame(_text(text, words, _subject(words, near, i)), SAY, frozenset(inside), words[i].text)


def _to_clause_end(text: str, words: Sequence[Word], places: Sequence[int], i: int) -> frozenset[int]:
    """The words behind word ``i`` to the end of its clause, and of one that "and" joins to it without a comma."""
    content: list[int] = []
    for j in (j for j in places if j > i):
        joined = words[j].lower in ("and", "or") and not text[words[j - 1].end : words[j].start].strip()
        if content and words[j].clause != words[content[-1]].clause and not joined:
            break
        content.append(j)
    return frozenset(content)


def _may_precede(word: Word, kind: str) -> bool:
    """Whether who says it may stand behind the verb: "said Lee", and not "told Lee" or "accused Lee"."""
    return kind in (SAY, WARN, BELIEVE) and word.key != _TELL


def _names_speaker(text: str, words: Sequence[Word], i: int, after: Sequence[int]) -> bool:
    """Whether "…, said Ann Lee" and not "…, said that he would"."""
    first = words[after[0]]
    head = text[: words[i].start].rstrip()
    if any(words[j].lower in FINITE for j in after[1:]):
        # "said the town would ban it".
        return False
    titled = len(after) <= _REACH and any(words[j].capital for j in after)
    return first.lower not in ("that", "it", "he", "she", "they", "there", "to", "in", "on", "at", "by") and (
        first.capital
        or head.endswith(("”", '"'))
        or (head.endswith(",") and (titled or first.lower in ("the", "a", "an", "one")))
    )


def _subject(words: Sequence[Word], before: Sequence[int], i: int) -> list[int]:
    """The words before the verb at ``i`` without those that say when, "later", or begin a clause, "after the company"."""
    verbs = [j for j in before if words[j].lower in _VERBS]
    if verbs and words[verbs[-1]].clause == words[i].clause:
        # "Said her clients denied it": whoever stands behind the other verb.
        before = [j for j in before if j > verbs[-1]]
    elif verbs:
        # "The ministry said so, adding that".
        before = [j for j in before if j < verbs[0]]
    named = [j for j in before if words[j].lower not in _NO_SPEAKER]
    return named[1:] if named and words[named[0]].lower in _CLAUSES else named


def _first_subject(words: Sequence[Word], places: Sequence[int], i: int) -> list[int]:
    """The words before the first verb of a sentence, where they stand before word ``i`` and begin no clause beside it."""
    opening = [j for j in places if words[j].clause == words[places[0]].clause]
    if words[opening[0]].lower in _BESIDES:
        opening = [j for j in places if words[j].clause == words[opening[-1]].clause + 1]
    verb = next((j for j in opening if is_past(words[j]) or words[j].lower in FINITE), None)
    return (
        _subject(words, [j for j in opening if verb is None or j < verb], i)
        if opening and opening[-1] < i
        else ([] if verb is None or verb >= i else _subject(words, [j for j in opening if j < verb], i))
    )


def _only_when_or_whom(words: Sequence[Word], i: int, after: Sequence[int]) -> bool:
    """Whether what follows the verb is no claim: "said on Tuesday", "told reporters", "said in a statement"."""
    first = words[after[0]].lower
    return (
        len(after) <= 7
        and first not in ("that",)
        and (
            first in _WHEN
            or first.endswith("day")
            or (words[i].lower == "told" and words[after[0]].capital and len(after) <= 3)
        )
    )


def _text(text: str, words: Sequence[Word], places: Sequence[int]) -> str:
    return text[words[places[0]].start : words[places[-1]].end] if places else ""
