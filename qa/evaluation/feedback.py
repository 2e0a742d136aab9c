"""A person's thumb on an Answer → a gold row: what was good is what is wanted, what was bad waits for somebody to say what is."""

from __future__ import annotations

from typing import Any

from qa.types import Answer, Citation, Statement


def gold_row(answer: Answer, good: bool, note: str = "") -> dict[str, Any]:
    """The row of a gold file (:mod:`qa.evaluation.gold`) that ``answer`` with a thumb up or down becomes.

    The question is the one understood, so that a follow-up stands alone. A good Answer gives what it answered and cited; a
    refusal that was right, a question that the articles do not answer. After a bad one, ``answerable`` is ``None``, which no
    metric scores, and ``rejected`` holds what was wrong, until a person fills in what is right.
    """
    shown = [statement for statement in answer.statements if statement.verdict == "verified"]
    row: dict[str, Any] = {
        "question": answer.asked,
        "answers": [],
        "passages": [],
        "answerable": answer.answered if good else None,
        "kind": "feedback",
        "note": note.strip(),
    }
    if good and answer.answered:
        row["answers"] = [answer.answer or " ".join(statement.text for statement in shown)]
        row["passages"] = _passages(shown)
    if not good:
        row["rejected"] = {"answered": answer.answered, "answer": answer.answer, "passages": _passages(shown)}
    return row


def _passages(statements: list[Statement]) -> list[dict[str, Any]]:
    cited: dict[Citation, None] = dict.fromkeys(c for statement in statements for c in statement.citations)
    return [{"file": c.file, "start": c.start, "end": c.end, "text": c.quote} for c in cited]
