"""Two reports of one gold file → what got better and worse, row by row, and whether a loss is more than chance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.errors import SettingsError, SourceError
from qa.evaluation import bootstrap
from qa.evaluation.gold import parsed
from qa.evaluation.scoring import EVAL_SCHEMA

# Scores are shares; below this a difference is rounding.
SAME = 1e-9

Scores = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Changed:
    """A metric's mean difference (new less old) over the rows that both reports score, with its 95 % interval."""

    name: str
    count: int
    mean: float
    low: float
    high: float
    better: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def significant_loss(self) -> bool:
        """Whether the whole interval lies on the losing side."""
        return self.high < -SAME if self.better == "higher" else self.low > SAME

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "count": self.count,
            "mean": self.mean,
            "low": self.low,
            "high": self.high,
            "gained": list(self.gained),
            "lost": list(self.lost),
            "significant_loss": self.significant_loss,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every metric's difference from another report; ``against`` names that one: "the baseline", or another system."""

    against: str
    changes: tuple[Changed, ...]

    @property
    def lost(self) -> bool:
        """Whether any metric's loss is more than chance."""
        return any(one.significant_loss for one in self.changes)

    def to_dict(self) -> dict[str, Any]:
        """The keys that it adds to a report's JSON."""
        return {"against": self.against, "baseline": {one.name: one.to_dict() for one in self.changes}}


def load(path: Path) -> dict[str, Any]:
    """An earlier ``report.json``; raises :class:`SourceError` where it cannot be read and :class:`SettingsError` where it
    is none, or lacks what :func:`compare` reads."""
    try:
        stated = parsed(path.read_text("utf-8-sig"))
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror})", "name an earlier report.json.") from error
    except ValueError as error:
        raise SettingsError(f"{path} is {error}; name an earlier report.json.") from error
    if not isinstance(stated, Mapping) or stated.get("schema") != EVAL_SCHEMA:
        raise SettingsError(f"{path} is not a {EVAL_SCHEMA}; name an earlier report.json.")
    rows = stated.get("rows")
    if not isinstance(stated.get("system"), str) or not isinstance(rows, list) or not all(map(_is_row, rows)):
        raise SettingsError(f"{path} is not a whole {EVAL_SCHEMA}; name an earlier report.json as it was written.")
    return dict(stated)


def demand_common(old: Mapping[str, Any], asked: Iterable[tuple[str, str]]) -> None:
    """Raises :class:`SettingsError` where none of ``asked``, each an id and its question, is in the report ``old``."""
    if not {(row["id"], row["question"]) for row in old["rows"]} & set(asked):
        raise SettingsError(
            "The baseline has no question in common with this run; name a report of the same gold file."
        )


def compare(new: Mapping[str, Any], old: Mapping[str, Any]) -> Comparison:
    """Each metric that has a better side, over the questions that both reports score (paired bootstrap).

    Rows are the same by id and question. Raises :class:`SettingsError` where there are none.
    """
    demand_common(old, ((row["id"], row["question"]) for row in new["rows"]))
    earlier = {(row["id"], row["question"]): row["scores"] for row in old["rows"]}
    pairs = [
        (row["id"], earlier[row["id"], row["question"]], row["scores"])
        for row in new["rows"]
        if (row["id"], row["question"]) in earlier
    ]
    against = "the baseline" if new["system"] == old["system"] else str(old["system"])
    return Comparison(against, tuple(_changed(new, pairs)))


def _is_row(row: Any) -> bool:
    return (
        isinstance(row, Mapping)
        and isinstance(row.get("id"), str)
        and isinstance(row.get("question"), str)
        and isinstance(row.get("scores"), Mapping)
        and all(type(score) in (int, float) for score in row["scores"].values())
    )


def _changed(new: Mapping[str, Any], pairs: Sequence[tuple[str, Scores, Scores]]) -> Iterator[Changed]:
    for name, stated in new["scores"].items():
        if stated["better"] == "neither":
            continue
        both = [(i, then[name], now[name]) for i, then, now in pairs if name in then and name in now]
        if not both:
            continue
        differences = [now - then for _, then, now in both]
        low, high = bootstrap.interval(differences)
        sign = 1 if stated["better"] == "higher" else -1
        yield Changed(
            name=name,
            count=len(both),
            mean=sum(differences) / len(differences),
            low=low,
            high=high,
            better=stated["better"],
            gained=tuple(i for i, then, now in both if sign * (now - then) > SAME),
            lost=tuple(i for i, then, now in both if sign * (now - then) < -SAME),
        )
