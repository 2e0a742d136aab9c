"""Who did it, to whom and to how many, in sentences as newspapers write them: with asides, claims, refusals and plans."""

import pytest

from qa.verification import Evidence, verify

TRUE = [
    ('Kim Jong Un was accompanied by crowds.', 'Autocratic North Korean leader Kim Jong Un was on the tarmac to welcome Putin at around 03:00 local time, accompanied by crowds waving the Communist nation’s and Russian flags.'),
    ('Crowds accompanied the king.', 'The king was accompanied by crowds to the harbour.'),
    ('Parliament in Tessaly voted by 61 votes to 58 to postpone the pension reform until 2027.', "Tessaly's parliament voted 61 to 58 on Thursday to delay the pension reform until 2027, a setback for Prime Minister Orla Venn, who had promised to pass it before the summer."),
    ('Brightwater Foods said it hoped to complete the purchase of Nordal Dairy by the end of the year.', 'Brightwater Foods said on Monday that it would buy the smaller rival Nordal Dairy for 2.4 billion crowns, pending approval from regulators, and that it hoped to close the deal by the end of the year.'),
    ('Rescuers fear that dozens more people may be trapped beneath the mud.', 'At least 37 people were killed and more than 200 injured when a landslide buried two villages in the Corvane highlands early on Sunday, officials said. Rescuers fear that dozens more may be trapped under the mud.'),
    ('Helix Norden said its drug cut hospital stays by a third in a trial of 900 patients with severe asthma.', 'The drug, which is made by Helix Norden, reduced hospital stays by a third in a trial of 900 patients with severe asthma, but it did not reduce deaths, the company said on Wednesday.'),
    ('According to Helix Norden, the drug did not reduce deaths.', 'The drug, which is made by Helix Norden, reduced hospital stays by a third in a trial of 900 patients with severe asthma, but it did not reduce deaths, the company said on Wednesday.'),
    ("Anwar Deljani said Kestria's government was considering the recall of its ambassador from Moravel.", 'Foreign Minister Anwar Deljani of Kestria said on Sunday that his government was considering recalling its ambassador from Moravel after Moravel expelled two Kestrian diplomats last week.'),
    ("On Friday, Judge Miriam Osei turned down The Tribune's request to unseal the witness list.", "Judge Miriam Osei rejected on Friday a request by the newspaper The Tribune to unseal the witness list, ruling that the safety of the witnesses outweighed the public's interest in their names."),
    ('According to an internal memo, Carrow Motors plans to eliminate 1,200 jobs in Eldon next year.', 'Carrow Motors plans to cut 1,200 of its 9,500 jobs in Eldon next year, most of them on the assembly line, and to move production of its smallest van to a plant in Ruvia, according to an internal memo seen by the newspaper.'),
    ('An internal memo says Carrow Motors plans to move production of its smallest van to a plant in Ruvia.', 'Carrow Motors plans to cut 1,200 of its 9,500 jobs in Eldon next year, most of them on the assembly line, and to move production of its smallest van to a plant in Ruvia, according to an internal memo seen by the newspaper.'),
    ('The Polar Survey reported that the Hallen glacier has lost 40 meters of thickness since 1990.', 'The Hallen glacier has lost 40 meters of thickness since 1990, twice as much as the nearby Skarn glacier, and could vanish by 2060 if warming continues at its present rate, according to a report by the Polar Survey.'),
    ('Lumen said it had discovered a security flaw that exposed the email addresses of about 700,000 users.', 'Lumen, the search company founded by the brothers Arjun and Neel Vasudev, said it had discovered a security flaw that exposed the email addresses, but not the passwords, of about 700,000 users.'),
    ("According to Lumen, the security flaw did not expose users' passwords.", 'Lumen, the search company founded by the brothers Arjun and Neel Vasudev, said it had discovered a security flaw that exposed the email addresses, but not the passwords, of about 700,000 users.'),
    ('The Senate passed the water bill by 52 votes to 47.', 'The Senate approved the water bill by a vote of 52 to 47, sending it to the lower chamber, where leaders of both parties have said they expect it to be amended.'),
    ('Rosalind Achterberg died at her home in Lorne on May 12 at the age of 88.', 'Rosalind Achterberg, 88, the architect who designed the Kade Library and taught for three decades at the Institute of Building, died on May 12 at her home in Lorne. Her son, Felix, confirmed the death but did not give the cause.'),
    ("Rosalind Achterberg's death was confirmed by her son, Felix.", 'Rosalind Achterberg, 88, the architect who designed the Kade Library and taught for three decades at the Institute of Building, died on May 12 at her home in Lorne. Her son, Felix, confirmed the death but did not give the cause.'),
    ('The army said its forces had recaptured the town of Selm.', 'The army said its forces had retaken the town of Selm on Saturday, a claim that rebel commanders disputed and that could not be independently verified.'),
    ('Hattie Loomis worked as a public defender in Crane County before she became governor.', 'Before she was elected governor in 2018, Hattie Loomis worked as a public defender in Crane County and served two terms in the state assembly, where she led the committee on prisons.'),
    ('Kestria and Moravel have not signed the fishing accord.', 'Neither Kestria nor Moravel has signed the fishing accord, which the other 14 coastal states adopted in 2021 and which limits catches of herring and cod but not of mackerel.'),
    ('The fishing accord was adopted by fourteen coastal states in 2021.', 'Neither Kestria nor Moravel has signed the fishing accord, which the other 14 coastal states adopted in 2021 and which limits catches of herring and cod but not of mackerel.'),
    ('The fishing accord limits catches of herring and cod.', 'Neither Kestria nor Moravel has signed the fishing accord, which the other 14 coastal states adopted in 2021 and which limits catches of herring and cod but not of mackerel.'),
    ('The city council has asked Stonegate to reserve a quarter of the 800 apartments planned for the old harbor for low-income tenants.', 'The city council has asked the developer Stonegate to set aside a quarter of the 800 apartments planned for the old harbor for low-income tenants, but Stonegate says it can afford to set aside no more than 100.'),
]  # fmt: skip
FALSE = [
    ('Kim accompanied Putin.', 'Autocratic North Korean leader Kim Jong Un was on the tarmac to welcome Putin at around 03:00 local time, accompanied by crowds waving the Communist nation’s and Russian flags.'),
    ('Dieter Molnar was found guilty on Tuesday of destroying records.', 'A jury in Harwell found the accountant Dieter Molnar guilty on Tuesday of forging 14 invoices but acquitted his sister, Ilse Molnar, who had been accused of destroying records. Sentencing is set for March 3.'),
    ('Jana Sorel beat Kamila Obrecht 6-4, 3-6, 7-5 on Saturday.', 'Kamila Obrecht, the 19-year-old qualifier, beat the top seed Jana Sorel 6-4, 3-6, 7-5 on Saturday in a final that lasted almost three hours, becoming the first qualifier to win the Lindau Open since 1998.'),
    ('More than 200 people were killed by the landslide in the Corvane highlands, officials said.', 'At least 37 people were killed and more than 200 injured when a landslide buried two villages in the Corvane highlands early on Sunday, officials said. Rescuers fear that dozens more may be trapped under the mud.'),
    ('Mayor Edda Rask took bribes from a construction firm.', 'The opposition leader, Tomas Grell, accused the mayor of taking bribes from a construction firm, a charge that the mayor, Edda Rask, called "pure invention."'),
    ('Carrow Motors plans to cut 9,500 jobs in Eldon next year, according to an internal memo.', 'Carrow Motors plans to cut 1,200 of its 9,500 jobs in Eldon next year, most of them on the assembly line, and to move production of its smallest van to a plant in Ruvia, according to an internal memo seen by the newspaper.'),
    ('Investigators have determined that faulty wiring caused the fire.', 'The fire, which started in a warehouse storing paint, spread to three apartment buildings before firefighters brought it under control at about 5 a.m.; investigators have not yet determined what caused it, though residents blamed faulty wiring.'),
    ('The lower chamber approved the water bill by a vote of 52 to 47.', 'The Senate approved the water bill by a vote of 52 to 47, sending it to the lower chamber, where leaders of both parties have said they expect it to be amended.'),
    ('The lower chamber has amended the water bill.', 'The Senate approved the water bill by a vote of 52 to 47, sending it to the lower chamber, where leaders of both parties have said they expect it to be amended.'),
    ('The health ministry has offered the nurses a 9 percent raise.', 'Nurses at six hospitals in the capital walked out on Monday, demanding a 9 percent raise; the health ministry has offered 4 percent, and talks are to resume on Thursday with a mediator, the retired judge Paulo Reyes.'),
    ('Kestria announced limits on imports of Ruvian wheat hours after Ruvia imposed its steel tariff.', "Ruvia imposed a 15 percent tariff on steel from Kestria on Monday, hours after Kestria announced limits on imports of Ruvian wheat, and Ruvia's trade minister, Goran Petz, warned that further measures could follow."),
    ('The broader market fell 11 percent on Thursday.', 'Shares in Calder Bank fell 11 percent on Thursday, their worst day since 2020, after its chief executive, Greta Immel, resigned over undisclosed loans; the broader market slipped 0.4 percent.'),
    ('Greta Immel resigned from Calder Bank because its shares had fallen 11 percent.', 'Shares in Calder Bank fell 11 percent on Thursday, their worst day since 2020, after its chief executive, Greta Immel, resigned over undisclosed loans; the broader market slipped 0.4 percent.'),
    ('Stonegate has asked the city council to set aside a quarter of the apartments for low-income tenants.', 'The city council has asked the developer Stonegate to set aside a quarter of the 800 apartments planned for the old harbor for low-income tenants, but Stonegate says it can afford to set aside no more than 100.'),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "cited"), TRUE)
def test_what_the_passage_says_is_shown(statement: str, cited: str) -> None:
    verdict = verify(statement, [Evidence(cited)])
    assert verdict.supported, verdict.reason


@pytest.mark.parametrize(("statement", "cited"), FALSE)
def test_what_its_words_seem_to_say_is_withheld(statement: str, cited: str) -> None:
    verdict = verify(statement, [Evidence(cited)])
    assert not verdict.supported and verdict.reason


def test_who_does_it_is_told_by_each_of_two_passages() -> None:
    welcome = "Kim Jong Un was on the tarmac to welcome Putin, accompanied by crowds waving flags."
    others = "Accompanying Putin are key figures including the defense minister Andrei Belousov."
    assert not verify("Kim accompanied Putin.", [Evidence(welcome), Evidence(others)]).supported
    assert verify("Andrei Belousov is accompanying Putin.", [Evidence(others)]).supported
