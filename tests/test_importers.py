"""Cited answers of other systems: each form is told by its keys, and what is none is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from llama_index.core.base.response.schema import Response
from llama_index.core.schema import NodeWithScore, TextNode

from qa import Pincite
from qa.checking.importers import UnknownForm, imported
from qa.checking.report import Claim

TEXT = "Putin arrived at night [1]. Lavrov came with him [2]."


def names(text: str) -> list[str]:
    """The files named in a text."""
    return [word for word in text.split() if word.endswith(".txt")]


PINCITE = {
    "statements": [
        {"text": "Putin arrived at night.", "citations": [{"file": "a.txt", "start": 3, "end": 8, "quote": "night"}]}
    ]
}
NUMBERED = {
    "text": TEXT,
    "citations": [{"label": "1", "file": "a.txt", "quote": "night"}, {"label": "2", "file": "b.txt"}],
}
HAIKU = {
    "answer": TEXT,
    "citations": [
        {"index": 1, "document_id": "d1", "chunk_id": "c1", "document_uri": "file:///x/a.txt", "content": "night"},
        {"index": 2, "document_id": "d2", "chunk_id": "c2", "document_uri": "file:///x/b.txt", "content": "Lavrov"},
    ],
}
PAPER_QA = {
    "session": {
        "question": "who?",
        "answer": "Putin arrived at night (Bos2024 pages 1-2). Lavrov came with him (Doe2024 page 3, Bos2024 pages 1-2).",
        "contexts": [
            {
                "id": "pqac-1",
                "text": {
                    "text": "at night",
                    "name": "Bos2024 pages 1-2",
                    "doc": {"docname": "Bos2024", "citation": "Bos, a.txt"},
                },
            },
            {
                "id": "pqac-2",
                "text": {"text": "Lavrov", "name": "Doe2024 page 3", "doc": {"docname": "Doe2024", "citation": "Doe"}},
            },
        ],
    }
}
OPENAI = {
    "output": [
        {"type": "file_search_call", "results": [{"filename": "a.txt", "text": "night"}]},
        {
            "type": "message",
            "content": [
                {
                    "type": "output_text",
                    "text": "Putin arrived at night. Lavrov came with him.",
                    "annotations": [
                        {"type": "file_citation", "index": 22, "file_id": "file-1", "filename": "a.txt"},
                        {"type": "file_citation", "index": 45, "file_id": "file-2", "filename": "b.txt"},
                    ],
                }
            ],
        },
    ]
}
ASSISTANT = {
    "content": [
        {
            "type": "text",
            "text": {
                "value": "Putin arrived at night【4:0†a】. Lavrov came with him【4:1†b】.",
                "annotations": [
                    {
                        "type": "file_citation",
                        "text": "【4:0†a】",
                        "start_index": 22,
                        "end_index": 29,
                        "file_citation": {"file_id": "a.txt"},
                    },
                    {
                        "type": "file_citation",
                        "text": "【4:1†b】",
                        "start_index": 51,
                        "end_index": 58,
                        "file_citation": {"file_id": "b.txt"},
                    },
                ],
            },
        }
    ]
}
ANTHROPIC = {
    "content": [
        {
            "type": "text",
            "text": "Putin arrived at night.",
            "citations": [
                {"type": "char_location", "cited_text": "night ", "document_index": 0, "document_title": "a.txt", "start_char_index": 3, "end_char_index": 9}
            ],
        },
        {"type": "text", "text": " "},
        {
            "type": "text",
            "text": "Lavrov came with him.",
            "citations": [{"type": "search_result_location", "cited_text": "Lavrov", "source": "b.txt", "title": "B"}],
        },
    ]
}  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "claims"),
    [
        pytest.param(NUMBERED, [["a.txt"], ["b.txt"]], id="numbered"),
        pytest.param(HAIKU, [["file:///x/a.txt"], ["file:///x/b.txt"]], id="haiku.rag"),
        pytest.param(PAPER_QA, [["a.txt"], ["Doe2024", "a.txt"]], id="paper-qa"),
        pytest.param(OPENAI, [["a.txt"], ["b.txt"]], id="openai-response"),
        pytest.param(ASSISTANT, [["a.txt"], ["b.txt"]], id="openai-assistant"),
        pytest.param(ANTHROPIC, [["a.txt"], ["b.txt"]], id="anthropic"),
    ],
)
def test_each_sentence_comes_with_its_files(stated: dict[str, Any], claims: list[list[str]]) -> None:
    found = imported(json.loads(json.dumps(stated)), names)
    assert [one.text.rstrip(".").strip() for one in found] == ["Putin arrived at night", "Lavrov came with him"]
    assert [sorted(str(claim.file) for claim in one.claims) for one in found] == [sorted(one) for one in claims]


def test_anthropic_s_places_and_words_are_taken() -> None:
    (first, _) = imported(ANTHROPIC, names)
    assert first.claims == (Claim("night ", "a.txt", 3, 9, "char_location"),)


def test_pincite_s_own_statements_are_taken_as_they_are() -> None:
    (one,) = imported(PINCITE, names)
    assert one.claims == (Claim("night", "a.txt", 3, 8),)


def test_what_an_answer_withheld_is_not_checked() -> None:
    assert imported({"statements": [{"text": "No.", "verdict": "withheld", "citations": []}]}, names) == []


def test_a_real_answer_and_a_real_llama_index_response(indexed_seeds: Pincite) -> None:
    answer = indexed_seeds.ask("who accompanied Putin?")
    assert [one.text for one in imported(answer.to_dict(), names)] == [one.text for one in answer.statements]
    node = TextNode(
        text="Source 1:\nIt was at night.\n", metadata={"file_name": "a.txt"}, start_char_idx=5, end_char_idx=21
    )
    response = Response("It was at night [1].", [NodeWithScore(node=node, score=0.5)])
    stated = {
        "response": response.response,
        "source_nodes": [json.loads(one.model_dump_json()) for one in response.source_nodes],
    }
    (one,) = imported(stated, names)
    assert one.claims == (Claim("It was at night.", "a.txt", 5, 21, "1"),)


def test_without_marks_the_citations_are_the_last_sentence_s() -> None:
    first, second = imported({"text": "One thing. Another thing.", "citations": [{"file": "a.txt"}]}, names)
    assert first.claims == () and [claim.file for claim in second.claims] == ["a.txt"]


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        pytest.param([1], "not an object", id="list"),
        pytest.param({"hello": 1}, "form is not known", id="unknown"),
        pytest.param({"statements": [{"citations": []}]}, "not whole", id="statement-without-text"),
        pytest.param({"statements": 5}, "not whole", id="number-for-a-list"),
        pytest.param({"contexts": [{}], "answer": "x"}, "not whole", id="half-a-context"),
    ],
)
def test_what_is_no_answer_is_refused(stated: Any, reason: str) -> None:
    with pytest.raises(UnknownForm, match=reason):
        imported(stated, names)
