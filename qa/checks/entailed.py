"""Where the model of entailment decides: what it shows that the checks would withhold, and what it withholds in which they find no fault.

The constants are of ``python -m training.calibrate_entailment``, for the shipped model.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from qa.types import Verdict

# Below these odds the words and senses of a statement are not the passage's.
THRESHOLD = 0.5
# The model's logit as a probability, of statements that are not in the passage's own words in their order: slope and bias.
SLOPE, BIAS = 0.77, 0.11
# From which of it a statement is shown: one in the passage's own words, in which no check finds fault; one that says it in other words;
# and one in which a check of how it is said finds fault, for which another way to say the same is often taken.
OWN_WORDS, OTHER_WORDS, OVERRULING = 0.24, 0.76, 0.93
# What these checks find no model overrules: they compare values, names and quoted words, or where one reason stands for another.
LITERAL = frozenset({"number", "date", "name", "quotation", "support"})
Fault = tuple[str, str]


class Weight(Enum):
    """What it takes to overrule a fault."""

    FINAL = "nothing does"
    CHECK = "a model that is sure"
    WORDS = "a model that is fairly sure"


@dataclass(frozen=True, slots=True)
class Weighed:
    """What is known of a statement: the odds of ``support`` and the probability ``entailed``, 0 to 1 each; the first fault; and whether
    ``own`` words of the passage, or its amounts and names in another shape, are what it is made of, where no fault is found."""

    support: float
    entailed: float
    fault: Fault | None
    weight: Weight
    own: bool = False


def probability(logit: float) -> float:
    """That the passage bears the statement, 0 to 1, by the model's logit."""
    return 1 / (1 + math.exp(-SLOPE * logit - BIAS))


def decided(
    known: Weighed,
    own_words: float = OWN_WORDS,
    other_words: float = OTHER_WORDS,
    overruling: float = OVERRULING,
) -> Verdict:
    """The verdict on a statement. The ``score`` of one that is withheld is at most :data:`THRESHOLD`."""
    if known.fault is None and (known.own or known.entailed >= own_words):
        return Verdict(True, known.support)
    least = {Weight.FINAL: math.inf, Weight.CHECK: overruling, Weight.WORDS: other_words}[known.weight]
    if known.fault is not None and known.entailed >= least:
        return Verdict(True, known.entailed)
    check, reason = known.fault or ("support", "the passage uses these words, and does not say this")
    return Verdict(False, min(known.support, THRESHOLD), reason, check)
