"""Reads the best passages first and the others as they are needed: half of what is retrieved need not be read to answer."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from qa import reading
from qa.answering import questions
from qa.answering.comparison.comparatives import comparison
from qa.answering.drafts import Draft
from qa.reading import AnswerSpan
from qa.types import Passage
from vectorstore import lexical, stemming
from vectorstore.catalog import Catalog

# The best so many passages are read first, and the next ones where these answer with less than the first probability and with no less
# than the second: of what hardly answers, others are no better. Where they answer, what may say the same or something else is read, too.
# On 295 questions in all articles of the development benchmark 14 of 24 passages are read, in 250 small folders 16. It costs little (F1
# .583, of all at once .588; first passage .598 and .602; answered .835 both, refused .783 both; 2.23 independent articles a statement and
# 2.24; the same disagreements); without the last rule it would be 1.97 independent articles, and one of two disagreements.
READ_FIRST = ((6, 0.65, 0.0), (12, 0.55, 0.2))


def in_parts(question: str, passages: Sequence[Passage]) -> bool:
    """Whether the best passages are read first and the others as they are needed; what has several answers, and
    each side of a comparison, is found by reading all."""
    several = questions.may_have_several(question) or comparison(question) is not None
    return len(passages) > READ_FIRST[0][0] and not several


def read(
    question: str,
    passages: Sequence[Passage],
    catalog: Catalog,
    drafted: Callable[[Sequence[AnswerSpan], float], Draft],
    engine_name: str = "auto",
) -> list[AnswerSpan]:
    """The spans of ``passages``, given best first, that answer, best first, as far as they have to be read; ``drafted`` makes of spans,
    and the probability from which they answer, what would be shown. Raises :class:`~qa.errors.ModelError`."""
    if not in_parts(question, passages):
        return reading.read(question, passages, engine_name)
    spans: list[AnswerSpan] = []
    ranks = range(len(passages))
    begun = 0
    for count, enough, hopeless in (*READ_FIRST, (len(passages), 0.0, 0.0)):
        spans += reading.read(question, passages[begun:count], engine_name, ranks[begun:count])
        begun = count
        if begun >= len(passages):
            break
        draft = drafted(spans, enough)
        if draft.statements:
            further = _to_compare(lexical.parse(catalog, question), draft, passages, ranks[begun:])
            if further:
                spans += reading.read(question, [passages[rank] for rank in further], engine_name, further)
        if draft.statements or draft.probability < hopeless:
            break
    return sorted(spans, key=lambda span: -span.score)


def _to_compare(query: lexical.Query, draft: Draft, passages: Sequence[Passage], ranks: Sequence[int]) -> list[int]:
    """Those of ``ranks`` whose passages may say what the drafted statement does, or something else: of each article that is not cited
    the first with the answer's words, and of each but the first cited the first without them that has as much of the question's as the
    passage that answers."""
    cited = draft.statements[0].citations
    answer = stemming.content(draft.answer or "") or set(stemming.stems(draft.answer or ""))
    answering = [p for p in passages if p.file == cited[0].file and p.start <= cited[0].start < p.end]
    least = max((query.held(_stems(passage)) for passage in answering), default=math.inf)
    agreeing, others = {citation.file for citation in cited}, {cited[0].file}
    chosen = []
    for rank in ranks:
        words = _stems(passages[rank])
        agrees = bool(answer) and answer <= words
        known = agreeing if agrees else others
        if passages[rank].file not in known and (agrees or query.held(words) >= least):
            known.add(passages[rank].file)
            chosen.append(rank)
    return chosen


def _stems(passage: Passage) -> set[str]:
    return {*stemming.stems(passage.text), *stemming.stems(passage.title or "")}
