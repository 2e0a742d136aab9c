"""The same thing said from its other end: "Kim lost to Lee" of "Lee beat Kim", "Acme sold it to Borex" of "Borex bought it from Acme"."""

from __future__ import annotations

import re

_NAME = r"(?:[Tt]he\s)?[A-Z][\w’'.&-]*(?:\s(?:of\s|the\s)?[A-Z0-9][\w’'.&-]*)*"
_LARGER = (
    "larger smaller|bigger smaller|taller shorter|longer shorter|older younger|higher lower|richer poorer|stronger weaker|faster "
    "slower|heavier lighter|hotter colder|warmer cooler|earlier later|more less|better worse|wider narrower|deeper shallower"
)
_OTHER = {word: pair for row in _LARGER.split("|") for word, pair in (row.split(), row.split()[::-1])}
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"^(?P<a>{_NAME}) lost to (?P<b>{_NAME})(?P<rest>.*)$", re.DOTALL), "{b} beat {a}{rest}"),
    (
        re.compile(rf"^(?P<a>{_NAME}) (?:beat|defeated) (?P<b>{_NAME})(?P<rest>.*)$", re.DOTALL),
        "{b} lost to {a}{rest}",
    ),
    (
        re.compile(rf"^(?P<a>{_NAME}) sold (?P<what>.{{3,120}}?) to (?P<b>{_NAME})(?P<rest>.*)$", re.DOTALL),
        "{b} bought {what} from {a}{rest}",
    ),
    (
        re.compile(rf"^(?P<a>{_NAME}) bought (?P<what>.{{3,120}}?) from (?P<b>{_NAME})(?P<rest>.*)$", re.DOTALL),
        "{b} sold {what} to {a}{rest}",
    ),
    (
        re.compile(rf"^(?P<a>{_NAME}) (?P<verb>is|was) (?P<how>{'|'.join(_OTHER)}) than (?P<b>{_NAME})(?P<rest>.*)$"),
        "{b} {verb} {how} than {a}{rest}",
    ),
    (
        re.compile(rf"^(?P<a>{_NAME}) (?P<verb>(?:was |were )?\w+) (?P<how>before|after) (?P<b>{_NAME})(?P<rest>\.?)$"),
        "{b} {verb} {how} {a}{rest}",
    ),
)
_OTHER |= {"before": "after", "after": "before"}


def converse(statement: str) -> str | None:
    """``statement`` said from its other end, where it is plain what that is; it claims the same."""
    for rule, other in _RULES:
        if found := rule.match(statement.strip()):
            parts = found.groupdict()
            if "how" in parts:
                parts["how"] = _OTHER[parts["how"]]
            return other.format(**parts)
    return None
