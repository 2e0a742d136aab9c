"""Paragraphs of an article → blocks that say what they are: heading, article text, teaser or boilerplate."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from qa.sentences import LIST_ITEM
from qa.types import Kind, Span

# A paragraph this long, or one that ends like a sentence and has this many words, is body text.
BODY_LENGTH = 100
BODY_WORDS = 8
LONGEST_HEADING = 90
# A run of teasers that covers more of an article than this is the article: the heading was misread.
LARGEST_RUN = 0.6
# Body text right under such a heading, without a headline, is other stories' summaries where it is this little at an
# article's end; more of it is the article, whose links to those stories were lost.
LARGEST_SUMMARIES = 0.25
# Markdown's marks are looked for in lines up to this long; nothing longer is a teaser, a heading or boilerplate.
LONGEST_MARKED = 1500

_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
_FULL_STOP = re.compile(r"[^.]\.[\"'”’)\]]*$")
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+\S")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})$")
_LIST_ITEM = re.compile(r"(?:[-*+•·▪‣◦]|\d{1,2}[.)])\s+\S")
_OPENING_MARKS = re.compile(r"(?:#{1,6}\s+|[-*+•·▪‣◦>]\s+)+")
_EMPHASIS = re.compile(r"\*+|(?<!\w)_+|(?<!_)_++(?!\w)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
# An agency ("AFP/Getty") and a teaser as some papers set it ("He's back:What we know").
_NOT_PAIRED = re.compile(r"[/|]|:[^\W\d]")
_QUOTATION_MARK = re.compile(r"[\"“«‘„']")
_INLINE_TEASER = re.compile(
    r"(?:also read|read also|read more|read next|see also|see more|more on this|related(?: \w+)?|watch(?: \w+)?|listen|"
    r"don['’]?t miss|you may(?: also)? like|recommended|must[- ]read|in case you missed it|icymi|also on \w+|more)"
    r"\s*[:|–—]\s*\S",
    re.IGNORECASE,
)
_STORIES = r"(?:news|stories|headlines|articles|coverage|content|posts|topics|videos)"
# A name in capitals: "CNN", "the Daily Planet".
_OUTLET = r"(?:the |our |this )?(?-i:[A-Z][\w.'’&-]*)(?: (?-i:[A-Z&][\w.'’&-]*)){0,4}"
# Nothing but teasers has such a heading …
_RUN_HEADING = re.compile(
    rf"(?:the )?(?:(?:latest|more|more top|related|recent|other|popular|top|trending|recommended) {_STORIES}|"
    rf"(?:latest|more) from {_OUTLET}|most (?:read|popular|viewed|recent|shared)(?: {_STORIES})?|"
    r"trending|recommended|you (?:may|might)(?: also)? like|also read|read (?:more|next)|what to read next|popular now|"
    rf"(?:from )?around the web|sponsored)(?: (?:from|on|in|at|by) {_OUTLET}| for you| now| today| this week)?\s*:?$",
    re.IGNORECASE,
)
# … and these head an article's own section as well ("More on the budget deal"): what follows has to be headlines.
_TOPIC_HEADING = re.compile(
    rf"(?:the )?(?:(?:read |see )?more(?: {_STORIES})? (?:on|about)|read more|"
    rf"(?:latest|more|related|recent|other|top) {_STORIES})\b[^.!?]{{0,50}}$",
    re.IGNORECASE,
)
_HEADLINE_WORDS = 4
# What closes an article: stories that are headed after it are all other ones.
_CLOSING = re.compile(
    r"copyright|©|\(c\)|rights reserved|permission|originally|contributed to|(?:reporting|writing|editing) by",
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
_BYLINE = re.compile(r"by (?-i:[A-Z])[^.!?]{0,60}$|\d{1,2} (?:minute|hour|day|week|month)s? ago$", re.IGNORECASE)
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
    lines = [_without_marks(t) for t in texts]
    blocks = [Block(start, end) for start, end in paragraphs]
    levels = _heading_levels(text, texts, blocks)
    first_body = next((i for i, t in enumerate(texts) if len(t) >= BODY_LENGTH and _is_body(t)), len(texts))
    _mark_boilerplate(lines, blocks)
    _mark_inline_teasers(lines, blocks)
    _mark_runs(lines, blocks, levels)
    _mark_related_stories(texts, blocks, first_body, own_date)
    _mark_headings(texts, blocks, levels, first_body)
    return blocks


def _without_marks(text: str) -> str:
    """A line without the marks that Markdown and lists put around its words: ``**Also read:** [A](b)`` is "Also read: A"."""
    if len(text) > LONGEST_MARKED:
        return text
    if opening := _OPENING_MARKS.match(text):
        text = text[opening.end() :]
    if "*" in text or "_" in text:
        text = _EMPHASIS.sub("", text)
    return _LINK.sub(r"\1", text) if "](" in text else text


def _heading_levels(text: str, texts: Sequence[str], blocks: Sequence[Block]) -> dict[int, int]:
    """Markdown's headings by their place, 1 the highest: after ``#``, or with a row of ``=`` or ``-`` right under them."""
    levels = {}
    for i, line in enumerate(texts):
        if match := _MARKDOWN_HEADING.match(line):
            levels[i] = len(match[1])
        elif i and _UNDERLINE.match(line) and len(texts[i - 1]) <= LONGEST_HEADING:
            above = text[blocks[i - 1].start : blocks[i - 1].end]
            blank_between = len(above[len(above.rstrip()) :].splitlines()) > 1
            if (
                not blank_between
                and any(map(str.isalpha, above))
                and not _SENTENCE_END.search(texts[i - 1].rstrip("?"))
            ):
                levels[i - 1] = 1 if line[0] == "=" else 2
    return levels


def _is_body(text: str) -> bool:
    return len(text) >= BODY_LENGTH or (bool(_SENTENCE_END.search(text)) and len(text.split()) >= BODY_WORDS)


def _is_full_sentence(text: str) -> bool:
    """Whether ``text`` is body text that no headline is, be it a long one or a question."""
    return _is_body(text) and bool(_SENTENCE_END.search(text if len(text) >= BODY_LENGTH else text.rstrip("?")))


def _mark_boilerplate(lines: Sequence[str], blocks: list[Block]) -> None:
    for i, line in enumerate(lines):
        legal = len(line) <= 400 and (_BOILERPLATE_START.match(line) or _BOILERPLATE_ANYWHERE.search(line))
        biography = i >= len(lines) - 3 and i > 0 and len(line) <= 700 and _BIOGRAPHY.match(line)
        if legal or biography:
            blocks[i] = replace(blocks[i], kind=Kind.BOILERPLATE)


def _mark_inline_teasers(lines: Sequence[str], blocks: list[Block]) -> None:
    for i, line in enumerate(lines):
        if blocks[i].kind is Kind.ARTICLE and len(line) <= 220 and _INLINE_TEASER.match(line):
            blocks[i] = replace(blocks[i], kind=Kind.TEASER)


def _mark_runs(lines: Sequence[str], blocks: list[Block], levels: Mapping[int, int]) -> None:
    """A heading such as "Latest News from …" makes teasers of the headlines after it, up to the article's own text."""
    rest = [*accumulate(map(len, reversed(lines)))][::-1]
    for i, line in enumerate(lines):
        if blocks[i].kind is not Kind.ARTICLE or len(line) > 80:
            continue
        if _RUN_HEADING.match(line) or (_TOPIC_HEADING.match(line) and all(map(_is_headline, lines[i + 1 : i + 3]))):
            for j in range(i, _run_end(lines, blocks, levels, rest, i)):
                if blocks[j].kind is Kind.ARTICLE:
                    blocks[j] = replace(blocks[j], kind=Kind.TEASER, heading=j == i)


def _run_end(
    lines: Sequence[str], blocks: Sequence[Block], levels: Mapping[int, int], rest: Sequence[int], i: int
) -> int:
    """Where the run that the heading at ``i`` opens has ended; ``rest`` has the characters from each line on."""
    closed = i > 0 and blocks[i - 1].kind is Kind.BOILERPLATE and _CLOSING.search(lines[i - 1])
    if closed and rest[i] <= LARGEST_RUN * rest[0]:
        return len(lines)
    if i + 1 < len(lines) and _is_full_sentence(lines[i + 1]):
        return len(lines) if rest[i] <= LARGEST_SUMMARIES * rest[0] else i + 1
    for j in range(i + 1, len(lines)):
        if levels.get(j, 7) <= levels.get(i, 6) or (_is_full_sentence(lines[j]) and not _is_summary(lines, j)):
            # A short sentence before body text is of the article, too.
            while j > i + 1 and _FULL_STOP.search(lines[j - 1]) and blocks[j - 1].kind is Kind.ARTICLE:
                j -= 1
            return j
    return len(lines)


def _is_headline(line: str) -> bool:
    return len(line.split()) >= _HEADLINE_WORDS and not _is_full_sentence(line) and not _FULL_STOP.search(line)


def _is_summary(lines: Sequence[str], j: int) -> bool:
    """Whether the body text at ``j``, in a run, is a story's summary: between headlines that have a byline or a date."""
    if j + 1 == len(lines):
        return _is_credit(lines[j - 1])
    after = lines[j + 1 : j + 4]
    return not any(map(_is_body, after[:2])) and any(map(_is_credit, after[1:]))


def _is_credit(line: str) -> bool:
    return bool(_BYLINE.match(line) or _TIMESTAMP.match(line))


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


def _mark_headings(texts: list[str], blocks: list[Block], levels: Mapping[int, int], first_body: int) -> None:
    """A short line without a sentence's end, between body text and more text, opens a section; an item next to another of its
    list does not."""
    items = [bool(LIST_ITEM.match(text)) for text in texts]
    for i, text in enumerate(texts):
        listed = items[i] and any(items[max(0, i - 1) : i] + items[i + 1 : i + 2])
        if blocks[i].kind is not Kind.ARTICLE or len(text) > LONGEST_HEADING or listed:
            continue
        if i in levels:
            blocks[i] = replace(blocks[i], heading=True)
            continue
        if i <= first_body or i + 1 >= len(texts) or not _may_head(text):
            continue
        under_another = blocks[i - 1].heading and i - 1 not in levels and _is_lower_heading(texts, blocks, i)
        before = under_another or blocks[i - 1].kind is not Kind.ARTICLE or _ends_part(texts[i - 1], text)
        after = blocks[i + 1].kind is Kind.ARTICLE and (
            _goes_on(text, texts[i + 1]) or (_may_pair(text) and _is_lower_heading(texts, blocks, i + 1))
        )
        capitals = text.isupper() and len(text.split()) >= 2
        if (before and after) or (capitals and not texts[i - 1].isupper()):
            blocks[i] = replace(blocks[i], heading=True)


def _may_head(text: str) -> bool:
    ended = _SENTENCE_END.search(text.rstrip("?")) or text.rstrip('"”’)').endswith((",", ";"))
    return not ended and any(map(str.isalpha, text))


def _ends_part(text: str, heading: str) -> bool:
    return _is_body(text) or bool(_LIST_ITEM.match(text) and not _LIST_ITEM.match(heading))


def _goes_on(heading: str, text: str) -> bool:
    """Whether ``text`` is what stands under a heading: a paragraph, or, where no colon leads to them, a short quotation or a list."""
    if _is_body(text):
        return True
    quoted = _QUOTATION_MARK.match(text) and _SENTENCE_END.search(text)
    return bool(quoted or _LIST_ITEM.match(text)) and _may_pair(heading)


def _is_lower_heading(texts: Sequence[str], blocks: Sequence[Block], i: int) -> bool:
    """Whether the line at ``i`` is a second heading, right over body text."""
    if i + 1 >= len(texts) or not _may_pair(texts[i]) or not _may_head(texts[i]):
        return False
    return len(texts[i].split()) >= 2 and blocks[i + 1].kind is Kind.ARTICLE and _is_body(texts[i + 1])


def _may_pair(text: str) -> bool:
    """Whether a line is no signature ("– Ann Roe"), speaker ("Ann Roe:"), byline, list item or question of an interview."""
    if len(text) > LONGEST_HEADING or _is_body(text) or _LIST_ITEM.match(text) or _is_credit(text):
        return False
    return text[0].isalnum() and text[-1] != ":" and not _NAME.match(text) and not _NOT_PAIRED.search(text)
