"""Which event: the day somebody was born is no answer to when they died, nor the year a ship sank to when it was built."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.answering.ages import KINDS_OF_KIN
from qa.checks.names import names_of
from qa.checks.polarity import BE
from qa.checks.words import is_past, words_of
from qa.citing import sliced
from qa.types import Passage, Span

BIRTH, DEATH, MARRIAGE, MAKING, ENDING, CAREER = "birth death marriage making ending career".split()
# What tells such an event and no other; these are also what a question asks for one by.
_TOLD_BY = {
    BIRTH: "born|births?|birthplace|birthday",
    DEATH: "die|dies|died|dying|deaths?|killed|drown|drowned|perish|perished|murdered|assassinated|executed|passed away|pass away|buried",
    MARRIAGE: "marry|marries|married|marrying|marriage|remarried|wed|wedded|wedding",
    MAKING: "built|constructed|construction|completed|completion|launched|founded|founding|established|establishment|set up|opens|opened|"
    "opening|inaugurated|incorporated",
    ENDING: "closes|closed|closing|closure|demolished|demolition|pulled down|torn down|sank|sunk|sinking|vanished|disappeared|wrecked|"
    "scrapped|dissolved|disbanded|destroyed",
    # What nobody is asked about here, and is no birth and no building.
    CAREER: "left|sail(?:s|ed)|departed|arrived|returned|retired|resigned|appointed|elected|graduated|enrolled|joined|moved|visited",
}
# What may tell it beside: no sentence with such a word is held to be silent on it.
_MAY_TELL = {
    BIRTH: "native|baby|infant|christened|bapti[sz]ed|n[eé]e|delivered|came into the world|gave|parents",
    DEATH: "dead|deadly|fatal\\w*|lost|loses?|li(?:fe|ves)|shot|stabbed|hanged|hung|beheaded|poisoned|strangled|funeral|mourn\\w*|late|suicide|"
    "surviv\\w*|obituary|bod(?:y|ies)|remains|slain|slaying|kill\\w*|murder\\w*|assassin\\w*|execut\\w*|succumbed|crash\\w*|attack\\w*|fell|"
    "fallen|collapsed|martyr\\w*|burn\\w*|tomb|graves?|burial|cremat\\w*|victims?|end|ended|until|last|victim|sacrificed|crucified|guillotined|"
    "accident|illness|sank|sinking|sunk|vanished|disappeared|lynched|massacre\\w*|overdose\\w*|heart|stroke|cancer|decease\\w*|demise|extinct",
    MARRIAGE: "wife|wives|husband|bride|groom|spouse|couple|ceremony|vows|nuptials|eloped|knot|altar|divorced|bigamy|consort|widow\\w*|partner",
    MAKING: "began|begin\\w*|begun|start\\w*|creat\\w*|form\\w*|made|make|makes|laid|lays?|origin\\w*|dat(?:e|es|ed|ing)|erect\\w*|found\\w*|"
    "establish\\w*|open\\w*|launch\\w*|complet\\w*|construct\\w*|buil\\w*|rebuil\\w*|finish\\w*|unveil\\w*|inaugur\\w*|debut\\w*|introduc\\w*|"
    "organi[sz]\\w*|develop\\w*|came|born|birth|first|charter\\w*|consecrat\\w*|dedicat\\w*|premier\\w*|releas\\w*|set|sets|since|old|oldest|"
    "commission\\w*|design\\w*|institut\\w*|became|enter\\w*|establishment|planned|work|under way|raised|add\\w*|bore|bears?",
    ENDING: "end\\w*|shut\\w*|clos\\w*|ceas\\w*|stop\\w*|until|till|last\\w*|sink\\w*|sank|sunk|struck|lost|loss|demolish\\w*|abolish\\w*|fire|burn\\w*|"
    "destr\\w*|dissol\\w*|disband\\w*|replac\\w*|disappear\\w*|vanish\\w*|went|collaps\\w*|fell|bankrupt\\w*|die\\w*|kill\\w*|drown\\w*|death\\w*",
}
# What tells another event than the one asked for. A ship's people die where it sinks, and who left may have died there.
_ANOTHER = {
    BIRTH: (DEATH, MARRIAGE, MAKING, ENDING, CAREER),
    DEATH: (BIRTH, MARRIAGE, MAKING),
    MARRIAGE: (BIRTH, DEATH, MAKING, ENDING, CAREER),
    MAKING: (BIRTH, DEATH, MARRIAGE, ENDING, CAREER),
    ENDING: (BIRTH, MARRIAGE, MAKING),
}
# What happens to people, and not to houses.
PERSONAL = (BIRTH, DEATH, MARRIAGE)
# So many sentences on, "she" is somebody else.
NEAR = 2
_TOLD = {event: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for event, words in _TOLD_BY.items()}
# "Found" and "open" say something else where no question asks for it.
_ASKED = {
    **{event: _TOLD[event] for event in (BIRTH, DEATH, MARRIAGE)},
    MAKING: re.compile(
        rf"\b(?:{_TOLD_BY[MAKING]}|build|construct|complete|launch|found|establish|open)\b", re.IGNORECASE
    ),
    ENDING: re.compile(rf"\b(?:{_TOLD_BY[ENDING]}|close|sink)\b", re.IGNORECASE),
}
_MAY = {event: re.compile(rf"\b(?:{_TOLD_BY[event]}|{words})\b", re.IGNORECASE) for event, words in _MAY_TELL.items()}
_ASKING = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?(?:(?:in|on|at|by|since)\s+)?(?:when|where|how(?= did\b)|how old|"
    r"(?:what|which)\s+(?:year|month|date|day|time|cit(?:y|ies)|towns?|villages?|countr(?:y|ies)|states?|places?|age))\s+"
    r"(?:is|are|was|were|did|does|do|will|has|have|had)\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
# "What was the date of his death?", "What is her birthplace?".
_DATE_OF = re.compile(
    r"\bwhat (?:is|was) .*?\b(?:(?:date|place|year|day|time) of (?:.* )?(?P<of>\w+)|(?P<birth>birth) ?(?:place|date))\W*$",
    re.IGNORECASE,
)
# Where what is asked of ends: "when did he die, after he had left".
_ASIDE = re.compile(
    r"\s(?:who|whom|whose|which|that|where|while|because|after|before|since|until|if|during|following|despite)\b|[,;?]",
    re.IGNORECASE,
)
# "How old was he when he died?" asks of his death.
_AGED_WHEN = re.compile(r"^.*?\b(?:when|at the time)\s+(?:(?:he|she|they|it)|[^,?]+?)\s+(?=\w+)", re.IGNORECASE)
# Behind a participle the question may only say where or how; behind a noun, of what.
_MORE = re.compile(r"\s*(?:$|(?:in|on|at|of|to|with|by|for|from|as|and|or|down|up|off|again|first)\b)", re.IGNORECASE)
_DOING = re.compile(
    r"\b(?:die|drown|perish|pass away|marry|wed|build|construct|complete|launch|found|establish|set up|open|close|sink)$",
    re.IGNORECASE,
)
# "Ann Lee (3 May 1921 – 2019)": years of birth and of death.
_LIFE = re.compile(
    r"(?P<whose>\w+)[”\"]?\s\((?![^()]*\b(?:r|reign\w*|ruled|fl|president|king|queen|minister)\b)"
    r"(?P<birth>[^()]*?\b\d{3,4}\b[^()–—-]*)\s?[–—-]\s?(?P<death>[^()]*?\b\d{3,4})\)"
)
# "1946-2025" tells neither day.
_YEARS = re.compile(r"\W*\d{3,4}\s?[–—-]\s?\d{3,4}\W*")
# "The funeral will be on 17 April": nobody who died is still to die.
_TO_BE = re.compile(r"\b(?:will|(?:is|are) (?:due |set |going |expected )?to)\b", re.IGNORECASE)
_KIN_ASKED = re.compile(rf"['’]s? (?:\w+ )?(?P<kin>{KINDS_OF_KIN})\b", re.IGNORECASE)
# "His wife, Edith Sallow, died", and not "His wife said that he died".
_KIN_TOLD = re.compile(
    rf"\W*(?:His|Her|Their)\s+(?:\w+\s+){{0,2}}(?:{KINDS_OF_KIN})\b(?!.*\b(?:he|she|they|said|says|told|announced|confirmed)\b)",
    re.DOTALL,
)
_UNTIL = re.compile(r"\b(?:until|till|til)\s+(?:\w+\s+)?$", re.IGNORECASE)
# "14 March 1911: the ship sails" of a list of dates.
_DATED = re.compile(r":\s(?P<event>(?:(?!\s[-–]\s)[^.;\n])+)")
_AND = re.compile(r"\b(?:and|or|then|to)\b", re.IGNORECASE)


def of_another_event(question: str, sentence: str, answer: Span) -> bool:
    """Whether a question asks of a birth, a death, a marriage, a making or an ending, and what the sentence says of its own at ``answer``
    tells of another of these and not of that one."""
    asked = asked_event(question)
    if not asked:
        return False
    for life in _LIFE.finditer(sentence):
        if asked in (BIRTH, DEATH) and re.search(rf"\b{re.escape(life['whose'])}\b", question, re.IGNORECASE):
            inside = [part for part in (BIRTH, DEATH) if _touch(life.span(part), answer)]
            if inside:
                return asked not in inside
    if asked in (BIRTH, DEATH) and _YEARS.fullmatch(sentence[slice(*answer)]):
        return True
    ahead = _TO_BE.search(sentence) and not _TO_BE.search(question)
    if asked in (BIRTH, DEATH) and ahead and not _TOLD[asked].search(sentence):
        return True
    own = _own_part(sentence, answer)
    told = sentence[slice(*own)]
    if _MAY[asked].search(told) or _UNTIL.search(sentence[: answer[0]]):
        return False
    if not any(_TOLD[event].search(told) for event in _ANOTHER[asked]):
        # "Born in Lund, on 3 May": what has no verb of its own belongs to what is said before.
        if _says_more(sentence, own) or _MAY[asked].search(sentence):
            return False
        return any(_TOLD[event].search(sentence) for event in _ANOTHER[asked])
    return True


@lru_cache(maxsize=256)
def asked_event(question: str) -> str:
    """The event whose time, place or age a question asks for: "birth" of "Where was he born?"; empty where it asks for none."""
    named = _DATE_OF.search(question)
    if named:
        thing = named["of"] or named["birth"]
        return next((event for event in _TOLD if _TOLD[event].fullmatch(thing)), "")
    found = _ASKING.match(question.strip())
    if not found:
        return ""
    rest = found["rest"]
    if "how old" in found.group().lower():
        aged = _AGED_WHEN.search(rest)
        if not aged:
            return ""
        rest = rest[aged.end() :]
    aside = _ASIDE.search(rest)
    rest = rest[: aside.start() if aside else None]
    last = max(
        ((match.start(), match.end(), event) for event in _ASKED for match in _ASKED[event].finditer(rest)),
        default=None,
    )
    if last is None or rest[last[0]].isupper():
        return ""
    _, end, event = last
    doing = bool(_DOING.search(rest[:end]))
    return event if doing or _MORE.match(rest, end) else ""


def tells(question: str, sentence: str) -> bool:
    """Whether a sentence tells in so many words of the birth, the death or the marriage that a question asks of; of no other question."""
    asked = asked_event(question)
    return asked in PERSONAL and bool(_TOLD[asked].search(sentence))


def of_another_person(question: str, passage: Passage, sentence: Span) -> bool:
    """Whether a question asks of somebody's birth, death or marriage, and neither the ``sentence`` nor one of the two before it nor the
    title of its article has their name: "she was born" of somebody else's obituary; or it is of a spouse or a child who is not asked for,
    and the other way round."""
    asked = [name for name in names_of(question) if " " in name.text] if asked_event(question) in PERSONAL else []
    if len(asked) != 1:
        return False
    number = passage.sentences.index(sentence) if sentence in passage.sentences else 0
    near = passage.sentences[max(0, number - NEAR) : number + 1]
    told = [passage.heading, *(sliced(passage, place) for place in near)]
    kin = _KIN_ASKED.search(question)
    if kin and not any(re.search(rf"\b{kin['kin']}s?\b", text, re.IGNORECASE) for text in told[1:]):
        return True
    if not kin and _KIN_TOLD.match(sliced(passage, sentence)):
        return True
    who = set(asked[0].parts)
    # "Thorsen" alone may be either of two; "Elspeth Thorsen" is not Anders.
    return not any(set(name.parts) <= who or who <= set(name.parts) for text in told for name in names_of(text))


def _own_part(sentence: str, answer: Span) -> Span:
    """The clause of ``answer``, from or to an "and" with an event on both sides: "born in 1921 and died in 2019" are two."""
    words = words_of(sentence)
    clauses = {word.clause for word in words if word.start < answer[1] and answer[0] < word.end}
    within = [word for word in words if word.clause in clauses]
    if not within:
        return answer
    first, end = within[0].start, within[-1].end
    if dated := _DATED.match(sentence, end):
        return first, dated.end()
    for link in _AND.finditer(sentence, first, end):
        sides = sentence[first : link.start()], sentence[link.end() : end]
        if all(any(told.search(side) for told in _TOLD.values()) for side in sides):
            if link.end() <= answer[0]:
                first = link.end()
            elif answer[1] <= link.start():
                end = link.start()
                break
    return first, end


def _says_more(sentence: str, own: Span) -> bool:
    """Whether a part of a sentence has a verb of its own."""
    inside = [word for word in words_of(sentence) if own[0] <= word.start < own[1]]
    return any(is_past(word) or word.lower in BE for word in inside)


def _touch(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
