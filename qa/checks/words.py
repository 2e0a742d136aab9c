"""Text → words with their places, keys and clauses: what all checks of a statement compare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from vectorstore.stemming import STOP_WORDS, fold, stem

# Beyond this many code points a statement or a cited sentence is cut: nobody reads that as one claim.
LONGEST_TEXT = 8_000

_WORD = re.compile(
    r"\d{1,3}(?:,\d{3})+\b(?:\.\d+)?|[^\W_]+(?:[.’'‘][^\W_]+)*(?:(?<=\b[A-Za-z]\.[A-Za-z])\.)?|[.;:!?…,()—–\"“”«»]"
)
_STOPS = frozenset(".;:!?…")
_MARKS = frozenset('.;:!?…,()—–"“”«»')
# Where what was said of the words before ends: a negation or a "may" does not reach beyond.
_OPENERS = frozenset(
    "but while whereas although though because and which who whose after before when since until as where yet".split()
)
_TITLES = frozenset("Dr Mr Mrs Ms Prof Gen Gov Sen Rep Lt Col Sgt Capt Adm Rev St".split())
_UNFINISHED = frozenset("not never nor has have had is are was were as".split())
# Words that carry no content of their own beside STOP_WORDS.
_LIGHT = frozenset(
    "also however meanwhile already still even among amid one two including several various since upon via per "
    "mr mrs ms dr yet beneath underneath around within without onto toward towards every another much many never not cannot".split()
)
_IRREGULAR = (
    "be am is are was were been being|begin began begun|bring brought|build built|buy bought|catch caught|choose chose "
    "chosen|come came|do did done|draw drew drawn|drive drove driven|eat ate eaten|fall fell fallen|feel felt|fight "
    "fought|find found|fly flew flown|forget forgot|get got gotten|give gave given|go went gone|grow grew grown|hear "
    "heard|hide hid hidden|hold held|keep kept|know knew known|lay laid|lead led|leave left|lend lent|lose lost|make "
    "made|mean meant|meet met|pay paid|ride rode ridden|rise rose risen|run ran|say said|see saw seen|seek sought|sell "
    "sold|send sent|shake shook shaken|retake retook retaken|shoot shot|show showed shown|sing sang sung|sink sank sunk|sit sat|sleep slept|"
    "speak spoke spoken|spend spent|stand stood|steal stole stolen|strike struck|swear swore sworn|take took taken|"
    "teach taught|tell told|think thought|throw threw thrown|understand understood|win won|write wrote written|"
    "beat beaten|bite bit bitten|blow blew blown|bind bound|breed bred|burn burnt|deal dealt|dig dug|drink drank drunk|feed fed|forbid forbade forbidden|forgive forgave forgiven|hang hung|learn learnt|leap leapt|light lit|prove proven|rebuild rebuilt|ring rang rung|"
    "slide slid|spin spun|spring sprang sprung|stick stuck|tear tore torn|uphold upheld|wake woke woken|withhold withheld|overthrow overthrew "
    "overthrown|foresee foresaw foreseen|"
    "withdraw withdrew withdrawn|undergo underwent|overcome overcame|oversee oversaw|man men|woman women|child children|"
    "person people|foot feet|life lives|arise arose arisen|become became|bear bore born|break broke broken|freeze froze "
    "frozen|flee fled|shrink shrank shrunk|sweep swept|swim swam swum|wear wore worn|die died dying death dead|lie lying"
)
_LEMMAS = {form: row.split()[0] for row in _IRREGULAR.split("|") for form in row.split()}
# Their past is as they are.
ALIKE = frozenset("beat hit cut put set shut spread hurt cost split quit cast shed bid".split())
PASTS = frozenset(form for row in _IRREGULAR.split("|") for form in row.split()[1:])
# No pasts of irregular verbs, though they stand among their forms or end like a regular one.
_NO_PASTS = frozenset(
    "am is are been being men women children people feet lives death dead dying lying need hundred indeed speed feed seed breed "
    "bleed proceed succeed exceed agreed-upon red bed shed sacred naked wicked left found".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text at ``[start, end)``; ``key`` is what two forms of it share; ``clause`` and ``sentence`` count from 0."""

    text: str
    start: int
    end: int
    lower: str
    key: str
    clause: int
    sentence: int

    @property
    def content(self) -> bool:
        """Whether it says something by itself."""
        return is_content(self.lower)

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[:1].isupper()


def key_of(word: str) -> str:
    """What the forms of a word share: the stem of its base form, without a possessive's s."""
    folded = fold(word.replace("’", "'").replace("‘", "'"))
    folded = folded.removesuffix("'s").removesuffix("'").replace(".", "")
    folded = _LEMMAS.get(folded, folded)
    return stem(folded)


def is_past(word: Word) -> bool:
    """Whether a word is the past of a verb, or its past participle."""
    past = word.lower.endswith("ed") or _LEMMAS.get(word.lower, word.lower) != word.lower
    return past and not word.capital and word.lower not in _NO_PASTS


def is_content(lower: str) -> bool:
    """Whether a lower-case word says something by itself."""
    return lower not in STOP_WORDS and lower not in _LIGHT and not lower.endswith(("n't", "n’t"))


@lru_cache(maxsize=2048)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of ``text`` in their order."""
    found: list[Word] = []
    clause = sentence = 0
    fresh = True
    matches = list(_WORD.finditer(text[:LONGEST_TEXT]))
    for i, match in enumerate(matches):
        token = match.group()
        if token in _MARKS:
            following = matches[i + 1].group() if i + 1 < len(matches) else "A"
            if token == "." and found and found[-1].end == match.start() and _is_short(found[-1], following):
                continue
            if token not in '"“”«»':
                clause += not fresh
                fresh = True
            # A full stop before a lower-case letter ends nothing.
            if token in _STOPS and token not in ";:" and not following[:1].islower():
                sentence += 1
            continue
        lower = token.lower().replace("’", "'")
        if found and not fresh and text.count("\n", found[-1].end, match.start()) > 1:
            # A blank line ends a sentence that has no full stop.
            sentence, clause = sentence + 1, clause + 1
        if (
            lower in _OPENERS
            and not fresh
            and not (len(token) > 1 and token.isupper())
            and not _still(lower, found[-1])
        ):
            clause += 1
        fresh = False
        found.append(Word(token, match.start(), match.end(), lower, key_of(token), clause, sentence))
    return tuple(found)


def _is_short(word: Word, following: str) -> bool:
    """Whether a full stop behind ``word`` is its own: an initial's, and a title's before a name."""
    return len(word.text) == 1 or (word.text in _TITLES and following[:1].isupper())


def _still(lower: str, before: Word) -> bool:
    """Whether "yet" is that of "not yet" and "has yet to", and begins nothing."""
    return lower == "yet" and (before.lower in _UNFINISHED or before.lower.endswith("n't"))


def content_keys(text: str) -> list[str]:
    """The keys of the content words of ``text``, in their order."""
    return [word.key for word in words_of(text) if word.content]
