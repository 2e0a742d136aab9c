"""An :class:`Evaluation` → Markdown for a pull request: the scores, and what got better and worse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa.evaluation.baseline import Comparison
from qa.evaluation.scoring import Evaluation

LISTED = 10


def markdown(value: Evaluation, compared: Comparison | None = None) -> str:
    """The summary, ending in a newline."""
    return "\n".join(_lines(value, compared)) + "\n"


def _lines(value: Evaluation, compared: Comparison | None) -> Iterator[str]:
    failed = sum(row.error is not None for row in value.rows)
    yield f"### {_cell(value.system)} on {len(value.rows):,} questions" + (f", {failed:,} failed" if failed else "")
    yield ""
    changes = compared.changes if compared else ()
    differences = {one.name: one for one in changes}
    head = [
        "metric",
        "mean",
        "95 % interval",
        "questions",
        *([f"against {_cell(compared.against)}"] if compared else []),
    ]
    yield _row(head)
    yield _row(["---", "--:", "--:", "--:", *(["--:"] if changes else [])])
    for score in value.scores:
        name = f"{score.name} (less is better)" if score.better == "lower" else score.name
        cells = [name, f"{score.mean:.3f}", f"{score.low:.3f} – {score.high:.3f}", f"{score.count:,}"]
        if changes:
            one = differences.get(score.name)
            cells.append("" if one is None else f"{one.mean:+.3f}" + (" **loss**" if one.significant_loss else ""))
        yield _row(cells)
    yield ""
    yield f"Seconds: p50 {value.seconds['p50']:.2f}, p95 {value.seconds['p95']:.2f}."
    for one in changes:
        for what, ids in (("better", one.gained), ("worse", one.lost)):
            if ids:
                more = f" and {len(ids) - LISTED} more" if len(ids) > LISTED else ""
                yield f"- {one.name}, {what}: {', '.join(_cell(i) for i in ids[:LISTED])}{more}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
