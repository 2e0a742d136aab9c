"""What somebody said → the sentences that quote or report it, the asked speaker's and nobody else's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.answering.drafts import MOST_STATEMENTS, NEAR_BEST, Draft, flat, quotable, sentences_of
from qa.answering.matter import relation
from qa.answering.speaking import QUOTED, asked_speaker, says
from qa.citing import Citer, sliced
from qa.reading import AnswerSpan
from qa.types import Statement
from vectorstore import lexical

_SPEAKING = re.compile(
    r"\b(?:said|says|told|tells|called|described|added|wrote|promised|pledged|warned|announced|stated|tweeted|insisted|"
    r"argued|acknowledged|vowed|praised|commended|criticized|criticised|denied|urged|thanked|suggested|explained)\b"
)


def quotations(
    question: str, query: lexical.Query, spans: Sequence[AnswerSpan], cite: Citer, threshold: float
) -> Draft:
    """Sentences that quote or report what was said on the matter, best first; none below ``threshold``."""
    speaker = asked_speaker(question)
    odds = {span.passage.id: 0.0 for span in spans}
    for span in spans:
        odds[span.passage.id] = max(odds[span.passage.id], span.score)
    ranked = []
    for passage, sentence in sentences_of(spans):
        text = sliced(passage, sentence)
        if (_SPEAKING.search(text) or QUOTED.search(text)) and (not speaker or says(speaker, passage, sentence)):
            score = 0.5 * relation(query, passage, sentence) + 0.5 * odds[passage.id]
            ranked.append((score, passage, sentence, text))
    ranked.sort(key=lambda entry: -entry[0])
    if not ranked or ranked[0][0] < threshold:
        return Draft(None, (), (), ranked[0][0] if ranked else 0.0)
    statements: list[Statement] = []
    shown: list[tuple[str, int, int]] = []
    for score, passage, sentence, _ in ranked:
        if len(statements) == MOST_STATEMENTS or score < NEAR_BEST * ranked[0][0]:
            break
        citation = cite(passage, quotable(passage, sentence))
        text = flat(citation.quote)
        overlaps = any(c == citation.file and a < citation.end and citation.start < b for c, a, b in shown)
        if not overlaps and text not in {old.text for old in statements}:
            statements.append(Statement(text, (citation,), score=round(min(1.0, score), 3)))
            shown.append((citation.file, citation.start, citation.end))
    said = QUOTED.search(ranked[0][3])
    return Draft(flat(said[1]) if said else None, tuple(statements), (), ranked[0][0])
