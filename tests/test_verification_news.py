"""Sentences as a model would write them from the news: near the passage, with one thing wrong, or right in other words."""

from __future__ import annotations

import pytest

from qa.verification import Evidence, verify

VISIT = (
    "Russian President Vladimir Putin has arrived in North Korea, marking his first visit to the nation in 24 years."
)
FLOOD = "Torrential rain flooded parts of Valencia on Tuesday night, killing at least 95 people and leaving 115,000 homes without power."
RESULTS = "Apple reported quarterly revenue of $94.9 billion, up 6% from a year earlier, but its sales in China slipped to $15 billion."
OUTBREAK = "The World Health Organization declared the mpox outbreak in Congo a global health emergency, its second such declaration in two years."
RULING = "The Supreme Court ruled 6-3 that former presidents have immunity for official acts, a decision that Justice Sonia Sotomayor said made the president “a king above the law”."
TRUCE = "Hamas said it had accepted a cease-fire proposal put forward by Egypt and Qatar, but Israel said the terms fell short of its demands."
MAYOR = "Mayor Eric Adams, who has denied wrongdoing, was indicted on five counts including bribery and wire fraud."
PLANTS = "Volkswagen is considering closing two plants in Germany, a step it has never taken in its 87-year history, people close to the matter said."
GOLD = "Simone Biles won the all-around gold in Paris ahead of Rebeca Andrade of Brazil and her team-mate Sunisa Lee."
POLL = "A poll by YouGov of 2,013 adults found that 44% support the plan and 38% oppose it, with a margin of error of 2 points."
BOOSTER = "SpaceX caught the returning booster of its Starship rocket with mechanical arms for the first time on Sunday, after four earlier flights ended in explosions or at sea."
COWS = "Denmark plans to tax livestock farmers for the greenhouse gases emitted by their cows, sheep and pigs from 2030, becoming the first country to do so."
CHAIRMAN = "Credit Suisse's chairman, Axel Lehmann, apologised to shareholders for failing to stop the loss of trust in the bank."
ARREST = "Police in Oslo said a 34-year-old man had been arrested on suspicion of killing two women in a park, and that he did not know the victims."
BRANDY = "Beijing imposed tariffs of up to 35% on European brandy in retaliation for Brussels' duties on Chinese electric cars."

# fmt: off
RIGHT = [
    (VISIT, 'Putin is visiting North Korea for the first time in 24 years.'),
    (VISIT, 'Vladimir Putin arrived in North Korea on his first visit there in 24 years.'),
    (FLOOD, 'At least 95 people were killed by flooding in Valencia.'),
    (FLOOD, 'Heavy rain flooded parts of Valencia, killing at least 95 people.'),
    (FLOOD, '115,000 homes were left without electricity after the floods in Valencia.'),
    (RESULTS, "Apple's revenue rose 6% to $94.9 billion in the quarter."),
    (RESULTS, "Apple's sales in China fell to $15 billion."),
    (OUTBREAK, 'The WHO has declared mpox in Congo a global health emergency for the second time in two years.'),
    (RULING, 'By six to three, the Supreme Court ruled that former presidents have immunity for official acts.'),
    (RULING, 'Sonia Sotomayor said the ruling made the president “a king above the law”.'),
    (TRUCE, 'Hamas said that it had accepted a ceasefire proposal by Egypt and Qatar.'),
    (TRUCE, 'Israel said the terms of the cease-fire proposal fell short of its demands.'),
    (MAYOR, 'Eric Adams was indicted on five counts, including bribery and wire fraud.'),
    (MAYOR, 'Adams has denied wrongdoing.'),
    (PLANTS, 'According to people close to the matter, Volkswagen is considering closing two plants in Germany.'),
    (GOLD, 'Simone Biles won gold in the all-around in Paris, ahead of Rebeca Andrade.'),
    (POLL, 'In a YouGov poll of 2,013 adults, 44% supported the plan and 38% opposed it.'),
    (BOOSTER, 'On Sunday, SpaceX for the first time caught a returning Starship booster with mechanical arms.'),
    (COWS, 'Denmark plans to tax farmers for gases emitted by their livestock from 2030.'),
    (CHAIRMAN, "Axel Lehmann apologised to Credit Suisse's shareholders for failing to stop the loss of trust in the bank."),
    (ARREST, 'A 34-year-old man was arrested on suspicion of killing two women in a park, police in Oslo said.'),
    (BRANDY, 'China imposed tariffs of up to 35% on brandy from Europe.'),
]
WRONG = [
    (VISIT, 'Putin arrived in North Korea and signed a trade agreement with its leader.'),
    (VISIT, 'Putin has arrived in South Korea, marking his first visit to the nation in 24 years.'),
    (VISIT, 'Kim Jong Un has arrived in Russia.'),
    (VISIT, 'Putin has left North Korea.'),
    (VISIT, 'Putin arrived in North Korea, marking his first visit to the nation since becoming president.'),
    (FLOOD, 'At least 95 people were injured by flooding in Valencia.'),
    (FLOOD, 'More than 95 homes were left without power.'),
    (FLOOD, '115,000 people were left homeless by floods in Valencia.'),
    (FLOOD, 'Snow covered parts of Valencia on Tuesday night, killing at least 95 people.'),
    (RESULTS, "Apple's sales in China rose to $15 billion."),
    (RESULTS, "Apple's revenue in China was $94.9 billion."),
    (RESULTS, "Apple's revenue fell 6% to $94.9 billion."),
    (RESULTS, "Apple's revenue was up 15% at $94.9 billion."),
    (RESULTS, 'Microsoft reported quarterly revenue of $94.9 billion.'),
    (OUTBREAK, 'The WHO declared the Ebola outbreak in Congo a global health emergency.'),
    (OUTBREAK, 'The WHO did not declare the mpox outbreak in Congo a global health emergency.'),
    (RULING, 'The Supreme Court ruled that former presidents have no immunity for official acts.'),
    (RULING, 'The president is a king above the law.'),
    (RULING, 'The ruling made the president “a king above the law”, Justice Clarence Thomas said.'),
    (RULING, 'The Supreme Court ruled 5-4 that former presidents have immunity for official acts.'),
    (RULING, 'The Supreme Court ruled 6-3 that former presidents have immunity for unofficial acts.'),
    (TRUCE, 'Israel said it had accepted a cease-fire proposal put forward by Egypt and Qatar.'),
    (TRUCE, 'Hamas and Israel have accepted a cease-fire proposal.'),
    (TRUCE, 'Hamas rejected a cease-fire proposal put forward by Egypt and Qatar.'),
    (TRUCE, 'Hamas has accepted a cease-fire proposal put forward by Egypt and Qatar.'),
    (TRUCE, 'Egypt said it had accepted a cease-fire proposal put forward by Hamas and Qatar.'),
    (MAYOR, 'Mayor Eric Adams was convicted on five counts including bribery and wire fraud.'),
    (MAYOR, 'Mayor Eric Adams has admitted wrongdoing.'),
    (MAYOR, 'Mayor Eric Adams was acquitted of bribery and wire fraud.'),
    (PLANTS, 'Volkswagen is closing two plants in Germany, people close to the matter said.'),
    (PLANTS, 'Volkswagen closed two plants in Germany.'),
    (PLANTS, 'Volkswagen has closed plants in Germany many times in its 87-year history, people close to the matter said.'),
    (PLANTS, 'Volkswagen is considering opening two plants in Germany, people close to the matter said.'),
    (GOLD, 'Rebeca Andrade won the all-around gold in Paris ahead of Simone Biles.'),
    (GOLD, 'Sunisa Lee of Brazil came third behind Biles.'),
    (GOLD, 'Simone Biles won the all-around silver in Paris.'),
    (POLL, 'In a YouGov poll of 2,013 adults, 38% supported the plan and 44% opposed it.'),
    (POLL, 'A YouGov poll found that 44% oppose the plan.'),
    (POLL, 'Most adults support the plan, a poll by YouGov found.'),
    (BOOSTER, 'SpaceX failed to catch the returning booster of its Starship rocket on Sunday.'),
    (BOOSTER, 'SpaceX caught the returning booster for the fourth time on Sunday.'),
    (COWS, 'Denmark taxes livestock farmers for the greenhouse gases emitted by their cows.'),
    (COWS, 'Denmark plans to tax livestock farmers from 2025.'),
    (COWS, 'Denmark plans to subsidise livestock farmers from 2030.'),
    (CHAIRMAN, 'Shareholders apologised to Axel Lehmann for the loss of trust in the bank.'),
    (CHAIRMAN, 'Axel Lehmann refused to apologise to shareholders.'),
    (CHAIRMAN, 'Axel Lehmann stopped the loss of trust in the bank.'),
    (ARREST, 'A 34-year-old man killed two women in a park in Oslo.'),
    (ARREST, 'A 34-year-old man was arrested on suspicion of killing two men in a park, police in Oslo said.'),
    (ARREST, 'Police in Oslo said the man knew the victims.'),
    (ARREST, 'A 34-year-old woman was arrested on suspicion of killing two women in a park, police in Oslo said.'),
    (BRANDY, "Brussels imposed tariffs of up to 35% on European brandy in retaliation for Beijing's duties."),
    (BRANDY, 'Beijing lifted tariffs of up to 35% on European brandy.'),
    (BRANDY, 'Beijing imposed tariffs of up to 35% on American brandy.'),
    (BRANDY, 'Beijing imposed tariffs of 35% on European brandy.'),
]
# fmt: on


@pytest.mark.parametrize(("cited", "statement"), RIGHT, ids=[row[1][:50] for row in RIGHT])
def test_right_in_other_words(cited: str, statement: str) -> None:
    verdict = verify(statement, [Evidence(cited)])
    assert verdict.supported, verdict.reason


@pytest.mark.parametrize(("cited", "statement"), WRONG, ids=[row[1][:50] for row in WRONG])
def test_wrong_in_one_thing(cited: str, statement: str) -> None:
    verdict = verify(statement, [Evidence(cited)])
    assert not verdict.supported
    assert verdict.reason
