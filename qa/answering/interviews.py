"""An article in question-and-answer form → whose words its paragraphs are; a form that leaves it open names nobody."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from qa.answering.names import UPPER
from qa.answering.untold import asks
from qa.checks.names import Name, names_of
from qa.sentences import paragraph_spans
from qa.sources.header import stated_head
from qa.types import Turn

# Fewer questions than these a writer may ask himself; with marks ("Q:", "A:") nobody does.
FEWEST_QUESTIONS, FEWEST_MARKED = 3, 2
# At least this share of an interview's paragraphs asks: replies are seldom longer than three.
ASKING_SHARE = 0.25
# In code points; the transcript of a whole hearing is read as any other article.
LONGEST_TEXT = 200_000
# The headline and what stands under it.
HEAD_LINES, LONGEST_HEAD_LINE = 8, 160

# What Markdown puts around words.
_BEFORE, _BEHIND = " \t\r\n\xa0#>*_", " \t\r\n\xa0*_"
_WORD = rf"[{UPPER}][\w’'-]*\.?"
_NAME = re.compile(rf"{_WORD}(?: (?:(?:de|van|von|der|bin|al|la|di|da) )?{_WORD}){{1,4}}")
LABEL = re.compile(
    r"(?:(?P<asks>Q|Question)|(?P<replies>A|Answer)(?=[\s\d*_:.])|"
    rf"(?P<name>{_WORD}(?: {_WORD}){{0,3}})(?: \([^()]{{1,30}}\))?(?=[*_]*:))(?: ?\d{{1,2}})?[*_]*[:.][*_]*\s+(?=\S)"
)
# Where a paragraph of several lines goes on with another's words: at a label, and behind a question that is set apart.
_BEGINS = re.compile(
    rf"^(?=[ \t#>*_]*{LABEL.pattern.replace('?P<', '?P<_')})|(?<=\n)(?<=\?[*_]\n|[*_][*_]\n)^", re.MULTILINE
)
_ASKING_LINE = re.compile(rf"\?[\s*_\"'”’)]*$|^[ \t#>*_]*{LABEL.pattern.replace('?P<', '?P<_')}", re.MULTILINE)
_QUOTATION = re.compile(r"[“\"][^”\"]*[”\"]")
_I = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]yself)\b")
_WE = re.compile(r"\b(?:we|us|our)\b", re.IGNORECASE)
_YOU = re.compile(r"\byou(?:rs?|rself)?\b", re.IGNORECASE)
# "The Gazette interview: Ann Lee", "Five minutes with Ann Lee", "Ten questions for the mayor, Ann Lee".
_CUE = re.compile(
    r"(?!In\b)(?:[\w’'&-]+ ){0,5}?(?:interview|conversation|q ?& ?a|lunch|dinner|breakfast|coffee|tea|minutes|seconds|questions|chat)"
    r"(?: (?:with|for) |\s*[:–—]\s*)",
    re.IGNORECASE,
)
# "Ann Lee: “I would rather be heard”", "“I would rather be heard”: Ann Lee", "Ann Lee answers your questions".
_SAID_BY = (
    re.compile(rf"(?P<who>{_NAME.pattern})(?:, [^:]{{1,60}})?: ?[“\"'‘«]"),
    re.compile(rf"[“\"'‘«].*[”\"'’»],? ?(?:[:–—-]|says|said) ?(?P<who>{_NAME.pattern})"),
    re.compile(rf"(?P<who>{_NAME.pattern})(?:, [^:]{{1,60}},)? answers (?:\w+ ){{0,2}}questions\b"),
)
# What stands behind these tells what it is about, where, or of what somebody is the head.
_BEYOND = re.compile(r"\b(?:on|about|at|of|from|in|after|as|over|ahead|before|who)\b|[:;–—“\"(]")
_TWO = re.compile(rf"(?:\band|&|,) {_WORD}")


@dataclass(frozen=True, slots=True)
class _Part:
    """A paragraph, or what a label begins in one: its place, its words without marks, and its label and whose name that is."""

    start: int
    end: int
    text: str
    label: str
    name: str


def may_be_one(passage: str) -> bool:
    """Whether a passage may be of an interview: a line of it asks, or has a label."""
    return bool(_ASKING_LINE.search(passage))


@lru_cache(maxsize=64)
def turns(text: str, title: str = "", markdown: bool = False) -> tuple[Turn, ...]:
    """Whose turn it is to speak where in an article, in its order; the speaker is empty where it is whoever asks. None for what is no
    interview, and where its form does not tell who replies."""
    if len(text) > LONGEST_TEXT or len(_ASKING_LINE.findall(text)) < FEWEST_QUESTIONS:
        return ()
    parts = list(_parts(text, markdown))
    if _is_transcript(parts):
        return tuple(_by_label(parts, text))
    labels = Counter(part.label for part in parts)
    marked = labels["asks"] >= FEWEST_MARKED
    if not marked:
        parts = [
            replace(part, label="asks" if _asks(part) else "") if part.label or _asks(part) else part for part in parts
        ]
    first = next((number for number, part in enumerate(parts) if part.label == "asks"), len(parts))
    who = _interviewee(title, [part.text for part in parts[:first]], text)
    made = list(_by_turns(parts[first:], who, labels["replies"] >= FEWEST_MARKED)) if who else []
    interview = _is_interview(made, len(parts) - first, FEWEST_MARKED if marked else FEWEST_QUESTIONS)
    return tuple(Turn(part.start, part.end, speaker) for part, speaker in made) if interview else ()


def _parts(text: str, markdown: bool) -> Iterator[_Part]:
    """The paragraphs of ``text`` behind its head, cut where a label begins another's words."""
    _, head = stated_head(text)
    for start, end in paragraph_spans(text[head:], True if markdown else None):
        paragraph = text[head + start : head + end]
        inside = _BEGINS.finditer(paragraph) if "\n" in paragraph.strip() else ()
        cuts = [0, *(match.start() for match in inside if match.start()), len(paragraph)]
        for a, b in pairwise(cuts):
            words = paragraph[a:b].lstrip(_BEFORE).rstrip(_BEHIND)
            label = LABEL.match(words)
            if words:
                kind = (label.lastgroup or "") if label else ""
                yield _Part(head + start + a, head + start + b, words, kind, (label and label["name"]) or "")


def _asks(part: _Part) -> bool:
    return asks(part.text) and part.text[0] not in "“\"‘'«"


def _is_transcript(parts: Sequence[_Part]) -> bool:
    """Whether labels name who speaks: one asks, the next one replies, they say "I" or "you", and unless they are but two they speak
    again; a fact box and a list of teams have labels, too."""
    replied = any(
        other.name and one.label and one.name != other.name and asks(one.text) for one, other in pairwise(parts)
    )
    names = Counter(part.name for part in parts if part.name)
    again = len(names) <= 2 or max(names.values()) > 1
    return replied and again and sum(bool(part.label and (_own(part) or _YOU.search(part.text))) for part in parts) > 1


def _by_label(parts: Sequence[_Part], text: str) -> Iterator[Turn]:
    """The turns of a transcript; a paragraph without a label belongs to the one before it where it speaks as that does."""
    whole = {"": "", **{name: _whole_name(name, text) for name in {part.name for part in parts if part.name}}}
    speaker: str | None = None
    for part in parts:
        if part.label:
            speaker = whole[part.name]
        elif not _goes_on(part):
            speaker = None
        if speaker is not None:
            yield Turn(part.start, part.end, speaker)


def _by_turns(parts: Sequence[_Part], who: str, labelled: bool) -> Iterator[tuple[_Part, str]]:
    """Each part with its speaker, ``who`` replying; whoever asks may say something before or behind the question, and a writer
    may step in, which nobody is given. ``labelled`` says that replies have marks of their own."""
    turn = ""
    for part in parts:
        if part.label in ("asks", "replies"):
            turn = part.label
        elif turn == "asks" and not labelled:
            turn = "asks" if _YOU.search(part.text) and not _own(part) else "replies"
            if who.split()[-1] in part.text and not _own(part):
                turn = ""
        elif turn == "replies" and not _goes_on(part):
            turn = ""
        if turn:
            yield part, who if turn == "replies" else ""


def _is_interview(made: Sequence[tuple[_Part, str]], count: int, fewest: int) -> bool:
    """Whether it has the form of an interview: questions to "you", replies by somebody who says "I". Whoever has an account with a
    bank asks as "I" and is answered as "you"."""
    asked = [part for part, _ in made if part.label == "asks"]
    replies = [part for (_, one), (part, other) in pairwise(made) if other and not one]
    own = sum(map(_own, replies))
    to_you = sum(bool(_YOU.search(part.text)) for part in asked)
    return (
        len(replies) >= fewest
        and len(asked) >= ASKING_SHARE * count
        and own >= max(FEWEST_MARKED, len(replies) / 3)
        and to_you >= FEWEST_MARKED
        and to_you > sum(map(_own, asked))
    )


def _own(part: _Part) -> bool:
    """Whether it says "I" outside quotation marks."""
    return bool(_I.search(_QUOTATION.sub(" ", part.text)))


def _goes_on(part: _Part) -> bool:
    """Whether a further paragraph may be the same speaker's: it says "I" or "we", and nothing to "you"."""
    return (_own(part) or bool(_WE.search(_QUOTATION.sub(" ", part.text)))) and not _YOU.search(part.text)


def _interviewee(title: str, head: Sequence[str], text: str) -> str:
    """Who is interviewed, as the headline or a line under it says; empty where none does, or they name two."""
    found: list[Name] = []
    for line in [title, *(line for line in head[:HEAD_LINES] if len(line) <= LONGEST_HEAD_LINE)]:
        named = _named_in(line)
        # "Interview: Sadie Flint" under a headline says who asks; of who replies the article says more.
        if named and (line == title or text.count(named.split()[-1]) > 1):
            found += names_of(named)[-1:]
    longest = max(found, key=lambda name: len(name.parts), default=None)
    return longest.text if longest and all(set(name.parts) <= set(longest.parts) for name in found) else ""


def _named_in(line: str) -> str:
    """The one person whom a line says to be interviewed."""
    for pattern in _SAID_BY:
        if match := pattern.match(line):
            return match["who"]
    cue = _CUE.match(line)
    name = _NAME.search(line, cue.end()) if cue else None
    if cue is None or name is None or re.search(r"[’']s?$", name[0]):
        return ""
    before, behind = line[cue.end() : name.start()], _BEYOND.split(line[name.end() :], maxsplit=1)[0]
    alone = not (_BEYOND.search(before) or re.search(r"\band\b|&", before) or _TWO.search(behind))
    return name[0] if alone else ""


def _whole_name(label: str, text: str) -> str:
    """A label as the article has it in full: "Colin Shaw" of "SHAW", and of "CS"; empty where it may be two people's."""
    wanted = {part for name in names_of(label)[-1:] for part in name.parts}
    whole: dict[tuple[str, ...], str] = {}
    for match in _NAME.finditer(text):
        for name in names_of(match[0])[-1:]:
            initials = "".join(word[0] for word in name.text.split())
            # "CNN" is no part of somebody's name.
            part = bool(wanted) and wanted < set(name.parts) and not (label.isupper() and label in name.text.split())
            if part or label == initials.upper():
                whole.setdefault(tuple(sorted(name.parts)), name.text)
    longest = max(whole, key=len, default=())
    return (whole.get(longest) or label) if all(set(parts) <= set(longest) for parts in whole) else ""
