"""The ``pincite`` command: it parses, calls the façade and prints."""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from qa import rendering
from qa.errors import PinciteError
from qa.indexing import Progress as Done
from qa.library import Pincite
from qa.streaming import AnswerStream
from qa.types import Answer, Step

PARTIAL = 3
INTERRUPTED = 130

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
    with _plain_errors():
        library = Pincite.open(folder, index=index, embedder=embedder)
        try:
            with _bar("articles") as advance:
                report = library.index(
                    rebuild=rebuild, progress=lambda done: advance(done.articles, done.total, _pace(done))
                )
        except KeyboardInterrupt:
            _say("Interrupted; what is indexed so far is kept, and the next `pincite index` goes on from there.")
            raise typer.Exit(INTERRUPTED) from None
        _print(
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
    show_withheld: Withheld = False,
    as_json: Json = False,
) -> None:
    """Answer a question, each sentence with the passage it rests on."""
    with _plain_errors(), _uncollected():
        library = Pincite.open(folder, index=index, embedder=embedder, model=model, judge=judge)
        answer = _watched(
            library.ask_stream(
                question, files=file or (), folders=within or (), sources=source or (), since=since, until=until
            )
        )
        _print(as_json, answer.to_dict(), lambda: rendering.answer(answer, show_withheld))
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
    with _plain_errors():
        library = Pincite.open(folder, index=index, embedder=embedder, model=model, judge=judge)
        history: list[Answer] = []
        while question := _typed():
            try:
                answer = _watched(library.ask_stream(question, history=history))
            except PinciteError as error:
                _say(str(error))
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
    as_json: Json = False,
) -> None:
    """Find the passages that a question is about."""
    with _plain_errors(), _uncollected():
        library = Pincite.open(folder, index=index, embedder=embedder)
        found = library.search(
            query, count, files=file or (), folders=within or (), sources=source or (), since=since, until=until
        )
        _print(
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
    with _plain_errors():
        from qa.evaluation import evaluation, shown

        library = Pincite.open(folder, index=index, embedder=embedder)
        with _bar("questions") as advance:
            value, compared = evaluation.evaluate(
                library,
                gold,
                out,
                system=system,
                jobs=jobs,
                earlier=baseline,
                progress=lambda done, total: advance(done, total, ""),
            )
        _print(as_json, evaluation.stated(value, compared), lambda: shown.evaluation(value, compared))
        if not as_json:
            _say(f"{out / 'report.html'}", style="default")
    if any(row.error is not None for row in value.rows) or (baseline and compared and compared.lost):
        raise typer.Exit(PARTIAL)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="Answers (.jsonl), a saved answer (.json), a draft (.md, .txt), or - .")],
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
    with _plain_errors():
        from qa.checking.report import ReceiptReport
        from qa.evaluation import checks, shown

        failing = checks.findings(fail_on)
        library = Pincite.open(folder, index=index, embedder=embedder)
        text = sys.stdin.read() if str(file) == "-" else checks.read(file)
        with _bar("sentences") as advance:
            found = checks.check_file(library, file, text, lambda done, total: advance(done, total, ""))
        _print(
            as_json,
            found.to_dict(),
            lambda: shown.receipt(found) if isinstance(found, ReceiptReport) else shown.check(found),
        )
    if checks.fails(found, failing):
        raise typer.Exit(PARTIAL)


@app.command()
def status(folder: Folder = Path(), index: Index = None, as_json: Json = False) -> None:
    """Say what is indexed and what could not be read."""
    with _plain_errors():
        value = Pincite.open(folder, index=index).status()
        _print(as_json, asdict(value), lambda: rendering.status(value))


@app.command()
def doctor(
    folder: Folder = Path(),
    index: Index = None,
    embedder: Embedder = None,
    repair: Annotated[bool, typer.Option("--repair", help="Make the vectors anew where the check fails.")] = False,
    as_json: Json = False,
) -> None:
    """Check that every passage finds itself; --repair rebuilds the vectors from the catalogue."""
    with _plain_errors():
        with _bar("passages") as advance:
            found = Pincite.open(folder, index=index, embedder=embedder).doctor(
                repair=repair, progress=lambda done, total: advance(done, total, "")
            )
        _print(as_json, {**asdict(found), "healthy": found.healthy}, lambda: rendering.diagnosis(found))
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
        bool, typer.Option("--no-auth", help="Let anybody who reaches --host ask, read, add and delete.")
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

    with _plain_errors():
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


@contextmanager
def _plain_errors() -> Iterator[None]:
    """What a user can cause ends in one sentence on standard error and its exit code."""
    try:
        yield
    except PinciteError as error:
        _say(str(error))
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        _say("Interrupted.")
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: a command that answers once makes little, and the collector runs for a quarter of
    its time over the classes it imports (cold `ask`: 2.6 s of CPU with it, 1.95 s without it and frozen at the end)."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _watched(stream: AnswerStream) -> Answer:
    """The Answer; on a terminal, what is being done for it until it is there."""
    console = Console(stderr=True)
    if console.is_terminal:
        with console.status("") as status:
            for event in stream:
                if isinstance(event, Step):
                    status.update(Text(f"{rendering.neutral(event.text)} …", style="dim"))
    return stream.answer


def _typed() -> str:
    """The next line of standard input without the white space around it; empty at its end."""
    try:
        return input("> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return ""


def _say(message: str, style: str = "red") -> None:
    Console(stderr=True).print(
        Text("\n".join(map(rendering.neutral, message.splitlines())), style=style), soft_wrap=True
    )


def _print(as_json: bool, value: Any, view: Callable[[], RenderableType]) -> None:
    if as_json:
        print(rendering.to_json(value))
    else:
        Console(highlight=False).print(view())


@contextmanager
def _bar(unit: str) -> Iterator[Callable[[int, int, str], None]]:
    columns = (
        TextColumn("{task.fields[note]}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(unit, total=None, note="")

        def advance(done: int, total: int, note: str) -> None:
            progress.update(task, completed=done, total=total, note=note)

        yield advance


def _pace(done: Done) -> str:
    rate = done.passages / done.seconds if done.seconds else 0.0
    left = "" if done.left is None else f", {done.left:.0f} s left"
    return f"{done.passages:,} passages, {rate:.0f}/s{left}"
