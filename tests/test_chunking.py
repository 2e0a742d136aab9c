"""Law 1: chunks partition the text, sentences partition a chunk, and a node's offsets are exact, whatever the text."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from llama_index.core.schema import Document, MetadataMode, TextNode

from qa import engine
from qa.chunking import LARGEST_CHUNK, TARGET_TOKENS, ArticleNodeParser, chunk_article, document_of, token_starts
from qa.embedding import LONGEST_INPUT
from qa.sources import read_article
from qa.types import Article, Chunk, Kind
from tests.conftest import SEEDS
from tests.helpers import ANY_TEXT, UNHURRIED
from vectorstore.store import embedded_text

SENTENCE = (
    "The mayor told reporters that the bridge would stay closed until engineers had looked at each of its piers. "
)
TITLE = "North Korea says Russian President Putin will arrive in the North on Tuesday"
PARTS = [
    SENTENCE,
    SENTENCE * 12,
    "Short one. ",
    "A Heading Here",
    "# Markdown heading",
    "---\ntitle: A story\ndate: 2024-02-20\n---\n",
    "Subject: A story\r\nFrom: Ann Lee\r\n\r\n",
    "NEEDED FOOD",
    "Latest News from Worthy News",
    "Also read: Markets Set New Record Highs",
    "Copyright 2024 Worthy News.",
    "Jason Bellini\n9:49 AM, Jun 06, 2024",
    "“We will go. We will win,” he said. ",
    "word " * 400,
    "x" * 3000,
    "… " * 600,
    "女" * 500,
    "\ud800\udc00\udfff",
    "\x00",
    "\u200b\u202eabc\u202c\U000e0041",
    "e\u0301" * 80,
    "👩‍👩‍👧" * 60,
    "İ ﬁ ǅ ŉ " * 40,
    "\n", "\r\n", "\r", "\u2028", "\x85", "\x0c", "\n\n\n", "   ", "\t",
]  # fmt: skip
NEWSY = st.lists(st.sampled_from(PARTS), max_size=14).map("".join)


def size(text: str) -> int:
    return len(token_starts(text))


def seed(number: str) -> Article:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return read_article(path.name, path.read_bytes(), 0.0)


def assert_lawful(text: str, chunks: list[Chunk]) -> None:
    assert "".join(text[c.start : c.end] for c in chunks) == text
    assert [c.start for c in chunks] == ([0, *(c.end for c in chunks[:-1])] if chunks else [])
    for c in chunks:
        assert c.start < c.end
        assert "".join(text[a:b] for a, b in c.sentences) == text[c.start : c.end]
        assert [a for a, _ in c.sentences] == [c.start, *(b for _, b in c.sentences[:-1])]
        assert c.sentences[-1][1] == c.end
        assert all(a < b for a, b in c.sentences)


@UNHURRIED
@given(text=st.one_of(ANY_TEXT, NEWSY), markdown=st.booleans())
@example(text="", markdown=False)
@example(text=" \r\n\r\n", markdown=True)
@example(text="\ud800" * 600, markdown=False)
@example(text=SENTENCE * 200, markdown=False)
@example(text="word " * 3000, markdown=False)
@example(text="a.b!c?" * 2000, markdown=False)
@example(text="\x00" * 3000 + "a", markdown=False)
@example(text="---\ntitle: A story\n---", markdown=True)
@example(text="---\r\ntitle: A story\r\n---\r\n \r\n \u2028", markdown=False)
@example(text="Subject: A story\n\n \n" + SENTENCE, markdown=False)
def test_chunks_and_sentences_partition_any_text(text: str, markdown: bool) -> None:
    assert_lawful(text, chunk_article(text, markdown=markdown))


@UNHURRIED
@given(text=st.one_of(ANY_TEXT, NEWSY))
def test_nodes_have_exact_offsets_for_any_text(text: str) -> None:
    nodes = ArticleNodeParser().get_nodes_from_documents(
        [Document(text=text, metadata={"file": "a.txt", "title": None})]
    )
    assert "".join(node.get_content(metadata_mode=MetadataMode.NONE) for node in nodes) == text
    for node in nodes:
        assert isinstance(node, TextNode)
        assert node.start_char_idx is not None and node.end_char_idx is not None
        assert text[node.start_char_idx : node.end_char_idx] == node.text
        assert (node.metadata["start"], node.metadata["end"]) == (node.start_char_idx, node.end_char_idx)


@UNHURRIED
@given(text=st.one_of(ANY_TEXT, NEWSY))
def test_word_pieces_begin_inside_the_text_in_order(text: str) -> None:
    starts = token_starts(text)
    assert starts == sorted(starts)
    assert all(0 <= start < len(text) for start in starts)


@UNHURRIED
@given(NEWSY)
@example("word " * 200 + "é" * 88 + "\ud800" + "é" * 62)
def test_a_chunk_with_a_title_fits_the_embedder(text: str) -> None:
    for c in chunk_article(text):
        whole = embedded_text(TITLE, text[c.start : c.end]).encode("utf-8", "replace").decode()
        assert len(engine.tokenizer().encode(whole).ids) <= LONGEST_INPUT


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("word " * 3000, id="words"),
        pytest.param("女" * 3000, id="no-spaces"),
        pytest.param("antidisestablishmentarianism-" * 300, id="hyphens"),
        pytest.param(("a,b;c:d " * 10 + "...,,,;;;---((()))") * 60, id="punctuation"),
        pytest.param("\n".join(["line of a table | 12 | 34"] * 400), id="table"),
    ],
)
def test_a_sentence_longer_than_the_embedder_reads_is_cut(text: str) -> None:
    chunks = chunk_article(text, markdown=True)
    assert_lawful(text, chunks)
    assert len(chunks) > 5
    assert max(size(text[c.start : c.end]) for c in chunks) <= LARGEST_CHUNK
    assert sum(size(text[c.start : c.end]) < LARGEST_CHUNK / 2 for c in chunks) <= 1


def test_a_cut_goes_between_words_where_there_are_any() -> None:
    text = "wonderful " * 1000
    assert all(text[c.start - 1] == " " for c in chunk_article(text)[1:])


def test_chunks_are_about_as_long_as_they_should_be() -> None:
    text = SENTENCE * 300
    sizes = [size(text[c.start : c.end]) for c in chunk_article(text)]
    assert max(sizes) <= LARGEST_CHUNK
    assert min(sizes) > 0.7 * TARGET_TOKENS
    assert abs(sum(sizes) / len(sizes) - TARGET_TOKENS) < 25


def test_a_chunk_is_of_whole_sentences() -> None:
    text = "\n".join(SENTENCE * n for n in (3, 8, 2, 5, 9, 1, 4)) + "\n"
    for c in chunk_article(text):
        assert text[c.start : c.end].startswith("The mayor")
        assert text[c.start : c.end].rstrip().endswith("piers.")


def test_a_chunk_does_not_reach_across_a_heading() -> None:
    body = SENTENCE + "\n"
    text = body + "The program\n" + body + "Praise for Pyongyang\n" + body
    chunks = chunk_article(text)
    assert [(c.section, text[c.start : c.end].split("\n")[0]) for c in chunks] == [
        (None, SENTENCE),
        ("The program", "The program"),
        ("Praise for Pyongyang", "Praise for Pyongyang"),
    ]


def test_markdown_sections_are_named_without_their_marks() -> None:
    text = f"# Title of the story\n\n{SENTENCE}\n\n## The program\n\n{SENTENCE}\n"
    assert [c.section for c in chunk_article(text, markdown=True)] == ["Title of the story", "The program"]


@pytest.mark.parametrize("markdown", [True, False])
@pytest.mark.parametrize(
    "head",
    [
        pytest.param(["---\n", "title: Senate hearing\n", "date: 2024-02-20\n", "---\n\n"], id="yaml"),
        pytest.param(["+++\r\n", 'title = "Senate hearing"\r\n', "+++\r\n"], id="toml"),
        pytest.param(["Subject: Senate hearing\n", "From: Ann Lee\n", "Date: 2024-02-20\n\n"], id="mail"),
    ],
)
def test_rows_that_head_a_file_are_boilerplate(head: list[str], markdown: bool) -> None:
    text = "".join(head) + SENTENCE * 3
    chunks = chunk_article(text, markdown=markdown)
    assert_lawful(text, chunks)
    assert [c.kind for c in chunks] == [Kind.BOILERPLATE, Kind.ARTICLE]
    assert [text[a:b] for a, b in chunks[0].sentences] == head
    assert text[chunks[1].start :].startswith("The mayor")


SEED_CHUNKS: dict[str, list[tuple[Kind, str | None, str, str]]] = {
    "000": [
        (Kind.ARTICLE, None, "\nBy Stefan J. Bos,", "Pyongyang since 2000.\n"),
        (Kind.ARTICLE, "NEEDED FOOD", "NEEDED FOOD\nSince", "issues such as trade.\n"),
        (Kind.BOILERPLATE, None, "Copyright 1999-2026", "reproduced with permission.\n"),
        (Kind.TEASER, "Latest News from Worthy News", "Latest News from", "18-year-old suspect.\n"),
        (Kind.TEASER, "Latest News from Worthy News", "A gunman who opened", "include direct strikes."),
    ],
    "001": [
        (Kind.ARTICLE, None, "Vladimir Putin with", "isolating Putin worldwide.\n"),
        (Kind.ARTICLE, None, "The US and its allies", "stronger by the day.\n"),
        (Kind.TEASER, None, "Also read: Markets", "In Early Trade"),
    ],
    "002": [
        (Kind.ARTICLE, None, "NewsWorld News\n", "a simultaneous announcement.\n\n"),
        (
            Kind.TEASER,
            'Missile over a map of the world with the words "Axis of Upheaval."',
            "Missile over a map",
            "Jason Bellini\n9:49 AM, Jun 06, 2024\n\n",
        ),
        (Kind.ARTICLE, None, "It will be Putin’s first visit", "Security Council resolutions."),
    ],
    "003": [
        (Kind.ARTICLE, None, "During a state visit", "in 24 years.\n"),
        (Kind.ARTICLE, "The program", "The program\nPutin", "international security.\n"),
        (Kind.ARTICLE, "Praise for Pyongyang", "Praise for Pyongyang\n", "such cooperation.\n"),
        (Kind.BOILERPLATE, None, "Source: Stern\n", "24 Hours World."),
    ],
    "004": [
        (Kind.ARTICLE, None, "Russian President", "statements to the media. "),
        (Kind.ARTICLE, None, "A parade in Kim", "victory in Ukraine.\n"),
        (Kind.ARTICLE, None, "The visit occurs", "isolate Moscow."),
    ],
}


@pytest.mark.parametrize("number", sorted(SEED_CHUNKS))
def test_the_sample_articles(number: str) -> None:
    article = seed(number)
    chunks = chunk_article(article.text)
    assert_lawful(article.text, chunks)
    assert [(c.kind, c.section) for c in chunks] == [(kind, section) for kind, section, _, _ in SEED_CHUNKS[number]]
    for c, (_, _, first, last) in zip(chunks, SEED_CHUNKS[number], strict=True):
        text = article.text[c.start : c.end]
        assert text.startswith(first) and text.endswith(last)
        assert size(embedded_text(article.title, text)) + 2 <= LONGEST_INPUT


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=ascii)
def test_newlines_do_not_change_what_is_said(newline: str) -> None:
    plain = seed("002").text
    text = plain.replace("\n", newline)
    chunks = chunk_article(text)
    assert_lawful(text, chunks)
    assert [text[c.start : c.end].split() for c in chunks] == [
        plain[c.start : c.end].split() for c in chunk_article(plain)
    ]


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u202e", "\u2066", "\u00ad", "\ufeff", "\U000e0041", "\u200d"], ids=ascii
)
def test_invisible_characters_keep_their_place(hidden: str) -> None:
    text = "".join(letter + hidden if n % 7 == 0 else letter for n, letter in enumerate(SENTENCE * 20))
    chunks = chunk_article(text)
    assert_lawful(text, chunks)
    assert sum(text[c.start : c.end].count(hidden) for c in chunks) == text.count(hidden) > 100


# -- as a LlamaIndex component


def test_twins_have_offsets_of_their_own() -> None:
    paragraph = SENTENCE * 3 + "\n\n"
    text = paragraph * 30
    nodes = ArticleNodeParser().get_nodes_from_documents([Document(text=text, metadata={"file": "a.txt"})])
    spans = [(node.start_char_idx, node.end_char_idx) for node in nodes if isinstance(node, TextNode)]
    assert len(spans) == len(set(spans)) > 5
    assert [start for start, _ in spans] == [0, *(end for _, end in spans[:-1])]
    assert spans[-1][1] == len(text)


@pytest.mark.parametrize(
    "title", [TITLE, "Brace {content} {metadata_str} {value}", "", None], ids=["title", "braces", "empty", "none"]
)
def test_what_is_embedded_is_title_and_text(title: str | None) -> None:
    article = Article(
        file="a.txt", text=SENTENCE * 30 + "{content} {x} 100%", sha256="0" * 64, size=1, modified=0.0, title=title
    )
    nodes = ArticleNodeParser().get_nodes_from_documents([document_of(article)])
    assert len(nodes) > 2
    for node in nodes:
        assert isinstance(node, TextNode)
        assert node.get_content(metadata_mode=MetadataMode.EMBED) == embedded_text(title, node.text)


def test_a_node_says_where_it_comes_from() -> None:
    article = seed("002")
    for node in ArticleNodeParser().get_nodes_from_documents([document_of(article)]):
        stated = {key: node.metadata[key] for key in ("file", "title", "date", "source", "sha256")}
        assert stated == {
            "file": article.file, "title": article.title, "date": "2024-06-17", "source": None, "sha256": article.sha256,
        }  # fmt: skip
        assert node.source_node is not None and node.source_node.node_id == f"{article.sha256}:{article.file}"
        assert node.metadata["sentences"][0][0] == node.metadata["start"]


def test_documents_from_elsewhere_are_parsed_too() -> None:
    nodes = ArticleNodeParser().get_nodes_from_documents(
        [Document(text=SENTENCE * 12), Document(text="One."), Document(text="")]
    )
    assert [node.metadata["kind"] for node in nodes] == ["article"] * len(nodes)
    assert nodes[-1].get_content(metadata_mode=MetadataMode.EMBED) == "One."


# -- word pieces


def test_word_pieces_are_the_tokenizers_own() -> None:
    words = [
        "café",
        "naïve",
        "don’t",
        "U.S.",
        "İstanbul",
        "e\u0301",
        "ﬁne",
        "女神",
        "x" * 120,
        "unbelievably",
        "3.5%",
        "\u200b",
    ]
    words += [
        "a\u00adb",
        "👩‍👩‍👧",
        "\x00",
        "\x1cb",
        "\u3000",
        "\xa0",
        "“no”",
        "—",
        "[CLS]",
        "[UNK]x",
        "##ing",
        "\ufffd",
        "\x85",
        "\u2028",
    ]
    chosen = random.Random(7)
    for _ in range(200):
        text = "".join(chosen.choice(words) + chosen.choice(["", " ", "  ", "\n", "\r\n", "\t"]) for _ in range(30))
        assert token_starts(text) == [
            start for start, _ in engine.tokenizer().encode(text, add_special_tokens=False).offsets
        ]
