"""Whose words are asked for where nobody is named ("the judge", "the union"), and whether a sentence gives the words of whoever is called so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.answering.speaking import (
    QUOTED,
    SPEAKING,
    SPOKE,
    asked_speaker,
    says,
    speaker_named,
    speakers_of,
)
from qa.checks.meanings import is_somebody, means_as_much
from qa.checks.names import names_of
from qa.checks.offices import office_fault
from qa.checks.words import Word, key_of, words_of
from qa.citing import sliced
from qa.types import Passage, Span

# Whose members and officers speak for them.
_BODIES = frozenset(
    map(
        key_of,
        "union ministry police company firm court government council bank club team agency service army navy force military committee "
        "commission party association university school college department authority regulator operator institute centre center "
        "museum trust charity foundation church airline embassy newspaper hospital clinic festival group board federation league "
        "network retailer carmaker carrier chain society organisation organization parliament cabinet administration watchdog "
        "office bureau corporation jury family laboratory theatre theater zoo".split(),
    )
)
# By the dictionary a company is an association, too.
_ALIKE = {
    key_of(word): frozenset(map(key_of, row.split()))
    for row in "company firm business corporation|police officer|hospital infirmary|court tribunal|government administration cabinet".split(
        "|"
    )
    for word in row.split()
}
_SPOKEN_FOR = re.compile(
    r"\b(?:spokes\w+|(?:vice[ -])?chair\w*|(?:vice[ -])?presidents?|secretar(?:y|ies)|directors?|managers?|executives?|leaders?|heads?|boss(?:es)?|"
    r"chiefs?|ministers?|captains?|commanders?|officers?|officials?|lawyers?|representatives?|inspectors?|members?|principal|rector|governors?|owners?|founders?)\b",
    re.IGNORECASE,
)
_SPOKESMAN = re.compile(r"(?:an?|the|its|their) (?:\w+ )?spokes\w+", re.IGNORECASE)
# Anybody may be called so; and what is written says what it says.
_ANYBODY = frozenset(
    map(
        key_of,
        "man woman person people boy girl child anybody anyone everybody everyone somebody someone nobody other both they he she it we you "
        "author writer report letter study article story statement paper page text note message poll survey ruling verdict law "
        "sign notice document book".split(),
    )
)
_PRONOUN = re.compile(r"he|she|they|it|who", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|an?|its|his|her|their|our)\s+", re.IGNORECASE)
_OF = re.compile(r"\b(?:of|for|from|at|in|on|to|with)\b", re.IGNORECASE)
# Behind the word that says who somebody is: a name, a pause, or where.
_BEHIND = re.compile(rf"\W*$|\s*[,(]|\s+(?:{_OF.pattern}|and\b)|\s+[^\W\d_a-z]")
# "The judge, Mrs Justice Lee": titles are no part of the name.
_TITLES = re.compile(r"(?<=[\s,])(?:[^\W\d_a-z][\w.]*\s+){1,2}$")
_APPOSED = re.compile(r",\s+(?:\d{1,3},\s+)?(?!(?:who|which|whose|that)\b)(?P<what>[^,.;:“”\"()]{3,80}?)(?=[,.;:)]|$)")
_CLAUSE = re.compile(r"[,.;:“”\"()]")
# "The court fined the company": of that it does not tell what it does.
_DONE_TO = re.compile(
    rf"(?!{_OF.pattern}|(?:after|before|outside|inside|during|as|then|later)\b).*\S\s+(?:the|an?|its|his|her|their)\s+(?:[\w-]+\s+)*$",
    re.IGNORECASE,
)
# What tells who speaks stands so near before the verb, in letters.
_NEAR = 60


@dataclass(frozen=True, slots=True)
class Calling:
    """What somebody is called: the words, the key of the one that says what they are, and those of the others."""

    words: str
    head: str
    others: frozenset[str]

    @property
    def is_body(self) -> bool:
        """Whether it is one for which others speak."""
        return self.head in _BODIES


@lru_cache(maxsize=256)
def asked_calling(question: str) -> Calling | None:
    """Whose words are asked for by what they are, "the judge" or "the fire service"; ``None`` where they are named, or may be anybody's."""
    who = _ARTICLE.sub("", speaker_named(question).strip(), count=1)
    words = words_of(_OF.split(who, maxsplit=1)[0]) if who else ()
    if not words or asked_speaker(question) or re.search(r"\b(?:and|or)\b|[’']s\b", who):
        return None
    head = words[-1]
    somebody = head.key in _BODIES or is_somebody(head.text) or _SPOKEN_FOR.fullmatch(head.text)
    if head.key in _ANYBODY or not somebody:
        return None
    return Calling(who, head.key, frozenset(word.key for word in words_of(who) if word.content) - {head.key})


def spoken_as(calling: Calling, passages: Iterable[Passage]) -> list[tuple[Passage, Span]]:
    """The sentences of ``passages`` that give the words of whoever is called so; if none does, of whoever is called by a word of that meaning."""
    held = list(passages)
    for widely in (False, True):
        found = []
        for passage in held:
            own = [other for other in held if other.file == passage.file]
            known = {name for other in own for name in introduced(calling, other, widely)}
            found += [(passage, place) for place in passage.sentences if _gives(calling, known, passage, place, widely)]
        if found:
            return found
    return []


@lru_cache(maxsize=512)
def introduced(calling: Calling, passage: Passage, widely: bool = False) -> frozenset[frozenset[str]]:
    """The names, each as its parts' keys, whose bearers a passage calls so: "The judge, Ann Lee,", "Ann Lee, the judge,", "Judge Ann Lee"."""
    found = set()
    for place in passage.sentences:
        text = sliced(passage, place)
        for name in names_of(text):
            before, behind = text[: name.span[0]], text[name.span[1] :]
            if any(_is_called(calling, what, widely) for what in _descriptions(before, name.text, behind)):
                found.add(frozenset(name.parts) - {calling.head})
    return frozenset(found - {frozenset()})


def _descriptions(before: str, name: str, behind: str) -> Iterator[str]:
    """What a text says somebody is, before and behind the name."""
    yield name.split()[0]
    titled = _TITLES.sub("", before)
    for left in dict.fromkeys((before, titled)):
        what = SPEAKING.split(_CLAUSE.split(left.rstrip(" ,"))[-1])[-1]
        if left.rstrip().endswith(",") and re.match(r"\W*$|[,.;(]", behind):
            yield what
        elif left[-1:] == " " and what.strip() and not _CLAUSE.match(left.rstrip()[-1]):
            # Without a comma it is the last word that does: "a lawyer for Delmas" is not called Delmas.
            yield what.split()[-1]
    if match := _APPOSED.match(behind):
        yield match["what"]


def _gives(
    calling: Calling, known: set[frozenset[str]], passage: Passage, sentence: Span, widely: bool, back: int = 1
) -> bool:
    """Whether a sentence gives the words of somebody called so, or of one of the ``known`` names; "she" may be whom the sentence ``back``
    tells of."""
    text = sliced(passage, sentence)
    named, left_open = speakers_of(text)
    if any(_is_called(calling, who, widely, opening=True) for who in (*named, *left_open)):
        return True
    if calling.is_body and any(map(_SPOKESMAN.fullmatch, (*named, *left_open))):
        # "A spokeswoman said" of the hospital that the sentence speaks of.
        return any(word.key == calling.head for word in words_of(text))
    if not named and not all(map(_PRONOUN.fullmatch, left_open)):
        return False
    if any(says(name, passage, sentence) for name in known) and (SPEAKING.search(text) or QUOTED.search(text)):
        return True
    if named:
        return False
    if left_open or QUOTED.match(text.lstrip()):
        number = passage.sentences.index(sentence)
        before = passage.sentences[number - 1] if number and back else None
        return before is not None and (
            _gives(calling, known, passage, before, widely, back - 1)
            or _is_called(calling, _CLAUSE.split(sliced(passage, before))[0][:_NEAR], widely, opening=True)
        )
    plain = QUOTED.sub(lambda match: " " * len(match[0]), text)
    verbs = [match.start() for pattern in (SPEAKING, SPOKE) for match in pattern.finditer(plain)]
    return any(
        _is_called(calling, _CLAUSE.split(plain[:verb])[-1][-_NEAR:], widely, opening=True) for verb in verbs[:1]
    )


def _is_called(calling: Calling, what: str, widely: bool, opening: bool = False) -> bool:
    """Whether ``what``, a description or who speaks, says that somebody is called so, or speaks for a body that is; behind the word may
    stand what they do, where it is but the ``opening`` of a sentence."""
    words = words_of(what)
    return any(_at(calling, what, words, i, widely, opening) for i in range(len(words)))


def _at(calling: Calling, what: str, words: Sequence[Word], i: int, widely: bool, opening: bool) -> bool:
    word = words[i]
    if not (word.key == calling.head or (widely and _means(calling, word))):
        return False
    before, behind = what[: word.start], what[word.end :]
    following = words[i + 1].text if i + 1 < len(words) else ""
    owns = bool(re.match(r"[’']", behind))
    beside = owns or (re.match(r"\s+[a-z]", behind) and (is_somebody(following) or key_of(following) in _BODIES))
    within = _OF.search(before)
    own = {other.key for other in words if other.content}
    first = within.end() if within else 0
    if not calling.others <= own and any(w.content and not w.capital for w in words[:i] if w.start >= first):
        # "The fire service" is not the weather service; "the service" may be.
        return False
    if calling.is_body and (beside or within):
        # "The union's secretary" and "the head of the police" speak for it, its customers do not.
        return bool(_SPOKEN_FOR.search(behind if beside else before))
    if beside or within or (not calling.is_body and office_fault(calling.words, what)):
        return False
    return bool(opening or _BEHIND.match(behind)) and not _DONE_TO.match(before)


def _means(calling: Calling, word: Word) -> bool:
    """Whether another word for somebody says no less than what is asked for: a surgeon is a doctor."""
    if calling.is_body:
        return word.key in _ALIKE.get(calling.head, ())
    # "Justice" is somebody as a title, and to find is to judge.
    return (word.capital or is_somebody(word.text)) and means_as_much(calling.head, word.key)
