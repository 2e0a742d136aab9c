"""Retrieval ranks passages by words and sense, and works as a LlamaIndex retriever and query engine, traced like any other."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from llama_index.core.base.response.schema import Response
from llama_index.core.instrumentation.event_handlers import BaseEventHandler
from llama_index.core.instrumentation.events import BaseEvent
from llama_index.core.instrumentation.events.query import QueryEndEvent, QueryStartEvent
from llama_index.core.instrumentation.events.retrieval import RetrievalEndEvent, RetrievalStartEvent
from llama_index.core.llms.mock import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import ResponseMode, get_response_synthesizer
from llama_index.core.schema import QueryBundle, TextNode
from llama_index_instrumentation import get_dispatcher
from pydantic import Field

from qa import Kind, Pincite
from qa.embedding import MiniLMEmbedding
from qa.retrieval import WEIGHTS, features, node_of, passage_of_node, retrieve
from vectorstore import Filters, lexical
from vectorstore.records import Hit, PassageRow

WHO = "who accompanied Putin?"
COMPANY = "004_b57fed62e2f8785f.txt"


class Recorder(BaseEventHandler):
    """Keeps every event that LlamaIndex dispatches."""

    seen: list[BaseEvent] = Field(default_factory=list)

    @classmethod
    def class_name(cls) -> str:
        return "Recorder"

    def handle(self, event: BaseEvent, **kwargs: Any) -> None:
        self.seen.append(event)


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    """A handler on LlamaIndex's root dispatcher."""
    root, handler = get_dispatcher(), Recorder()
    root.add_event_handler(handler)
    yield handler
    root.event_handlers.remove(handler)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory, embedding: MiniLMEmbedding) -> Iterator[Pincite]:
    """Two articles: one about a bridge, one about bread with a teaser that names the bridge."""
    folder = tmp_path_factory.mktemp("harbour")
    (folder / "bridge.txt").write_text(
        "The harbour bridge collapsed on Tuesday and nobody was hurt.\n"
        "Engineers had warned the city for years that the old steel was rusting under the roadway, officials said.\n",
        "utf-8",
    )
    (folder / "bread.txt").write_text(
        "Bakers in the old town sold twice as much bread this summer as in any other summer since the war, they said.\n"
        "Also read: The harbour bridge collapsed on Tuesday and nobody was hurt\n"
        "Flour is cheap again, and the mills along the river grind day and night to keep up with the orders, they added.\n",
        "utf-8",
    )
    with closing(Pincite.open(folder, embedder=embedding)) as library:
        library.index()
        yield library


def test_passages_are_slices_of_their_files(indexed_seeds: Pincite) -> None:
    found = indexed_seeds.search("Putin", 50)
    assert len(found) == indexed_seeds.status().passages
    for passage in found:
        text = (indexed_seeds.folder / passage.file).read_bytes().decode("utf-8")
        assert text[passage.start : passage.end] == passage.text
        assert passage.sentences[0][0] == passage.start and passage.sentences[-1][1] == passage.end
    scores = [passage.score for passage in found]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("query", "file"),
    [
        pytest.param("Belousov Lavrov Novak", COMPANY, id="names"),
        pytest.param("which ministers travelled with the Russian leader", COMPANY, id="sense"),
        pytest.param("7,000 containers of munitions", "000_e479655636eac26a.txt", id="number"),
        pytest.param("Kumsusan guesthouse", COMPANY, id="rare-word"),
    ],
)
def test_the_best_passage_comes_first(indexed_seeds: Pincite, query: str, file: str) -> None:
    assert indexed_seeds.search(query, 3)[0].file == file


def test_a_phrase_in_quotation_marks_is_taken_as_it_stands(indexed_seeds: Pincite) -> None:
    phrase = "firm support of Russia"
    holding = [p.id for p in indexed_seeds.search("Putin", 50) if phrase in p.text]
    assert holding
    for marks in ('"{}"', "“{}”", "«{}»"):
        found = indexed_seeds.search(f"where is {marks.format(phrase)} mentioned", 50)
        assert sorted(p.id for p in found[: len(holding)]) == sorted(holding)
        # The same words in another order are not the phrase.
    other = indexed_seeds.search('"Russia support firm of"', 50)
    assert max(p.score for p in other) < 1 <= found[0].score


def test_a_teaser_is_found_and_labelled_and_ranks_below_the_article(harbour: Pincite) -> None:
    found = harbour.search("The harbour bridge collapsed on Tuesday and nobody was hurt")
    assert (found[0].file, found[0].kind) == ("bridge.txt", Kind.ARTICLE)
    teaser = next(passage for passage in found if passage.kind is Kind.TEASER)
    assert teaser.file == "bread.txt"
    assert "bridge" in teaser.text
    assert teaser.score < found[0].score
    answer = harbour.ask("When did the harbour bridge collapse?")
    assert (answer.statements[0].citations[0].file, answer.statements[0].citations[0].kind) == (
        "bridge.txt",
        Kind.ARTICLE,
    )


def test_a_teaser_is_never_quoted_as_the_article_it_stands_in(harbour: Pincite) -> None:
    answer = harbour.ask("When did the harbour bridge collapse?", files=["bread.txt"])
    for citation in [*(c for s in answer.statements for c in s.citations), *answer.nearest]:
        assert ("bridge" in citation.quote) == (citation.kind is Kind.TEASER)


def test_fewer_passages_are_the_first_of_more(indexed_seeds: Pincite) -> None:
    more = indexed_seeds.search(WHO, 10)
    assert indexed_seeds.search(WHO, 3) == more[:3]
    assert indexed_seeds.search(WHO, 10) == more


def test_a_passage_counts_with_what_its_article_says_around_it() -> None:
    query = lexical.Query({"bridg": "bridge", "mayor": "mayor"}, {"bridg": 2.0, "mayor": 6.0}, {}, ())

    def row(i: int, article: int, text: str) -> PassageRow:
        return PassageRow(
            i,
            article,
            f"{article}.txt",
            0,
            len(text),
            f"[[0, {len(text)}]]",
            None,
            "article",
            None,
            None,
            None,
            "",
            text,
        )

    texts = {1: (1, "The bridge fell."), 2: (1, "The mayor resigned."), 3: (2, "The bridge fell."), 4: (3, "Bread.")}
    rows = {i: row(i, article, text) for i, (article, text) in texts.items()}
    found = features(query, rows, [1, 2, 3], [Hit(3, 0.9)], lexical.match(query, rows.values()), {3: 1.0}, {4: 0.5})
    assert {i: values["article"] for i, values in found.items()} == {1: 1.0, 2: 1.0, 3: 0.25, 4: 0.0}
    assert found[4]["lexical"] == found[1]["dense"] == 0.0 < found[3]["dense"]
    assert {i: values["recent"] for i, values in found.items()} == {1: 1.0, 2: 1.0, 3: 0.5, 4: 1.0}
    assert {i: values["near"] for i, values in found.items()} == {1: 0.0, 2: 0.0, 3: 0.0, 4: 0.5}
    assert all(values.keys() == WEIGHTS.keys() and min(values.values()) >= 0 for values in found.values())


def test_a_passage_and_its_node_are_one(indexed_seeds: Pincite) -> None:
    store, embedding = indexed_seeds.store, indexed_seeds.embedding
    for passage, found in zip(
        retrieve(store, embedding, WHO, 50).passages, indexed_seeds.as_retriever(50).retrieve(WHO), strict=True
    ):
        assert passage_of_node(found) == passage
        assert node_of(passage).metadata == found.node.metadata


def test_the_retriever_gives_nodes_with_exact_offsets(indexed_seeds: Pincite) -> None:
    found = indexed_seeds.as_retriever(4).retrieve(WHO)
    assert len(found) == 4
    for hit in found:
        node = hit.node
        assert isinstance(node, TextNode)
        text = (indexed_seeds.folder / node.metadata["file"]).read_bytes().decode("utf-8")
        assert text[node.start_char_idx : node.end_char_idx] == node.text == node.get_content()
        assert (node.start_char_idx, node.end_char_idx) == (node.metadata["start"], node.metadata["end"])
    assert "Belousov" in "".join(hit.node.get_content() for hit in found)


def test_the_retriever_filters_and_can_be_awaited(indexed_seeds: Pincite) -> None:
    retriever = indexed_seeds.as_retriever(filters=Filters(files=("000_e479655636eac26a.txt",)))
    found = asyncio.run(retriever.aretrieve(QueryBundle(WHO)))
    assert {hit.node.metadata["file"] for hit in found} == {"000_e479655636eac26a.txt"}
    assert [hit.node.node_id for hit in found] == [hit.node.node_id for hit in retriever.retrieve(WHO)]


def test_the_query_engine_carries_the_whole_answer(indexed_seeds: Pincite) -> None:
    response = indexed_seeds.as_query_engine().query(WHO)
    assert isinstance(response, Response)
    assert response.metadata is not None
    answer = response.metadata["answer"]
    expected = indexed_seeds.ask(WHO).to_dict()
    assert {**answer, "seconds": None} == {**expected, "seconds": None}
    assert str(response).startswith(answer["statements"][0]["text"])
    assert response.source_nodes[0].node.metadata["file"]


def test_the_query_engine_says_when_there_is_no_answer(indexed_seeds: Pincite) -> None:
    response = indexed_seeds.as_query_engine().query("Who won the 2018 World Cup?")
    assert str(response) == "Not in these articles."
    assert response.metadata is not None and response.metadata["answer"]["nearest"]


def test_the_query_engine_can_be_awaited_by_several(indexed_seeds: Pincite) -> None:
    engine = indexed_seeds.as_query_engine()

    async def ask() -> list[Any]:
        return await asyncio.gather(*(engine.aquery(question) for question in (WHO, "What is the capital of Brazil?")))

    first, second = asyncio.run(ask())
    assert first.metadata["answer"]["statements"][0]["citations"][0]["file"] == COMPANY
    assert second.metadata["answer"]["answered"] is False


def test_events_of_retrieval_and_query_are_dispatched(indexed_seeds: Pincite, recorder: Recorder) -> None:
    indexed_seeds.as_query_engine().query(WHO)
    kinds = [type(event) for event in recorder.seen]
    wanted = [QueryStartEvent, RetrievalStartEvent, RetrievalEndEvent, QueryEndEvent]
    assert [kind for kind in kinds if kind in wanted] == wanted
    end = next(event for event in recorder.seen if isinstance(event, RetrievalEndEvent))
    assert end.nodes[0].node.metadata["file"]
    assert not any("secret" in event.model_dump_json() for event in recorder.seen)


def test_the_retriever_plugs_into_llama_index_own_query_engine(indexed_seeds: Pincite) -> None:
    engine = RetrieverQueryEngine(
        indexed_seeds.as_retriever(3),
        get_response_synthesizer(llm=MockLLM(), response_mode=ResponseMode.COMPACT),
    )
    response = engine.query(WHO)
    assert len(response.source_nodes) == 3
    # The mock model answers with what it was asked: the passages are in it, the bookkeeping is not.
    assert "Belousov" in str(response) and "sha256" not in str(response)


def test_without_vectors_it_searches_by_words_and_says_so(seeds: Path, embedding: MiniLMEmbedding) -> None:
    with closing(Pincite.open(seeds, embedder=embedding)) as library:
        library.index()
    for place in (seeds / ".pincite").glob("*/vectors-*"):
        shutil.rmtree(place)
    with closing(Pincite.open(seeds, embedder=embedding)) as library:
        answer = library.ask("Belousov Lavrov Novak")
        assert answer.notes[0].startswith("Searched by words only:")
        assert "pincite doctor --repair" in answer.notes[0]
        assert answer.statements[0].citations[0].file == COMPANY
        assert library.search("Belousov")[0].cosine is None
