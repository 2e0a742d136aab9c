"""Drafts and cited answers × a folder → a :class:`CheckReport`: a verdict for each sentence, a status for each citation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from qa.checking.citations import Judged, check_quote, check_support
from qa.checking.corpus import Corpus
from qa.checking.draft import CitedSentence, cited_sentences
from qa.checking.report import CheckedCitation, CheckedSentence, CheckReport, Claim
from qa.checking.support import Judge, Search
from qa.types import Citation
from vectorstore import Store

Progress = Callable[[int, int], None]
Changed = Callable[[Mapping[str, str]], tuple[str, ...]]


class Checker:
    """Checks what others wrote against an index; ``search`` finds passages as :class:`qa.checking.support.Judge` says."""

    def __init__(self, store: Store, search: Search, changed: Changed, engine: str = "auto") -> None:
        """``changed`` says, for file → sha256 of what is cited, which files are not what was indexed."""
        self.corpus = Corpus(store)
        self._changed = changed
        self._judge = Judge(self.corpus, search, engine)

    def draft(self, text: str, progress: Progress | None = None) -> CheckReport:
        """Check a text, plain or Markdown, with footnotes or without."""
        return self.sentences(cited_sentences(text, self.corpus.names_in), progress)

    def sentences(self, cited: Sequence[CitedSentence], progress: Progress | None = None) -> CheckReport:
        """Check sentences that come with their citations."""
        checked = []
        for done, sentence in enumerate(cited, start=1):
            checked.append(self.sentence(sentence))
            if progress:
                progress(done, len(cited))
        return CheckReport(tuple(checked), self._changed({one.file: one.sha256 for one in _cited(checked)}))

    def sentence(self, cited: CitedSentence) -> CheckedSentence:
        """Check one sentence and its citations."""
        found = self._judge(cited.text)
        return CheckedSentence(
            text=cited.text,
            start=cited.start,
            end=cited.end,
            verdict=found.verdict,
            score=round(found.score, 4),
            evidence=found.evidence,
            citations=tuple(self.citation(claim, cited.text) for claim in cited.claims),
            reason=found.reason,
        )

    def citation(self, claim: Claim, sentence: str) -> CheckedCitation:
        """The status of one citation of ``sentence``."""
        if claim.quote and claim.quote.strip():
            return check_quote(claim, self.corpus)
        return check_support(claim, sentence, self.corpus, self._judged)

    def _judged(self, sentence: str, within: Claim | None) -> Judged:
        found = self._judge(sentence, within)
        return found.verdict, found.evidence


def _cited(sentences: Sequence[CheckedSentence]) -> Iterator[Citation]:
    for sentence in sentences:
        yield from sentence.evidence
        yield from (one.found for one in sentence.citations if one.found is not None)
