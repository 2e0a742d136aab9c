"""Public question sets become articles and gold that the gold file's own reader takes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from qa.errors import SourceError
from qa.evaluation import gold
from qa.evaluation.adapters import FORMS, convert, main

CLAPNQ = {
    "id": "c1",
    "input": "which method?",
    "passages": [
        {
            "title": "Forecasting",
            "text": "It uses averages . It is old .",
            "sentences": ["It uses averages .", "It is old ."],
        }
    ],
    "output": [{"answer": "The averaging method.", "selected_sentences": ["It uses averages ."]}],
}
NONE = {
    "id": "c2",
    "input": "who?",
    "passages": CLAPNQ["passages"],
    "output": [{"answer": "", "selected_sentences": []}],
}
NOMIRACL = [
    {"query_id": "n1", "question": "what?", "answerable": 1, "passages": [{"docid": "1", "text": "This."}]},
    {"query_id": "n2", "question": "who?", "answerable": 0, "passages": [{"docid": "1", "text": "This."}]},
]
RAMDOCS = {
    "question": "how many?",
    "documents": [
        {"text": "There are 12 of them.", "type": "correct", "answer": "12"},
        {"text": "There are 13 of them.", "type": "misinfo", "answer": "13"},
        {"text": "It rained.", "type": "noise", "answer": "unknown"},
    ],
    "gold_answers": ["12"],
}
QUOTESUM = {
    "qid": "q1",
    "question": "which?",
    "title1": "A",
    "source1": "It is red.",
    "short_ans_1": "red",
    "title2": "B",
    "source2": "It is blue.",
    "short_ans_2": "blue",
}
SQUAD = {
    "data": [
        {
            "title": "Kim",
            "paragraphs": [
                {
                    "context": "He came.",
                    "qas": [{"id": "s1", "question": "who?", "answers": [{"text": "He", "answer_start": 0}]}],
                },
                {
                    "context": "It was May.",
                    "qas": [
                        {
                            "id": "s2",
                            "question": "when?",
                            "answers": [{"text": "May", "answer_start": 7}, {"text": "May", "answer_start": 7}],
                        },
                        {"id": "s3", "question": "why?", "answers": [], "is_impossible": True},
                    ],
                },
            ],
        }
    ]
}
WINDOWS = [
    {"question": "when?", "answer": "May", "passage": "It was May.", "start": 7},
    {"question": "when?", "answer": "May", "passage": "It rained.", "start": None},
    {"question": "who?", "answer": "Kim", "passage": "It was May.", "start": None},
]
SETS: dict[str, list[Any]] = {"clapnq": [CLAPNQ, NONE], "nomiracl": NOMIRACL, "ramdocs": [RAMDOCS], "quotesum": [QUOTESUM], "squad": [SQUAD], "windows": WINDOWS}  # fmt: skip


def read(out: Path, articles: Path | None = None) -> list[gold.Gold]:
    """The rows, read against the articles that were written."""

    def text(file: str) -> str | None:
        path = (articles or out / "articles") / file
        return path.read_bytes().decode() if path.is_file() else None

    return gold.load(out / "gold.jsonl", text)


def source_of(form: str, folder: Path) -> Path:
    """A set in its own form."""
    if form == "news":
        (folder / "articles").mkdir()
        (folder / "articles" / "a.txt").write_text("They chose “Squid Game” again.", "utf-8")
        rows = [
            {"id": "1", "question": "which show?", "answer": "“Squid Game”", "answerable": True, "files": ["a.txt"]},
            {"id": "2", "question": "who?", "answer": None, "answerable": False, "files": []},
            {"id": "3", "question": "why?", "answer": "Because", "answerable": None, "files": ["a.txt"]},
        ]
        (folder / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        return folder
    if form == "beir":
        (folder / "qrels").mkdir()
        (folder / "corpus.jsonl").write_text(
            '{"_id": "d/1", "title": "T", "text": "It is."}\n{"_id": "d2", "text": ""}\n', "utf-8"
        )
        (folder / "queries.jsonl").write_text(
            '{"_id": "q1", "text": "is it?"}\n{"_id": "q2", "text": "no?"}\n', "utf-8"
        )
        (folder / "qrels" / "test.tsv").write_text(
            "query-id\tcorpus-id\tscore\nq1\td/1\t1\nq1\td2\t1\nq2\td2\t0\n", "utf-8"
        )
        return folder
    path = folder / f"{form}.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in SETS[form])
    return path


@pytest.mark.parametrize(
    ("form", "count", "answerable"),
    [("news", 3, [True, False, None]), ("beir", 1, [None]), ("clapnq", 2, [True, False]), ("nomiracl", 2, [None, False]), ("ramdocs", 1, [True]), ("quotesum", 1, [True]), ("squad", 3, [True, True, False]), ("windows", 2, [True, False])],
)  # fmt: skip
def test_a_set_becomes_gold(tmp_path: Path, form: str, count: int, answerable: list[bool | None]) -> None:
    source = tmp_path / "source"
    source.mkdir()
    assert convert(form, source_of(form, source), tmp_path / "out") == count
    rows = read(tmp_path / "out", source / "articles" if form == "news" else None)
    assert [row.answerable for row in rows] == answerable
    assert rows[0].passages


def test_every_form_is_tried_above() -> None:
    assert FORMS.keys() == {"news", "beir", *SETS}


@pytest.mark.parametrize("form", ["squad", "windows"])
def test_the_places_are_the_answers(tmp_path: Path, form: str) -> None:
    convert(form, source_of(form, tmp_path), tmp_path / "out")
    rows = [row for row in read(tmp_path / "out") if row.answerable]
    for row in rows:
        (place,) = row.passages
        text = (tmp_path / "out" / "articles" / place.file).read_text("utf-8")
        assert ((text[place.start : place.end],),) == row.answers
    assert rows[-1].answers == (("May",),)


def test_a_unicode_line_end_stays_in_its_question(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    stated = {**SETS["windows"][0], "question": "when\u2028was it?"}
    path.write_text(json.dumps(stated, ensure_ascii=False), "utf-8")
    assert convert("windows", path, tmp_path / "out") == 1
    (row,) = read(tmp_path / "out")
    assert row.question == "when\u2028was it?"


def test_a_set_that_is_nested_too_deeply_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("[" * 100_000, "utf-8")
    with pytest.raises(SourceError, match="not of the form"):
        convert("squad", path, tmp_path / "out")


def test_what_a_document_says_wrongly_is_a_side_and_no_answer(tmp_path: Path) -> None:
    convert("ramdocs", source_of("ramdocs", tmp_path), tmp_path / "out")
    (row,) = read(tmp_path / "out")
    assert row.disagreement == (("12",), ("13",)) and row.answers == (("12",),) and len(row.passages) == 1


@pytest.mark.parametrize(
    ("form", "what"), [("wice", "There is no form"), ("clapnq", "not of the form"), ("beir", "cannot be read")]
)
def test_what_is_no_set_is_said(tmp_path: Path, form: str, what: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"a": 1}\n', "utf-8")
    with pytest.raises(SourceError, match=what):
        convert(form, path, tmp_path / "out")
    assert main([form, str(path), str(tmp_path / "out")]) == 2 and what in capsys.readouterr().err
    assert main([]) == 2
