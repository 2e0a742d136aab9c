"""Questions to begin with: made by rule from the articles' own sentences; which of them are answered, the caller says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import islice

# Articles that example questions are drawn from.
SAMPLED = 60
# Passages read for an example question: it uses the words of the sentence that answers it.
PASSAGES = 8
_NAME = r"[A-Z][\w’'-]+(?: (?:[A-Z]\. )?(?:of |de |van |bin |al-)?[A-Z][\w’'-]+){0,3}"
_ROLES = "president|prime minister|minister|leader|chancellor|governor|mayor|chief executive|chairman|director|spokesman|spokeswoman|coach|captain|author|founder"
# Each rule: what to look for, and the question that its names make.
_RULES = (
    (re.compile(rf"(?:[Aa]ccompany(?:ing)?|[Aa]ccompanied by) (?P<a>{_NAME})"), "Who accompanied {a}?"),
    (re.compile(rf"(?P<a>{_NAME}) (?:met|will meet|is meeting) (?:with )?(?P<b>{_NAME})"), "Whom did {a} meet?"),
    (re.compile(rf"(?:greeted|welcomed) (?P<a>{_NAME})"), "Who welcomed {a}?"),
    (
        re.compile(rf"(?P<a>{_NAME})[^.!?\n]{{0,60}} (?:signed|sign) (?:an?|the|several)[^.!?\n]{{0,60}}agreement"),
        "What agreement did {a} sign?",
    ),
    (re.compile(rf"(?P<a>{_NAME}) (?:arrived|landed|touched down) in (?P<b>{_NAME})"), "When did {a} arrive in {b}?"),
    (re.compile(rf"visit(?:ed|ing)? (?:to )?(?P<b>{_NAME})"), "Who visited {b}?"),
    (re.compile(rf"(?P<a>{_NAME}) (?:said|warned|told|announced|promised|pledged)"), "What did {a} say?"),
    (re.compile(rf"(?P<a>{_NAME}),? (?:the|a) (?:\w+ ){{0,2}}(?:{_ROLES})\b"), "Who is {a}?"),
    (re.compile(rf"\b(?:{_ROLES}) (?P<a>{_NAME})"), "Who is {a}?"),
    (re.compile(rf"in (?:the capital,? )?(?P<b>{_NAME})"), "What happened in {b}?"),
)
_NO_NAME = frozenset(
    """The A An In On At It He She They We I You This That These Those But And So If When While After Before As For From With By Of
    His Her Their Its No Not Yes There Here What Who Also However Monday Tuesday Wednesday Thursday Friday Saturday Sunday January
    February March April May June July August September October November December Read More Photo Image Latest News""".split()
)

_TITLES = re.compile(
    rf"^(?:(?:{_ROLES}|Mr|Mrs|Ms|Dr|Sen|Gov|Rep|Foreign|Defen[cs]e|Deputy)\.? )+(?=[A-Z])", re.IGNORECASE
)


def questions(texts: Iterable[str]) -> list[str]:
    """Questions that ``texts`` may answer, the most promising first, each name asked about at most twice."""
    found: Counter[tuple[int, str]] = Counter()
    for text in texts:
        for rank, (pattern, form) in enumerate(_RULES):
            for match in pattern.finditer(text):
                names = {key: _short(value) for key, value in match.groupdict().items()}
                if all(names.values()) and len(set(names.values())) == len(names):
                    found[(rank, form.format(**names))] += 1
    # From every rule its most frequent first: a page of four questions of one form says little.
    by_rule: dict[int, list[str]] = {}
    for (rank, question), _ in found.most_common():
        by_rule.setdefault(rank, []).append(question)
    ordered: list[str] = []
    asked: Counter[str] = Counter()
    for turn in range(3):
        for rank in sorted(by_rule):
            if turn < len(by_rule[rank]):
                question = by_rule[rank][turn]
                about = re.findall(_NAME, question.split(" ", 1)[1])
                if question not in ordered and all(asked[name] < 2 for name in about):
                    ordered.append(question)
                    asked.update(about)
    return ordered


def answered(texts: Iterable[str], count: int, tried: Callable[[str], bool]) -> list[str]:
    """The first ``count`` of :func:`questions` that ``tried`` says are answered; it is asked about four times as many at most."""
    return list(islice(filter(tried, questions(texts)[: count * 4]), count))


def _short(name: str | None) -> str:
    """A name without its possessive; empty where a word in it is no name."""
    bare = _TITLES.sub("", re.sub(r"[’']s$", "", name or ""))
    words = bare.split()
    return "" if not words or words[0] in _NO_NAME or words[-1] in _NO_NAME or len(bare) < 3 else bare
