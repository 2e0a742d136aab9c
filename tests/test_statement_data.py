"""Statements to train on: which excerpt a line means, and questions with a right or a wrong answer put to them."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from pathlib import Path

from training.reader_data import HELD_WRITTEN, Row
from training.statement_data import read_statements, with_answers

TEXT = "Anna Lindt left on Monday. Mark Ode came in 2014. The quay cost 12 million euros. It is grey."


def row(question: str, answer: str) -> Row:
    start = TEXT.index(answer) if answer else 0
    spans = ((start, start + len(answer), 1.0),) if answer else ()
    return Row(question, TEXT, spans, question, "The quay", (answer,) if answer else ())


def test_a_line_names_its_excerpt(tmp_path: Path) -> None:
    digest = hashlib.sha256(TEXT.encode()).hexdigest()[:12]
    lines = [
        {"p": digest, "at": [27, 49], "s": "Ode arrived in 2014.", "y": True},
        {"p": digest, "at": [0, 26], "s": "Lindt arrived on Monday.", "y": False},
        {"p": "ffffffffffff", "at": [0, 26], "s": "Of a passage that is not at hand.", "y": True},
    ]
    path = tmp_path / "statements.jsonl.gz"
    path.write_bytes(gzip.compress("".join(f"{json.dumps(line)}\n" for line in lines).encode()))
    held = digest.startswith(HELD_WRITTEN)
    rows = read_statements(path, [Row("", f"\n{TEXT}\n", (), "", "The quay")], held)
    assert [(one.question, one.passage, one.holds, one.spans) for one in rows] == [
        ("Ode arrived in 2014.", "Mark Ode came in 2014.", True, ()),
        ("Lindt arrived on Monday.", "Anna Lindt left on Monday.", False, ()),
    ]
    assert read_statements(path, [Row("", TEXT, (), "")], not held) == []


def test_a_question_comes_with_its_answer_and_with_another_of_its_kind() -> None:
    rows = [row("Who left?", "Anna Lindt"), row("Who came?", "Mark Ode"), row("What did it cost?", "12 million euros")]
    made = {(one.question, one.holds): one.passage for one in with_answers(rows, random.Random(1))}
    assert set(made) == {
        ("Who left? Anna Lindt", True),
        ("Who left? Mark Ode", False),
        ("Who came? Mark Ode", True),
        ("Who came? Anna Lindt", False),
        # Nothing else there is a number that answers a question.
        ("What did it cost? 12 million euros", True),
    }
    assert all(question.partition("? ")[2] in passage for (question, _), passage in made.items())


def test_one_that_is_not_answered_comes_with_a_wrong_answer_only() -> None:
    rows = [row("Who came?", "Mark Ode"), row("Who paid for the quay?", "")]
    made = [one for one in with_answers(rows, random.Random(1)) if one.question.startswith("Who paid")]
    assert [(one.question, one.holds) for one in made] == [("Who paid for the quay? Mark Ode", False)]
