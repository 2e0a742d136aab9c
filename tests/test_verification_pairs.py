"""Statements written by hand about the sample articles, true ones in free words and subtle falsehoods: a floor for each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from qa.sentences import sentence_spans
from qa.sources import read_article
from qa.verification import Evidence, verify

SEEDS = Path(__file__).resolve().parents[1] / "seeds"

# fmt: off
# Key → file, words that only the cited sentence has, the question that it was found for.
CITED = {
    "tarmac": ("000", "was on the tarmac to welcome", "Who welcomed Putin at the airport?"),
    "accused": ("000", "Washington and Seoul accused North Korea", "What do Washington and Seoul say about North Korea?"),
    "deny": ("000", "deny an arms deal", "Is there an arms deal?"),
    "lastmet": ("000", "The two leaders last met in September", "When did Putin and Kim last meet?"),
    "containers": ("000", "has shipped 7,000 containers", "How many containers has North Korea shipped to Russia?"),
    "exchange": ("000", "In exchange, Pyongyang gets", "What does North Korea get in return?"),
    "kcna": ("000", "exchanged their pent-up", "What did KCNA say about the meeting?"),
    "christians": ("000", "Thousands of Christians are believed", "How many Christians are held in North Korea?"),
    "vietnam": ("000", "After North Korea, Putin will visit", "Where will Putin go after North Korea?"),
    "gunman": ("000", "A gunman who opened fire", "What happened in Hat Yai?"),
    "taiwan": ("000", "reciprocal trade agreement with Taiwan", "What did the Trump administration agree with Taiwan?"),
    "kremlin": ("001", "arrived in North Korea early Wednesday", "When did Putin arrive in North Korea?"),
    "allies": ("001", "have been allies since", "Since when have Moscow and Pyongyang been allies?"),
    "hailed": ("001", "The North has denied providing Russia", "Has North Korea armed Russia?"),
    "sanctions": ("001", "Both countries have faced a slew", "Since when has North Korea been under sanctions?"),
    "state": ("002", "said Monday that Putin will pay a state visit", "When will Putin visit North Korea?"),
    "cooperation": ("002", "Military, economic and other cooperation", "How have ties between North Korea and Russia developed?"),
    "violation": ("002", "Both Pyongyang and Moscow have denied accusations", "Has North Korea sent weapons to Russia?"),
    "partnership": ("003", "signed a new agreement on a comprehensive", "What did Putin sign in Pyongyang?"),
    "fundamental": ("003", "it was a new fundamental document", "What did Putin say of the agreement?"),
    "invited": ("003", "also invited Kim Jong Un to visit again", "Who was invited to Moscow?"),
    "yesterday": ("003", "Putin, who arrived yesterday", "What did Putin thank Kim for?"),
    "capital": ("003", "had developed into a beautiful capital", "What did Putin say about Pyongyang?"),
    "father": ("003", "At that time, he was received by", "Who received Putin in 2000?"),
    "whitehouse": ("003", "According to information from the White House", "What was agreed last year?"),
    "suspected": ("003", "In return, it is also suspected", "What does Pyongyang get in return?"),
    "seeking": ("004", "North Korea is seeking assistance with space", "What does North Korea want from Russia?"),
    "friendly": ("004", "Described by the Kremlin as", "What may Putin and Kim sign?"),
    "parade": ("004", "A parade in Kim Il Sung Square is expected", "What is planned in Pyongyang?"),
    "letter": ("004", "In a letter published in North Korean", "What did Putin promise in his letter?"),
    "pledged": ("004", "He also pledged support", "What did Putin pledge?"),
    "kumsusan": ("004", "is reportedly staying at", "Where is Putin staying?"),
    "delegation": ("004", "Accompanying Putin are key figures", "Who accompanied Putin?"),
    "allegations": ("004", "The visit occurs amid allegations", "What does Washington allege?"),
}

# The checks were improved with these in view.
SEEN_TRUE = [
    ("tarmac", "Kim Jong Un greeted Putin on the tarmac at about 3 a.m. local time."),
    ("tarmac", "Crowds waving Russian flags accompanied Kim when he welcomed Putin."),
    ("deny", "Moscow and Pyongyang deny that there is an arms deal."),
    ("containers", "South Korea's defense minister, Shin Won-sik, has said that 7,000 containers of munitions and other military equipment went from North Korea to Russia since last year."),
    ("exchange", "South Korean officials say Pyongyang receives badly needed food and economic help from Moscow in return."),
    ("lastmet", "Putin had not visited Pyongyang since 2000."),
    ("christians", "Several advocacy groups say that thousands of Christians are thought to be imprisoned for their beliefs or political views."),
    ("vietnam", "Putin's next stop after North Korea will be Vietnam."),
    ("gunman", "Authorities said a gunman wounded a teacher and a student at a school in Hat Yai before he was detained."),
    ("kremlin", "The Kremlin said Putin landed in North Korea early on Wednesday."),
    ("hailed", "Pyongyang has denied supplying military equipment to Russia."),
    ("sanctions", "North Korea has been under United Nations sanctions since 2006 because of its nuclear and missile programmes."),
    ("state", "KCNA said on Monday that Putin will make a state visit on Tuesday and Wednesday at Kim's invitation."),
    ("partnership", "Putin and Kim signed a comprehensive strategic partnership agreement during the visit."),
    ("capital", "Putin said that Pyongyang had become a beautiful capital."),
    ("kumsusan", "Putin is said to be staying at the Kumsusan guesthouse, where Xi Jinping stayed in 2019."),
    ("delegation", "Lavrov, Belousov and Novak are travelling with Putin."),
    ("parade", "A concert and a parade in Kim Il Sung Square are expected."),
]
SEEN_FALSE = [
    ("tarmac", "Kim Jong Un greeted Putin on the tarmac at around 05:00 local time."),
    ("deny", "Russia and North Korea confirm an arms deal."),
    ("deny", "Russia and North Korea vowed to cut military ties last year."),
    ("containers", "North Korea has shipped 7,000 containers filled with munitions to Russia."),
    ("containers", "South Korea's defense minister Shin Won-sik has said that Russia has shipped 7,000 containers of munitions to North Korea."),
    ("exchange", "According to North Korean officials, Pyongyang gets food and economic assistance from Moscow."),
    ("lastmet", "The two leaders last met in September 2022 in far eastern Russia."),
    ("christians", "Thousands of Christians are held in prison camps for their faith."),
    ("vietnam", "After Vietnam, Putin will visit North Korea."),
    ("gunman", "A gunman killed a teacher and a student at a school in southern Thailand, authorities said."),
    ("kremlin", "Putin arrived in North Korea late on Wednesday, the Kremlin said."),
    ("hailed", "Putin hailed Kim's leadership for its assistance in the war effort after his trip."),
    ("sanctions", "Moscow has faced United Nations sanctions since 2006."),
    ("state", "South Korea's Central News Agency said Monday that Putin will pay a state visit to the North."),
    ("fundamental", "Putin said at the end of the talks that it was a new fundamental document."),
    ("kumsusan", "Putin is staying at the Kumsusan guesthouse in Pyongyang, previously used by Xi Jinping."),
    ("delegation", "Foreign Minister Andrei Belousov is accompanying Putin."),
    ("friendly", "Putin and Kim will sign a partnership agreement, including on security issues."),
    ("letter", "Putin promised to develop trade with Pyongyang under Western control."),
    ("whitehouse", "According to the Kremlin, an agreement was reached last year to supply North Korean missiles to Russia."),
]
# These were first judged when the checks had been corrected for the ones above.
UNSEEN_TRUE = [
    ("accused", "North Korea has been accused by Washington and Seoul of supplying artillery to Russia."),
    ("accused", "Washington and Seoul accused the North of arming Russia, probably in return for food and military help."),
    ("lastmet", "Putin and Kim met in the far east of Russia in September."),
    ("kcna", "KCNA reported that Putin and Kim talked about deepening ties after Putin's arrival in Pyongyang."),
    ("taiwan", "The Trump administration's trade deal with Taiwan confirms a 15% tariff on imports from Taiwan."),
    ("kremlin", "Putin came to North Korea early on Wednesday to strengthen defence ties, the Kremlin said."),
    ("allies", "Russia and North Korea have been allies since North Korea was founded after the Second World War."),
    ("hailed", "Before the trip, Putin praised Kim's leadership for helping the war effort."),
    ("sanctions", "Moscow is under sanctions because it invaded Ukraine."),
    ("state", "The state visit comes at Kim's invitation, North Korea's news agency said."),
    ("cooperation", "Cooperation between Russia and North Korea has grown sharply since Kim travelled to the Russian Far East in September."),
    ("cooperation", "When Kim and Putin met in September 2023, it was their first meeting since 2019."),
    ("violation", "Arms transfers from North Korea would violate U.N. Security Council resolutions."),
    ("invited", "Kim Jong Un was invited by Putin to Moscow, according to Russian sources."),
    ("whitehouse", "According to the White House, a deal was struck last year to supply Russia with North Korean missiles and artillery shells."),
    ("father", "Putin was received by Kim Jong Il, Kim's father, at that time."),
    ("yesterday", "Putin thanked Kim for supporting Russian policy in the war against Ukraine."),
    ("letter", "Putin promised, in a letter, to develop trade and security systems with North Korea that the West does not control."),
    ("seeking", "North Korea wants help with space technology after a recent satellite launch failed."),
    ("allegations", "Both countries deny that North Korea has supplied Russia with military equipment in exchange for food and technology."),
]
UNSEEN_FALSE = [
    ("accused", "North Korea accused Washington and Seoul of supplying artillery to Ukraine."),
    ("accused", "North Korea supplied Russia with artillery in exchange for food and military aid."),
    ("lastmet", "This is Putin's first visit to Pyongyang since 2010."),
    ("kcna", "North Korea's state news agency KCNA said the two leaders “exchanged their deepest inmost thoughts”."),
    ("taiwan", "The agreement confirms a 25 percent U.S. tariff rate on Taiwanese imports."),
    ("taiwan", "The Trump administration's agreement secured broad new market access for Taiwanese goods."),
    ("kremlin", "Putin's tour is aimed at strengthening trade ties between the two nuclear-armed nations."),
    ("allies", "Moscow and Pyongyang have been allies since North Korea's establishment following World War I."),
    ("allies", "Their relationship has become weaker since Russia's invasion of Ukraine in 2022."),
    ("hailed", "Pyongyang has admitted providing Russia with military gear."),
    ("state", "North Korea's official news agency said that Putin will pay a state visit to the North on Wednesday and Thursday."),
    ("cooperation", "Cooperation between North Korea and Russia increased sharply after Putin visited Pyongyang in September."),
    ("cooperation", "Kim visited the Russian Far East in September 2022 for a meeting with Putin."),
    ("violation", "Both Pyongyang and Moscow have acknowledged North Korean weapons transfers."),
    ("invited", "According to Russian sources, Kim invited Putin to visit Moscow."),
    ("invited", "Kim will visit Moscow."),
    ("suspected", "Key military technologies will be handed over to Pyongyang."),
    ("father", "At that time, Putin was received by Kim's father, Kim Il Sung."),
    ("yesterday", "Kim thanked Putin for supporting North Korean policy."),
    ("pledged", "Putin refused to support North Korea's efforts to defend its interests."),
    ("pledged", "North Korea faces US pressure and military threats."),
    ("seeking", "Russia is seeking assistance with space technology from North Korea."),
    ("seeking", "North Korea is seeking assistance with space technology, following a recent successful satellite launch."),
    ("parade", "A parade in Kim Il Sung Square is expected, but no concert."),
    ("delegation", "Foreign Minister Sergei Lavrov is not among those accompanying Putin."),
    ("allegations", "Both countries have confirmed that North Korea supplies Russia with military equipment."),
]
# Written when the checks had been corrected with all of the above in view, and judged once.
FRESH_TRUE = [
    ("tarmac", "Putin was welcomed on the tarmac by North Korean leader Kim Jong Un."),
    ("deny", "Russia and North Korea vowed last year to strengthen their military ties."),
    ("lastmet", "Putin and Kim last met in September in the far east of Russia."),
    ("vietnam", "Putin will visit Vietnam after North Korea."),
    ("gunman", "A teacher and a student were wounded by a gunman in Hat Yai on Wednesday, authorities said."),
    ("allies", "The relationship between Moscow and Pyongyang has grown stronger since Russia invaded Ukraine in 2022."),
    ("partnership", "Putin signed a comprehensive strategic partnership agreement with Kim Jong Un."),
    ("father", "Putin was received by Kim Jong Il at that time."),
    ("suspected", "It is suspected that key military technologies will be given to Pyongyang."),
    ("seeking", "North Korea is seeking food, fuel and foreign currency."),
    ("parade", "A visit to the Orthodox Church of the Life-Giving Trinity in Pyongyang is expected."),
    ("delegation", "Alexander Novak, the deputy prime minister, is accompanying Putin."),
]
FRESH_FALSE = [
    ("tarmac", "Kim Jong Un's sister welcomed Putin on the tarmac at around 03:00."),
    ("accused", "Washington and Moscow accused North Korea of supplying artillery."),
    ("accused", "Seoul accused Russia of supplying North Korea with artillery and other equipment."),
    ("deny", "Russia and North Korea signed an arms deal last year."),
    ("lastmet", "The two leaders have never met in Russia."),
    ("containers", "South Korea's defense minister has said that North Korea shipped 7,000 containers of food to Russia."),
    ("exchange", "Moscow gets desperately needed food and economic assistance from Pyongyang, according to South Korean officials."),
    ("christians", "Thousands of Christians have been killed for their faith, several advocacy groups say."),
    ("vietnam", "Putin has visited Vietnam."),
    ("gunman", "A gunman opened fire at a hospital in Hat Yai, authorities said."),
    ("gunman", "The gunman escaped after he wounded a teacher and a student, authorities said."),
    ("taiwan", "The Trump administration rejected a trade agreement with Taiwan."),
    ("kremlin", "Kim Jong Un arrived in Russia early Wednesday, the Kremlin said."),
    ("sanctions", "Both countries have faced a slew of European Union sanctions."),
    ("state", "KCNA said that Kim will pay a state visit to Russia at the invitation of Putin."),
    ("partnership", "Russian President Vladimir Putin tore up an agreement on a comprehensive strategic partnership with Kim Jong Un."),
    ("invited", "Kim Jong Un accepted the invitation to visit Moscow, according to Russian sources."),
    ("yesterday", "Putin, who arrived for the three-day state visit, thanked Kim for supporting Russian policy."),
    ("capital", "The 71-year-old said that Moscow had developed into a beautiful capital."),
    ("whitehouse", "According to information from the White House, an agreement was reached last year to supply Russian missiles to North Korea."),
    ("suspected", "Pyongyang is internationally sanctioned because of its space program."),
    ("friendly", "The Kremlin suggests that Putin and Kim may sign a partnership agreement."),
    ("kumsusan", "Xi Jinping is reportedly staying at the Kumsusan guesthouse in Pyongyang."),
    ("delegation", "The former defense minister Andrei Belousov is accompanying Putin."),
]
# fmt: on


@cache
def evidence(key: str) -> Evidence:
    """The cited sentence as an answer hands it to the checks."""
    number, words, _ = CITED[key]
    (path,) = SEEDS.glob(f"{number}_*.txt")
    article = read_article(path.name, path.read_bytes(), 0.0)
    spans = sentence_spans(article.text)
    (at,) = (i for i, (a, b) in enumerate(spans) if words in article.text[a:b])
    before, own, after = (
        "".join(article.text[a:b] for a, b in spans[max(0, i) : i + 1]).strip() for i in range(at - 1, at + 2)
    )
    return Evidence(own, before, after, article.date, article.title, article.source)


def wrong(rows: Sequence[tuple[str, str]], true: bool) -> list[tuple[str, str | None]]:
    """The statements that were judged wrongly, each with the verdict's reason."""
    found = []
    for key, statement in rows:
        verdict = verify(statement, [evidence(key)], CITED[key][2])
        if verdict.supported != true:
            found.append((statement, verdict.reason))
    return found


# Judged rightly at the first try: of the seen 10 of 18 true ones and 18 of 20 false ones, of the unseen 7 of 20 and 23 of 26, of
# the fresh 10 of 12 and 23 of 24. What the unseen ones showed to be wrong with falsehoods has been put right since.
@pytest.mark.parametrize(
    ("rows", "true", "fewest"),
    [
        pytest.param(SEEN_TRUE, True, 15, id="seen-true"),
        pytest.param(SEEN_FALSE, False, 20, id="seen-false"),
        pytest.param(UNSEEN_TRUE, True, 9, id="unseen-true"),
        pytest.param(UNSEEN_FALSE, False, 26, id="unseen-false"),
        pytest.param(FRESH_TRUE, True, 10, id="fresh-true"),
        pytest.param(FRESH_FALSE, False, 23, id="fresh-false"),
    ],
)
def test_as_many_as_ever_are_judged_rightly(rows: list[tuple[str, str]], true: bool, fewest: int) -> None:
    mistaken = wrong(rows, true)
    assert len(rows) - len(mistaken) >= fewest, mistaken
