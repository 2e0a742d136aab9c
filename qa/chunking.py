"""Article → chunks of whole sentences that partition it: a LlamaIndex ``NodeParser`` whose offsets are never searched for."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from llama_index.core.node_parser import NodeParser
from llama_index.core.schema import BaseNode, Document, NodeRelationship, RelatedNodeInfo, TextNode

from qa import engine
from qa.layout import Block, classify
from qa.sentences import paragraph_spans, sentence_spans
from qa.sources.dates import find_date
from qa.sources.header import stated_head
from qa.types import Article, Chunk, Kind, Span

# MiniLM was trained on texts of up to 128 word pieces and reads 256; around 180 a passage still holds one topic
# (cutting evenly, chunks come out a little below the target).
TARGET_TOKENS = 190
# With the title in front, a chunk has to stay below the 256 that the embedder reads.
LARGEST_CHUNK = 225
SMALLEST_CHUNK = 60
# A chunk that is this full ends with its paragraph.
PARAGRAPH_PULL = 0.8

# What a node carries beside its text, and of that what the embedder sees: the title, in front of the text
# (``vectorstore.store.embedded_text``).
METADATA_KEYS = ("file", "start", "end", "sentences", "section", "kind", "title", "date", "source", "sha256")
EMBEDDED_KEYS = ("title",)

MARKDOWN = (".md", ".markdown")

# Runs of letters whose word pieces are remembered: in news, where 5 million characters have 80,000 different ones,
# that takes about 20 MB and makes the cutting up to three times as fast.
KNOWN_RUNS = 150_000
LONGEST_KNOWN_RUN = 40
# No other white space: what Python and the tokenizer call white space differs.
_RUN = re.compile(r"[^ \t\n\r]+")

TokenStarts = Callable[[str], list[int]]


def token_starts(text: str) -> list[int]:
    """Where the embedder's word pieces begin in ``text``, ascending, in code points."""
    starts: list[int] = []
    # A piece never reaches across a space, so each run is cut alone, and a run that was met before not again.
    for match in _RUN.finditer(text):
        at, run = match.start(), match[0]
        inside = _known_pieces(run) if len(run) <= LONGEST_KNOWN_RUN else _pieces_of(run)
        if inside == (0,):
            starts.append(at)
        else:
            starts.extend([at + start for start in inside])
    return starts


def _pieces_of(run: str) -> tuple[int, ...]:
    try:
        encoding = engine.tokenizer().encode(run, add_special_tokens=False)
    except (TypeError, UnicodeEncodeError):
        # The tokenizer takes no lone surrogate; one code point stands in for one, and parts words as it does in what is embedded.
        whole = run.encode("utf-8", "replace").decode()
        encoding = engine.tokenizer().encode(whole, add_special_tokens=False)
    return tuple([start for start, _ in encoding.offsets])


_known_pieces = lru_cache(KNOWN_RUNS)(_pieces_of)


def chunk_article(
    text: str,
    *,
    markdown: bool = False,
    target: int = TARGET_TOKENS,
    largest: int = LARGEST_CHUNK,
    starts: TokenStarts = token_starts,
) -> list[Chunk]:
    """Chunks that partition ``text``: each of one kind, of one section, and of whole sentences.

    A chunk has about ``target`` word pieces. A sentence of more than ``largest`` is cut, between words where
    it has any, so that no part of it goes unread by the embedder. Rows that head the file are boilerplate, a sentence each.
    """
    tokens = starts(text)
    own_date = find_date(text)
    _, head = stated_head(text)
    wrapped = True if markdown else None
    paragraphs = [(head + start, head + end) for start, end in paragraph_spans(text[head:], wrapped)]
    blocks = [Block(0, head, Kind.BOILERPLATE)] if head else []
    blocks += classify(text, paragraphs, own_date[1] if own_date else None)
    chunks: list[Chunk] = []
    for section in _sections(blocks):
        heading = text[section[0].start : section[0].end].strip().lstrip("# ") if section[0].heading else None
        units = [
            piece
            for block in section
            for sentence in _sentences(text, block, False if block.end <= head else wrapped)
            for piece in _pieces(text, sentence, tokens, largest)
        ]
        for group in _groups(units, [block.end for block in section], tokens, target):
            chunks.append(Chunk(group[0][0], group[-1][1], tuple(group), heading or None, section[0].kind))
    return chunks


def _sections(blocks: Sequence[Block]) -> list[list[Block]]:
    """Blocks between which a chunk may not reach: a heading opens one, and so does another kind."""
    sections: list[list[Block]] = []
    for block in blocks:
        if sections and not block.heading and block.kind is sections[-1][-1].kind:
            sections[-1].append(block)
        else:
            sections.append([block])
    return sections


def _sentences(text: str, block: Block, wrapped: bool | None) -> list[Span]:
    return [(block.start + a, block.start + b) for a, b in sentence_spans(text[block.start : block.end], wrapped)]


def _pieces(text: str, sentence: Span, tokens: list[int], largest: int) -> list[Span]:
    start, end = sentence
    first, last = bisect_left(tokens, start), bisect_left(tokens, end)
    if last - first <= largest:
        return [sentence]
    cuts = [start]
    while last - first > largest:
        cut = tokens[first + largest]
        # A space is a better place; looking back further than the last cut would lose ground.
        space = max(text.rfind(" ", cuts[-1] + 1, cut), text.rfind("\n", cuts[-1] + 1, cut))
        cuts.append(space + 1 if space > cuts[-1] and cut - space < 40 else max(cut, cuts[-1] + 1))
        first = bisect_left(tokens, cuts[-1])
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def _groups(units: list[Span], paragraph_ends: list[int], tokens: list[int], target: int) -> list[list[Span]]:
    """Consecutive sentences in groups of about equal size, near ``target`` tokens, cut at paragraphs where close."""
    sizes = [bisect_left(tokens, end) - bisect_left(tokens, start) for start, end in units]
    ends = set(paragraph_ends)
    remaining = sum(sizes)
    groups: list[list[Span]] = [[]]
    filled, aim = 0, _even_share(remaining, target)
    for unit, size in zip(units, sizes, strict=True):
        too_long = filled + size > LARGEST_CHUNK
        # A short rest stays with its chunk: a passage of one line answers nothing and crowds out others.
        full = filled >= aim and remaining > SMALLEST_CHUNK
        if groups[-1] and (too_long or full):
            groups.append([])
            filled, aim = 0, _even_share(remaining, target)
        groups[-1].append(unit)
        filled += size
        remaining -= size
        if unit[1] in ends and filled >= PARAGRAPH_PULL * aim and remaining >= target / 2:
            filled = max(filled, math.ceil(aim))
    return groups if groups[0] else []


def _even_share(tokens: int, target: int) -> float:
    return tokens / max(1, round(tokens / target))


def document_of(article: Article) -> Document:
    """The article as a LlamaIndex ``Document`` whose metadata names file, title, date, source and hash."""
    return Document(
        text=article.text,
        id_=article.sha256 + ":" + article.file,
        metadata={
            "file": article.file,
            "title": article.title,
            "date": article.date.isoformat() if isinstance(article.date, date) else None,
            "source": article.source,
            "sha256": article.sha256,
        },
    )


class ArticleNodeParser(NodeParser):
    """Documents → one ``TextNode`` a chunk: ``start_char_idx`` and ``end_char_idx`` are exact, and the metadata names
    sentence offsets, section and kind. Works on any LlamaIndex ``Document``."""

    target_tokens: int = TARGET_TOKENS

    @classmethod
    def class_name(cls) -> str:
        """The name under which LlamaIndex serialises this component."""
        return "PinciteArticleNodeParser"

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **kwargs: Any) -> list[BaseNode]:
        return [child for node in nodes for child in self._parse(node)]

    def _parse(self, node: BaseNode) -> list[TextNode]:
        text = node.text if isinstance(node, TextNode | Document) else node.get_content()
        markdown = str(node.metadata.get("file", "")).lower().endswith(MARKDOWN)
        # Without its hash, which LlamaIndex cannot compute for a text with lone surrogates.
        parent = RelatedNodeInfo(node_id=node.node_id, node_type=node.get_type(), metadata=node.metadata)
        # Without a title nothing is embedded but the text: LlamaIndex would write "None".
        shown = EMBEDDED_KEYS if node.metadata.get("title") else ()
        hidden = [key for key in {**dict.fromkeys(METADATA_KEYS), **node.metadata} if key not in shown]
        children = []
        for chunk in chunk_article(text, markdown=markdown, target=self.target_tokens):
            children.append(
                TextNode(
                    text=text[chunk.start : chunk.end],
                    start_char_idx=chunk.start,
                    end_char_idx=chunk.end,
                    metadata={
                        **node.metadata,
                        "start": chunk.start,
                        "end": chunk.end,
                        "sentences": [list(span) for span in chunk.sentences],
                        "section": chunk.section,
                        "kind": str(chunk.kind),
                    },
                    excluded_embed_metadata_keys=hidden,
                    metadata_template="{value}",
                    text_template="{metadata_str}\n{content}",
                    relationships={NodeRelationship.SOURCE: parent},
                )
            )
        return children

    def _postprocess_parsed_nodes(self, nodes: list[BaseNode], parent_doc_map: dict[str, Document]) -> list[BaseNode]:
        # The base class finds each node's offsets by searching its text, which picks the wrong twin.
        return nodes
