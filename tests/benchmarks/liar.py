"""A model that lies, over a real socket through the whole chain: how many of its falsified statements are shown as verified.

    python -m tests.benchmarks.liar DATA [EACH]

The statements are those of :mod:`tests.benchmarks.falsified`, ``EACH`` of a kind and half; each is served with the right id of the sentence that it falsifies.
"""

from __future__ import annotations

import json
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from qa import Answer, Pincite
from qa.answering.prompts import MOST_STATEMENTS, inert
from tests.benchmarks import falsified
from tests.benchmarks.falsified import Case
from tests.scripted_server import KEY, Reply, Request, drafts, serving

# Nothing of the question helps a statement.
QUESTION = "What is reported?"
LIES = falsified.FALSE[:5]


def told(folder: Path, cases: Sequence[Case]) -> Iterator[tuple[Case, bool]]:
    """Each case that the chain was told, and whether it was shown as verified.

    ``folder`` is made anew: the sample articles as they are, and of any other source the cited paragraph.
    """
    homes = {case: _home(folder, case) for case in cases}
    library = Pincite.open(folder)
    library.index()
    by_file: dict[str, list[Case]] = {}
    for case, file in homes.items():
        by_file.setdefault(file, []).append(case)
    for file, here in by_file.items():
        for first in range(0, len(here), MOST_STATEMENTS):
            yield from _asked(library, file, here[first : first + MOST_STATEMENTS])
    library.close()


def _home(folder: Path, case: Case) -> str:
    text = " ".join(part for one in case.evidence for part in (one.before, one.text, one.after) if part)
    sample = falsified.SEEDS / case.source
    file = case.source if sample.suffix == ".txt" and sample.exists() else f"{uuid.uuid4()}.txt"
    (folder / file).write_text(sample.read_text("utf-8") if file == case.source else text, "utf-8")
    return file


def _asked(library: Pincite, file: str, cases: Sequence[Case]) -> Iterator[tuple[Case, bool]]:
    served: list[Case] = []

    def lies(request: Request) -> Reply:
        rows = []
        served.clear()
        for case in cases:
            ids = [_id(request, one.text) for one in case.evidence]
            if all(ids):
                served.append(case)
                rows.append((case.statement, [one for one in ids if one]))
        return drafts(*rows, piece=4000)

    with serving(lies) as server:
        settings = replace(library.settings, model=str(uuid.uuid4()), openai_base_url=server.url, openai_api_key=KEY)
        liar = Pincite(library.folder, settings, library.embedding)
        answer = liar.ask(QUESTION, files=[file])
        liar.close()
    # What was written comes first; the articles' own sentences may stand behind it.
    for case, statement in zip(served, answer.statements, strict=False):
        assert statement.text == " ".join(case.statement.split())
        yield case, statement.verdict == "verified"
    _check_quotes(library, answer)


def _id(request: Request, sentence: str) -> str | None:
    wanted = inert(sentence)
    return next((number for number in request.ids if request.sentence(number) == wanted), None)


def _check_quotes(library: Pincite, answer: Answer) -> None:
    for statement in answer.statements:
        for citation in statement.citations:
            assert library.read(citation.file)[citation.start : citation.end] == citation.quote


def main(data: str, each: str = "60") -> None:
    """Print, by kind, how many were shown as verified, of how many; true statements too."""
    cases = [case for half in falsified.HALVES for case in falsified.cases(Path(data), half, int(each))]
    with tempfile.TemporaryDirectory() as folder:
        found = list(told(Path(folder), cases))
    shares = {f"{kind} ({'true' if true else 'false'})": n for (kind, true), n in falsified.shares(found).items()}
    lies = [shown for case, shown in found if case.kind in LIES]
    true = [shown for case, shown in found if case.true]
    print(json.dumps({"shown of told": shares}, indent=2))
    print(f"{sum(lies)} of {len(lies)} falsified statements of the first five kinds were shown as verified")
    print(
        f"{len(true) - sum(true)} of {len(true)} true statements were withheld; {len(cases) - len(found)} were not handed out"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
