"""The ``pincite`` command: it parses, calls the façade and prints."""

from __future__ import annotations

import atexit
import gc
import sys
from dataclasses import asdict
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from qa import rendering, sparing
from qa.console import INTERRUPTED, bar, output, pace, plain_errors, say, typed, uncollected, watched
from qa.errors import PinciteError
from qa.library import Pincite
from qa.scope import Within
from qa.types import Answer

PARTIAL = 3

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Ask a folder of articles; every sentence of the answer points to the passage it rests on.",
    epilog="Exit codes: 0 done; 1 failed; 2 wrong use, folder or setting; 3 done in part (index: some files could not be "
    "read; ask: not in these articles; eval: questions failed, or a significant loss; check: a finding of --fail-on; doctor: "
    "not sound); 4 the index cannot be used; 5 a model failed; 130 interrupted.",
)

Folder = Annotated[Path, typer.Option("--folder", "-f", help="The folder of articles.")]
Index = Annotated[Path | None, typer.Option("--index", help="The index's folder, where it is not FOLDER/.pincite.")]
Embedder = Annotated[str | None, typer.Option("--embedder", help="local, or openai:MODEL.")]
Model = Annotated[str | None, typer.Option("--model", help="The model that writes the answer, at OPENAI_BASE_URL.")]
Judge = Annotated[
    bool | None,
    typer.Option("--judge/--no-judge", help="The model looks at each statement once more; it can only withhold."),
]
Withheld = Annotated[
    bool, typer.Option("--show-withheld", help="Show what was withheld, and why; it is not supported by what it cites.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Files = Annotated[list[str] | None, typer.Option("--file", help="Only this file, relative to the folder; repeatable.")]
Folders = Annotated[list[str] | None, typer.Option("--in", help="Only this sub-folder; repeatable.")]
Sources = Annotated[list[str] | None, typer.Option("--source", help="Only this publisher; repeatable.")]
Since = Annotated[str | None, typer.Option("--since", help="Only articles dated this day or later (2024-06-19).")]
Until = Annotated[str | None, typer.Option("--until", help="Only articles dated this day or earlier.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Asked on this day: nothing dated later, and the news of the days before it first."),
]


def _among(file: Files, within: Folders, source: Sources, since: Since, until: Until, as_of: AsOf) -> Within:
    """What the options say of which articles are asked."""
    return {
        "files": file or (),
        "folders": within or (),
        "sources": source or (),
        "since": since,
        "until": until,
        "as_of": as_of,
    }


@app.command()
def index(
    folder: Annotated[Path, typer.Argument(help="The folder of articles.")] = Path(),
    index: Index = None,
    embedder: Embedder = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the index anew and then replace the old one.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read a folder and index what has changed since last time."""
    with plain_errors():
        library = Pincite.open(folder, index=index, embedder=embedder)
        try:
            with bar("articles") as advance:
                report = library.index(
                    rebuild=rebuild, progress=lambda done: advance(done.articles, done.total, pace(done))
                )
        except KeyboardInterrupt:
            say("Interrupted; what is indexed so far is kept, and the next `pincite index` goes on from there.")
            raise typer.Exit(INTERRUPTED) from None
        output(
            as_json,
            {**asdict(report), "failed": dict(report.failed), "recoded": dict(report.recoded)},
            lambda: rendering.report(report),
        )
    if report.failed:
        raise typer.Exit(PARTIAL)


@app.command()
def ask(
    question: str,
    folder: Folder = Path(),
    index: Index = None,
    embedder: Embedder = None,
    model: Model = None,
    judge: Judge = None,
    file: Files = None,
    within: Folders = None,
    source: Sources = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    show_withheld: Withheld = False,
    as_json: Json = False,
) -> None:
    """Answer a question, each sentence with the passage it rests on."""
    sparing.spare(*sparing.LLAMA_INDEX)
    with plain_errors(), uncollected():
        library = Pincite.open(folder, index=index, embedder=embedder, model=model, judge=judge)
        answer = watched(library.ask_stream(question, **_among(file, within, source, since, until, as_of)))
        output(as_json, answer.to_dict(), lambda: rendering.answer(answer, show_withheld))
    if not answer.answered:
        raise typer.Exit(PARTIAL)


@app.command()
def chat(
    folder: Folder = Path(),
    index: Index = None,
    embedder: Embedder = None,
    model: Model = None,
    judge: Judge = None,
    show_withheld: Withheld = False,
) -> None:
    """Ask question after question: "and who met him there?" is understood from those before. An empty line ends it."""
    sparing.spare(*sparing.LLAMA_INDEX)
    with plain_errors():
        library = Pincite.open(folder, index=index, embedder=embedder, model=model, judge=judge)
        history: list[Answer] = []
        while question := typed():
            try:
                answer = watched(library.ask_stream(question, history=history))
            except PinciteError as error:
                say(str(error))
                continue
            history.append(answer)
            Console(highlight=False).print(rendering.answer(answer, show_withheld))


@app.command()
def search(
    query: str,
    folder: Folder = Path(),
    index: Index = None,
    embedder: Embedder = None,
    count: Annotated[int, typer.Option("--count", "-n", min=1, max=200, help="How many passages.")] = 10,
    file: Files = None,
    within: Folders = None,
    source: Sources = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Find the passages that a question is about."""
    sparing.spare(*sparing.LLAMA_INDEX)
    with plain_errors(), uncollected():
        library = Pincite.open(folder, index=index, embedder=embedder)
        found = library.search(query, count, **_among(file, within, source, since, until, as_of))
        output(
            as_json,
            {"query": query, "passages": [asdict(passage) for passage in found]},
            lambda: rendering.passages(found),
        )


@app.command("eval")
def evaluate(
    gold: Annotated[str, typer.Argument(help="The gold file, one JSON object a line; `seeds` is the one that ships.")],
    folder: Folder = Path(),
    index: Index = None,
    embedder: Embedder = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="Where answers and reports go.")] = Path("report"),
    system: Annotated[
        str,
        typer.Option(
            "--system",
            help="What answers: pincite, or citation-query-engine (LlamaIndex's), which is compared with Pincite where there is no --baseline.",
        ),
    ] = "pincite",
    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", help="An earlier report.json; a significant loss ends with exit code 3."),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="Questions at a time.")] = 2,
    as_json: Json = False,
) -> None:
    """Run a gold file's questions, score the answers, and write a report."""
    with plain_errors():
        from qa.evaluation import evaluation, shown

        library = Pincite.open(folder, index=index, embedder=embedder)
        with bar("questions") as advance:
            value, compared = evaluation.evaluate(
                library,
                gold,
                out,
                system=system,
                jobs=jobs,
                earlier=baseline,
                progress=lambda done, total: advance(done, total, ""),
            )
        output(as_json, evaluation.stated(value, compared), lambda: shown.evaluation(value, compared))
        if not as_json:
            say(f"{out / 'report.html'}", style="default")
    if any(row.error is not None for row in value.rows) or (baseline and compared and compared.lost):
        raise typer.Exit(PARTIAL)


@app.command()
def check(
    file: Annotated[
        Path,
        typer.Argument(
            help="Answers (.jsonl), a saved answer (.json), a draft (.md, .txt), or - for one that comes in."
        ),
    ],
    folder: Folder = Path(),
    index: Index = None,
    embedder: Embedder = None,
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on",
            help="Findings that end with exit code 3: names with commas between them, or none. Left out: altered, "
            "misattributed, fabricated, contradicted; edited and deleted in a saved answer.",
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Say whether the citations of an answer or a draft are true, and what has become of a saved answer's."""
    with plain_errors():
        from qa.checking.report import ReceiptReport
        from qa.evaluation import checks, shown

        failing = checks.findings(fail_on)
        library = Pincite.open(folder, index=index, embedder=embedder)
        text = checks.read(file)
        with bar("sentences") as advance:
            found = checks.check_file(library, file, text, lambda done, total: advance(done, total, ""))
        output(
            as_json,
            found.to_dict(),
            lambda: shown.receipt(found) if isinstance(found, ReceiptReport) else shown.check(found),
        )
    if checks.fails(found, failing):
        raise typer.Exit(PARTIAL)


@app.command()
def status(folder: Folder = Path(), index: Index = None, as_json: Json = False) -> None:
    """Say what is indexed and what could not be read."""
    with plain_errors():
        value = Pincite.open(folder, index=index).status()
        output(as_json, asdict(value), lambda: rendering.status(value))


@app.command()
def doctor(
    folder: Folder = Path(),
    index: Index = None,
    embedder: Embedder = None,
    repair: Annotated[bool, typer.Option("--repair", help="Mend what the check finds.")] = False,
    as_json: Json = False,
) -> None:
    """Check that every passage finds itself; --repair makes damaged vectors anew from the catalogue."""
    with plain_errors():
        with bar("passages") as advance:
            found = Pincite.open(folder, index=index, embedder=embedder).doctor(
                repair=repair, progress=lambda done, total: advance(done, total, "")
            )
        output(as_json, {**asdict(found), "healthy": found.healthy}, lambda: rendering.diagnosis(found))
    if not found.healthy:
        raise typer.Exit(PARTIAL)


@app.command()
def serve(
    folder: Annotated[Path, typer.Argument(help="The folder of articles.")] = Path(),
    index: Index = None,
    embedder: Embedder = None,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen at; beyond this machine it takes a password.")
    ] = ("127.0.0.1"),
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; 0 takes a free one.")] = 8642,
    no_auth: Annotated[
        bool,
        typer.Option("--no-auth", help="Let whoever reaches --host ask, add and delete; a password that is set holds."),
    ] = False,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Nobody adds or removes articles on the page.")
    ] = False,
    folders_below: Annotated[
        Path | None, typer.Option("--folders-below", help="Folders below this one may be added by name on the page.")
    ] = None,
    show: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = True,
) -> None:
    """Open the chat page over a folder, with the service for programs and assistants."""
    from qa.web.opening import open_page, say_address
    from qa.web.options import Options, checked

    with plain_errors():
        library = Pincite.open(folder, index=index, embedder=embedder)
        options = checked(
            Options(host=host, port=port, read_only=read_only, bring=folders_below), library.settings, no_auth=no_auth
        )
        from qa.web.server import serve as serve_page

        serve_page(library, options, open_page if show else say_address)


@app.command()
def password() -> None:
    """Turn a password into the hash that PINCITE_PASSWORD_HASH takes."""
    from qa.web.access import hash_password

    print(hash_password(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)))


def main() -> None:
    """The entry point of the ``pincite`` command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal of another encoding than UTF-8 gets escapes and not a traceback.
            stream.reconfigure(errors="backslashreplace")
    # An interpreter that ends looks through everything that its two thousand modules made for garbage; not if it is frozen.
    atexit.register(gc.freeze)
    app()
