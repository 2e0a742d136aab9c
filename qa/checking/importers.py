"""Cited answers as other systems write them in JSON → sentences with their citations; the form is told by its keys.

Pincite's own: ``{"statements": [{"text", "citations": [{"file", "start", "end", "quote"}]}]}``, which an Answer is, or
``{"text": "… [1] …", "citations": [{"label": "1", "file", "start", "end", "quote"}]}``; all but the texts may be left
out. Several citations may have one label, which may stand in brackets; one without a label goes by its number. What no
mark in the text names counts for its last sentence: no citation is lost but where nothing at all is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from qa.checking.draft import CitedSentence, cited_sentences
from qa.checking.report import Claim
from qa.types import Span

NamesIn = Callable[[str], list[str]]
Json = Mapping[str, Any]
# Citations by what a mark says for them.
Named = Mapping[str, Sequence[Claim]]

_SOURCE_HEAD = re.compile(r"\ASource \d+:\n")
_FILE_KEYS = ("file_path", "file_name", "filename", "file", "source", "url", "title")
_BRACKETS = re.compile(r"[ \t]?\[([^\[\]\n]{1,200})\](?![(:])")
# A label that a draft's own marks can have; of others, such as "Source 1", the draft's reader makes no mark.
_DRAFT_LABEL = re.compile(r"[\w.-]{1,40}")


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
    """Statements with their citations. One that says nothing, with no letter or digit, is passed over; and what an Answer
    withheld is not checked, as nobody was shown it."""
    found = []
    at = 0
    for statement in stated["statements"]:
        text = _text(statement["text"], "text")
        if statement.get("verdict", "verified") == "verified" and _says_something(text):
            claims = tuple(_stated_claim(one) for one in statement.get("citations") or ())
            found.append(CitedSentence(text, at, at + len(text), claims))
        # The statements' places are those in the answer that their texts make, a space between them.
        at += len(text) + 1
    return found


def from_text(stated: Json, names_in: NamesIn) -> list[CitedSentence]:
    """A text with marks, and what they stand for."""
    return _marked(_text(stated["text"], "text"), [_stated_claim(one) for one in stated["citations"]], names_in)


def from_llama_index(stated: Json, names_in: NamesIn) -> list[CitedSentence]:
    """LlamaIndex's ``Response`` as JSON: ``response`` and ``source_nodes``; [n] is the n-th source. Where it names any of
    them, the others were retrieved and not cited."""
    claims = []
    for number, source in enumerate(stated["source_nodes"], start=1):
        node = source.get("node", source)
        text = _text(node.get("text") or (node.get("text_resource") or {}).get("text") or "", "a node's text")
        file = _first(node.get("metadata") or {}, _FILE_KEYS)
        places = node.get("start_char_idx"), node.get("end_char_idx")
        claims.append(_claim(_SOURCE_HEAD.sub("", text).strip("\n"), file, *places, number))
    return _marked(_text(stated["response"] or "", "response"), claims, names_in, retrieved=True)


def from_haiku_rag(stated: Json, names_in: NamesIn) -> list[CitedSentence]:
    """haiku.rag: ``answer`` and ``citations`` with ``document_uri``, ``document_title`` and ``content``."""
    claims = [
        _claim(
            one.get("content"),
            _path(_first(one, ("document_uri", "document_title", "document_id"))),
            label=one.get("index") or number,
        )
        for number, one in enumerate(stated["citations"], start=1)
    ]
    return _marked(_text(stated["answer"], "answer"), claims, names_in)


def from_paper_qa(stated: Json, names_in: NamesIn) -> list[CitedSentence]:
    """paper-qa's session: contexts are cited in the answer by their texts' names, "(Bos2024 pages 1-2)", or by their ids;
    those that it does not name were read and not cited."""
    session = stated.get("session", stated)
    answer = _text(session.get("answer") or session.get("raw_answer") or "", "answer")
    brackets = [match.span() for match in re.finditer(r"\s*\([^()]*\)", answer)]
    named: dict[str, list[Claim]] = {}
    marks: list[tuple[Span, str]] = []
    for number, context in enumerate(session["contexts"]):
        text = context["text"]
        doc = text.get("doc") or {}
        names = [str(name) for name in (text.get("name"), context.get("id"), doc.get("docname")) if name]
        # A DocDetails knows the file that was read; of a plain Doc, a name or the citation may name it.
        file = doc.get("file_location") or next(
            (file for name in (*names, str(doc.get("citation", ""))) for file in names_in(name)),
            _first(doc, ("title", "docname", "citation", "dockey")),
        )
        named[str(number)] = [_claim(text.get("text"), file, label=names[0] if names else None)]
        for name in names:
            places = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", answer)]
            if places:
                # "(one 1-2, two 3)" is cut as a whole.
                marks += [(_around(place, brackets), str(number)) for place in places]
                break
    cited = {key: named[key] for _, key in marks}
    return _all_cited(*_cited(answer, names_in, cited, marks))


def from_openai(stated: Json, names_in: NamesIn) -> list[CitedSentence]:
    """OpenAI's file search: a Response with ``output``, of which the messages are the answer, or an assistant's message
    with ``content``. Reasoning, searches and refusals are not what it says."""
    found: list[CitedSentence] = []
    items = stated.get("output")
    messages = [stated] if not items else [item for item in items if item.get("type") == "message"]
    for block in (block for message in messages for block in message.get("content") or ()):
        if block.get("type") not in ("output_text", "text"):
            continue
        body = block["text"]
        said, notes = (body["value"], body) if isinstance(body, Mapping) else (body, block)
        text = _text(said, "text")
        files = [note for note in notes.get("annotations") or () if note.get("type") == "file_citation"]
        marks = [(_annotated(note, len(text)), str(number)) for number, note in enumerate(files)]
        named = {str(number): [_annotation(note)] for number, note in enumerate(files)}
        found += _all_cited(*_cited(text, names_in, named, marks))
    return found


def from_anthropic(stated: Json, names_in: NamesIn) -> list[CitedSentence]:
    """Anthropic's messages: text blocks, each with the ``citations`` of its text."""
    text = ""
    named: dict[str, list[Claim]] = {}
    marks = []
    for number, block in enumerate(stated["content"]):
        if block.get("type") != "text":
            continue
        text += _text(block["text"], "text")
        end = len(text.rstrip())
        claims = [
            _claim(
                one.get("cited_text"),
                _first(one, ("document_title", "source", "title")),
                one.get("start_char_index"),
                one.get("end_char_index"),
                one.get("type"),
            )
            for one in block.get("citations") or ()
        ]
        if claims:
            named[str(number)] = claims
            marks.append(((end, end), str(number)))
    return _all_cited(*_cited(text, names_in, named, marks))


def _annotation(note: Json) -> Claim:
    cited = note.get("file_citation") or note
    file = note.get("filename") or cited.get("filename") or cited.get("file_id") or note.get("file_id")
    return _claim(cited.get("quote"), file, label=note.get("text") or note.get("file_id"))


def _annotated(note: Json, length: int) -> Span:
    """Where an annotation stands in a text of that ``length``; at its end, where it does not say."""
    start = _whole(note.get("start_index", note.get("index")), "index")
    start = length if start is None else min(max(start, 0), length)
    end = _whole(note.get("end_index"), "end_index")
    return start, start if end is None else min(max(end, start), length)


def _stated_claim(one: Json) -> Claim:
    return _claim(one.get("quote"), one.get("file"), one.get("start"), one.get("end"), one.get("label"))


def _claim(quote: Any = None, file: Any = None, start: Any = None, end: Any = None, label: Any = None) -> Claim:
    """What every importer makes its claims with; raises :class:`UnknownForm` where a value is of another type than theirs."""
    words = None if quote is None else _text(quote, "quote")
    named = str(label) if type(label) is int else _text(label or "", "label")
    return Claim(
        words if words and words.strip() else None,
        None if file is None else _text(file, "file"),
        _whole(start, "start"),
        _whole(end, "end"),
        named.strip("[]^ \t") or None,
    )


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise UnknownForm(f"{name} is not a string")
    return value


def _whole(value: Any, name: str) -> int | None:
    # To Python, true is a whole number.
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise UnknownForm(f"{name} is not a whole number")
    return value


def _says_something(text: str) -> bool:
    return any(letter.isalnum() for letter in text)


def _marked(text: str, claims: Sequence[Claim], names_in: NamesIn, retrieved: bool = False) -> list[CitedSentence]:
    """``text`` with marks that name labels. What none of them names is the last sentence's, unless it was only
    ``retrieved`` and something else is named."""
    named: dict[str, list[Claim]] = {}
    for number, claim in enumerate(claims, start=1):
        named.setdefault(claim.label or str(number), []).append(claim)
    sentences, loose = _cited(text, names_in, named, _worded(text, named), by_label=True)
    return sentences if retrieved and len(loose) < len(claims) else _all_cited(sentences, loose)


def _worded(text: str, labels: Iterable[str]) -> Iterator[tuple[Span, str]]:
    """Marks with a label that the draft's reader knows none by, as "[Source 1]", and all that such a mark names."""
    known = frozenset(labels)
    for mark in _BRACKETS.finditer(text):
        parts = [mark[1].strip()] if mark[1].strip() in known else re.split(r"\s*[,;]\s*", mark[1].strip())
        named = [part for part in parts if part in known]
        if not all(map(_DRAFT_LABEL.fullmatch, named)):
            yield from ((mark.span(), label) for label in named)


def _cited(
    text: str, names_in: NamesIn, named: Named, marks: Iterable[tuple[Span, str]], by_label: bool = False
) -> tuple[list[CitedSentence], list[Claim]]:
    """The sentences of ``text``, and the claims that none of them cites. ``marks`` are places and what they name;
    ``by_label``, the text's own marks name something, too.

    The draft's reader, which finds them, knows one claim a mark: it gets the first, under the name, and the others follow
    where that comes up.
    """
    first = {name: replace(claims[0], label=name) for name, claims in named.items()}
    found = cited_sentences(text, names_in, first if by_label else None, [(span, first[name]) for span, name in marks])
    said = " ".join(_BRACKETS.sub("", text).split())
    if not found and _says_something(said):
        # A number or a question is no sentence of a draft, but it can be an answer.
        found = [CitedSentence(said, 0, len(text))] if named else []
    seen = {claim.label for sentence in found for claim in sentence.claims}
    sentences = [replace(one, claims=tuple(_every(one.claims, named))) for one in found]
    return sentences, [claim for name, claims in named.items() if name not in seen for claim in claims]


def _every(claims: Sequence[Claim], named: Named) -> dict[Claim, None]:
    """``claims``, each once, under their own labels, with all that were named with them."""
    found: dict[Claim, None] = {}
    for claim in claims:
        group = named.get(claim.label or "")
        found |= dict.fromkeys([replace(claim, label=group[0].label), *group[1:]] if group else [claim])
    return found


def _all_cited(sentences: list[CitedSentence], loose: Sequence[Claim]) -> list[CitedSentence]:
    """``sentences``, the last of which cites what none of them does."""
    if not sentences or not loose:
        return sentences
    return [*sentences[:-1], replace(sentences[-1], claims=(*sentences[-1].claims, *loose))]


def _around(span: Span, brackets: Iterable[Span]) -> Span:
    return next(((a, b) for a, b in brackets if a <= span[0] and span[1] <= b), span)


def _path(uri: Any) -> Any:
    """A ``file:`` URI as the path that it stands for; anything else as it is."""
    return unquote(uri.removeprefix("file://")) if isinstance(uri, str) and uri.startswith("file://") else uri


def _first(stated: Json, keys: Iterable[str]) -> Any:
    return next((stated[key] for key in keys if stated.get(key)), None)


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
