"""A gold file × a folder → an evaluation and its report: what the command ``eval`` does before it prints."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from qa import rendering
from qa.errors import SettingsError, SourceError, store_errors
from qa.evaluation import baseline, gold, page, runner, scoring, summary
from qa.evaluation.baseline import Changed
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
) -> tuple[Evaluation, list[Changed]]:
    """Run and score the gold file, write ``out/report.html``, ``report.json`` and ``report.md``, and compare with an ``earlier``
    report.json. What is wrong with any of the files is said before anything runs. Raises :class:`PinciteError`."""
    old = None if earlier is None else baseline.load(earlier)
    library.ready()
    texts = texts_of(library)
    path = gold_file(named)
    rows = gold.load(path, texts)
    outcomes = runner.run(rows, _system(system, library), out, jobs, progress)
    supports = scoring.supports_by_verification(texts, library.settings.engine)
    value = scoring.evaluate(outcomes, system, str(library.folder), path.name, texts, supports, jobs)
    changes = [] if old is None else baseline.compare(value.to_dict(), old)
    write(value, changes, texts, out)
    return value, changes


def texts_of(library: Pincite) -> Texts:
    """The indexed articles' texts by file, the last ones kept."""

    @lru_cache(KEPT_TEXTS)
    def text(file: str) -> str | None:
        with store_errors():
            return library.store.catalog.text(file)

    return text


def write(value: Evaluation, changes: list[Changed], texts: Texts, out: Path) -> None:
    """Write the three reports; raises :class:`SourceError`."""
    stated = value.to_dict() | ({"baseline": {one.name: one.to_dict() for one in changes}} if changes else {})
    try:
        (out / "report.json").write_text(rendering.to_json(stated) + "\n", "utf-8")
        (out / "report.md").write_text(summary.markdown(value, changes), "utf-8")
        (out / "report.html").write_text(page.page(value, texts, changes), "utf-8")
    except OSError as error:
        raise SourceError(f"{out} cannot be written ({error.strerror})", "name another --out.") from error


def _system(named: str, library: Pincite) -> System:
    if named == "pincite":
        return PinciteSystem(library)
    if named == "citation-query-engine":
        from qa.evaluation.citation_engine import CitationEngineSystem

        return CitationEngineSystem(library)
    raise SettingsError(f"There is no system {named!r}; choose {', '.join(SYSTEMS)}.")
