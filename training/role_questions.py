"""Short questions made by rule from a passage's own sentences: who did it, to whom, where and when.

"Kim met Putin" answers "Who met Putin?" with Kim, and does not answer "Who met Kim?": people ask an archive in five words, and
annotators of reading sets do not. The rules are few and their questions plain; what does not fit them is left alone.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from training.reader_data import Row, holds_answer

_TITLES = r"(?:President|Prime Minister|Minister|Sen\.|Senator|Gov\.|Governor|Rep\.|Mr\.|Mrs\.|Ms\.|Dr\.|King|Queen|Prince|Judge|Secretary)"
_NAME = rf"(?:{_TITLES} )?[A-Z][\w'’-]+(?: (?:[A-Z]\. )?(?:of |the |de |van |bin )?[A-Z][\w'’-]+){{0,3}}"
_PAST = """met told beat won led left hit shot bought sold sent gave took saw found built wrote made held kept lost paid sued hired
fired fought taught caught brought drove flew ran sang struck swept broke chose joined""".split()
_BASE = {
    "met": "meet", "told": "tell", "won": "win", "led": "lead", "left": "leave", "shot": "shoot", "bought": "buy",
    "sold": "sell", "sent": "send", "gave": "give", "took": "take", "saw": "see", "found": "find", "built": "build",
    "wrote": "write", "made": "make", "held": "hold", "kept": "keep", "lost": "lose", "paid": "pay", "fought": "fight",
    "taught": "teach", "caught": "catch", "brought": "bring", "drove": "drive", "flew": "fly", "ran": "run",
    "sang": "sing", "struck": "strike", "swept": "sweep", "broke": "break", "chose": "choose", "beat": "beat", "hit": "hit",
}  # fmt: skip
_VERB = rf"(?P<verb>[a-z]{{3,}}ed|{'|'.join(_PAST)})"
_ACTIVE = re.compile(
    rf"(?P<agent>{_NAME}) (?:also |then |later |recently |reportedly )?{_VERB} (?:with )?(?P<patient>{_NAME})"
)
_PASSIVE = re.compile(
    rf"(?P<patient>{_NAME})(?:,| was| were| has been| is| are| is being| being|, who was)? (?:also |then |later )?{_VERB} by (?P<agent>{_NAME})"
)
_PLACED = re.compile(rf"(?P<agent>{_NAME}) {_VERB} (?:in|at|to) (?P<place>{_NAME})")
_TIMED = re.compile(
    rf"(?P<agent>{_NAME}) {_VERB}(?: [a-z]+){{0,3}} (?:in|on) "
    r"(?P<time>(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)(?: \d{1,2})?(?:, )?)?(?: ?(?:19|20)\d\d)?)\b"
)
# Words with a capital that are no name, mostly because they begin a sentence.
_NO_NAME = frozenset(
    """The A An In On At It He She They We I You This That These Those But And So If When While After Before As For From With By Of
    Is Was Are Were Not No Yes Also However Although Since Its His Her Their My Our Your There Here What Who Why How Where Which One
    Some Many Most All Both Each Then Now Just Even Still Only Other Others Another First Last Next January February March April May June July
    August September October November December Monday Tuesday Wednesday Thursday Friday Saturday Sunday Read More Photo Image""".split()
)
# Verbs that make no question in five words: what they say hangs on what follows.
_NO_VERB = frozenset(
    "based included ranked used named called made gave asked told shipped estimated allowed needed rated".split()
)
SHARE_WITHOUT_ANSWER = 0.5


@dataclass(frozen=True, slots=True)
class _Fact:
    question: str
    answer: tuple[int, int] | None


def made(rows: Iterable[Row], chance: random.Random) -> list[Row]:
    """Rows with made questions for the distinct passages of ``rows``, about a third of them without an answer."""
    passages = list({row.passage: row for row in rows}.values())
    known = {word for row in passages for word in re.findall(r"[a-z]+", row.passage)}
    out: list[Row] = []
    for row in passages:
        for fact in _facts(row.passage, known, chance):
            group = f"{fact.question} {len(out)}"
            if fact.answer is None:
                out.append(replace(row, question=fact.question, spans=(), group=group, strings=()))
                continue
            a, b = fact.answer
            asked = Row(fact.question, row.passage, ((a, b, 1.0),), group, row.title, (row.passage[a:b],))
            out.append(asked)
    return out


def misplaced(rows: Sequence[Row], chance: random.Random) -> list[Row]:
    """For some made rows the same question to a passage that shares a name with it and does not hold the answer."""
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        for name in {*re.findall(r"[A-Z][\w'’-]+", row.passage)}:
            by_name.setdefault(name, []).append(row)
    out = []
    for row in rows:
        names = [n for n in re.findall(r"[A-Z][\w'’-]+", row.question)[1:] if n in by_name]
        if not row.spans or not names or chance.random() > SHARE_WITHOUT_ANSWER:
            continue
        other = chance.choice(by_name[chance.choice(names)])
        if other.passage != row.passage and not holds_answer(row, other.passage):
            out.append(replace(other, question=row.question, spans=(), group=row.group, strings=()))
    return out


def _facts(text: str, known: set[str], chance: random.Random) -> Iterator[_Fact]:
    for pattern in (_ACTIVE, _PASSIVE):
        for found in pattern.finditer(text):
            agent, patient = found["agent"], found["patient"]
            if not (_is_name(agent) and _is_name(patient)) or agent in patient or patient in agent:
                continue
            if found["verb"] in _NO_VERB:
                continue
            past, base = found["verb"], _base(found["verb"], known)
            joint = " with" if " with " in found.group() and pattern is _ACTIVE else ""
            yield _Fact(_asked_agent(past, base, joint, patient, chance), found.span("agent"))
            if base and chance.random() < 0.6:
                yield _Fact(f"{chance.choice(['Who', 'Whom'])} did {agent} {base}{joint}?", found.span("patient"))
            if not joint and chance.random() < 0.5:
                # The doer was not done to, as far as this passage says.
                yield _Fact(_asked_agent(past, base, joint, agent, chance), None)
    for found in _PLACED.finditer(text):
        base = _base(found["verb"], known)
        if base and _is_name(found["agent"]) and _is_name(found["place"]):
            yield _Fact(f"Where did {found['agent']} {base}?", found.span("place"))
    for found in _TIMED.finditer(text):
        base = _base(found["verb"], known)
        if base and re.search(r"\d", found["time"]) and _is_name(found["agent"]):
            between = text[found.end("verb") : found.start("time")].rsplit(" ", 2)[0]
            a, b = found.span("time")
            yield _Fact(f"When did {found['agent']} {base}{between}?", (a, a + len(text[a:b].rstrip(", "))))


def _asked_agent(past: str, base: str | None, joint: str, patient: str, chance: random.Random) -> str:
    forms = [past, past, past]
    if base:
        forms += [f"will {base}", f"is {base[:-1] if base.endswith('e') and not base.endswith('ee') else base}ing"]
    short = patient.split()[-1] if chance.random() < 0.4 else patient
    asked = f"{chance.choice(['Who', 'who', 'Who'])} {chance.choice(forms)}{joint} {short}"
    return asked + chance.choice(["?", "?", ""])


def _is_name(name: str) -> bool:
    words = name.split()
    bare = all(not re.search(r"['’]|LINKREMOVED", word) for word in words)
    return words[0] not in _NO_NAME and words[-1] not in _NO_NAME and len(name) > 2 and bare


def _base(past: str, known: set[str]) -> str | None:
    """The verb's base form, by the words that the passages know; ``None`` where none fits."""
    if past in _BASE:
        return _BASE[past]
    stem = past[:-2]
    options = [past[:-3] + "y"] if past.endswith("ied") else [past[:-1], stem]
    if len(stem) > 2 and stem[-1] == stem[-2]:
        options.append(stem[:-1])
    return next((option for option in options if option in known), None)
