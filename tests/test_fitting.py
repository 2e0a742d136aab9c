"""What can be an answer to a question, by what it is and what stands beside it."""

from __future__ import annotations

import pytest

from qa.answering.fitting import fits, to_the_time


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("When did Putin arrive?", "early Wednesday", True),
        ("Why did Putin come?", "Callum Strachan", False),
        ("Why did Putin come?", "35,000 euros", True),
        ("Why did Putin come?", "34", False),
        ("Why did Putin come?", "a treaty with Kim", True),
        ("When did Putin arrive?", "24 years", False),
        ("When did Putin arrive?", "24 years ago", True),
        ("When did Putin arrive?", "Pyongyang", False),
        ("How many came?", "about forty-two", True),
        ("How many came?", "a few", False),
        ("How many came?", "about 40", True),
        ("How many came?", "a dozen", True),
        ("Who came?", "Lavrov", True),
        ("Who came?", "the minister Anna Lindt", True),
        ("Who came?", "Anna Lindt’s sister", True),
        ("Who came?", "waving Russian flags", False),
        ("Who came?", "crowds waving Russian flags", True),
        ("Who came?", "his brother", True),
        ("Who came?", "the linesmen", True),
        ("Who came?", "a lawsuit against his brother", False),
        ("Who came?", "more than a million", False),
        ("What grows when it rains?", "moss", True),
        ("How long did he stay?", "several months", True),
        ("How long did he stay?", "indefinitely", True),
        ("When did it fall?", "500 CE", True),
        ("In what year did it fall?", "272 BC", True),
        ("When did he come?", "at the start of the war", True),
        ("Who came?", "The", False),
        ("Who came?", "I", False),
        ("Who came?", "Sir - I", False),
        ("Who came?", "Sir Ian Lee", True),
        ("When did Putin arrive?", "after", False),
        ("When did Putin arrive?", "after the storm", True),
        ("On which day did he come?", "Tuesday", True),
        ("On which day did he come?", "June 18", True),
        ("On which day did he come?", "September", False),
        ("In what year did he come?", "early 2022", True),
        ("In what year did he come?", "February", False),
        ("In which month did he come?", "Sept. 2022", True),
        ("In which month did he come?", "2022", False),
        ("When did Rovers win the cup?", "3-2", False),
        ("When did Rovers win the cup?", "$4.2 million", False),
        ("When did Rovers win the cup?", "in 1998", True),
        ("When did it start?", "9 p.m", True),
        ("How many came?", "none", True),
        ("Why did he come?", "anything", True),
    ],
)
def test_an_answer_is_of_the_kind_asked_for(question: str, answer: str, expected: bool) -> None:
    assert fits(question, answer, (0, len(answer))) is expected


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "expected"),
    [
        (
            "Since when are they allies?",
            "They are allies since the founding of the state.",
            "founding of the state",
            True,
        ),
        ("When did they meet?", "He came after the two last met in Paris.", "two last met in Paris", False),
        ("When did they meet?", "They met the mayor of Lund.", "the mayor of Lund", False),
        ("When did the train derail?", "They left on Friday, four days after the train derailed.", "Friday", False),
        ("When did they leave?", "They left on Friday, four days after the train derailed.", "Friday", True),
        ("How many days did it last?", "It was his first trip in 24 years.", "24 years", False),
        ("How many days did it last?", "He came for a two-day visit.", "two", True),
        ("How many days did it last?", "The two met.", "two", False),
        ("How many miles is it?", "It is 12 miles long.", "12", True),
        ("How many people came?", "12 came.", "12", True),
        ("Where did they meet?", "They met in a dispute with Washington.", "Washington", False),
        ("Where did they meet?", "They met in Washington.", "Washington", True),
        ("Where in Russia did they meet?", "He wished them victory in Ukraine.", "Ukraine", False),
        ("In which city in Russia did they meet?", "They met in Vladivostok.", "Vladivostok", True),
        ("When will Kim travel?", "He comes after the two met in September.", "September", False),
        ("When will Kim travel?", "Kim will travel in September.", "September", True),
        ("When will Kim travel?", "Kim was due to travel in September.", "September", True),
        ("When will the bridge open?", "It opens on Friday, the mayor said on Tuesday.", "Tuesday", False),
        ("When will the vote be held?", "The vote was moved to Friday.", "Friday", True),
        ("When is the vote?", "The vote was held on Friday.", "Friday", True),
        ("When is Kim due to travel?", "He comes after the two met in September.", "September", False),
        ("When will the talks resume?", "They will resume in two weeks.", "two weeks", True),
        ("When will the talks resume?", "It is his first visit in 24 years.", "24 years", False),
        ("When did he die?", "He died 60 days later.", "60 days", True),
        ("When will the results come?", "They will be announced tomorrow.", "tomorrow", True),
        ("When will it open?", "He promised elections in November.", "November", True),
        ("When did Kim visit Beijing?", "Kim visited Beijing on Monday, a month after his last visit.", "Monday", True),
        ("How many metal detectors were there?", "There were 40.", "40", True),
        ("How many second homes are there?", "There are 40,000.", "40,000", True),
        ("How many kilometres is it?", "It is 12 km long.", "12", True),
        ("How many dollars did it cost?", "It cost $4 million.", "$4 million", True),
        ("How many days did it last?", "It lasted 10 consecutive days.", "10", True),
        ("How many minutes did it take?", "It took five hours and 20 minutes.", "five hours and 20 minutes", True),
        ("How long did it last?", "It lasted a week.", "a week", True),
        ("What percentage voted?", "A third voted.", "A third", True),
        ("Where did he cross?", "He crossed the border with Mexico.", "Mexico", True),
        ("Where in Europe was it?", "It was in France.", "France", True),
        ("Where in the UK was it?", "It was in Scotland.", "Scotland", True),
        (
            "Where in Ukraine was it?",
            "It was in Kharkiv, near the Russian border.",
            "Kharkiv, near the Russian border",
            True,
        ),
        ("How old was Maradona when he died in Buenos Aires?", "Maradona, 60, died.", "60", True),
        ("How old is Kim Jong-un?", "Kim Jong Un, 40, came.", "40", True),
        ("How old is Joe Biden?", "Biden, 81, came.", "81", True),
        ("How old is King Charles III?", "King Charles, 75, came.", "75", True),
        ("How old is Kim Jong Un?", "Kim Jong Il, 69, came.", "69", False),
        ("How old is the director of Spectre?", "Mendes, 50, came.", "50", True),
        ("How old is Denmark's queen?", "The 82-year-old monarch came.", "82", True),
        ("How many bishops does the book name?", "The book names 20 bishops.", "20", True),
        ("Which country does worst?", "Five do badly, with Belgium at their head.", "Belgium", True),
        ("Where does Tully work?", "He is a scientist with Zerofox.", "Zerofox", True),
        ("Where did they meet?", "They met with Belousov.", "Belousov", False),
        ("Where was the director born?", "“No,” said Ada Holm, the artistic director.", "Ada Holm", False),
        ("Where was the director born?", "The director Ada Holm said no.", "Ada Holm", False),
        ("Where was the director born?", "She grew up in Lund, the town of her mother.", "Lund", True),
        ("Where was the director born?", "She grew up in Lund, the mayor of which is her brother.", "Lund", True),
        ("Where was the director born?", "Old Lund, the home of her mother, is where she was born.", "Old Lund", True),
        ("Where was the director born?", "Lund, her birthplace, is a small town.", "Lund", True),
        ("Where does she work?", "She works for Holm Boats, a maker of boats.", "Holm Boats", True),
        ("When did Kim travel?", "He comes after the two met in September.", "September", True),
        ("Why did the pound fall?", "The pound fell because of Brexit.", "Brexit", True),
        ("Why did the roof fall?", "The roof fell, slightly injuring two boys.", "slightly injuring two boys", False),
        ("Why did the minister go?", "He went, fearing a vote.", "fearing a vote", True),
        ("Why did the roof fall?", "It was leaving the beams to rot.", "leaving the beams to rot", True),
        ("Why did the pound fall?", "The pound fell, Lindt said.", "Lindt", False),
        ("How old is Anna Lindt?", "The 71-year-old spoke.", "71", False),
        ("How old is Putin?", "It is Putin’s first visit in 24 years.", "24 years", False),
        ("How old is the bridge?", "The bridge has stood for 24 years.", "24 years", True),
        ("How old is Anna Lindt's sister?", "The 71-year-old spoke.", "71", False),
        ("How old is Anna Lindt's son?", "The person, 71, spoke.", "71", False),
        ("How old is Anna Lindt's younger sister?", "Her sister, the 71-year-old, spoke.", "71", True),
        ("How old is Anna Lindt?", "Lindt, 71, spoke beside Anna Berg.", "71", True),
    ],
)
def test_what_stands_beside_it_counts(question: str, sentence: str, answer: str, expected: bool) -> None:
    place = sentence.index(answer)
    assert fits(question, sentence, (place, place + len(answer))) is expected


def test_whose_age_it_is_the_passage_says() -> None:
    sentence, passage = "The 71-year-old spoke.", "Anna Lindt came. The 71-year-old spoke."
    assert fits("How old is Anna Lindt?", sentence, (4, 6), passage)
    assert not fits("How old is Mia Berg?", sentence, (4, 6), passage)


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("When did he die?", "9 January of pneumonia", "9 January"),
        ("When did he die?", "on Tuesday in Paris", "on Tuesday"),
        ("When did he die?", "Friday morning", "Friday morning"),
        ("When did he die?", "9 January at noon", "9 January at noon"),
        ("When did he die?", "Monday of last week", "Monday of last week"),
        ("When did he die?", "Monday after the storm", "Monday after the storm"),
        ("When did he die?", "the end of the war in Korea", "the end of the war in Korea"),
        ("Of what did he die?", "9 January of pneumonia", "9 January of pneumonia"),
    ],
)
def test_a_time_ends_with_the_time(question: str, answer: str, expected: str) -> None:
    sentence = f"He died {answer}."
    start, end = to_the_time(question, sentence, (8, 8 + len(answer)))
    assert sentence[start:end] == expected
