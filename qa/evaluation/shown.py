"""Evaluations and checks → what a terminal shows; like :mod:`qa.rendering`, nothing from a file reaches it as a control code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qa.checking.report import (
    Change,
    CheckedCitation,
    CheckedSentence,
    CheckReport,
    Fate,
    ReceiptCitation,
    ReceiptReport,
    Status,
    Support,
)
from qa.evaluation.baseline import Comparison
from qa.evaluation.scoring import Evaluation
from qa.rendering import neutral
from qa.types import Citation

LONGEST_SHOWN = 220
_STYLES = {
    Support.SUPPORTED: "green",
    Support.CONTRADICTED: "bold red",
    Support.NOT_FOUND: "yellow",
    Status.EXACT: "green",
    Status.MOVED: "yellow",
    Status.ALTERED: "red",
    Status.MISATTRIBUTED: "red",
    Status.FABRICATED: "bold red",
    Fate.UNCHANGED: "green",
    Fate.MOVED: "yellow",
    Fate.EDITED: "red",
    Fate.DELETED: "bold red",
}


def evaluation(value: Evaluation, compared: Comparison | None) -> RenderableType:
    """The scores with their intervals, and the differences from another report."""
    table = Table(box=None, pad_edge=False)
    for name in ("metric", "mean", "95 % interval", "questions"):
        table.add_column(name, justify="left" if name == "metric" else "right")
    differences = {one.name: one for one in compared.changes} if compared else {}
    if compared:
        table.add_column(f"against {_one_line(compared.against)}", justify="right")
    for score in value.scores:
        cells = [score.name, f"{score.mean:.3f}", f"{score.low:.3f} – {score.high:.3f}", f"{score.count:,}"]
        one = differences.get(score.name)
        if one is not None:
            cells.append(f"{one.mean:+.3f}{' loss' if one.significant_loss else ''}")
        table.add_row(*cells, style="red" if one is not None and one.significant_loss else None)
    failed = [row for row in value.rows if row.error is not None]
    lines: list[RenderableType] = [table]
    if failed:
        lines.append(Text(f"{len(failed):,} questions failed: {_one_line(failed[0].error or '')}", style="red"))
    return Group(*lines)


def check(value: CheckReport) -> RenderableType:
    """Each sentence with its verdict, the passage that says so, and the status of each citation."""
    parts: list[RenderableType] = []
    for sentence in value.sentences:
        parts += _sentence(sentence)
    notes = [Text(_one_line(note), style="yellow") for note in value.notes]
    return Group(*parts, *notes, Text(_counted(value.counts()) or "Nothing to check."))


def receipt(value: ReceiptReport) -> RenderableType:
    """Each saved citation with its fate."""
    parts: list[RenderableType] = [Text(_one_line(value.question), style="bold"), Text("")]
    for one in value.citations:
        head = Text(str(one.fate), style=_STYLES[one.fate])
        head.append(f"  {_one_line(one.citation.quote)}", style="default")
        parts.append(head)
        parts.append(Padding(_place(one.citation), (0, 0, 0, 2)))
        if one.now is not None and one.fate is not Fate.UNCHANGED:
            parts.append(Padding(_place(one.now, "now "), (0, 0, 0, 2)))
        parts += _aside(one)
    return Group(*parts, Text(""), Text(_counted(value.counts()) or "The saved answer cites nothing."))


def difference(changes: Sequence[Change]) -> Text:
    """A character diff on one line: what was claimed struck through, what the article has in its place underlined."""
    shown = Text()
    for one in changes:
        if one.op == "equal":
            shown.append(neutral(one.claimed))
        else:
            shown.append(neutral(f"[-{one.claimed}-]") if one.claimed else "", style="strike red")
            shown.append(neutral(f"{{+{one.article}+}}") if one.article else "", style="underline green")
    return shown


def _sentence(sentence: CheckedSentence) -> Iterator[RenderableType]:
    head = Text(str(sentence.verdict), style=_STYLES[sentence.verdict])
    if sentence.line is not None:
        head.append(f"  (line {sentence.line})", style="dim")
    head.append(f"  {_one_line(sentence.text)}", style="default")
    yield head
    if sentence.reason:
        yield Padding(Text(_one_line(sentence.reason), style=_STYLES[sentence.verdict]), (0, 0, 0, 2))
    for one in sentence.evidence[:1]:
        yield Padding(Text(f"“{_one_line(one.quote)}”", style="dim"), (0, 0, 0, 2))
        yield Padding(_place(one), (0, 0, 0, 2))
    for citation in sentence.citations:
        yield Padding(_citation(citation), (0, 0, 0, 2))
    yield Text("")


def _citation(checked: CheckedCitation) -> RenderableType:
    claimed = checked.claimed
    head = Text(str(checked.status), style=_STYLES[checked.status])
    named = " ".join(part for part in (claimed.label, claimed.file) if part)
    head.append(f"  {_one_line(named)}", style="default")
    if claimed.quote:
        head.append(f"  “{_one_line(claimed.quote)}”", style="dim")
    lines: list[RenderableType] = [head]
    if checked.found is not None and checked.status is not Status.EXACT:
        lines.append(Padding(_place(checked.found, "stands in "), (0, 0, 0, 2)))
    return Group(*lines, *_aside(checked))


def _aside(one: CheckedCitation | ReceiptCitation) -> Iterator[RenderableType]:
    """The difference and the note, as far as there are any."""
    if one.difference:
        yield Padding(difference(one.difference), (0, 0, 0, 2))
    if one.note:
        yield Padding(Text(_one_line(one.note), style="dim"), (0, 0, 0, 2))


def _place(citation: Citation, before: str = "") -> Text:
    first, last = citation.lines
    lines = f"line {first}" if first == last else f"lines {first}–{last}"
    text = f"{before}{neutral(citation.file)}, {lines}, characters {citation.start}–{citation.end}"
    return Text(text + ("" if citation.kind == "article" else f"  ({citation.kind}, not article text)"), style="cyan")


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items(), key=lambda one: -one[1]))


def _one_line(text: str) -> str:
    short = re.sub(r"\s+", " ", text).strip()
    return neutral(short if len(short) <= LONGEST_SHOWN else short[: LONGEST_SHOWN - 1] + "…")
