"""Citation exactness: the quote is the article's text at the place that the citation names, letter for letter (law 1 of this house)."""

from __future__ import annotations

from qa.evaluation.case import Case


class CitationExactness:
    """Applies to answers that cite."""

    name = "citation exactness"
    better = "higher"

    def score(self, case: Case) -> float | None:
        """The share of shown citations whose file exists and holds the quote at ``[start, end)``."""
        if not case.cited:
            return None
        exact = [
            0 <= one.start < one.end and (case.texts(one.file) or "")[one.start : one.end] == one.quote
            for one in case.cited
        ]
        return sum(exact) / len(exact)
