"""A gold file × a folder → an evaluation and its report: what the command ``eval`` does before it prints."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from qa import rendering
from qa.errors import SettingsError, SourceError, store_errors
from qa.evaluation import baseline, gold, page, runner, scoring, summary
from qa.evaluation.baseline import Comparison
from qa.evaluation.case import Texts
from qa.evaluation.scoring import Evaluation
from qa.evaluation.systems import PinciteSystem, System
from qa.library import Pincite

SEEDS = "seeds"
SYSTEMS = ("pincite", "citation-query-engine")
KEPT_TEXTS = 4_096

Progress = Callable[[int, int], None]


def gold_file(named: str) -> Path:
    """The gold file of that path; ``seeds``, where no such file is there, is the one that ships for the sample articles."""
    path = Path(named)
    if named == SEEDS and not path.is_file():
        return Path(str(files("qa").joinpath("evaluation/gold/seeds.jsonl")))
    return path


def evaluate(
    library: Pincite,
    named: str,
    out: Path,
    *,
    system: str = "pincite",
    jobs: int,
    earlier: Path | None = None,
    progress: Progress = lambda done, total: None,
) -> tuple[Evaluation, Comparison | None]:
    """Run and score the gold file, write ``out/report.html``, ``report.json`` and ``report.md``, and compare with an ``earlier``
    report.json; without one, another system is compared with Pincite, which is asked the same. What is wrong with any of the
    files is said before anything runs. Raises :class:`PinciteError`."""
    old = None if earlier is None else baseline.load(earlier)
    library.ready()
    texts = texts_of(library)
    path = gold_file(named)
    rows = gold.load(path, texts)
    if old is not None:
        baseline.demand_common(old, ((row.id, row.question) for row in rows))
    asked = [_system(system, library)]
    if old is None and system != PinciteSystem.name:
        asked.insert(0, PinciteSystem(library))
    supports = scoring.supports_by_verification(texts, library.settings.engine)
    values = []
    for number, one in enumerate(asked):
        outcomes = runner.run(rows, one, out, jobs, _part(progress, number, len(asked)))
        values.append(scoring.evaluate(outcomes, one.name, str(library.folder), path.name, texts, supports, jobs))
    *others, value = values
    against = old or next((other.to_dict() for other in others), None)
    compared = baseline.compare(value.to_dict(), against) if against else None
    write(value, compared, texts, out)
    return value, compared


def _part(progress: Progress, number: int, parts: int) -> Progress:
    """The ``number``-th of as many runs of the same questions, as part of the whole."""
    return lambda done, total: progress(number * total + done, parts * total)


def texts_of(library: Pincite) -> Texts:
    """The indexed articles' texts by file, the last ones kept."""

    @lru_cache(KEPT_TEXTS)
    def text(file: str) -> str | None:
        with store_errors():
            return library.store.catalog.text(file)

    return text


def stated(value: Evaluation, compared: Comparison | None) -> dict[str, Any]:
    """``report.json``: the evaluation, and what it is compared with."""
    return value.to_dict() | (compared.to_dict() if compared else {})


def write(value: Evaluation, compared: Comparison | None, texts: Texts, out: Path) -> None:
    """Write the three reports; raises :class:`SourceError`."""
    try:
        (out / "report.json").write_text(rendering.to_json(stated(value, compared)) + "\n", "utf-8")
        (out / "report.md").write_text(summary.markdown(value, compared), "utf-8")
        (out / "report.html").write_text(page.page(value, texts, compared), "utf-8")
    except OSError as error:
        raise SourceError(f"{out} cannot be written ({error.strerror})", "name another --out.") from error


def _system(named: str, library: Pincite) -> System:
    if named == "pincite":
        return PinciteSystem(library)
    if named == "citation-query-engine":
        from qa.evaluation.citation_engine import CitationEngineSystem

        return CitationEngineSystem(library)
    raise SettingsError(f"There is no system {named!r}; choose {', '.join(SYSTEMS)}.")
