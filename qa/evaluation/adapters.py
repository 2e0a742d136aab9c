"""Public question sets → a folder of articles and a gold file: ``python -m qa.evaluation.adapters FORM SOURCE OUT``.

OUT gets ``articles/`` and ``gold.jsonl``. A set that gives each question passages of its own is pooled into one folder, so that
another question's passage may answer what its own do not: refusals are then judged more strictly than by the set's authors.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from qa.errors import PinciteError, SourceError
from qa.evaluation.gold import numbered_lines

Rows = list[dict[str, Any]]
Articles = dict[str, str]

_QUOTESUM_SOURCES = 8


def news(source: Path) -> tuple[Articles, Rows]:
    """The news-2022 set, unpacked: the answer wherever it stands in the files that hold it. Its articles stay where they are."""
    rows = []
    for row in _lines(source / "questions.jsonl"):
        bare = (row["answer"] or "").strip().strip("“”\"'.")
        wanted = re.compile(rf"(?<!\w){re.escape(bare)}(?!\w)", re.IGNORECASE)
        answerable = row["answerable"]
        rows.append(
            {
                "id": row["id"],
                "question": row["question"],
                "answers": [bare] if answerable is not False and bare else [],
                "passages": list(_every_place(source / "articles", row["files"], wanted)) if answerable else [],
                "answerable": answerable,
                "kind": "news",
            }
        )
    return {}, rows


def beir(source: Path) -> tuple[Articles, Rows]:
    """A BEIR folder (Thakur et al. 2021): corpus.jsonl, queries.jsonl, qrels/*.tsv, of which test.tsv is taken where it is there.

    It says which documents are relevant and not what the answer is: only retrieval is scored.
    """
    corpus = {
        row["_id"]: "\n\n".join(filter(None, (row.get("title"), row["text"])))
        for row in _lines(source / "corpus.jsonl")
    }
    files = {name: f"{_file_name(name)}.txt" for name in corpus}
    judged = sorted((source / "qrels").glob("*.tsv"), key=lambda path: path.stem != "test")
    if not judged:
        raise SourceError(f"{source} has no qrels/*.tsv", "name an unpacked BEIR set.")
    relevant: dict[str, list[str]] = {}
    for _, line in list(numbered_lines(judged[0].read_text("utf-8")))[1:]:
        query, document, score = line.split("\t")[:3]
        if int(score) > 0 and document in corpus and corpus[document].strip():
            relevant.setdefault(query, []).append(document)
    rows = [
        {
            "id": row["_id"],
            "question": row["text"],
            "passages": [{"file": files[one], "start": 0, "end": len(corpus[one])} for one in relevant[row["_id"]]],
            "answerable": None,
            "kind": "beir",
        }
        for row in _lines(source / "queries.jsonl")
        if row["_id"] in relevant
    ]
    return {files[name]: text for name, text in corpus.items() if text.strip()}, rows


def clapnq(source: Path) -> tuple[Articles, Rows]:
    """CLAPNQ (Rosenthal et al. 2024): the sentences that were selected are the passages, the answer a whole one."""
    articles: Articles = {}
    rows = []
    for row in _lines(source):
        passage = row["passages"][0]
        file = _add(articles, f"{passage['title']}\n\n{passage['text']}")
        outputs = [one for one in row["output"] if one["answer"]]
        chosen = dict.fromkeys(s for one in outputs for s in one["selected_sentences"])
        places = [place for sentence in chosen if (place := _place(articles[file], file, sentence))]
        rows.append(_row(row["id"], row["input"], [one["answer"] for one in outputs], places, bool(outputs), "clapnq"))
    return articles, rows


def nomiracl(source: Path) -> tuple[Articles, Rows]:
    """NoMIRACL (Thakur et al. 2024): whether ten passages answer. It does not say how: answerable ones are asked for retrieval
    and refusals only, any of their passages counting."""
    articles: Articles = {}
    rows = []
    for row in _lines(source):
        files = [_add(articles, passage["text"]) for passage in row["passages"]]
        places = [{"file": file, "start": 0, "end": len(articles[file])} for file in files]
        known = {"answerable": None, "passages": places} if row["answerable"] else {"answerable": False}
        rows.append({"id": row["query_id"], "question": row["question"], "kind": "nomiracl", **known})
    return articles, rows


def ramdocs(source: Path) -> tuple[Articles, Rows]:
    """RAMDocs (Wang et al. 2025): several right answers, misinformation and noise; every answer that a document gives is a side."""
    articles: Articles = {}
    rows = []
    for number, row in enumerate(_lines(source), start=1):
        sides: dict[str, list[dict[str, Any]]] = {}
        for document in row["documents"]:
            if not document["text"].strip():
                continue
            file = _add(articles, document["text"])
            if document["type"] != "noise":
                place = _place(articles[file], file, document["answer"]) or {
                    "file": file,
                    "start": 0,
                    "end": len(articles[file]),
                }
                sides.setdefault(document["answer"], []).append(place)
        places = [place for answer, found in sides.items() if answer in row["gold_answers"] for place in found]
        made = _row(f"ramdocs-{number}", row["question"], row["gold_answers"], places, True, "ramdocs")
        rows.append(made | ({"disagreement": [[answer] for answer in sides]} if len(sides) > 1 else {}))
    return articles, rows


def quotesum(source: Path) -> tuple[Articles, Rows]:
    """QuoteSum (Schuster et al. 2023): the short answers of several sources, all of which a good answer holds."""
    articles: Articles = {}
    rows: dict[str, dict[str, Any]] = {}
    for row in _lines(source):
        places, answers = [], []
        for number in range(1, _QUOTESUM_SOURCES + 1):
            text, answer = row.get(f"source{number}"), row.get(f"short_ans_{number}")
            if not text:
                continue
            file = _add(articles, f"{row[f'title{number}']}\n\n{text}")
            if answer:
                answers.append(answer)
                places.append(
                    _place(articles[file], file, answer) or {"file": file, "start": 0, "end": len(articles[file])}
                )
        if answers:
            together = [list(dict.fromkeys(answers))]
            rows.setdefault(row["qid"], _row(row["qid"], row["question"], together, places, True, "quotesum"))
    return articles, list(rows.values())


def squad(source: Path) -> tuple[Articles, Rows]:
    """SQuAD 1.1 and 2.0 (Rajpurkar et al. 2016, 2018), and what has their form, as SQuADShifts: an article of all paragraphs."""
    articles: Articles = {}
    rows = []
    with _opened(source) as file:
        data = json.load(file)["data"]
    for article in data:
        text, starts = article["title"], []
        for paragraph in article["paragraphs"]:
            starts.append(len(text) + 2)
            text += "\n\n" + paragraph["context"]
        file_name = _add(articles, text)
        for start, paragraph in zip(starts, article["paragraphs"], strict=True):
            for one in paragraph["qas"]:
                found = dict.fromkeys((answer["text"], start + answer["answer_start"]) for answer in one["answers"])
                places = [{"file": file_name, "start": at, "end": at + len(said)} for said, at in found]
                answers = list(dict.fromkeys(said for said, _ in found))
                answerable = bool(found) and not one.get("is_impossible")
                rows.append(_row(one["id"], one["question"], answers, places, answerable, "squad"))
    return articles, rows


def windows(source: Path) -> tuple[Articles, Rows]:
    """The news windows: a question's passages, some with the place of the answer; unanswerable where none of them has one."""
    articles: Articles = {}
    asked: dict[str, dict[str, Any]] = {}
    for row in _lines(source):
        file = _add(articles, row["passage"])
        one = asked.setdefault(row["question"], {"answers": {}, "places": []})
        if row["start"] is not None:
            one["answers"][row["answer"]] = None
            end = row["start"] + len(row["answer"])
            one["places"].append({"file": file, "start": row["start"], "end": end})
    rows = [
        _row(f"windows-{number}", question, list(one["answers"]), one["places"], bool(one["places"]), "windows")
        for number, (question, one) in enumerate(asked.items(), start=1)
    ]
    return articles, rows


FORMS: Mapping[str, Callable[[Path], tuple[Articles, Rows]]] = {
    "news": news,
    "beir": beir,
    "clapnq": clapnq,
    "nomiracl": nomiracl,
    "ramdocs": ramdocs,
    "quotesum": quotesum,
    "squad": squad,
    "windows": windows,
}


def convert(form: str, source: Path, out: Path) -> int:
    """Write ``out/articles`` and ``out/gold.jsonl``; gives the number of questions. Raises :class:`SourceError`."""
    if form not in FORMS:
        raise SourceError(f"There is no form {form!r}", f"choose {', '.join(FORMS)}.")
    try:
        articles, rows = FORMS[form](source)
        out.mkdir(parents=True, exist_ok=True)
        for file, text in articles.items():
            path = out / "articles" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            # Bytes, so that no newline is translated: offsets count in what is written.
            path.write_bytes(text.encode("utf-8", "replace"))
        (out / "gold.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    except OSError as error:
        raise SourceError(
            f"{error.filename or source} cannot be read or written ({error.strerror})", "check both paths."
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SourceError(
            f"{source} is not of the form {form} ({type(error).__name__}: {error})", "name the set's own file."
        ) from error
    return len(rows)


def _opened(path: Path) -> IO[str]:
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with _opened(path) as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def _row(
    identifier: str, question: str, answers: list[Any], places: list[Any], answerable: bool, kind: str
) -> dict[str, Any]:
    told = {"answers": answers, "passages": places} if answerable else {}
    return {"id": identifier, "question": question, "answerable": answerable, "kind": kind, **told}


def _add(articles: Articles, text: str) -> str:
    """The file that holds ``text``; the same text is one article."""
    file = f"{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}.txt"
    articles[file] = text
    return file


def _place(text: str, file: str, wanted: str) -> dict[str, Any] | None:
    at = text.casefold().find(wanted.casefold()) if len(text.casefold()) == len(text) else text.find(wanted)
    return {"file": file, "start": at, "end": at + len(wanted)} if at >= 0 and wanted else None


def _every_place(folder: Path, files: Iterable[str], wanted: re.Pattern[str]) -> Iterator[dict[str, Any]]:
    for file in files:
        for match in wanted.finditer((folder / file).read_bytes().decode("utf-8-sig")):
            yield {"file": file, "start": match.start(), "end": match.end()}


def _file_name(identifier: str) -> str:
    return re.sub(r"[^\w.-]", "_", identifier) or "_"


def main(arguments: list[str]) -> int:
    """Convert and say what was made."""
    if len(arguments) != 3:
        print(__doc__, f"\nFORM is {', '.join(FORMS)}.", file=sys.stderr)
        return 2
    form, source, out = arguments
    try:
        count = convert(form, Path(source), Path(out))
    except PinciteError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(f"{count:,} questions in {Path(out) / 'gold.jsonl'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
