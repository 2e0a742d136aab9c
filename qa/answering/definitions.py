"""Sentences that say what or who something is: "KCNA, the state news agency", "the new defense minister Andrei Belousov".

The patterns are those that definitions are known by since Hearst (1992): an apposition on either side of the term,
"is a", and "the minister of … is". They find clauses too ("the army killed Ann Lee"), so that what stands before a term
has to end in a word for a role or a kind of thing, and neither side may be a clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from qa.answering.names import ROLES, UPPER
from qa.checks.words import is_content, key_of
from qa.reading import AnswerSpan
from qa.types import Passage, Span
from vectorstore.stemming import fold, stem

# How sure such a sentence is: the pattern says what the term is whatever else the reader makes of it.
DEFINED = 0.9
# What a thing with a name is called by; ROLES are what a person is called by.
_KINDS = (
    "agency|company|firm|group|organization|organisation|charity|party|union|alliance|league|club|team|band|"
    "orchestra|choir|bank|airline|carrier|manufacturer|retailer|startup|newspaper|magazine|journal|website|network|"
    "channel|station|app|platform|service|program|programme|project|system|device|drug|vaccine|virus|disease|law|"
    "treaty|act|operation|mission|film|movie|novel|book|play|opera|musical|song|single|album|series|show|game|"
    "painting|ship|boat|ferry|submarine|spacecraft|satellite|rocket|missile|aircraft|jet|helicopter|dog|cat|horse|"
    "country|state|province|region|county|city|capital|town|village|suburb|district|island|river|lake|mountain|"
    "volcano|hurricane|storm|university|school|hospital|museum|theater|theatre|stadium|hotel|restaurant|prison|"
    "church|mosque|temple|bridge|airport|port|species|language|god"
)
_ROLE = re.compile(
    rf"(?:co-|ex-|vice-|step|grand)?(?:{ROLES})|[a-z-]{{3,}}(?:man|woman|person|maker|keeper|holder|writer)|"
    r"(?!(?:ass|cons|ex|ins|pers|res|subs|des|tw|wr|wa|ho|mo|he|checkl|shortl|playl|blackl)ist)[a-z-]{3,}ist|[a-z-]{3,}ician"
)
_NOUN = re.compile(rf"{_ROLE.pattern}|{_KINDS}")
_PREPOSITION = (
    r"(?:of|by|for|with|to|in|into|from|at|on|about|as|between|near|after|before|during|under|over|among|against|than)"
)
_OWNER = rf"(?!(?i:{_PREPOSITION}|while|when|\w+day)\b)[{UPPER}][\w-]*(?: [{UPPER}][\w-]*)*[’']s?"
_OPENING = rf"(?<![\w’'-])(?P<said>(?:(?i:the|an?|one of|his|her|its|their)|{_OWNER})"
# What runs to the next mark: a full stop in "U.S." or "2.5" is none, nor is a hyphen without spaces.
_RUN = rf"(?:[^,.;:()–—-]|(?<! )-|-(?! )|(?<=\b[{UPPER}])\.|\.(?=\w)|(?<=\d),(?=\d))"
_NOUN_PHRASE = rf"{_OPENING} (?:[\w’'-]+ ){{0,4}}?(?P<noun>[\w’'-]+)"
_TERM = r"[“\"‘]?(?:(?:Dr|Mrs?|Ms|Prof|Gen|Sen|Gov|Rep)\. )?TERM(?![\w-])"
# "TERM, a …" and "TERM is a …", "a …, TERM," and "a … TERM", "the … of … is TERM".
_AFTER = (
    rf"(?<![\w’'-])TERM[’'\"”)]*(?P<joint>,| is| was| are| were| –| —| -) "
    rf"{_OPENING} {_RUN}{{3,160}}(?<!\s))(?=[\s,.;:()–—]|$)"
)
_BEFORE = rf"{_NOUN_PHRASE})(?P<joint>,?) {_TERM}(?P<closed>(?=[’'\"”)]*(?:[,.;:!?–—]| [-–—] |\s*$)))?"
# "Foreign Minister TERM", "the Rovers manager TERM": a title needs no article.
_WORD_OF_TITLE = (
    rf"(?!(?i:{_PREPOSITION}|when|while|where|and|but|the|an?|\w+day)\b)(?:[{UPPER}][\w.-]*(?:[’']s?)?|deputy|vice|prime|foreign|"
    "defen[cs]e|finance|interior|energy|health|former|ex|acting|then|new|chief|senior|lead|town|city|county|police|opposition|state|"
    "party|club|team|company|bank|union|executive|general|head)"
)
_TITLED = rf"(?<![\w’'-])(?P<said>(?:{_WORD_OF_TITLE}[ -])*(?P<noun>[\w-]+)) TERM"
_OFFICE = rf"{_NOUN_PHRASE}(?: of {_RUN}{{2,60}}?)?) (?:is|was|remains|became) {_TERM}(?![’']s)"

_FROM_THERE_ON = re.compile(rf" (?:{_PREPOSITION}|who|whom|whose|which|that|where|when|and)\b.*")
_AFTER_PREPOSITION = re.compile(rf"\b{_PREPOSITION} (?:the |an? )?$", re.IGNORECASE)
_PLACED = re.compile(r"\b(?:in|at|on|near|from) (?:the )?$", re.IGNORECASE)
# Where a comma closes what a sentence opens with: "After the match, Ann Lee …".
_OPENED = re.compile(
    rf"(?:^|[.!?…]\s)[\s“\"‘(]*"
    rf"(?:{_PREPOSITION}|when|while|because|since|although|though|if|once|until|despite|unlike)\b[^,]*$",
    re.IGNORECASE,
)
_FINITE = frozenset(
    "is are was were be has have had do does did will would can could may might must shall should says say tells "
    "adds warns argues writes names picks calls wins beats backs meets urges kills joins sees gives takes makes "
    "appoints elects replaces said added wrote thought knew went came saw became began gave took spoke fell grew "
    "drove flew".split()
)
_NO_VERBS = frozenset("men women children people feet lives death dead left found".split())


def defining(term: str, sentences: Iterable[tuple[Passage, Span]]) -> Iterator[AnswerSpan]:
    """The places in ``sentences`` that say what ``term`` is, in their order; each with the odds :data:`DEFINED`.

    Small letters find any, but not the other way round: "May" is not "may".
    """
    capital = rf"(?=[{UPPER}])" if term[:1].isupper() else ""
    named = rf"{capital}(?i:{re.escape(term)})".replace(r"\ ", r"\s+")
    forms = ((_AFTER, _defined_after), (_BEFORE, _defined_before), (_OFFICE, _holds_office), (_TITLED, _is_title))
    tried = [(re.compile(pattern.replace("TERM", named)), holds) for pattern, holds in forms]
    for passage, (start, end) in sentences:
        text = passage.text[start - passage.start : end - passage.start]
        found = next((match for pattern, holds in tried for match in _each(pattern, text) if holds(match)), None)
        if found:
            a, b = found.span("said")
            yield AnswerSpan(passage, start + a, start + b, (start, end), DEFINED)


def is_role(text: str) -> bool:
    """Whether ``text`` is what a person is called by, as "Engineer" before a name is."""
    return bool(_ROLE.fullmatch(text.strip().lower()))


def _each(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches of ``pattern``, those within one another too: "the army killed the actress Ann Lee" holds two."""
    match = pattern.search(text)
    while match:
        yield match
        match = pattern.search(text, match.start() + 1)


def _defined_after(match: re.Match[str]) -> bool:
    before, said = match.string[: match.start()], match["said"]
    if match["joint"].strip().isalpha():
        # "The father of Ann Lee is a pilot" says nothing of Ann Lee.
        return not _AFTER_PREPOSITION.search(before)
    noun = _FROM_THERE_ON.sub("", said).split()[-1]
    opened = bool(_OPENED.search(before))
    # "In Harwick, the mayor, …" and "When he met Ann Lee, the crowd …" begin what they say behind the comma.
    elsewhere = (opened and not _NOUN.fullmatch(noun)) or (_PLACED.search(before) and _ROLE.fullmatch(noun))
    return not elsewhere and not _is_clause(said, opened)


def _defined_before(match: re.Match[str]) -> bool:
    before, said, noun = match.string[: match.start()], match["said"], match["noun"]
    if _is_clause(said) or not _one_phrase(said) or (match["joint"] and match["closed"] is None):
        return False
    # "its flagship product, Pincite, …": what stands between commas need not be a word that is known here.
    apart = (
        match["joint"]
        and noun.islower()
        and not noun.endswith("s")
        and not (_OPENED.search(before) or _AFTER_PREPOSITION.search(before))
    )
    return bool(_NOUN.fullmatch(noun) or apart)


def _holds_office(match: re.Match[str]) -> bool:
    phrase = match.string[match.start("said") : match.end("noun")]
    return bool(_NOUN.fullmatch(match["noun"])) and _one_phrase(phrase) and not _is_clause(match["said"])


def _is_title(match: re.Match[str]) -> bool:
    """Whether it is more than one word in small letters: of "the army killed leader Ann Lee" nobody knows whose."""
    known = _ROLE.fullmatch(match["noun"].lower()) is not None
    return known and (match["noun"][:1].isupper() or len(match["said"].split()) > 1)


def _one_phrase(said: str) -> bool:
    """Whether no preposition, pronoun or auxiliary stands behind the word that ``said`` begins with."""
    return all(is_content(word.lower()) or word in ("own", "other", "most", "one", "of") for word in said.split()[1:])


def _is_clause(said: str, strictly: bool = False) -> bool:
    """Whether ``said`` has a verb of its own: "his boss said", and not "the retired general" or, unless ``strictly``,
    "a film released in May"."""
    words = re.sub(r" (?:who|whom|whose|which|that|where|when)\b.*", "", said).split()
    for before, word, after in zip(words[:-1], words[1:], [*words[2:], ""], strict=False):
        lower = fold(word)
        past = word.islower() and lower not in _NO_VERBS and (lower.endswith("ed") or key_of(lower) != stem(lower))
        describes = word is words[1] or before.endswith("ly") or not is_content(before.lower())
        follows = not strictly and re.fullmatch(_PREPOSITION, after)
        # "The threat offers the chance": what a noun phrase has before "the" is a preposition.
        acts = (
            after in ("the", "a", "an", "his", "her", "its", "their")
            and is_content(lower)
            and not lower.endswith("ing")
        )
        if (lower in _FINITE and word.islower()) or acts or (past and not describes and not follows):
            return True
    return False
