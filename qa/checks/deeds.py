"""Who does it, and what a number is of, where no names tell: "the lower chamber approved it" of what the Senate sent there, "200
were killed" of 200 injured, "9,500 jobs are cut" of 1,200 of 9,500."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from qa.checks.amounts import Amount, agrees, amounts, same_unit
from qa.checks.moments import moments
from qa.checks.order import MOST, is_passive, without_places
from qa.checks.roles import MUTUAL
from qa.checks.words import Word, content_keys, is_past, key_of, words_of

# Behind these stands whose words they are, in either order: "said Ann Lee".
_SPEECH = frozenset(
    map(
        key_of,
        "say tell add warn write report note argue claim announce state reply explain confirm insist call describe quote cite "
        "include involve happen occur follow come go".split(),
    )
)
# "Both have faced sanctions, Syria since 2011": what is said of these is said of those named behind.
_ANY = frozenset("both all each many several others some most".split())
_NOBODY = frozenset("he she it they that we you i".split())
# "It has 9,500 jobs" and "its 9,500 jobs" are all of them.
_ALL_OF = frozenset("of has have had its their the all employs with total".split())
_OF_ALL = re.compile(
    r"(?P<part>\d[\d,.]*)\s+(?:out\s+)?of\s+(?:its|their|his|her|the)\s+(?P<all>\d[\d,.]*\d|\d)", re.IGNORECASE
)
_OF_THEM = re.compile(
    r"(?P<before>[^.;:]{3,160}),\s(?P<part>\d[\d,.]*\d|\d|[a-z]+(?:-[a-z]+)?)\sof\s(?:them|whom|which)\s(?P<rest>[^,.;]{3,60})",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:r[io]se|risen|rises|fell|fall(?:s|en|ing)?|dropp?(?:ed|s|ing)?|grew|grown|increas\w+|decreas\w+|declin\w+|climb\w*|jump\w*|"
    r"cut|reduced|raised|up|down|slipped|shrank|gained|lost)\s(?:\w+\s){0,3}?(?P<how>by|to)\s(?:about |some |nearly |almost |just )?"
    r"(?P<amount>[$€£]?\d[\d,.]*\d|[$€£]?\d)",
    re.IGNORECASE,
)
_WHO = r"(?:people|others?|more|men|women|children|civilians|soldiers|persons?|were|was|have|has|been|are|are\s+being)"
_SUFFERED = re.compile(rf"^\s*(?:{_WHO}\s+){{0,4}}(?P<deed>[a-z]+(?:ed|en|ung|urt|ead|wn|nt))\b", re.IGNORECASE)


def deed_fault(statement: str, cited: str) -> tuple[str, str] | None:
    """The check that fails, and why, where ``statement`` has somebody else do it than ``cited``, or a number of something else."""
    for check, reason in (
        ("role", _other_doer(statement, cited)),
        ("number", _other_fate(statement, cited)),
        ("number", _whole_for_part(statement, cited) or _all_of_them(statement, cited)),
        ("number", _by_for_to(statement, cited)),
        ("number", _of_another_clause(statement, cited)),
    ):
        if reason:
            return check, reason
    return None


def _other_doer(statement: str, cited: str) -> str | None:
    """Who does it here only has it done to them, or stands behind it, there, where somebody else does it."""
    said, held = words_of(statement), words_of(cited)
    timed = [moment.span for moment in moments(cited)]
    for i, verb in enumerate(said):
        if not is_past(verb) or not verb.content or verb.key in MUTUAL or verb.key in _SPEECH or is_passive(said, i):
            continue
        doers = {word.key for word in _before(said, i) if word.content}
        places = [j for j, word in enumerate(held) if word.key == verb.key]
        told = places[:MOST]
        if doers and any(_agents(held, j) for j in told) and not any(_may_do(doers, held, j) for j in told):
            return f"says “{statement[: verb.end].strip()}”; in the passage somebody else does"
        if not doers or len(places) != 1 or is_passive(held, places[0]) or not is_past(held[places[0]]):
            continue
        at = places[0]
        theirs = [
            word
            for word in _antecedent(held, at) or _before(held, at)
            if word.content and not any(a <= word.start < b for a, b in timed)
        ]
        behind = {word.key for word in held[at + 1 :] if word.sentence == held[at].sentence and word.content}
        every = {word.key for word in held[:at] if word.sentence == held[at].sentence and word.content}
        near = held[max(0, at - 3) : at]
        pronoun = any(word.lower in _NOBODY or word.lower in _ANY for word in near)
        if theirs and not pronoun and doers <= behind and doers.isdisjoint(every):
            return f"says “{statement[: verb.end].strip()}”; in the passage somebody else does"
    return None


def _may_do(doers: AbstractSet[str], words: Sequence[Word], i: int) -> bool:
    """Whether ``doers`` may do what word ``i`` says: they stand behind its "by", or without one in its sentence."""
    agents = _agents(words, i)
    sentence = [word for word in words if word.sentence == words[i].sentence]
    unnamed = any(word.lower in _NOBODY for word in sentence)
    return not doers.isdisjoint(agents or {word.key for word in sentence}) or (not agents and unnamed)


def _agents(words: Sequence[Word], i: int) -> set[str]:
    """Who does it, by their content words, where "by" stands behind word ``i``: "accompanied by crowds"."""
    if i + 1 >= len(words) or words[i + 1].lower != "by":
        return set()
    return {word.key for word in words[i + 2 :] if word.sentence == words[i].sentence and word.content}


def _antecedent(words: Sequence[Word], i: int) -> list[Word]:
    """Whom "who" stands for, where the clause of word ``i`` begins with it: the words before it in its sentence."""
    clause = [word for word in words if word.clause == words[i].clause]
    if not clause or clause[0].lower not in ("who", "which"):
        return []
    return [word for word in words[:i] if word.clause == clause[0].clause - 1 and word.sentence == clause[0].sentence]


def _before(words: Sequence[Word], i: int) -> list[Word]:
    """The words before word ``i`` in its clause, without what stands behind a preposition there."""
    return without_places([word for word in words[:i] if word.clause == words[i].clause])


def _other_fate(statement: str, cited: str) -> str | None:
    """What happened to so many: 200 injured are not 200 killed."""
    held = [(amount, fate) for amount in amounts(cited) if (fate := _fate(cited, amount))]
    for amount in amounts(statement):
        fate = _fate(statement, amount)
        theirs = [(other, deed) for other, deed in held if agrees(amount, other)]
        if fate and theirs and all(deed != fate for _, deed in theirs) and any(deed == fate for _, deed in held):
            return f"says that {amount.text} were {fate}; the passage says {theirs[0][1]}"
    return None


def _fate(text: str, amount: Amount) -> str:
    end = amount.span[1]
    found = _SUFFERED.match(text[end : end + 60])
    return found["deed"].lower() if found and not amount.unit else ""


def _whole_for_part(statement: str, cited: str) -> str | None:
    """All of which only a part is meant: 9,500 of "1,200 of its 9,500 jobs"."""
    for found in _OF_ALL.finditer(cited):
        whole = re.escape(found["all"])
        alone = re.search(rf"(?<![\d,.]){whole}(?![\d,]*\d)", statement)
        if not alone or re.search(rf"(?<![\d,.]){re.escape(found['part'])}(?![\d,]*\d)", statement):
            continue
        before = statement[: alone.start()].split()
        if before and before[-1].lower() not in _ALL_OF:
            return f"says {found['all']}; the passage says {found.group()}"
    return None


def _all_of_them(statement: str, cited: str) -> str | None:
    """What is said of a part, said of all: "killed 1,136 people, 75 of them in the last 24 hours"."""
    said = set(content_keys(statement))
    for found in _OF_THEM.finditer(cited):
        rest = set(content_keys(found["rest"])) - set(content_keys(cited[: found.start("rest")]))
        whole = [a for a in amounts(found["before"]) if any(agrees(mine, a) for mine in amounts(statement))]
        part = amounts(found["part"])
        parts = any(agrees(mine, one) for mine in amounts(statement) for one in part) or key_of(found["part"]) in {
            word.key for word in words_of(statement)
        }
        if rest and rest <= said and whole and not parts:
            return (
                f"says {whole[-1].text}; the passage says {' '.join(cited[found.start('part') : found.end()].split())}"
            )
    return None


def _by_for_to(statement: str, cited: str) -> str | None:
    """How much it changed by for what it changed to: "fell by 8 percent" of "fell to 8 percent"."""
    held = {(match["amount"], match["how"].lower()) for match in _CHANGED.finditer(cited)}
    for match in _CHANGED.finditer(statement):
        how = match["how"].lower()
        other = "to" if how == "by" else "by"
        if (match["amount"], how) not in held and (match["amount"], other) in held:
            return f"says “{how} {match['amount']}”; the passage says “{other} {match['amount']}”"
    return None


def _of_another_clause(statement: str, cited: str) -> str | None:
    """A number of what the passage gives another one: what stands before it here stands only with that one there."""
    said, held = words_of(statement), words_of(cited)
    theirs = amounts(cited, tuple(moment.span for moment in moments(cited)))
    placed = [(amount, _clause_at(held, amount.span[0])) for amount in theirs]
    for amount in amounts(statement, tuple(moment.span for moment in moments(statement))):
        if not amount.unit or amount.unit in ("ordinal", "clock", "year"):
            continue
        own = {clause for other, clause in placed if agrees(amount, other)}
        rivals = {clause for other, clause in placed if same_unit(amount, other) and clause not in own}
        clause = _clause_at(said, amount.span[0])
        subject = [w for w in said if w.end <= amount.span[0] and w.clause == clause and w.content and not is_past(w)]
        where = [{other.clause for other in held if other.key == word.key} for word in subject]
        known = [places for places in where if places]
        if own and known and not any(places & own for places in known) and any(places <= rivals for places in known):
            other = next(a for a, c in placed if c in rivals and same_unit(amount, a))
            return f"says {amount.text} of what the passage says {other.text} of"
    return None


def _clause_at(words: Sequence[Word], start: int) -> int:
    return next((word.clause for word in words if word.end > start), 0)
