"""What to do where the index is not what the folder is: in the words of the command, or of the page, which has no command."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remedies:
    """Clauses that end a sentence: when no article is indexed, a file is not in the index, an article is not what was indexed any
    more, and the indexing has not come to its end."""

    empty: str
    unknown: str
    changed: str
    unfinished: str


COMMAND = Remedies(
    empty="put .txt or .md files into the folder and run `pincite index`",
    unknown="see `pincite status`, or run `pincite index`",
    changed="run `pincite index`",
    unfinished="run `pincite index`",
)
# The same for those who may add articles and those who may not: an answer is kept, and read by either.
PAGE = Remedies(
    empty="drop .txt or .md files on the page, or ask whoever may add them",
    unknown="it may have been removed, so look for it in the list of articles",
    changed="it is read anew when an article is added or Pincite is started again",
    unfinished="ask again when they have been read, or Pincite has been started again",
)
