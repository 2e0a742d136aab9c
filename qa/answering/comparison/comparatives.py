"""A question which of several has more, is older or costs less → what it compares; and whether a sentence itself compares that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from qa.answering import questions
from qa.answering.comparison.holdings import HAVING, MONEY, TERMS, Asked
from qa.answering.comparison.owning import core, is_subject, named
from qa.answering.years import years_in
from qa.checks.words import key_of, words_of
from qa.types import Span

# Words that compare → whether the larger one is meant.
_WORDS = {
    **dict.fromkeys("more greater higher larger bigger longer older taller heavier dearer costlier".split(), True),
    **dict.fromkeys("fewer less lower smaller shorter younger lighter cheaper".split(), False),
    "more expensive": True,
    "less expensive": False,
}
_WORD = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?![\w-])", re.IGNORECASE)
# Each of a row compares what the others of it do.
_ROWS = tuple(
    frozenset(row.split(","))
    for row in (
        "more,fewer,less,greater,higher,lower,larger,bigger,smaller",
        "longer,shorter",
        "older,younger",
        "taller,higher,shorter,lower",
        "heavier,lighter",
        "cheaper,dearer,costlier,more expensive,less expensive",
    )
)
_BY = {
    **dict.fromkeys(_ROWS[2], ("age", "")),
    **dict.fromkeys(_ROWS[5], ("price", "")),
    **dict.fromkeys(_ROWS[1], ("size", "long")),
    **dict.fromkeys(("taller",), ("size", "tall")),
    **dict.fromkeys(_ROWS[4], ("size", "heavy")),
}
_JAILED = ("term", "sentence")
# What somebody did more or less of, where it does not say of what: "Who quoted less?"
_BY_VERB = {
    **dict.fromkeys(map(key_of, "cost charge bid quote ask earn pay spend raise".split()), ("price", "")),
    **dict.fromkeys(map(key_of, "jail imprison ban suspend".split()), _JAILED),
    key_of("weigh"): ("size", "heavy"),
    key_of("last"): ("size", "long"),
}
# "Which bank has more", "Which of the two banks has a larger"; what comes before the verb is of what kind they are.
_WHICH = re.compile(
    r"^\W*(?:(?:and|but|so) )?(?:between (?P<between>[^,?]+), )?(?P<who>who|whose|which|what)"
    r"(?: (?:one )?of (?:(?P<two>(?:the|these|those) (?:two|pair))|(?P<of>(?-i:[A-Z])[^,?]* (?:and|or) [^,?]+)))?"
    r"(?P<kind>(?: [\w’'&.-]+)*?) (?P<verb>(?-i:[a-z]+))(?: (?:an?|the|for))? $",
    re.IGNORECASE,
)
_EITHER = re.compile(
    r"^\W*(?P<be>is|was|are|were|did|does|do|has|have|had) (?P<sides>[^,?]+? or [^,?]+?)(?P<verb>(?-i: [a-z]+))?(?: (?:an?|the))? $",
    re.IGNORECASE,
)
_OFFERED = re.compile(r"[,:] (?P<sides>[^,:?]+ or [^,:?]+?)(?: (?:in|at|on|during|last|this|now)\b[^,:?]*)?\W*$")
_SIDES = re.compile(r" (?:or|and) (?=(?:the |an? )?)", re.IGNORECASE)
_IS = re.compile(r"^(\W*(?:who|what|which))['’]s\b", re.IGNORECASE)
_COUNTING = frozenset(("more", "less", "fewer"))
# Of these alone nobody is: "which is more".
_SO_MUCH = _COUNTING | {"greater", "higher", "lower"}
_BE = frozenset("is are was were".split())
_NOT_OF_SIDES = re.compile(r"\b(?:no|any|much|many|even|once|one|two|three|few|some|how|far|\d+) $", re.IGNORECASE)
_THAN = re.compile(r"\bthan\b(?! the other\b)", re.IGNORECASE)
# Verbs of which "more" is more than the other has; whoever wants or hires more may want more than before.
_STATES = HAVING | frozenset(
    map(
        key_of,
        "got makes earns scores wins sells pays spends charges costs serves carries produces holds draws attracts receives gains "
        "loses raises".split(),
    )
)
_WISHES = frozenset(map(key_of, "want wanted ask demand need seek expect promise call did does do said".split()))
# Of these one is larger or longer than another; "who has an older brother" and "who runs the smaller party" compare none.
_MEASURED = (
    MONEY
    | TERMS
    | frozenset(
        map(
            key_of,
            "turnout share rate majority population workforce audience score toll area attendance membership circulation budget "
            "stake fleet output margin lead fall rise increase dividend payout".split(),
        )
    )
)
_THING = re.compile(
    r" (?P<thing>(?!(?:to|of|about|than|or|and|in|on|at|for|from|by|with|as)\b)[a-z][\w-]*"
    r"(?: (?!(?:in|of|on|at|for|to|from|by|with|and|or|than|last|this|when|who|during|over|under|per|an?)\b)[a-z][\w-]*){0,2})"
)
_NO_THING = frozenset(map(key_of, "information detail news education house court chamber".split()))
_ENDS = re.compile(r"\W*$|[,:]| (?:of the two|now|in|at|on|when|for)\b")
_CLOSED = re.compile(r"\W*$|[,:]")
# In "which law did he use to get more" nobody has more, and "a week or less" is no side's.
_NO_KIND = frozenset("to that when while it they he she we you i who as because if two three four".split())
_AUXILIARY = frozenset(
    "does did do is are was were be been has have had can could must may might will would should".split()
)
_NO_VERB = frozenset("or and nor to of as by on in at with from that when than it they he she".split())
_PLURAL = re.compile(r"[^usi]s$")
_OWNED = re.compile(r"(?P<kind>.*?)['’]s? (?P<thing>[a-z -]+)$")
_PREPOSITION = re.compile(r" ?\b(?:for|in|of|on|at|from|by|with|to|over)\b.*")
# "Than Northmoor", and not "than before", "than a year ago", "than 200".
_THAN_OTHER = re.compile(
    rf"\bthan\b(?! (?:before|ever|expected|last|in|at|usual|any|an?|previously|normal|its?|he|his|she|her|they|their|"
    rf"(?:the )?(?:year|previous|same|average))\b|\W*(?:{questions.NUMBER_WORDS.pattern}))",
    re.IGNORECASE,
)
_OUT = re.compile(r"\bout(?P<verb>[a-z]{3,})\b(?P<by> by\b)?", re.IGNORECASE)
_THE = re.compile(r"\bthe $", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:no|not|never|nor)\s+(?:an?\s+|the\s+)?$", re.IGNORECASE)
_SAYS_NOTHING = frozenset(map(key_of, "two both pair one now currently year today".split()))
# What is compared follows its comparative within so many code points: "more of its branches".
_NEAR_WORD = 40


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a question compares, and which side it asks for: the larger one if ``more``.

    ``word`` is how it compares, ``offered`` are the sides it names, ``matter`` the keys of what else it speaks of.
    """

    asked: Asked
    word: str
    more: bool
    offered: tuple[str, ...]
    matter: frozenset[str]


@lru_cache(maxsize=256)
def comparison(question: str) -> Comparison | None:
    """What a question compares: "Which bank has more branches?", "Who is older, Lindt or Berg?"; ``None`` where it compares nothing.

    "Who has more than 100 patents?", "How much more did he pay?" and "Who has an older brother?" do not.
    """
    question = _IS.sub(r"\1 is", question.strip())
    for found in _WORD.finditer(question):
        before, behind = question[: found.start()], question[found.end() :]
        head = _WHICH.match(before) or _EITHER.match(before)
        if head and found[0].islower() and not _NOT_OF_SIDES.search(before) and not _THAN.search(behind):
            made = _made(question, found[0].lower(), head, behind)
            if made:
                return made
    return None


def _made(question: str, word: str, head: re.Match[str], behind: str) -> Comparison | None:
    parts = {name: found.strip() for name, found in head.groupdict().items() if found}
    sides = parts.get("sides") or parts.get("between") or parts.get("of") or _named_last(question)
    offered = tuple(_SIDES.split(sides)) if sides else ()
    who, verb = parts.get("who", "").lower(), (parts.get("verb") or parts["be"]).lower()
    certain = bool(offered or "two" in parts)
    # "Asked for more" is no more of anything; "jailed for longer" is longer.
    purpose = head[0].endswith(" for ") and _BY_VERB.get(key_of(verb)) != _JAILED
    if len(offered) not in (0, 2) or (who == "what" and not (certain or "kind" in parts)) or purpose:
        return None
    between = {*parts.get("kind", "").lower().split()}
    if verb in _NO_VERB or (between - _AUXILIARY if who == "who" else between & (_NO_KIND | _AUXILIARY)):
        return None
    kind, thing = _kind(who, parts.get("kind", ""))
    # "Which cities have more people?" asks for a list.
    if not certain and _PLURAL.search(kind):
        return None
    if verb in _BE:
        by, thing = _by_thing(word, thing) if thing else _BY.get(word, ("", ""))
        # What is "more common" nobody counts.
        if not thing and word in _SO_MUCH:
            return None
        plain = bool(_ENDS.match(behind))
    else:
        found = _THING.match(behind)
        by, thing = _by_thing(word, found["thing"]) if found else _BY_VERB.get(key_of(verb), ("", ""))
        if not thing and not by and (who == "what" or not _CLOSED.match(behind)):
            return None
        plain = _is_plain(word, thing, key_of(verb), by)
    if not (plain or certain):
        return None
    asked = Asked(by, thing or (kind if by == "price" else ""), key_of(verb), kind, years_in(question))
    return Comparison(asked, word, _WORDS[word], offered, _matter(question, asked, word, offered))


def _kind(who: str, said: str) -> tuple[str, str]:
    """What stands between "which" and the verb: the kind of those who are compared, and what of theirs is, if that is named."""
    owned = _OWNED.match(said)
    if owned or who == "whose":
        return (_last(owned["kind"]), owned["thing"]) if owned else ("", said)
    return (_last(said) if who in ("which", "what") else ""), ""


def _last(said: str) -> str:
    return next(iter(_PREPOSITION.sub("", said).split()[-1:]), "")


def _named_last(question: str) -> str:
    found = _OFFERED.search(question)
    return found["sides"] if found else ""


def _by_thing(word: str, thing: str) -> tuple[str, str]:
    """By what is compared where it says of what there is more: a term, or any amount of it."""
    if word in _ROWS[1]:
        return ("term" if key_of(thing.split()[-1]) in TERMS else "amount"), thing
    return ("amount" if word in _ROWS[0] else ""), thing


def _is_plain(word: str, thing: str, verb: str, by: str) -> bool:
    """Whether it plainly compares, though no side is named."""
    if not thing or by in ("price", "size", "term"):
        return bool(by) or (word in _COUNTING and verb not in _WISHES)
    noun = key_of(thing.split()[-1])
    return bool(by) and verb in _STATES and noun not in _NO_THING and (word in _COUNTING or noun in _MEASURED)


def _matter(question: str, asked: Asked, word: str, offered: tuple[str, ...]) -> frozenset[str]:
    """What an article has to speak of beside what is compared and those who are."""
    known = {asked.verb, key_of(asked.kind), *map(key_of, asked.thing.split()), *map(key_of, word.split())}
    names = {one for name in offered for one in core(name)}
    words = (one for one in words_of(question) if one.content and one.lower.removesuffix("'s") not in names)
    return frozenset(one.key for one in words if not one.lower.isdigit()) - known - _SAYS_NOTHING


def side_told(compared: Comparison, text: str, answer: Span) -> Span | None:
    """Where a sentence that itself makes the comparison gives the side that is asked for: ``answer``, its place there, or whom its words
    say beside "than"; ``None`` where it does not compare what is asked, or answers with the other side."""
    asked = compared.asked
    for found in _OUT.finditer(text):
        if key_of(found["verb"]) == asked.verb:
            return _beside_word(text, found.span(), compared.more is not bool(found["by"]), answer)
    row = frozenset().union(*(row for row in _ROWS if compared.word in row))
    for found in _WORD.finditer(text):
        word = found[0].lower()
        near = text[found.end() : found.end() + _NEAR_WORD]
        counted = asked.by in ("", "amount", "term") and asked.thing
        # "Fell more than": it has to have fallen.
        if not (asked.by or asked.thing) and word in _COUNTING and asked.verb not in {w.key for w in words_of(text)}:
            continue
        if word not in row or (counted and asked.noun not in {one.key for one in words_of(near)}):
            continue
        if _NEGATED.search(text[: found.start()]):
            continue
        than = _THAN_OTHER.search(text, found.end())
        same = _WORDS[word] is compared.more
        if than:
            return _beside_word(text, (found.start(), than.end()), same, answer)
        if same and word not in _COUNTING and _THE.search(text[: found.start()]):
            return answer
    return None


def _beside_word(text: str, place: Span, first: bool, answer: Span) -> Span | None:
    """Who is named before what compares, or right behind it if it is not the ``first``; where no name stands there, ``answer`` if it does."""
    if first:
        own = [name for name in named(text[: place[0]]) if is_subject(text[: place[0]], name)]
        return own[-1] if own else answer if answer[1] <= place[0] else None
    own = [name for name in named(text) if re.fullmatch(r" (?:the )?", text[place[1] : name[0]])]
    return own[0] if own else answer if answer[0] >= place[1] else None
