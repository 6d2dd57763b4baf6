"""A proposed RAR names a need and an intervention that the local provider's directory has open for it (¶12)."""

from datetime import date
from typing import Any

import pytest

from services.court.domain.proposals import Proposal, faults_of
from shared.decisions import Fault
from tests.unit.court.given import DIRECTORY, intervention

DAY = date(2016, 9, 6)
RAR = {"kind": "rehabilitationActivity", "amount": 20, "unit": "days", "need": "alcohol", "intervention": "C17-ALC"}
PLACE = "/proposal/requirements/0/intervention"


def proposal(*rars: dict[str, Any], **changed: Any) -> Proposal:
    asked: dict[str, Any] = {"disposal": "communityOrder", "area_crc": "C17", "sex": "female", "requirements": rars}
    return Proposal.model_validate({**asked, **changed})


def faults(asked: Proposal, *directory: Any) -> list[Fault]:
    return list(faults_of(asked, DAY, directory))


def codes(found: list[Fault]) -> list[tuple[str, str]]:
    return [(fault.place, fault.code) for fault in found]


def test_what_the_directory_has_open_for_area_need_and_sex_is_proposed() -> None:
    assert faults(proposal(RAR), *DIRECTORY) == []


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (None, "rarInterventionUnknown"),
        ({"provider": "C18"}, "rarInterventionOfAnotherArea"),
        ({"offered_from": date(2016, 9, 7)}, "rarInterventionNotOpen"),
        ({"offered_until": date(2016, 9, 5)}, "rarInterventionNotOpen"),
        ({"needs": ["drugs"]}, "rarInterventionForAnotherNeed"),
        ({"needs": []}, "rarInterventionForAnotherNeed"),
        ({"open_to": ["male"]}, "rarInterventionForAnotherSex"),
    ],
)
def test_what_it_has_not_or_not_for_this_is_refused_with_what_is_wrong(entry: dict[str, Any] | None, code: str) -> None:
    directory = () if entry is None else (intervention(**entry),)
    [fault] = faults(proposal(RAR), *directory)
    assert (fault.place, fault.code) == (PLACE, code)
    assert "C17-ALC" in fault.sentence
    assert fault.sentence.endswith("It has nothing for Alcohol (female) in C17.")


def test_the_first_and_the_last_day_of_an_entry_are_days_on_which_it_is_open() -> None:
    assert faults(proposal(RAR), intervention(offered_from=DAY, offered_until=DAY)) == []


def test_a_refusal_names_what_the_directory_has_instead_and_no_more_than_a_few() -> None:
    suited = [intervention(f"C17-A{letter}") for letter in "HGFEDCB"]
    others = [
        intervention("C18-ALC"),
        intervention("C17-DRU", needs=["drugs"]),
        intervention("C17-MEN", open_to=["male"]),
    ]
    [fault] = faults(proposal({**RAR, "intervention": "C17-OLD"}), *suited, *others)
    assert fault.sentence == (
        "The directory has no intervention C17-OLD. "
        "For Alcohol (female) in C17 the directory has C17-AB, C17-AC, C17-AD, C17-AE, C17-AF."
    )


def test_each_rar_is_looked_up_for_its_own_need() -> None:
    drugs = {**RAR, "need": "drugs"}
    assert codes(faults(proposal(RAR, drugs), *DIRECTORY)) == [
        ("/proposal/requirements/1/intervention", "rarInterventionForAnotherNeed")
    ]


def test_a_rar_needs_the_area_and_the_sex_and_nothing_else_does() -> None:
    assert codes(faults(proposal(RAR, area_crc=None, sex=None), *DIRECTORY)) == [
        ("/proposal/areaCrc", "areaMissing"),
        ("/proposal/sex", "sexMissing"),
    ]
    assert codes(faults(proposal(RAR, area_crc="N07"), *DIRECTORY)) == [
        ("/proposal/areaCrc", "notACrc"),
        (PLACE, "rarInterventionOfAnotherArea"),
    ]
    unpaid_work = {"kind": "unpaidWork", "amount": 80, "unit": "hours"}
    assert faults(proposal(unpaid_work, area_crc=None, sex=None)) == []


@pytest.mark.parametrize(
    ("rar", "code"),
    [
        ({"need": None}, "rarNeedMissing"),
        ({"intervention": None}, "rarInterventionMissing"),
        ({"intervention": "To address offending behaviour."}, "rarNotTargeted"),
    ],
)
def test_a_rar_that_says_too_little_is_refused_for_that_alone(rar: dict[str, Any], code: str) -> None:
    assert [fault.code for fault in faults(proposal({**RAR, **rar}), *DIRECTORY)] == [code]
