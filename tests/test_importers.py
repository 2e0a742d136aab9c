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
        pytest.param(HAIKU, [["/x/a.txt"], ["/x/b.txt"]], id="haiku.rag"),
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


FIRST = "Putin arrived at night [1]. Lavrov came with him."


def quotes(stated: dict[str, Any]) -> list[list[str | None]]:
    """Each sentence's citations, by what they quote."""
    return [[claim.quote for claim in one.claims] for one in imported(stated, names)]


@pytest.mark.parametrize(
    ("text", "citations", "expected"),
    [
        pytest.param(FIRST, [{"label": "1", "quote": "a"}, {"label": "1", "quote": "b"}], [["a", "b"], []], id="two-of-one-label"),
        pytest.param(FIRST, [{"label": 1, "quote": "a"}], [["a"], []], id="label-is-a-number"),
        pytest.param(FIRST, [{"label": "[1]", "quote": "a"}], [["a"], []], id="label-in-brackets"),
        pytest.param(FIRST, [{"label": "[^1]", "quote": "a"}], [["a"], []], id="label-of-a-footnote"),
        pytest.param(FIRST.replace("[1]", "[Source 1]"), [{"label": "Source 1", "quote": "a"}], [["a"], []], id="label-of-words"),
        pytest.param(FIRST.replace("[1]", "[Source 1; 2]"), [{"label": "Source 1", "quote": "a"}, {"label": "2", "quote": "b"}], [["a", "b"], []], id="labels-in-one-mark"),
        pytest.param(FIRST.replace("[1]", "[on day 1 it began]"), [{"label": "1", "quote": "a"}], [[], ["a"]], id="brackets-that-are-no-mark"),
        pytest.param(FIRST, [{"label": "1", "quote": "a"}, {"label": "2", "quote": "b"}], [["a"], ["b"]], id="one-is-not-named"),
        pytest.param(FIRST, [{"quote": "a"}, {"quote": "b"}], [["a"], ["b"]], id="labels-left-out"),
        pytest.param(FIRST + " Who came [2]?", [{"quote": "a"}, {"quote": "b"}], [["a"], ["b"]], id="named-by-a-question"),
    ],
)  # fmt: skip
def test_no_citation_is_lost(text: str, citations: list[dict[str, Any]], expected: list[list[str]]) -> None:
    assert quotes({"text": text, "citations": citations}) == expected


@pytest.mark.parametrize("text", ["1999 [1].", "1999", "Was it in 1999?"])
def test_an_answer_that_is_no_sentence_keeps_its_citations(text: str) -> None:
    (one,) = imported({"text": text, "citations": [{"quote": "a"}]}, names)
    assert "1999" in one.text and "[1]" not in one.text and [claim.quote for claim in one.claims] == ["a"]
    assert (
        imported({"text": text, "citations": []}, names) == imported({"text": " … [1]", "citations": [{}]}, names) == []
    )


def test_a_mark_of_words_is_cut_from_its_sentence() -> None:
    (one,) = imported({"text": "He came [Source 1].", "citations": [{"label": "Source 1"}]}, names)
    assert one.text.rstrip(".").rstrip() == "He came"


def test_a_label_s_citations_without_a_quote_are_all_kept_where_the_sentence_quotes() -> None:
    text = 'He said "it was a long night" [1].'
    (one,) = imported(
        {"text": text, "citations": [{"label": "1", "file": "a.txt"}, {"label": "1", "file": "b.txt"}]}, names
    )
    assert one.claims == (Claim("it was a long night", "a.txt", label="1"), Claim(file="b.txt", label="1"))


def test_sources_that_were_only_retrieved_are_not_cited() -> None:
    nodes = [{"node": {"text": "night", "metadata": {}}}, {"node": {"text": "noon", "metadata": {}}}]
    assert quotes({"response": FIRST, "source_nodes": nodes}) == [["night"], []]
    assert quotes({"response": "One thing. Another thing.", "source_nodes": nodes}) == [[], ["night", "noon"]]


def test_a_statement_that_says_nothing_is_passed_over() -> None:
    stated = {"statements": [{"text": ""}, {"text": " …"}, {"text": "He came.", "citations": None}]}
    (one,) = imported(stated, names)
    assert (one.text, one.start) == ("He came.", 4)


def test_a_file_s_uri_is_its_path() -> None:
    one = {"document_uri": "file:///x/only%20here.txt", "content": "night"}
    (found,) = imported({"answer": "He came at night.", "citations": [one]}, names)
    assert found.claims == (Claim("night", "/x/only here.txt", label="1"),)


@pytest.mark.parametrize(
    ("doc", "file"),
    [
        pytest.param({"file_location": "2024/a b.txt", "title": "At night"}, "2024/a b.txt", id="file-location"),
        pytest.param({"file_location": None, "title": "At night"}, "At night", id="title"),
        pytest.param({"title": "At night", "citation": "Bos, a.txt"}, "a.txt", id="a-file-that-is-named"),
        pytest.param({"title": None}, "bos2024", id="docname"),
    ],
)
def test_paper_qa_s_document_is_a_file_s(doc: dict[str, Any], file: str) -> None:
    text = {
        "text": "night",
        "name": "bos2024 chunk 1",
        "doc": {"docname": "bos2024", "dockey": "d", "citation": "", **doc},
    }
    (one,) = imported({"answer": "He came (bos2024 chunk 1).", "contexts": [{"id": "c", "text": text}]}, names)
    assert one.claims == (Claim("night", file, label="bos2024 chunk 1"),)


def response(*items: dict[str, Any]) -> dict[str, Any]:
    """OpenAI's Response."""
    return {"output": list(items)}


def message(text: Any, *notes: dict[str, Any], kind: str = "output_text") -> dict[str, Any]:
    """An item of it."""
    return {"type": "message", "content": [{"type": kind, "text": text, "annotations": list(notes)}]}


def test_only_openai_s_messages_are_the_answer() -> None:
    thought = {"type": "reasoning", "content": [{"type": "reasoning_text", "text": "Perhaps he came at noon."}]}
    stated = response(thought, message("I had rather not.", kind="refusal"), message("He came at night."))
    assert [one.text for one in imported(stated, names)] == ["He came at night."]
    assert imported(response(thought), names) == []


@pytest.mark.parametrize("index", [-5, 5000, None])
def test_an_annotation_beyond_the_text_is_kept(index: int | None) -> None:
    note = {"type": "file_citation", "index": index, "filename": "a.txt"}
    (one,) = imported(response(message("He came at night.", note)), names)
    assert one.claims == (Claim(file="a.txt"),)


def numbered(**citation: Any) -> dict[str, Any]:
    """An answer with one citation."""
    return {"text": FIRST, "citations": [{"label": "1", "file": "a.txt", "quote": "night", **citation}]}


NODE = {"text": "night", "metadata": {}}


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        pytest.param(numbered(start="29"), "start is not a whole number", id="start-in-quotation-marks"),
        pytest.param(numbered(start=3.0), "start is not a whole number", id="start-with-a-point"),
        pytest.param(numbered(start=float("nan")), "start is not a whole number", id="start-nan"),
        pytest.param(numbered(end=True), "end is not a whole number", id="end-true"),
        pytest.param(numbered(quote=5), "quote is not a string", id="quote-number"),
        pytest.param(numbered(quote=["a"]), "quote is not a string", id="quote-list"),
        pytest.param(numbered(file=5), "file is not a string", id="file-number"),
        pytest.param(numbered(file=["x"]), "file is not a string", id="file-list"),
        pytest.param(numbered(label=["1"]), "label is not a string", id="label-list"),
        pytest.param({"text": None, "citations": []}, "text is not a string", id="text-null"),
        pytest.param({"statements": [{"text": None}]}, "text is not a string", id="statement-null"),
        pytest.param({"statements": [{"text": "x", "citations": [{"start": "5"}]}]}, "start is not", id="statement"),
        pytest.param({"response": {"a": 1}, "source_nodes": []}, "response is not a string", id="llama-index-response"),
        pytest.param({"response": "x", "source_nodes": [{"node": NODE | {"text": 5}}]}, "a node's text is not", id="llama-index-text"),
        pytest.param({"response": "x", "source_nodes": [{"node": NODE | {"start_char_idx": "5"}}]}, "start is not", id="llama-index-start"),
        pytest.param({"answer": None, "citations": []}, "answer is not a string", id="haiku.rag-answer"),
        pytest.param({"answer": "x", "citations": [{"content": 5}]}, "quote is not a string", id="haiku.rag-content"),
        pytest.param({"answer": "x", "citations": [{"document_uri": ["a"]}]}, "file is not a string", id="haiku.rag-uri"),
        pytest.param({"answer": 5, "contexts": []}, "answer is not a string", id="paper-qa-answer"),
        pytest.param({"answer": "x", "contexts": [{"text": {"text": 5}}]}, "quote is not a string", id="paper-qa-text"),
        pytest.param(response(message(None)), "text is not a string", id="openai-text"),
        pytest.param(response(message("x", {"type": "file_citation", "index": "x"})), "index is not a whole", id="openai-index"),
        pytest.param(response(message("x", {"type": "file_citation", "filename": 5})), "file is not", id="openai-file"),
        pytest.param({"content": [{"type": "text", "text": 5}]}, "text is not a string", id="anthropic-text"),
        pytest.param({"content": [{"type": "text", "text": "x", "citations": [{"cited_text": 5}]}]}, "quote is not", id="anthropic-quote"),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_type_is_said_in_words(stated: Any, reason: str) -> None:
    with pytest.raises(UnknownForm, match=reason):
        imported(stated, names)


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
