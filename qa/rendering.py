"""An Answer, a report or passages → what a terminal shows; nothing from an article reaches it as a control code."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from qa.indexing import IndexReport
from qa.types import Answer, Citation, Disagreement, Kind, Passage, Statement, Status, to_jsonable
from vectorstore.doctor import Diagnosis

LISTED_FAILURES = 20
LISTED_IDS = 10
# Controls, formats (bidi, zero-width), surrogates, private use, and the line ends that only Unicode knows.
_ACTING = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
# Letters that show nothing, and the plane that holds tags and variation selectors: both hide text from a reader.
_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\U000e0000-\U000e0fff]")


def neutral(text: str) -> str:
    """``text`` on one line, every control, bidi, zero-width and tag character written out: they act on terminals."""
    return "".join(_escape(letter) if _acts(letter) else letter for letter in text)


def to_json(value: Any) -> str:
    """JSON in ASCII: what an article holds cannot act on the terminal that prints it."""
    return json.dumps(to_jsonable(value), indent=2)


def answer(value: Answer, show_withheld: bool = False) -> RenderableType:
    """The answer in short, its statements with numbered citations below them, and where articles differ; or that there is
    no answer, and what came nearest. Withheld statements are counted, and shown as such where asked for."""
    parts: list[RenderableType] = []
    if value.asked != value.question:
        parts.append(Text(f"Understood as: {_one_line(value.asked)}\n", style="dim"))
    if value.answer:
        parts.append(Text(f"{_one_line(value.answer)}\n", style="bold green"))
    number = 0
    for statement in value.statements:
        if statement.verdict != "verified":
            continue
        line = _emphasised(statement)
        if statement.origins > 1:
            line.append(f" ({statement.origins} independent articles)", style="dim")
        sources: list[RenderableType] = []
        for citation in statement.citations:
            number += 1
            line.append(f" [{number}]", style="cyan")
            sources.append(_citation(citation, number))
        parts += [line, Padding(Group(*sources), (0, 0, 1, 2))]
    for disagreement in value.disagreements:
        parts.append(Text(disagreement_in_words(disagreement), style="yellow"))
        parts += [
            Padding(Group(Text(_one_line(f"“{side.answer}”")), *map(_place, side.citations)), (0, 0, 0, 2))
            for side in disagreement.sides
        ]
        parts.append(Text(""))
    if not value.answered:
        parts.append(Text("Not in these articles.", style="bold"))
        if value.nearest:
            parts.append(Text("\nClosest, but not an answer:", style="dim"))
            parts += [Padding(Group(Text(_one_line(c.quote)), _place(c)), (0, 0, 0, 2)) for c in value.nearest]
        parts.append(Text(""))
    parts += _withheld(value, show_withheld)
    if not value.complete:
        parts.append(Text("This answer is not whole.", style="yellow"))
    parts += [Text(neutral(note), style="yellow") for note in value.notes]
    if value.usage:
        parts.append(Text(neutral(_written(value.usage)), style="dim"))
    parts.append(Text(_searched(value), style="dim"))
    return Group(*parts)


def disagreement_in_words(value: Disagreement) -> str:
    """ "2 of 3 independent articles say Vostochny cosmodrome, 1 says Vladivostok."

    A side of no independent article is what another version of an earlier side's article says.
    """
    total = sum(side.origins for side in value.sides)
    first, *others = [(side.origins, _one_line(side.answer)) for side in value.sides]
    if total == 1 and others:
        said = [f"one says {first[1]}", *(f"another {answer}" for _, answer in others)]
        return f"Versions of one article differ: {', '.join(said)}."
    said = [f"{first[0]} of {total} independent articles {'say' if first[0] > 1 else 'says'} {first[1]}"]
    for origins, answer in others:
        who = f"{origins} {'say' if origins > 1 else 'says'}" if origins else "another version of one of them says"
        said.append(f"{who} {answer}")
    return f"Articles differ: {', '.join(said)}."


def passages(found: Sequence[Passage]) -> RenderableType:
    """Passages in their order, each with its place and score."""
    if not found:
        return Text("Nothing found.")
    parts: list[RenderableType] = []
    for number, passage in enumerate(found, start=1):
        head = Text(f"{number}. ", style="cyan")
        head.append(neutral(f"{passage.file}:{passage.start}-{passage.end}"))
        head.append(f"  {passage.score:.3f}", style="dim")
        if passage.kind is not Kind.ARTICLE:
            head.append(f"  {passage.kind}", style="yellow")
        parts += [head, Text("   " + neutral(" · ".join(_stated(passage.title, passage.date))), style="dim")]
        parts.append(Padding(Text(_one_line(passage.text)), (0, 0, 1, 3)))
    return Group(*parts)


def report(value: IndexReport) -> RenderableType:
    """What an indexing run found and did, the files it could not read by name and reason."""
    done = [
        f"{n:,} {what}"
        for n, what in (
            (value.added, "new"),
            (value.changed, "changed"),
            (value.moved, "moved"),
            (value.removed, "removed"),
            (value.unchanged, "unchanged"),
            (value.reread, "read anew, as this version reads them otherwise"),
        )
        if n
    ]
    lines: list[RenderableType] = [
        Text(
            f"{counted(value.indexed, 'article')}, {counted(value.passages, 'passage')} ({', '.join(done) or 'nothing to do'}) in {value.seconds:.1f} s."
        )
    ]
    if value.failed:
        lines.append(
            Text(f"{len(value.failed):,} of {counted(value.found, 'file')} could not be read:", style="yellow")
        )
        lines += [Text(neutral(f"  {file}: {reason}")) for file, reason in value.failed[:LISTED_FAILURES]]
        if len(value.failed) > LISTED_FAILURES:
            lines.append(Text(f"  and {len(value.failed) - LISTED_FAILURES:,} more; `pincite status` lists them all."))
    if value.recoded:
        lines.append(Text(f"{len(value.recoded):,} decoded from another encoding than UTF-8:", style="dim"))
        lines += [
            Text(neutral(f"  {file}: {encoding}"), style="dim") for file, encoding in value.recoded[:LISTED_FAILURES]
        ]
    return Group(*lines)


def status(value: Status) -> RenderableType:
    """What an index holds."""
    lines = [
        Text(neutral(f"Folder    {value.folder}")),
        Text(neutral(f"Index     {value.index}")),
        Text(f"Articles  {value.articles:,}"),
        Text(f"Passages  {value.passages:,}"),
        Text(neutral(f"Embedder  {value.embedder}")),
    ]
    if value.failed:
        lines.append(Text(f"Unread    {len(value.failed):,}", style="yellow"))
        lines += [Text(neutral(f"  {file}: {reason}")) for file, reason in value.failed.items()]
    return Group(*lines)


def diagnosis(value: Diagnosis) -> RenderableType:
    """What is wrong with an index, or that every passage finds itself."""
    if value.fatal:
        return Text(neutral(f"Damaged: {value.fatal}"), style="red")
    lines = [
        Text(
            f"{counted(len(ids), 'passage')} {what}: {', '.join(map(str, ids[:LISTED_IDS]))}{' …' if len(ids) > LISTED_IDS else ''}",
            style="red",
        )
        for ids, what in (
            (value.missing, "without a vector"),
            (value.altered, "with a vector not its own"),
            (value.lost, "not found by its own vector"),
        )
        if ids
    ]
    lines += [Text(neutral(f"Offsets do not fit the text of {file}."), style="red") for file in value.broken_offsets]
    if value.stray:
        lines.append(Text(f"{counted(value.stray, 'vector')} of no passage, never shown.", style="dim"))
    return Group(
        *lines,
        Text("Sound: every passage finds itself." if value.healthy else "Not sound."),
        Text(f"{counted(value.passages, 'passage')}.", style="dim"),
    )


def _emphasised(statement: Statement) -> Text:
    line = Text()
    at = 0
    for start, end in statement.emphasis:
        line.append(neutral(statement.text[at:start]))
        line.append(neutral(statement.text[start:end]), style="bold underline")
        at = end
    return line.append(neutral(statement.text[at:]))


def _citation(citation: Citation, number: int) -> RenderableType:
    head = Text(f"[{number}] ", style="cyan")
    head.append_text(_place(citation))
    return head


def _place(citation: Citation) -> Text:
    first, last = citation.lines
    lines = f"line {first}" if first == last else f"lines {first}–{last}"
    place = Text(neutral(citation.file), style="cyan")
    place.append(neutral(f", {lines}, characters {citation.start}–{citation.end}"), style="dim")
    stated = _stated(citation.title, citation.date)
    if stated:
        place.append(neutral("  " + " · ".join(stated)), style="dim")
    if citation.kind is not Kind.ARTICLE:
        place.append(f"  ({citation.kind}, not article text)", style="yellow")
    return place


def _stated(title: str | None, day: object) -> list[str]:
    return [part for part in (title, str(day) if day else None) if part]


def _withheld(value: Answer, shown: bool) -> list[RenderableType]:
    withheld = [statement for statement in value.statements if statement.verdict != "verified"]
    if not withheld:
        return []
    count = "1 statement was" if len(withheld) == 1 else f"{len(withheld):,} statements were"
    parts: list[RenderableType] = [Text(f"{count} withheld: what was cited does not support it.", style="yellow")]
    for statement in withheld if shown else ():
        line = Text("  Withheld: ", style="red")
        line.append(_one_line(statement.text), style="strike dim")
        line.append(f"  {_one_line(statement.reason or '')}", style="yellow")
        parts += [line, *(Padding(_place(citation), (0, 0, 0, 4)) for citation in statement.citations)]
    return [*parts, Text("")]


def _written(usage: Mapping[str, Any]) -> str:
    """ "Asked gpt-5 in 1 request: 3,120 tokens read, 140 written, cost 0.0053." """
    count = usage.get("requests") or 0
    parts = []
    if usage.get("tokens_in") is not None:
        parts.append(f"{usage['tokens_in']:,} tokens read, {usage['tokens_out']:,} written")
    if usage.get("cost") is not None:
        parts.append(f"cost {usage['cost']:.4f}")
    took = f": {', '.join(parts)}" if parts else ""
    return f"Asked {usage.get('model')} in {counted(count, 'request')}{took}."


def _searched(value: Answer) -> str:
    searched = value.searched
    unread = f", {counted(searched.unreadable, 'file')} could not be read" if searched.unreadable else ""
    seconds = value.seconds.get("total") or 0.0
    return f"Searched {counted(searched.articles, 'article')}, {counted(searched.passages, 'passage')}{unread}; {seconds:.2f} s."


def counted(number: int, thing: str) -> str:
    """ "1 article", "2,000 articles"."""
    return f"{number:,} {thing}{'s' * (number != 1)}"


def _one_line(text: str) -> str:
    return neutral(re.sub(r"\s+", " ", text).strip())


def _acts(letter: str) -> bool:
    return unicodedata.category(letter) in _ACTING or _INVISIBLE.match(letter) is not None


def _escape(letter: str) -> str:
    code = ord(letter)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
