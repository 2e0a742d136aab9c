"""Cited answers as other systems write them in JSON → sentences with their citations; the form is told by its keys.

Pincite's own: ``{"statements": [{"text", "citations": [{"file", "start", "end", "quote"}]}]}``, which an Answer is, or
``{"text": "… [1] …", "citations": [{"label": "1", "file", "start", "end", "quote"}]}``; all but the texts may be left out. Where an
answer has no marks in its text, its citations count for its last sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from qa.checking.draft import CitedSentence, cited_sentences
from qa.checking.report import Claim
from qa.types import Span

NamesIn = Callable[[str], list[str]]
Json = Mapping[str, Any]

_SOURCE_HEAD = re.compile(r"\ASource \d+:\n")
_FILE_KEYS = ("file_path", "file_name", "filename", "file", "source", "url", "title")


class UnknownForm(ValueError):
    """A JSON object that no importer knows."""


def imported(stated: Any, names_in: NamesIn) -> list[CitedSentence]:
    """The sentences of one answer; raises :class:`UnknownForm` for what is none, or not whole."""
    if not isinstance(stated, Mapping):
        raise UnknownForm("it is not an object")
    for known, importer in _FORMS:
        if known(stated):
            try:
                return importer(stated, names_in)
            except (KeyError, TypeError, AttributeError, IndexError) as error:
                raise UnknownForm(f"it is not whole ({type(error).__name__}: {error})") from error
    raise UnknownForm(
        "its form is not known: it is none of Pincite's, a LlamaIndex Response, haiku.rag, paper-qa, OpenAI or Anthropic"
    )


def from_pincite(stated: Json, names_in: NamesIn) -> list[CitedSentence]:
    """Statements with their citations; what an Answer withheld is not checked, as nobody was shown it."""
    found = []
    at = 0
    for statement in stated["statements"]:
        text = str(statement["text"])
        if statement.get("verdict", "verified") == "verified":
            claims = tuple(_claim(one) for one in statement.get("citations", ()))
            found.append(CitedSentence(text, at, at + len(text), claims))
        # The statements' places are those in the answer that their texts make, a space between them.
        at += len(text) + 1
    return found


def from_text(stated: Json, names_in: NamesIn) -> list[CitedSentence]:
    """A text with numbered marks, and what they stand for."""
    return _marked(str(stated["text"]), [_claim(one) for one in stated["citations"]], names_in)


def from_llama_index(stated: Json, names_in: NamesIn) -> list[CitedSentence]:
    """LlamaIndex's ``Response`` as JSON: ``response`` and ``source_nodes``; [n] is the n-th source."""
    claims = []
    for number, source in enumerate(stated["source_nodes"], start=1):
        node = source.get("node", source)
        text = _SOURCE_HEAD.sub("", str(node.get("text") or (node.get("text_resource") or {}).get("text") or ""))
        file = _first(node.get("metadata") or {}, _FILE_KEYS)
        claims.append(
            Claim(text.strip("\n") or None, file, node.get("start_char_idx"), node.get("end_char_idx"), str(number))
        )
    return _marked(str(stated["response"] or ""), claims, names_in)


def from_haiku_rag(stated: Json, names_in: NamesIn) -> list[CitedSentence]:
    """haiku.rag: ``answer`` and ``citations`` with ``document_uri``, ``document_title`` and ``content``."""
    claims = [
        Claim(
            one.get("content"),
            _first(one, ("document_uri", "document_title", "document_id")),
            label=str(one.get("index") or number),
        )
        for number, one in enumerate(stated["citations"], start=1)
    ]
    return _marked(str(stated["answer"]), claims, names_in)


def from_paper_qa(stated: Json, names_in: NamesIn) -> list[CitedSentence]:
    """paper-qa's session: contexts are cited in the answer by their texts' names, "(Bos2024 pages 1-2)", or by their ids."""
    session = stated.get("session", stated)
    answer = str(session.get("answer") or session.get("raw_answer") or "")
    marks: list[tuple[Span, Claim]] = []
    for context in session["contexts"]:
        text = context["text"]
        doc = text.get("doc") or {}
        names = [str(name) for name in (text.get("name"), context.get("id"), doc.get("docname")) if name]
        file = next((file for name in (*names, str(doc.get("citation", ""))) for file in names_in(name)), None)
        claim = Claim(
            text.get("text"), file or _first(doc, ("docname", "citation", "dockey")), label=names[0] if names else None
        )
        for name in names:
            places = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", answer)]
            if places:
                marks += [(place, claim) for place in places]
                break
    return _placed(answer, marks, names_in)


def from_openai(stated: Json, names_in: NamesIn) -> list[CitedSentence]:
    """OpenAI's file search: a Response with ``output``, or an assistant's message with ``content``."""
    found: list[CitedSentence] = []
    for item in stated.get("output") or [stated]:
        for block in item.get("content") or ():
            body = block.get("text")
            text, notes = (
                (body["value"], body.get("annotations"))
                if isinstance(body, Mapping)
                else (body, block.get("annotations"))
            )
            if isinstance(text, str):
                marks = [_annotation(note) for note in notes or () if note.get("type") == "file_citation"]
                found += cited_sentences(text, names_in, marks=marks)
    return found


def from_anthropic(stated: Json, names_in: NamesIn) -> list[CitedSentence]:
    """Anthropic's messages: text blocks, each with the ``citations`` of its text."""
    text, marks = "", []
    for block in stated["content"]:
        if block.get("type") != "text":
            continue
        text += block["text"]
        end = len(text.rstrip())
        for one in block.get("citations") or ():
            claim = Claim(
                one.get("cited_text"),
                _first(one, ("document_title", "source", "title")),
                one.get("start_char_index"),
                one.get("end_char_index"),
                one.get("type"),
            )
            marks.append(((end, end), claim))
    return cited_sentences(text, names_in, marks=marks)


def _annotation(note: Json) -> tuple[Span, Claim]:
    cited = note.get("file_citation") or note
    file = note.get("filename") or cited.get("filename") or cited.get("file_id") or note.get("file_id")
    start = note.get("start_index", note.get("index", 0))
    end = note.get("end_index", start)
    return (int(start), int(end)), Claim(cited.get("quote"), file, label=note.get("text") or note.get("file_id"))


def _claim(one: Json) -> Claim:
    label = one.get("label")
    return Claim(
        one.get("quote"), one.get("file"), one.get("start"), one.get("end"), None if label is None else str(label)
    )


def _marked(text: str, claims: Sequence[Claim], names_in: NamesIn) -> list[CitedSentence]:
    """``text`` with [n] marks; without a single one, the claims are the last sentence's."""
    notes = {claim.label or str(number): claim for number, claim in enumerate(claims, start=1)}
    marked = any(re.search(rf"\[[^\]]*\b{re.escape(label)}\b[^\]]*\]", text) for label in notes)
    if marked:
        return cited_sentences(text, names_in, notes)
    end = len(text.rstrip())
    return cited_sentences(text, names_in, marks=[((end, end), claim) for claim in claims])


def _placed(text: str, marks: Sequence[tuple[Span, Claim]], names_in: NamesIn) -> list[CitedSentence]:
    """``text`` with marks that are read with the brackets around them: "(one 1-2, two 3)" is cut as a whole."""
    brackets = [match.span() for match in re.finditer(r"\s*\([^()]*\)", text)]

    def whole(span: Span) -> Span:
        return next(((a, b) for a, b in brackets if a <= span[0] and span[1] <= b), span)

    return cited_sentences(text, names_in, marks=[(whole(span), claim) for span, claim in marks])


def _first(stated: Json, keys: Iterable[str]) -> str | None:
    return next((str(stated[key]) for key in keys if stated.get(key)), None)


def _blocks(stated: Json) -> Iterator[Json]:
    content = stated.get("content")
    if isinstance(content, list):
        yield from (block for block in content if isinstance(block, Mapping))


def _is_openai(stated: Json) -> bool:
    return isinstance(stated.get("output"), list) or any(
        "annotations" in block or isinstance(block.get("text"), Mapping) for block in _blocks(stated)
    )


_FORMS: tuple[tuple[Callable[[Json], bool], Callable[[Json, NamesIn], list[CitedSentence]]], ...] = (
    (lambda stated: "statements" in stated, from_pincite),
    (lambda stated: "source_nodes" in stated, from_llama_index),
    (lambda stated: "contexts" in stated or "session" in stated, from_paper_qa),
    (_is_openai, from_openai),
    (lambda stated: any(block.get("type") == "text" for block in _blocks(stated)), from_anthropic),
    (lambda stated: "answer" in stated and "citations" in stated, from_haiku_rag),
    (lambda stated: "text" in stated and "citations" in stated, from_text),
)
