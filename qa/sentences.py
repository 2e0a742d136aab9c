"""Text → sentence spans that partition it: joining the slices gives the text back, whatever the text."""

from __future__ import annotations

import itertools
import re
import sys
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from qa.types import Span

if TYPE_CHECKING:
    from nltk.tokenize.punkt import PunktSentenceTokenizer

# Punkt's English model was trained on the Wall Street Journal and lacks what other desks write.
NEWS_ABBREVIATIONS = frozenset(
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sen rep gov gen lt col "
    "sgt maj capt cpl adm cmdr det insp supt hon rev fr msgr prof dr mr mrs ms mx st ft mt no nos vol vs inc ltd "
    "co corp bros dept univ assn ave blvd rd approx est ed eds fig pp al u.s u.k u.n u.a.e e.u d.c a.m p.m i.e "
    "e.g ph.d m.d b.a m.a j.d r-ky d-n.y".split()
)
# An open quotation keeps its sentences together up to this many code points: beyond it, it is more likely
# that its closing mark is missing.
LONGEST_QUOTATION = 500
# How an item of a list begins, at its line's start.
LIST_ITEM = re.compile(r"\s*(?:[-*+•–]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s")

_MAY_END_SENTENCE = re.compile(r"[.?!…。！？][\"'”’»)\]]*\s")
_ITEM_NUMBER = re.compile(r"\s*\(?\d{1,2}[.)]\s+")
_MONTH_OR_NUMBER_SIGN = re.compile(r"(?:\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|No|Nos|Art|Sec|p|pp)\.)\s*$")
_INITIALS_THEN_NAME = re.compile(r"(?:^|\s)(?:[A-Z]\.)+\s*$")
_INITIAL = re.compile(r"(?:^|\s)[A-Z]\.\s+$")
_NEXT_INITIAL = re.compile(r"[A-Z]\.\s")
# In capitals they are something else ("He was sued by the SEC. Musk said …"), so Punkt, which knows no case, is not told.
_TITLE_BEFORE_NAME = re.compile(r"(?<![\w.])(?:Brig|Pres|Sec|Amb|Pfc|Spc|Asst|Dist|Atty|Rt)\.\s+$")
# "Mass. General", "Miss. Gov. Tate Reeves": such states are words, too.
_STATE = re.compile(r"(?<!\w)(?:Mass|Miss|Ill|Ind|Ore|Wash)\.\s+$")
_OFFICE = re.compile(r"(?:General|Gov|Lt|Sen|Rep|Atty|Attorney)\b")
# "J.R.R. Tolkien", but not "the F.B.I. Agents" or "from the U.A.E. Officials".
_THREE_INITIALS = re.compile(r"(?<!\w)(?<!\bthe )(?<!\bThe )(?!U\.[AKNS]\.|N\.Y\.)(?:[A-Z]\.){3,4}\s+$")
_STARTER = re.compile(
    r"(?:A|An|The|This|That|These|Those|He|She|It|They|We|I|You|But|And|In|On|At|For|His|Her|Its|Their|There)\b"
)
# Where a quotation holds several sentences, its last one ends with a sign before the closing mark; an apostrophe has a
# letter there.
_SINGLE_QUOTATION = re.compile(rf"(?<!\w)‘(?!\d)[^‘]{{1,{LONGEST_QUOTATION}}}?(?<=[.,!?…])’(?!\w)")
_STRAIGHT_QUOTATION = re.compile(rf"(?<!\w)'(?=[A-Z])(?:[^']|(?<=\w)'){{1,{LONGEST_QUOTATION}}}?(?<=[.,!?…])'(?!\w)")
_GUILLEMETS = re.compile(r"«[^«»]*»")
_HOUR = re.compile(r"\d\s?[ap]\.m\.\s+$", re.IGNORECASE)
_TIME_ZONE = re.compile(r"(?:[ECMP][SD]?T|GMT|UTC|BST|CET|CEST|IST|JST)\b")
_LINE = re.compile(r"[^\n\r\u2028\u2029\x0b\x0c\x85]*(?:\r\n|[\n\r\u2028\u2029\x0b\x0c\x85]|$)")
_MARKDOWN_BLOCK = re.compile(r"\s*(?:#{1,6}\s|[-*+]\s|>|\d{1,3}[.)]\s|\||```|---|===)")
_TERMINAL = re.compile(r"[.?!…:;]['\"”’)\]]*\s*$")


def sentence_spans(text: str, wrapped: bool | None = None) -> list[Span]:
    """Sentences of ``text`` in order, each with the white space after it; they partition ``[0, len(text))``.

    ``wrapped`` says that a line's end is not a paragraph's end (Markdown, e-mail, wire copy); left out, it is
    found from the lines themselves.
    """
    return [span for block in paragraph_spans(text, wrapped) for span in _split(text, block)]


def paragraph_spans(text: str, wrapped: bool | None = None) -> list[Span]:
    """Paragraphs of ``text``, a line each or joined where lines are wrapped; they partition the text.

    Lines without a visible character belong to the paragraph before them, or to the first.
    """
    lines = [match.span() for match in _LINE.finditer(text) if match.end() > match.start()]
    if wrapped is None:
        wrapped = _looks_wrapped([text[a:b] for a, b in lines])
    spans: list[Span] = []
    blank_before = True
    for start, end in lines:
        line = text[start:end]
        blank = not line.strip()
        joins = blank or (wrapped and not blank_before and not _MARKDOWN_BLOCK.match(line))
        if spans and (joins or not text[spans[-1][0] : spans[-1][1]].strip()):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        blank_before = blank or (wrapped and line.lstrip().startswith("#"))
    return spans


def _looks_wrapped(lines: list[str]) -> bool:
    """Whether most lines stop near one margin in mid-sentence, as text wrapped by hand or by a mailer does."""
    followed = [a.strip() for a, b in itertools.pairwise(lines) if a.strip() and b.strip()]
    if len(followed) < 4:
        return False
    broken = sum(45 <= len(line) <= 100 and not _TERMINAL.search(line) for line in followed)
    return broken >= 0.6 * len(followed)


def _split(text: str, block: Span) -> list[Span]:
    start, end = block
    body = text[start:end]
    if not _MAY_END_SENTENCE.search(body):
        return [block]
    stripped = body.rstrip()
    lead = len(stripped) - len(stripped.lstrip())
    cuts = [lead + a for a, _ in punkt().span_tokenize(stripped[lead:])][1:]
    number = _ITEM_NUMBER.match(body)
    item = number.end() if number else 0
    edges = [0, *(cut for cut in cuts if cut != item and not _belongs_together(body, cut)), len(body)]
    edges = _keep_quotations_whole(body, edges)
    return [(start + a, start + b) for a, b in itertools.pairwise(edges)]


def _belongs_together(body: str, cut: int) -> bool:
    """Whether Punkt cut inside a sentence: before a small letter, after "Jan." or "No.", or inside initials."""
    after = body[cut : cut + 1]
    before = body[max(0, cut - 12) : cut]
    if after.islower():
        return True
    if _HOUR.search(before) and _TIME_ZONE.match(body, cut):
        return True
    if _INITIAL.search(before) and _NEXT_INITIAL.match(body, cut):
        return True
    if after.isupper() and not _STARTER.match(body, cut):
        longer = body[max(0, cut - 24) : cut]
        if _TITLE_BEFORE_NAME.search(longer) or _THREE_INITIALS.search(longer):
            return True
        if _STATE.search(longer) and _OFFICE.match(body, cut):
            return True
    if after.isdigit() and _MONTH_OR_NUMBER_SIGN.search(before):
        return True
    return after.isupper() and bool(_INITIALS_THEN_NAME.search(before)) and len(before.strip()) <= 3


def _keep_quotations_whole(body: str, edges: list[int]) -> list[int]:
    """Drop the edges that lie inside a quotation which the same paragraph closes."""
    if len(edges) == 2:
        return edges
    doubles = r"“[^“”]*”" if "“" in body else r'(?<!\w)"[^"]*"(?!\w)'
    patterns = [re.compile(doubles)]
    for mark, pattern in (("‘", _SINGLE_QUOTATION), ("'", _STRAIGHT_QUOTATION), ("«", _GUILLEMETS)):
        if mark in body:
            patterns.append(pattern)
    quotations = [match.span() for pattern in patterns for match in pattern.finditer(body)]
    inside = sorted((a, b) for a, b in quotations if b - a <= LONGEST_QUOTATION)
    starts = [a for a, _ in inside]
    furthest = [0, *itertools.accumulate((b for _, b in inside), max)]
    return [edge for edge in edges if furthest[bisect_left(starts, edge)] <= edge]


@contextmanager
def _without_statistics() -> Iterator[None]:
    """Inside, ``scipy.stats`` cannot be imported: nltk does so for a test of collocations, can do without, and takes six times as long
    with it."""
    if "scipy.stats" in sys.modules:
        yield
        return
    sys.modules["scipy.stats"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["scipy.stats"]


@cache
def punkt() -> PunktSentenceTokenizer:
    """Punkt for English, from the data files inside llama-index-core.

    They are read here and not by nltk's loader: that refuses files with a second hard link, which is how
    uv and other installers place them.
    """
    with _without_statistics():
        from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    core = find_spec("llama_index.core")
    assert core is not None and core.origin is not None, "llama-index-core is a dependency"
    data = Path(core.origin).parent / "_static/nltk_cache/tokenizers/punkt_tab/english"

    def rows(name: str) -> list[str]:
        return [row for row in (data / name).read_text("utf-8").split("\n") if row]

    parameters = PunktParameters()
    parameters.abbrev_types = set(rows("abbrev_types.txt")) | NEWS_ABBREVIATIONS
    parameters.sent_starters = set(rows("sent_starters.txt"))
    parameters.collocations = {tuple(row.split("\t")) for row in rows("collocations.tab")}
    for row in rows("ortho_context.tab"):
        word, flags = row.split("\t")
        parameters.ortho_context[word] = int(flags)
    return PunktSentenceTokenizer(parameters)
