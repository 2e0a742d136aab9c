"""Who somebody is, and what he was only asked to do."""

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
]
FALSE = [
    ("The senator resigned.", "The senator was asked to resign on Monday."),
    ("Lee is the president of Acme.", "Lee is the former president of Acme."),
    ("Lee is the president of Acme.", "Lee is the vice president of Acme."),
    ("Lee is the president of Acme.", "Lee is an ex-president of Acme."),
    ("Residents evacuated the valley.", "Residents were ordered to evacuate the valley by noon."),
    ("Russian Defence Minister Sergei Shoigu spoke.", "Former Russian Defence Minister Sergei Shoigu spoke on Monday."),
    ("Lee is the mayor of Karsk.", "Lee is the acting mayor of Karsk."),
]


@pytest.mark.parametrize(("statement", "cited"), TRUE)
def test_who_it_is_in_another_form_is_shown(statement: str, cited: str) -> None:
    verdict = verify(statement, [Evidence(cited)])
    assert verdict.supported, verdict.reason


@pytest.mark.parametrize(("statement", "cited"), FALSE)
def test_somebody_else_and_what_was_only_asked_are_withheld(statement: str, cited: str) -> None:
    verdict = verify(statement, [Evidence(cited)])
    assert not verdict.supported and verdict.check in ("role", "modality")
