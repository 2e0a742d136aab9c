"""The rows a reader is trained on: what they are made of, what is kept out of them, and that they are the same each time."""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from training import reader_data
from training.reader_data import HELD_OUT, HELD_WRITTEN, MOST_OCCURRENCES, Row

TRAINING = Path(reader_data.__file__).parent
PASSAGE = (
    "The harbour bridge of Karsk collapsed on Tuesday after a night of rain that nobody in the town had expected. "
    "Mayor Anna Lindt said that 14 people were hurt. Repairs of the piers will begin in May and cost the town dearly."
)


def row(question: str, answer: str = "", passage: str = PASSAGE) -> Row:
    """A row whose answer is each occurrence of ``answer``."""
    spans = reader_data.alike(list(reader_data.occurrences(answer, passage))) if answer else ()
    return Row(question, passage, spans, question, strings=(answer,) if answer else ())


def written(path: Path, lines: Sequence[dict[str, Any]]) -> Path:
    """``lines`` as a file like those of written questions."""
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    return path


def named(passage: str) -> str:
    """How a line of written questions names its passage."""
    return hashlib.sha256(passage.encode()).hexdigest()[:12]


def passages_named(held: bool, count: int) -> list[str]:
    """Passages that are kept for measuring, or are not."""
    made = (f"Storm {number} reached the port of Lund on Monday." for number in range(1000))
    return [text for text in made if named(text).startswith(HELD_WRITTEN) == held][:count]


def test_a_squad_rows_spans_weigh_what_annotators_chose(tmp_path: Path) -> None:
    answers = [{"text": text, "answer_start": PASSAGE.index(text)} for text in ("Tuesday", "on Tuesday", "Tuesday")]
    asked = [
        {"id": "1", "question": " When did it collapse? ", "answers": answers},
        {"id": "2", "question": "Who built it?", "answers": []},
    ]
    articles = [{"title": "Karsk_Bridge", "paragraphs": [{"context": PASSAGE, "qas": asked}]}]
    for name, title in (("new_wiki.json.gz", "Karsk Bridge"), ("nyt.json.gz", "")):
        with gzip.open(tmp_path / name, "wt", encoding="utf-8") as file:
            json.dump({"data": articles}, file)
        answered, other = reader_data.read_squad(tmp_path / name)
        assert {PASSAGE[a:b]: weight for a, b, weight in answered.spans} == {
            "Tuesday": pytest.approx(2 / 3),
            "on Tuesday": pytest.approx(1 / 3),
        }
        assert (answered.question, answered.title, answered.group) == ("When did it collapse?", title, "1")
        assert other.spans == () and other.strings == ()


def test_news_of_the_year_held_out_is_left_out(tmp_path: Path) -> None:
    stated = {"passage": PASSAGE, "url": "https://x.org/a/the-harbour-bridge-of-karsk-fell-20240611.html"}
    path = written(
        tmp_path / "news-windows.jsonl.gz",
        [
            {**stated, "question": "a", "answer": "Anna Lindt", "start": 5, "date": "2024-06-11"},
            {**stated, "question": "b", "answer": "Anna Lindt", "start": 5, "date": f"{HELD_OUT}-01-02"},
            {**stated, "question": "c", "answer": "", "start": None, "date": "2024-06-11"},
            {**stated, "question": "d", "answer": "the", "start": 0, "passage": "the " * (MOST_OCCURRENCES + 1), "date": "2023-06-11"},
        ],
    )  # fmt: skip
    found = reader_data.read_news(path)
    assert [one.question for one in found] == ["a", "c"]
    assert [PASSAGE[a:b] for a, b, _ in found[0].spans] == ["Anna Lindt"] and found[1].spans == ()
    assert found[0].title == "the harbour bridge of karsk fell"


def test_written_questions_of_one_passage_in_sixteen_are_held(tmp_path: Path) -> None:
    taught, held = passages_named(False, 3), passages_named(True, 2)
    lines = [{"p": named(text), "q": text, "a": "Lund"} for text in (*taught, *held)]
    path = written(tmp_path / "written.jsonl.gz", [*lines, {"p": "1" * 12, "q": "of a passage not at hand", "a": ""}])
    passages = [Row("", text, (), "") for text in (*taught, *held)]
    assert [one.passage for one in reader_data.read_written(path, passages)] == taught
    assert [one.passage for one in reader_data.read_written(path, passages, held=True)] == held


def test_a_written_questions_edits_are_made_in_its_passage(tmp_path: Path) -> None:
    (text,) = passages_named(False, 1)
    at, day = text.index("Lund"), text.index("Monday")
    # The places are those in the passage as it is, whatever the order.
    edits = [[at, at + 4, "Göteborg"], [day, day + 6, "Friday"]]
    lines = [
        {"p": named(text), "q": "where", "a": "Göteborg", "e": edits},
        {"p": named(text), "q": "when", "a": "Friday", "e": edits[::-1]},
        {"p": named(text), "q": "when did it reach Lund", "a": "", "e": edits},
        {"p": named(text), "q": "an answer that is gone", "a": "Lund", "e": edits},
    ]
    found = reader_data.read_written(written(tmp_path / "contrast.jsonl.gz", lines), [Row("", f"{text}\n", (), "")])
    assert {one.passage for one in found} == {text.replace("Lund", "Göteborg").replace("Monday", "Friday")}
    said = [[one.passage[a:b] for a, b, _ in one.spans] for one in found]
    assert said == [["Göteborg"], ["Friday"], []]


def test_a_long_answer_is_given_by_its_place(tmp_path: Path) -> None:
    (text,) = passages_named(False, 1)
    at = text.index("Lund")
    lines = [{"p": named(text), "q": "where", "at": [at, at + 4]}]
    (found,) = reader_data.read_written(written(tmp_path / "w.jsonl.gz", lines), [Row("", f"\n{text}\n", (), "")])
    assert [found.passage[a:b] for a, b, _ in found.spans] == ["Lund"]
    assert found.strings == ("Lund",)


MINED = [
    "The bridge of Karsk collapsed in a storm, and Anna Lindt came.",
    "A bridge collapsed in Lund, and its mayor said that nobody was hurt.",
    "The mayor said that the bridge would be repaired.",
    *(f"Report {number} tells of a harvest in the valley." for number in range(40)),
]


def test_paragraphs_and_the_questions_about_them_belong_together() -> None:
    passages = reader_data.read_passages(TRAINING / "paragraphs.jsonl.gz")
    asked = [
        row
        for held in (False, True)
        for row in reader_data.read_written(TRAINING / "paragraph_questions.jsonl.gz", passages, held=held)
    ]
    assert {row.passage for row in asked} == {row.passage for row in passages}
    assert all(row.title for row in asked)
    assert all(row.passage[a:b].lower() == row.strings[0].lower() for row in asked for a, b, _ in row.spans)


def test_negatives_mined_never_hold_the_answer() -> None:
    asked = row("Who said that the bridge collapsed?", "Anna Lindt")
    (found,) = reader_data.mined([asked], None, [PASSAGE, *MINED])
    assert [[PASSAGE, *MINED][one] for one in found] == [MINED[1], MINED[2]]
    # The dense ranking takes turns with BM25's.
    (both,) = reader_data.mined([asked], [[20, 1, 0, 21]], [PASSAGE, *MINED])
    assert both[:2] == [found[0], 20] and not {0, 1} & set(both)
    assert reader_data.mined([row("Who built it?")], None, [PASSAGE, *MINED]) == [[]]


MINES = """
import random
from training.reader_data import Row, mined
chance = random.Random(5)
words = [f"w{number}" for number in range(90)]
texts = [" ".join(chance.choices(words, k=12)) for _ in range(300)]
rows = [Row(" ".join(chance.choices(words, k=9)), "none", ((0, 1, 1.0),), "") for _ in range(40)]
print(mined(rows, None, texts))
"""


def test_the_same_is_mined_whatever_the_hash_seed() -> None:
    def mined(seed: int) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
        return subprocess.run(
            [sys.executable, "-c", MINES], cwd=TRAINING.parent, env=environment, check=True, capture_output=True, text=True
        ).stdout  # fmt: skip

    assert mined(1) == mined(2) == mined(3) != ""


def test_without_the_sentences_that_answer() -> None:
    emptied = reader_data.without_answer(row("Who said it?", "Anna Lindt"))
    assert emptied is not None and emptied.spans == ()
    assert emptied.passage.startswith("The harbour bridge") and emptied.passage.endswith("Repairs of the piers will begin in May and cost the town dearly.")  # fmt: skip
    assert "Mayor" not in emptied.passage
    # Too little is left, or the answer is said once more where no span is.
    assert reader_data.without_answer(row("Who said it?", "Anna Lindt", "Anna Lindt said it. It rained.")) is None
    twice = row("Where was it?", "Karsk", PASSAGE + " Nobody in Karsk slept.")
    assert reader_data.without_answer(Row("?", twice.passage, twice.spans[:1], "", strings=("Karsk",))) is None


@pytest.mark.parametrize(
    ("question", "made"),
    [
        ("Who saw Anna Lindt?", ["Who saw Bo Holm?", "Who saw Karsk?", "Who saw May?"]),
        ("who played in 2019?", [f"who played in {2019 + more}?" for more in (-31, -12, -7, -3, -1, 1, 2, 5, 10, 24)]),
        ("who saw 14 men?", [f"who saw {14 + more} {men}?" for more, men in [(1, "men"), (2, "men"), (3, "men"), (7, "men"), (20, "men"), (0, "women")]]),
        ("who was the largest donor?", ["who was the smallest donor?", "who wasn't the largest donor?"]),
        ("was it the largest?", ["was it the smallest?"]),
    ],
    ids=["name", "year", "number", "opposite-or-negated", "no-question-word"],
)  # fmt: skip
def test_a_perturbed_question_has_one_fact_exchanged(question: str, made: list[str]) -> None:
    asked = row(question, "Tuesday")
    found = [reader_data.perturbed(asked, random.Random(seed), ["Bo Holm"]) for seed in range(150)]
    changed = [one for one in found if one]
    assert {one.question for one in changed} == set(made)
    assert all(one.spans == () and one.passage == PASSAGE for one in changed)


def test_a_question_without_a_fact_is_not_perturbed() -> None:
    assert reader_data.perturbed(row("is it so", "Tuesday"), random.Random(1), []) is None


def test_a_perturbed_question_asks_for_no_name_of_the_answer() -> None:
    asked = row("What did Bo Holm say?", "Anna Lindt")
    made = [reader_data.perturbed(asked, random.Random(seed), ["Al Reyes"]) for seed in range(60)]
    assert not any("Lindt" in one.question for one in made if one)


def test_the_rows_that_are_for_scoring_only_are_read_for_scoring_only() -> None:
    reads = set()
    for path in TRAINING.glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        strings = (n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in told)
        reads |= {path.name for value in strings if isinstance(value, str) and "squad2" in value}
    assert reads == {"score_reader.py"}
    makefile = (TRAINING.parent / "Makefile").read_text("utf-8")
    assert "squad2" not in makefile and "squad*" not in makefile
