"""An Answer as it is kept → what a person reads of it, and the same without a word of the articles that are gone."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any

from vectorstore import stemming

# Whether the article that a citation or a passage names is there no longer.
Gone = Callable[[Mapping[str, Any]], bool]


def _cited(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    cited = [c for s in answer.get("statements", ()) for c in s["citations"]] + list(answer.get("nearest", ()))
    return cited + [c for d in answer.get("disagreements", ()) for side in d["sides"] for c in side["citations"]]


def gone(held: Container[str]) -> Gone:
    """The places whose article ``held`` (files and sha256) holds no longer."""
    # An article that was moved is there under another name.
    return lambda place: place["file"] not in held and place.get("sha256") not in held


def rests_on(gone: Gone, answer: Mapping[str, Any]) -> bool:
    """Whether an answer cites an article that is gone."""
    return any(map(gone, _cited(answer)))


def without(
    gone: Gone, answer: dict[str, Any], passages: list[dict[str, Any]]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """An answer and its passages, without a word of the articles that are gone."""
    files = sorted({citation["file"] for citation in _cited(answer) if gone(citation)})
    if files:
        note = f"This answer rested on {', '.join(files)}, which has been removed."
        emptied = {
            "statements": [],
            "nearest": [],
            "disagreements": [],
            "answer": None,
            "answered": False,
            "notes": [note],
        }
        answer = as_asked(answer) | emptied
    # A passage that was read and not cited names its article's title.
    return answer, [passage for passage in passages if not gone(passage)]


def as_asked(answer: dict[str, Any]) -> dict[str, Any]:
    """A follow-up's answer without what was added to its question: an earlier answer's words."""
    question, asked = answer["question"], answer["asked"]
    if asked == question:
        return answer
    added = stemming.content(asked) - stemming.content(question)
    return answer | {
        "asked": question,
        "disagreements": [one | {"about": question} for one in answer.get("disagreements", ())],
        # A part of the question that was not answered stands in a note.
        "notes": [note for note in answer.get("notes", ()) if not added & stemming.content(note)],
    }


def shown(answer: Mapping[str, Any]) -> Iterator[str]:
    """What a person reads of an answer, piece by piece."""
    yield from (answer["question"], answer["asked"], answer["answer"] or "")
    yield from (statement["text"] for statement in answer["statements"])
    yield from (side["answer"] for one in answer.get("disagreements", ()) for side in one["sides"])
    for citation in _cited(answer):
        yield from (citation["quote"], citation.get("title") or "", citation["file"])


def folded(text: str) -> str:
    """``text`` as it is searched: without case, accents and the width of its spaces."""
    return " ".join(stemming.fold(text.casefold()).split())
