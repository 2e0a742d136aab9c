"""An Answer or a conversation → Markdown whose footnotes name file, place, date and quote; nothing in it acts when rendered."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.rendering import counted, disagreement_in_words, neutral
from qa.types import Answer, Citation

# Whatever Markdown or HTML could take for markup: an article must not bring an image, a link or a heading along.
_ACTIVE = re.compile(r"([\\`*_{}\[\]<>()#+!|~&])")


def markdown(answers: Sequence[Answer], title: str | None = None) -> str:
    """Each question with its answer; footnotes are numbered through, in the order in which they are cited."""
    parts = [f"# {_inert(title)}"] if title else []
    notes: list[str] = []
    for answer in answers:
        parts.append(f"## {_inert(answer.question)}")
        parts += _body(answer, notes)
    return "\n\n".join([*parts, *notes]) + "\n"


def _body(answer: Answer, notes: list[str]) -> list[str]:
    parts = []
    if answer.answer:
        parts.append(f"**{_inert(answer.answer)}**")
    for statement in answer.statements:
        if statement.verdict == "verified":
            parts.append(_inert(statement.text) + "".join(_footnote(c, notes) for c in statement.citations))
    for disagreement in answer.disagreements:
        parts.append(_inert(disagreement_in_words(disagreement)))
        parts.append(
            "\n".join(
                f"- {_inert(side.answer)}{''.join(_footnote(c, notes) for c in side.citations)}"
                for side in disagreement.sides
            )
        )
    if not answer.answered:
        parts.append("Not in these articles.")
        parts += [f"Closest, but not an answer:{_footnote(c, notes)}" for c in answer.nearest]
    withheld = sum(statement.verdict != "verified" for statement in answer.statements)
    if withheld:
        parts.append(f"{counted(withheld, 'sentence')} withheld: not borne out by the passages cited.")
    searched = answer.searched
    parts.append(f"*Searched {counted(searched.articles, 'article')}, {counted(searched.passages, 'passage')}.*")
    return parts + [f"*{_inert(note)}*" for note in answer.notes]


def _footnote(citation: Citation, notes: list[str]) -> str:
    number = len(notes) + 1
    notes.append(f"[^{number}]: {_inert(_place(citation))}: “{_inert(citation.quote)}”")
    return f"[^{number}]"


def _place(citation: Citation) -> str:
    first, last = citation.lines
    lines = f"line {first}" if first == last else f"lines {first}–{last}"
    stated = [citation.title, citation.file, lines, f"characters {citation.start}–{citation.end}", citation.date]
    return ", ".join(str(part) for part in stated if part)


def _inert(text: str) -> str:
    return _ACTIVE.sub(r"\\\1", _one_line(text))


def _one_line(text: str) -> str:
    return neutral(re.sub(r"\s+", " ", text).strip())
