"""Sentences that say what or who something is: "KCNA, the state news agency", "the new defense minister Andrei Belousov".

The patterns are those that definitions are known by since Hearst (1992): an apposition on either side of the term, or "is a".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from qa.reading import AnswerSpan
from qa.types import Passage, Span

# How sure such a sentence is: the pattern says what the term is whatever else the reader makes of it.
DEFINED = 0.9
_OWNER = r"[A-Z][\w-]*(?: [A-Z][\w-]*)*[’']s?"
_OPENING = rf"(?:the|an?|one of|his|her|its|their|{_OWNER})"
_AFTER = r"{term}[’'\"”)]*(?:,| is| was| are| were| –| —| -) (?P<said>{opening} [^,.;:()–—]{{3,90}})"
_BEFORE = r"(?<!\w)(?P<said>{opening} (?:[A-Za-z][\w-]* ){{0,4}}?[a-z][\w-]*),? [“\"‘]?{term}(?![\w-])"


def defining(term: str, sentences: Iterable[tuple[Passage, Span]]) -> Iterator[AnswerSpan]:
    """The places in ``sentences`` that say what ``term`` is, in their order; each with the odds :data:`DEFINED`."""
    named = re.escape(term).replace(r"\ ", r"\s+")
    patterns = [re.compile(form.format(term=named, opening=_OPENING)) for form in (_AFTER, _BEFORE)]
    for passage, (start, end) in sentences:
        text = passage.text[start - passage.start : end - passage.start]
        for pattern in patterns:
            if found := pattern.search(text):
                a, b = found.span("said")
                yield AnswerSpan(passage, start + a, start + b, (start, end), DEFINED)
                break
