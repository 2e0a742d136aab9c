"""What its citations do not bear is withheld, with the reason; what they bear is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qa.verification import Evidence, verify

WEDNESDAY = date(2024, 6, 19)

BRIDGES = "The ministry said 85% of the 1,200 bridges had been repaired since 2019 at a cost of $3.4 billion."
CASUALTIES = (
    "At least 12 people were killed and 43 injured when a bus carrying 60 pilgrims overturned near Lahore on Tuesday."
)
RATE = "The European Central Bank raised its key rate by a quarter of a percentage point to 4% on Thursday, its tenth increase in a row."
SALE = "Nokia agreed to sell its sensor unit to Siemens for about €2.5 billion, the companies announced on Monday."
DENIAL = (
    "Iran has denied supplying the rebels with drones, but Washington says it has proof of at least three shipments."
)
DOSSIER = "Prosecutors allege that Maria Lopez, the former treasurer, moved 4 million pesos to accounts in Panama."
VISIT = "President Emmanuel Macron will meet German Chancellor Olaf Scholz in Berlin next week to discuss the budget."
MAYBE = (
    "The airline may cut up to 900 jobs if talks with the unions fail, according to two people familiar with the plan."
)
STRIKE = "“We will not go back to work without a written offer,” union leader Ann Lee told reporters in Leeds."
WON = "Novak Djokovic beat Carlos Alcaraz 7-6, 6-3 in the final in Cincinnati on Sunday to win his 95th title."
FELL = "Shares in Acme fell 6.2% on Friday after the company failed to meet its sales target for the third quarter."
QUAKE = "A magnitude 6.1 earthquake struck southern Peru early on 14 March, damaging more than 200 homes but causing no deaths."
LAW = "Lawmakers rejected the bill by 214 votes to 190 after Prime Minister Kaja Kallas refused to change it."
PACT = "Armenia and Azerbaijan signed a peace treaty in Geneva in 1998, and Turkey reopened its border two years later."
GREETED = "Kim Jong Un greeted Vladimir Putin at Pyongyang airport, where thousands of people lined the streets."
MERGER = "Under the deal, Delta would own 51% of the venture and KLM 49%."
STUDY = "Researchers at the University of Oslo found that 30-minute walks lowered blood pressure in 62 of 80 patients."

TRIP = "The trip is Narendra Modi's first visit to Kyiv since 2015."
STAY = "The singer is reportedly staying at a villa near Nice."
HEARD = "The singer is said to be staying at a villa near Nice."
SYSTEMS = "The bank promised to build payment systems independent of foreign control."
SANCTIONS = (
    "Both countries have faced sanctions, Syria since 2011 for its crackdown, and Belarus for its support of the war."
)
WALKING = "Regular walking lowers blood pressure in older patients."
SWIMMING = "Regular swimming may lower blood pressure in older patients."
LICENCE = "Every foreign driver in the capital must carry a licence."
CRITICS = "The decision was criticized by some who said that the theatre was run down and undeserving of the prize."
RIVALS = "Fans hope to see the trophy of Ajax taken from the Feyenoord museum next spring."
VOWED = "Oman and Chad deny a secret treaty but vowed to deepen their naval ties last year."
TERMED = "He also pledged to help Serbia withstand what he termed Western pressure and economic threats."
FOUNDED = "Poland and Hungary have been partners since the museum's founding after World War II."
DENIED_BUT = "Iran has denied supplying drones, but before the summit Ebrahim Raisi praised the rebels' patience."
PRAISE = "Macron praised Scholz for his patience ahead of the summit in Berlin."

TRUE = [
    ("verbatim", BRIDGES, BRIDGES),
    ("percent in words", "The ministry said 85 per cent of the 1,200 bridges had been repaired.", BRIDGES),
    ("number in words", "Of the twelve hundred bridges, 85% had been repaired, the ministry said.", BRIDGES),
    ("money in full", "The repairs cost $3,400,000,000, the ministry said.", BRIDGES),
    ("clause dropped", "At least 12 people were killed when a bus overturned near Lahore.", CASUALTIES),
    ("both numbers kept apart", "The bus overturned near Lahore, killing at least 12 people and injuring 43.", CASUALTIES),
    ("hedge kept", "At least twelve people were killed near Lahore on Tuesday.", CASUALTIES),
    ("passive made active", "The bus that overturned near Lahore on Tuesday was carrying 60 pilgrims.", CASUALTIES),
    ("acronym", "The ECB raised its key rate to 4% on Thursday.", RATE),
    ("quarter point", "The European Central Bank raised its key rate by a quarter of a percentage point.", RATE),
    ("ordinal in digits", "It was the European Central Bank's 10th increase in a row.", RATE),
    ("money in words", "Nokia agreed to sell its sensor unit to Siemens for about 2.5 billion euros, the companies announced.", SALE),
    ("denial kept", "Iran denied supplying drones to the rebels.", DENIAL),
    ("attributed by a verb", "Washington says it has proof of at least three shipments.", DENIAL),
    ("allegation kept", "Maria Lopez moved 4 million pesos to accounts in Panama, prosecutors allege.", DOSSIER),
    ("last name alone", "Prosecutors allege that Lopez moved 4 million pesos to accounts in Panama.", DOSSIER),
    ("titles left out", "Macron will meet Scholz in Berlin next week.", VISIT),
    ("demonym", "Germany's Chancellor Olaf Scholz will meet Emmanuel Macron in Berlin next week.", VISIT),
    ("mutual verb turned round", "Olaf Scholz will meet Emmanuel Macron in Berlin next week.", VISIT),
    ("hedge and condition kept", "The airline may cut up to 900 jobs if talks with the unions fail, according to two people.", MAYBE),
    ("another word of the same force", "According to two people, the airline might cut up to 900 jobs if talks with the unions fail.", MAYBE),
    ("quotation with its speaker", "Union leader Ann Lee said: “We will not go back to work without a written offer.”", STRIKE),
    ("part of a quotation", "Ann Lee told reporters they would not go back “without a written offer”.", STRIKE),
    ("score", "Djokovic beat Alcaraz 7-6, 6-3 in the final in Cincinnati.", WON),
    ("active made passive", "Carlos Alcaraz was beaten by Novak Djokovic in the final in Cincinnati on Sunday.", WON),
    ("fall kept", "Acme shares fell 6.2% on Friday.", FELL),
    ("failure kept", "Acme failed to meet its sales target for the third quarter.", FELL),
    ("date turned round", "A magnitude 6.1 earthquake struck southern Peru on March 14.", QUAKE),
    ("no kept", "The earthquake in southern Peru caused no deaths.", QUAKE),
    ("more than kept", "More than two hundred homes were damaged in the earthquake in Peru.", QUAKE),
    ("refusal kept", "Kallas refused to change the bill.", LAW),
    ("votes kept", "The bill was rejected by lawmakers by 214 votes to 190.", LAW),
    ("year moved", "In 1998, Armenia and Azerbaijan signed a peace treaty in Geneva.", PACT),
    ("names turned in a list", "Azerbaijan and Armenia signed a peace treaty in Geneva in 1998.", PACT),
    ("welcome in the passive", "Vladimir Putin was greeted by Kim Jong Un at Pyongyang airport.", GREETED),
    ("thousands", "Thousands of people lined the streets when Kim greeted Putin at Pyongyang airport.", GREETED),
    ("two shares", "Delta would own 51% of the venture under the deal, and KLM 49%.", MERGER),
    ("seat of government for its country", "Tehran has denied supplying the rebels with drones.", DENIAL),
    ("not since for first since", "Modi had not visited Kyiv since 2015.", TRIP),
    ("said to be for reportedly", "The singer is said to be staying at a villa near Nice.", STAY),
    ("reportedly for said to be", "The singer is reportedly staying at a villa near Nice.", HEARD),
    ("independent of kept", "The bank promised to build payment systems that are independent of foreign control.", SYSTEMS),
    ("date of a list's member", "Syria has faced sanctions since 2011.", SANCTIONS),
    ("ahead at the beginning", "Ahead of the summit in Berlin, Macron praised Scholz for his patience.", PRAISE),
    ("the war by its other name", "Poland and Hungary have been partners since the museum's founding after the Second World War.", FOUNDED),
    ("behind a denial", "Before the summit, Ebrahim Raisi praised the rebels' patience.", DENIED_BUT),
    ("in his words, said so", "He pledged to help Serbia withstand what he called Western pressure and economic threats.", TERMED),
    ("one subject of two verbs", "Oman and Chad vowed to deepen their naval ties last year.", VOWED),
    ("study", "University of Oslo researchers found that 30-minute walks lowered blood pressure in 62 of 80 patients.", STUDY),
    ("can for does", "Regular walking can lower blood pressure in older patients.", WALKING),
    ("required for must", "A licence is required of every foreign driver in the capital.", LICENCE),
    ("a word that only links", "Nevertheless, regular walking lowers blood pressure in older patients.", WALKING),
    ("area-in-words", "The yard covers 12 square kilometres.", "The yard covers 12 km² of the shore."),
    ("area-in-signs", "The yard covers 12 km².", "The yard covers 12 square kilometres of the shore."),
    ("volume", "The tank holds 5 cubic metres.", "The tank holds 5 m3 of water."),
    ("kilometres", "The road is 12 kilometres long.", "The road is 12 km long."),
]  # fmt: skip

FALSE = [
    ("length-of-an-area", "The yard covers 12 kilometres.", "The yard covers 12 square kilometres of the shore.", "number"),
    ("area-of-a-length", "The yard covers 12 square kilometres.", "The yard covers 12 km of the shore.", "number"),
    ("area-of-another-unit", "The yard covers 12 square miles.", "The yard covers 12 km² of the shore.", "number"),
    ("percentage", "The ministry said 87% of the 1,200 bridges had been repaired.", BRIDGES, "number"),
    ("unit", "The ministry said 85 million bridges had been repaired.", BRIDGES, "number"),
    ("currency", "The ministry said the repairs cost €3.4 billion.", BRIDGES, "number"),
    ("scale", "The ministry said the repairs cost $3.4 million.", BRIDGES, "number"),
    ("year", "The ministry said 85% of the bridges had been repaired since 2018.", BRIDGES, "date"),
    ("attribution dropped", "85% of the 1,200 bridges had been repaired since 2019.", BRIDGES, "speaker"),
    ("other counted thing", "The ministry said 1,200 schools had been repaired.", BRIDGES, "number"),
    ("numbers exchanged", "At least 43 people were killed and 12 injured when a bus overturned near Lahore.", CASUALTIES, "number"),
    ("hedge dropped", "Exactly 12 people were killed when a bus overturned near Lahore on Tuesday.", CASUALTIES, "number"),
    ("day of the week", "At least 12 people were killed when a bus overturned near Lahore on Wednesday.", CASUALTIES, "date"),
    ("place", "At least 12 people were killed when a bus overturned near Karachi on Tuesday.", CASUALTIES, "name"),
    ("ordinal", "It was the European Central Bank's eleventh increase in a row.", RATE, "number"),
    ("opposite", "The European Central Bank lowered its key rate to 4% on Thursday.", RATE, "negation"),
    ("other bank", "The Bank of England raised its key rate by a quarter of a percentage point to 4% on Thursday.", RATE, "name"),
    ("seller and buyer exchanged", "Siemens agreed to sell its sensor unit to Nokia for about €2.5 billion, the companies announced.", SALE, "name"),
    ("bought for sold", "Nokia agreed to buy Siemens' sensor unit for about €2.5 billion, the companies announced on Monday.", SALE, "negation"),
    ("plan made fact", "Nokia sold its sensor unit to Siemens for about €2.5 billion, the companies announced on Monday.", SALE, "modality"),
    ("denial dropped", "Iran has supplied the rebels with drones.", DENIAL, "speaker"),
    ("denial made confirmation", "Iran has confirmed supplying the rebels with drones.", DENIAL, None),
    ("other speaker", "Iran says it has proof of at least three shipments.", DENIAL, "speaker"),
    ("claim made fact", "There is proof of at least three shipments.", DENIAL, "speaker"),
    ("allegation made fact", "Maria Lopez moved 4 million pesos to accounts in Panama.", DOSSIER, "speaker"),
    ("allegation made admission", "Maria Lopez admitted that she moved 4 million pesos to accounts in Panama.", DOSSIER, "speaker"),
    ("first name", "Prosecutors allege that Elena Lopez moved 4 million pesos to accounts in Panama.", DOSSIER, "name"),
    ("future made past", "Emmanuel Macron met German Chancellor Olaf Scholz in Berlin.", VISIT, "modality"),
    ("not put in", "President Emmanuel Macron will not meet German Chancellor Olaf Scholz in Berlin next week.", VISIT, "negation"),
    ("other chancellor", "President Emmanuel Macron will meet German Chancellor Angela Merkel in Berlin next week.", VISIT, "name"),
    ("other country", "President Emmanuel Macron will meet Austrian Chancellor Olaf Scholz in Berlin next week.", VISIT, "name"),
    ("when", "President Emmanuel Macron will meet German Chancellor Olaf Scholz in Berlin next month.", VISIT, "date"),
    ("may made will", "The airline will cut up to 900 jobs, according to two people familiar with the plan.", MAYBE, "modality"),
    ("may left out", "The airline cut up to 900 jobs, according to two people familiar with the plan.", MAYBE, "modality"),
    ("up to left out", "The airline may cut 900 jobs if talks with the unions fail, according to two people.", MAYBE, "number"),
    ("words changed in a quotation", "Ann Lee said: “We will not return to work without a written offer.”", STRIKE, "quotation"),
    ("not dropped from a quotation", "Ann Lee said: “We will go back to work without a written offer.”", STRIKE, "quotation"),
    ("quotation of what is not quoted", "The ministry said “85% of the 1,200 bridges had been repaired”.", BRIDGES, "quotation"),
    ("score turned round", "Novak Djokovic beat Carlos Alcaraz 6-7, 6-3 in the final in Cincinnati.", WON, "number"),
    ("winner and loser exchanged", "Carlos Alcaraz beat Novak Djokovic 7-6, 6-3 in the final in Cincinnati on Sunday.", WON, "name"),
    ("winner and loser exchanged in the passive", "Novak Djokovic was beaten by Carlos Alcaraz in the final in Cincinnati.", WON, "name"),
    ("rose for fell", "Shares in Acme rose 6.2% on Friday.", FELL, "negation"),
    ("failed dropped", "Acme met its sales target for the third quarter.", FELL, "negation"),
    ("other quarter", "Acme failed to meet its sales target for the second quarter.", FELL, "number"),
    ("north for south", "A magnitude 6.1 earthquake struck northern Peru early on 14 March.", QUAKE, "negation"),
    ("other day", "A magnitude 6.1 earthquake struck southern Peru early on 15 March.", QUAKE, "date"),
    ("no dropped", "The earthquake in southern Peru caused deaths.", QUAKE, "negation"),
    ("fewer for more", "The earthquake in southern Peru damaged fewer than 200 homes.", QUAKE, "number"),
    ("accepted for rejected", "Lawmakers accepted the bill by 214 votes to 190.", LAW, "negation"),
    ("votes exchanged", "Lawmakers rejected the bill by 190 votes to 214.", LAW, "number"),
    ("refusal dropped", "Prime Minister Kaja Kallas changed the bill.", LAW, "negation"),
    ("stitched date", "Turkey reopened its border in 1998.", PACT, "date"),
    ("stitched name", "Turkey and Azerbaijan signed a peace treaty in Geneva in 1998.", PACT, "name"),
    ("who greeted whom", "Vladimir Putin greeted Kim Jong Un at Pyongyang airport.", GREETED, "name"),
    ("hundreds for thousands", "Hundreds of people lined the streets at Pyongyang airport.", GREETED, "number"),
    ("a number for thousands", "5,000 people lined the streets at Pyongyang airport.", GREETED, "number"),
    ("shares exchanged", "Under the deal, Delta would own 49% of the venture and KLM 51%.", MERGER, "number"),
    ("would dropped", "Delta owns 51% of the venture.", MERGER, "modality"),
    ("part and whole exchanged", "University of Oslo researchers found that 30-minute walks lowered blood pressure in 80 of 62 patients.", STUDY, "number"),
    ("duration", "University of Oslo researchers found that 30-hour walks lowered blood pressure.", STUDY, "number"),
    ("seat of government as a place", "Iran has denied supplying the rebels in Tehran with drones.", DENIAL, "name"),
    ("not put before first since", "The trip is not Narendra Modi's first visit to Kyiv since 2015.", TRIP, "negation"),
    ("said to be left out", "The singer is staying at a villa near Nice.", HEARD, None),
    ("said to be put in", "The singer is said to be staying at a villa near Nice.", STAY.replace("reportedly ", ""), None),
    ("independent of turned into under", "The bank promised to build payment systems under foreign control.", SYSTEMS, "negation"),
    ("date of another of a list", "Belarus has faced sanctions since 2011.", SANCTIONS, None),
    ("the other war", "Poland and Hungary have been partners since the museum's founding after World War I.", FOUNDED, "name"),
    ("the other war by its other name", "Poland and Hungary have been partners since the museum's founding after the First World War.", FOUNDED, "name"),
    ("in his words, as fact", "Serbia withstands Western pressure and economic threats.", TERMED, "speaker"),
    ("denial before a turn dropped", "Iran has supplied drones, but Ebrahim Raisi praised the rebels' patience.", DENIED_BUT, None),
    ("can for may", "Regular swimming can lower blood pressure in older patients.", SWIMMING, "modality"),
    ("cannot for does", "Regular walking cannot lower blood pressure in older patients.", WALKING, "negation"),
    ("must left out", "Every foreign driver in the capital carries a licence.", LICENCE, "modality"),
    ("what some said who criticized", "The theatre was run down and undeserving of the prize.", CRITICS, "speaker"),
    ("two names exchanged", "Fans hope to see the trophy of Feyenoord taken from the Ajax museum next spring.", RIVALS, "name"),
    ("invented", "The ministry blamed the delays on a shortage of steel and cement.", BRIDGES, "support"),
    ("other subject altogether", "The orchestra opened its season with a new symphony for strings.", RATE, "support"),
    ("nothing", "  ", RATE, "support"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "cited"), [pytest.param(*row[1:], id=row[0]) for row in TRUE])
def test_what_is_borne_is_shown(statement: str, cited: str) -> None:
    verdict = verify(statement, [Evidence(cited)])
    assert verdict.supported, verdict.reason
    assert (verdict.reason, verdict.check) == (None, None)
    assert 0.5 <= verdict.score <= 1


@pytest.mark.parametrize(("statement", "cited", "check"), [pytest.param(*row[1:], id=row[0]) for row in FALSE])
def test_what_is_not_borne_is_withheld(statement: str, cited: str, check: str | None) -> None:
    verdict = verify(statement, [Evidence(cited)])
    assert not verdict.supported
    assert verdict.reason and len(verdict.reason) < 300
    assert check is None or verdict.check == check, verdict.reason
    assert 0 <= verdict.score <= 0.5


@pytest.mark.parametrize(
    ("statement", "cited", "day", "shown"),
    [
        pytest.param("The minister resigned on June 18, 2024.", "The minister resigned yesterday.", WEDNESDAY, True, id="yesterday"),
        pytest.param("The minister resigned on June 17, 2024.", "The minister resigned yesterday.", WEDNESDAY, False, id="not-yesterday"),
        pytest.param("The minister resigned on June 18, 2024.", "The minister resigned yesterday.", None, False, id="no-article-date"),
        pytest.param("They met in September 2023.", "They met last September.", WEDNESDAY, True, id="last-september"),
        pytest.param("They met in September 2022.", "They met last September.", WEDNESDAY, False, id="another-september"),
        pytest.param("They met in 2023.", "They met last year.", WEDNESDAY, True, id="last-year"),
        pytest.param("He arrived on Wednesday.", "He arrived on June 19, 2024.", None, True, id="weekday-of-a-date"),
        pytest.param("He arrived on Thursday.", "He arrived on June 19, 2024.", None, False, id="wrong-weekday-of-a-date"),
        pytest.param("He arrived on June 19, 2024.", "He arrived on Wednesday.", WEDNESDAY, True, id="today-by-weekday"),
        pytest.param("He arrived in 2024.", "He arrived on June 19, 2024.", None, True, id="less-exact"),
        pytest.param("He arrived on June 19, 2024.", "He arrived in June 2024.", None, False, id="more-exact"),
        pytest.param("He arrived yesterday.", "He arrived yesterday.", None, True, id="same-words"),
    ],
)  # fmt: skip
def test_dates_are_those_of_the_article(statement: str, cited: str, day: date | None, shown: bool) -> None:
    assert verify(statement, [Evidence(cited, date=day)]).supported is shown


def test_a_pronoun_is_who_the_sentence_before_begins_with() -> None:
    cited = Evidence("He was arrested in Lyon on Friday.", before="Paul Martin met the lawyer Jean Duval at noon.")
    assert verify("Paul Martin was arrested in Lyon on Friday.", [cited]).supported
    assert verify("Jean Duval was arrested in Lyon on Friday.", [cited]).check == "name"
    assert verify("Paul Martin was arrested in Lyon on Friday.", [replace(cited, before="")]).check == "name"


def test_the_neighbours_are_no_evidence() -> None:
    cited = Evidence(
        "The court opened at nine.", before="Paul Martin was arrested in Lyon.", after="He denied the charges."
    )
    assert not verify("Paul Martin was arrested in Lyon.", [cited]).supported
    assert not verify("He denied the charges.", [cited]).supported


def test_a_name_may_come_from_the_question_but_not_against_the_passage() -> None:
    cited = [Evidence("The chancellor resigned on Friday.")]
    assert verify("Olaf Scholz resigned on Friday.", cited, "When did Olaf Scholz resign?").supported
    cited = [Evidence("Vladimir Putin met Kim Jong Un in Pyongyang on Wednesday.")]
    assert not verify(
        "Vladimir Putin met Kim Jong Un in Moscow on Wednesday.", cited, "Did Putin meet Kim in Moscow?"
    ).supported


def test_a_name_of_the_question_does_not_take_anothers_place() -> None:
    cited = [Evidence("Chad is seeking assistance with water technology, following a recent drought.")]
    question = "What does Chad want from Norway?"
    assert verify("Chad is seeking assistance with water technology from Norway.", cited, question).supported
    assert verify("Norway is seeking assistance with water technology from Chad.", cited, question).check == "name"


def test_the_71_year_old_is_whom_the_sentence_before_begins_with() -> None:
    cited = Evidence("The 71-year-old said that his country would build a bridge.", before="Paul Martin flew home.")
    assert verify("Paul Martin said that his country would build a bridge.", [cited]).supported
    assert not verify("Jean Duval said that his country would build a bridge.", [cited]).supported


def test_a_seat_of_government_is_what_a_passage_calls_the_north() -> None:
    cited = Evidence("The North has denied providing Russia with gear.", before="North Korea held a parade.")
    assert verify("Pyongyang has denied providing Russia with gear.", [cited]).supported
    assert not verify("Seoul has denied providing Russia with gear.", [cited]).supported
    assert verify("Pyongyang has denied providing Russia with gear.", [replace(cited, before="")]).check == "name"


def test_a_part_of_a_name_is_whole_in_its_article() -> None:
    cited = Evidence("Kim thanked the delegates.", before="North Korean leader Kim Jong Un opened the congress.")
    assert verify("Kim Jong Un thanked the delegates.", [cited]).supported
    assert verify("Kim Yo Jong thanked the delegates.", [cited]).check == "name"


def test_facts_of_two_sentences_are_not_stitched() -> None:
    cited = [
        Evidence("Anna Berg became the head of the museum in 2011."),
        Evidence("Per Lund sold the painting to a collector in Basel in 2015."),
    ]
    assert verify("Per Lund sold the painting to a collector in Basel.", cited).supported
    assert not verify("Anna Berg sold the painting to a collector in Basel.", cited).supported
    assert not verify("Per Lund became the head of the museum in 2011.", cited).supported
    assert not verify("Per Lund sold the painting to a collector in Basel in 2011.", cited).supported


def test_an_id_that_was_never_handed_out() -> None:
    verdict = verify(BRIDGES, [Evidence(BRIDGES)], rejected=["9.9"])
    assert (verdict.supported, verdict.check, verdict.score) == (False, "id", 0.0)
    assert "9.9" in str(verdict.reason)


def test_no_citation_bears_nothing() -> None:
    assert verify(BRIDGES, []).check == "id"
    assert verify(BRIDGES, [Evidence(" \n")]).check == "id"


@pytest.mark.parametrize(
    ("statement", "cited", "reason"),
    [
        ("The ministry said 87% of the bridges had been repaired.", BRIDGES, "says 87%; the passage says 85%"),
        ("Shares in Acme rose 6.2% on Friday.", FELL, "says “rose”; the passage says “fell”"),
        ("At least 12 people were killed near Karachi.", CASUALTIES, "names Karachi, which the passage does not"),
    ],
)
def test_the_reason_is_a_sentence_for_people(statement: str, cited: str, reason: str) -> None:
    assert verify(statement, [Evidence(cited)]).reason == reason


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("Putin said the agreement was “a new fundamental document for relations”.", True),
        ("The agreement was “a new fundamental document for relations”.", False),
    ],
)
def test_a_quotation_without_its_speaker_is_a_bare_fact(statement: str, shown: bool) -> None:
    said = "Putin said the agreement was “a new fundamental document for relations” between the two countries."
    verdict = verify(statement, [Evidence(said)], "What is the agreement?")
    assert verdict.supported is shown
    assert shown or "what in the passage Putin said" in (verdict.reason or "")
