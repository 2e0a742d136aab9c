"""Paragraphs of an article → blocks that say what they are: heading, article text, teaser or boilerplate."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from qa.types import Kind, Span

# A paragraph this long, or one that ends like a sentence and has this many words, is body text.
BODY_LENGTH = 100
BODY_WORDS = 8
LONGEST_HEADING = 90
# A run of teasers that covers more of an article than this is the article: the heading was misread.
LARGEST_RUN = 0.6

_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+\S")
_INLINE_TEASER = re.compile(
    r"(?:also read|read also|read more|read next|see also|see more|more on this|related(?: \w+)?|watch(?: \w+)?|listen|"
    r"don['’]?t miss|you may(?: also)? like|recommended|must[- ]read|in case you missed it|icymi|also on \w+|more)"
    r"\s*[:|–—]\s*\S",
    re.IGNORECASE,
)
_RUN_HEADING = re.compile(
    r"(?:the )?(?:latest (?:news|from|stories|headlines)|more (?:news|stories|from|on|coverage|articles|top stories)|"
    r"related (?:news|stories|articles|coverage|content|posts|topics)|most (?:read|popular|viewed|recent)|top stories|"
    r"trending|recommended|you (?:may|might)(?: also)? like|also read|read (?:more|next)|what to read next|"
    r"popular (?:now|stories|posts)|recent (?:posts|articles|stories|news)|(?:from )?around the web|sponsored|"
    r"other (?:news|stories))\b[^.!?]{0,40}:?$",
    re.IGNORECASE,
)
_BOILERPLATE_START = re.compile(
    r"(?:copyright\b|©|\(c\)\s*\d{4}|all rights reserved|source\s*:\s*\S|sign up (?:for|to)\b|subscribe (?:to|now|for)\b|"
    r"follow (?:us|him|her|them|@|\w+ on )|(?:photo|image|picture)s?(?: credit)?\s*(?::|by )|"
    r"this (?:article|story|report|content) (?:was|is|has been|may)\b.{0,60}"
    r"(?:published|produced|republished|reproduced|updated|translated)|"
    r"(?:reporting|additional reporting|writing|editing) by\b|our standards:)",
    re.IGNORECASE,
)
_BOILERPLATE_ANYWHERE = re.compile(
    r"all rights reserved|may not be (?:published|reproduced|broadcast)|(?:re)?produced with permission|"
    r"originally (?:published|appeared) (?:on|in|at)|contributed to this (?:report|story|article)|"
    r"associated press (?:writer|journalist|reporter)s?\b.*contributed",
    re.IGNORECASE,
)
_BIOGRAPHY = re.compile(
    r"I(?:['’]ve| have) (?:been|covered|worked|written)\b.{0,80}(?:news|journalis|report|editor|writ|cover)|"
    r"I(?:['’]m| am) an? .{0,60}(?:reporter|journalist|editor|writer|correspondent|blogger)|"
    r"(?:[Tt]he author|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}) (?:is|was|has been|covers|writes|reports)\b.{0,80}"
    r"(?:reporter|correspondent|editor|journalist|columnist|contributor|writer|author of|covers|for this newspaper)",
)
_NAME = re.compile(r"(?:by\s+)?[A-Z][\w.'’-]+(?:\s+(?:[a-z]{2,3}\s+)?[A-Z][\w.'’-]+){1,3}$")
_TIMESTAMP = re.compile(
    r"(?:(?:posted|published|updated)\b.{0,12})?(?:\d{1,2}:\d{2}\s*[ap]\.?m\.?,?\s*)?(?:[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|"
    r"\d{1,2} [A-Z][a-z]{2,8}\.? \d{4})(?:,?\s*(?:at\s*)?\d{1,2}:\d{2}\s*[ap]\.?m\.?)?(?:\s+[A-Z]{2,4})?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph with its kind; a ``heading`` opens a section."""

    start: int
    end: int
    kind: Kind = Kind.ARTICLE
    heading: bool = False


def classify(text: str, paragraphs: list[Span], own_date: Span | None = None) -> list[Block]:
    """Say what each paragraph is; ``own_date`` is where the article's own date stands, which no teaser claims."""
    texts = [text[start:end].strip() for start, end in paragraphs]
    blocks = [Block(start, end) for start, end in paragraphs]
    first_body = next((i for i, t in enumerate(texts) if len(t) >= BODY_LENGTH and _is_body(t)), len(texts))
    for mark in (_mark_boilerplate, _mark_inline_teasers, _mark_runs):
        mark(texts, blocks)
    _mark_related_stories(texts, blocks, first_body, own_date)
    _mark_headings(texts, blocks, first_body)
    return blocks


def _is_body(text: str) -> bool:
    return len(text) >= BODY_LENGTH or (bool(_SENTENCE_END.search(text)) and len(text.split()) >= BODY_WORDS)


def _mark_boilerplate(texts: list[str], blocks: list[Block]) -> None:
    for i, text in enumerate(texts):
        legal = len(text) <= 400 and (_BOILERPLATE_START.match(text) or _BOILERPLATE_ANYWHERE.search(text))
        biography = i >= len(texts) - 3 and i > 0 and len(text) <= 700 and _BIOGRAPHY.match(text)
        if legal or biography:
            blocks[i] = replace(blocks[i], kind=Kind.BOILERPLATE)


def _mark_inline_teasers(texts: list[str], blocks: list[Block]) -> None:
    for i, text in enumerate(texts):
        if blocks[i].kind is Kind.ARTICLE and len(text) <= 220 and _INLINE_TEASER.match(text):
            blocks[i] = replace(blocks[i], kind=Kind.TEASER)


def _mark_runs(texts: list[str], blocks: list[Block]) -> None:
    """A heading such as "Latest News from …" makes teasers of what follows: all of it at an article's end,
    or, where that would be most of the article, the lines after it that are not body text."""
    total = sum(map(len, texts)) or 1
    for i, text in enumerate(texts):
        if blocks[i].kind is not Kind.ARTICLE or len(text) > 80 or not _RUN_HEADING.match(text):
            continue
        to_the_end = sum(map(len, texts[i:])) <= LARGEST_RUN * total
        for j in range(i, len(texts)):
            if j > i and not to_the_end and _is_body(texts[j]):
                break
            if blocks[j].kind is Kind.ARTICLE:
                blocks[j] = replace(blocks[j], kind=Kind.TEASER, heading=j == i)


def _mark_related_stories(texts: list[str], blocks: list[Block], first_body: int, own_date: Span | None) -> None:
    """A headline, a name and a time in mid-article are a related story's card, with the caption above them."""
    for i in range(first_body + 1, len(texts)):
        own = own_date is not None and blocks[i].start <= own_date[0] < blocks[i].end
        if own or not _TIMESTAMP.match(texts[i]) or not (_NAME.match(texts[i - 1]) or not _is_body(texts[i - 1])):
            continue
        first = i
        while first - 1 > first_body and i - first < 5 and len(texts[first - 1]) < BODY_LENGTH:
            if blocks[first - 1].kind is not Kind.ARTICLE:
                break
            first -= 1
        if first < i:
            for j in range(first, i + 1):
                blocks[j] = replace(blocks[j], kind=Kind.TEASER, heading=j == first)


def _mark_headings(texts: list[str], blocks: list[Block], first_body: int) -> None:
    """A short line without a sentence's end, between body text and more text, opens a section."""
    for i, text in enumerate(texts):
        if blocks[i].kind is not Kind.ARTICLE or len(text) > LONGEST_HEADING:
            continue
        if _MARKDOWN_HEADING.match(text):
            blocks[i] = replace(blocks[i], heading=True)
            continue
        if (
            i <= first_body
            or i + 1 >= len(texts)
            or _SENTENCE_END.search(text.rstrip("?"))
            or text.rstrip('"”’)').endswith((",", ";"))
        ):
            continue
        before = _is_body(texts[i - 1]) or blocks[i - 1].kind is not Kind.ARTICLE
        after = blocks[i + 1].kind is Kind.ARTICLE and _is_body(texts[i + 1])
        capitals = text.isupper() and len(text.split()) >= 2
        if any(map(str.isalpha, text)) and ((before and after) or (capitals and not texts[i - 1].isupper())):
            blocks[i] = replace(blocks[i], heading=True)
