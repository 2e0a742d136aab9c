"""Who somebody is, what he was only asked to do, and which way something goes."""

import pytest

from qa.verification import Evidence, verify

TRUE = [
    ("The senator was asked to resign.", "The senator was asked to resign on Monday."),
    ("Lee is a former president of Acme.", "Lee is the ex-president of Acme."),
    ("The president met Lee.", "The president met Lee, the former president of Acme."),
    ("Lee was vice president of Acme.", "Lee is the former vice president of Acme."),
    ("Ann Lee trained him.", "Former champion trainer Ann Lee trained him in Rome."),
    ("Residents were ordered to evacuate.", "Residents were ordered to evacuate the valley."),
    ("The minister spoke to the former mayor.", "The minister spoke to the former mayor of Karsk on Monday."),
    ("Trump met the chancellor.", "Former president Trump met the chancellor in Berlin."),
    ("The deputy prime minister resigned.", "The deputy prime minister resigned on Monday."),
    ("Exports from China fell.", "Exports from China fell in March."),
    ("He flew to Oslo from Rome.", "He flew from Rome to Oslo on Monday."),
    ("Steel shipments to India from China rose.", "Steel shipments from China to India rose in March."),
    ("According to Acme, sales rose.", "A statement from Acme said sales rose."),
    ("He went to Rome.", "He came from Rome last week, a day after he went to Rome."),
]
FALSE = [
    ("The senator resigned.", "The senator was asked to resign on Monday."),
    ("Lee is the president of Acme.", "Lee is the former president of Acme."),
    ("Lee is the president of Acme.", "Lee is the vice president of Acme."),
    ("Lee is the president of Acme.", "Lee is an ex-president of Acme."),
    ("Residents evacuated the valley.", "Residents were ordered to evacuate the valley by noon."),
    ("Russian Defence Minister Sergei Shoigu spoke.", "Former Russian Defence Minister Sergei Shoigu spoke on Monday."),
    ("Lee is the mayor of Karsk.", "Lee is the acting mayor of Karsk."),
    ("Exports to China fell.", "Exports from China fell in March."),
    ("The letter was sent from Oslo.", "The letter was sent to Oslo on Monday."),
    ("Steel shipments from India to China rose.", "Steel shipments from China to India rose in March."),
    ("Aid from the United States arrived.", "Aid to the United States arrived on Monday."),
]


@pytest.mark.parametrize(("statement", "cited"), TRUE)
def test_who_it_is_in_another_form_is_shown(statement: str, cited: str) -> None:
    verdict = verify(statement, [Evidence(cited)])
    assert verdict.supported, verdict.reason


@pytest.mark.parametrize(("statement", "cited"), FALSE)
def test_somebody_else_and_what_was_only_asked_are_withheld(statement: str, cited: str) -> None:
    verdict = verify(statement, [Evidence(cited)])
    assert not verdict.supported and verdict.check in ("role", "modality")
