"""The register of officers: what it takes, and that every version of an entry is told (¶15, ¶17)."""

from collections.abc import Callable
from typing import Any

import pytest

from services.crc.domain.register import (
    ChangeTerms,
    RecordTraining,
    RegisterOfficer,
    change_terms,
    record_training,
    register_officer,
)
from services.crc.domain.staff import Officer, officer_id_of
from services.crc.domain.stages import OFFICER as OFFICERS
from services.crc.domain.stages import OfficerState
from shared.contracts.crc_staff import OfficerListed
from shared.decisions import Decision, Invalid, NotAllowed
from shared.probation.vocabulary import EmploymentKind, StaffGrade, Training
from tests.unit.crc.given import MANAGER, MONDAY, OFFICER, entry, occasion

ASKED: dict[str, Any] = {
    "officer": OFFICER,
    "team": "C17CRO",
    "grade": "PO",
    "employment": "permanent",
    "training": ["domesticAbuse", "sexualOffences"],
}


def registered(organisation: str | None = None, **changes: Any) -> Decision[Officer]:
    asked = RegisterOfficer.model_validate({**ASKED, **changes})
    return register_officer(asked, occasion(MANAGER, organisation=organisation))


def changed(officer: Officer, **asked: Any) -> Decision[Officer]:
    return change_terms(officer, ChangeTerms.model_validate(asked), occasion(MANAGER))


def trained(officer: Officer, training: str) -> Decision[Officer]:
    return record_training(officer, RecordTraining.model_validate({"training": training}), occasion(MANAGER))


def test_an_officer_is_entered_and_told() -> None:
    decision = registered(fullTimePercent=60, supervisedBy="C17A002")
    officer = decision.state
    assert (officer.officer_id, officer.provider, officer.number) == (officer_id_of(OFFICER), "C17", 1)
    assert officer.training == (Training.SEXUAL_OFFENCES, Training.DOMESTIC_ABUSE)
    (told,) = decision.listings
    assert isinstance(told, OfficerListed)
    assert (told.subject, told.detail_url, told.full_time_percent, told.supervised_by, told.left_on) == (
        OFFICER,
        f"/officers/{OFFICER}",
        60,
        "C17A002",
        None,
    )


@pytest.mark.parametrize(
    ("organisation", "changes", "faults"),
    [
        ("N07", {}, [("/officer", "notOfACrc"), ("/team", "ofAnotherProvider")]),
        ("C21", {}, [("/officer", "ofAnotherProvider"), ("/team", "ofAnotherProvider")]),
        (None, {"officer": "C17CROU"}, [("/officer", "nobodyYet")]),
        (None, {"team": "C21CRO"}, [("/team", "ofAnotherProvider")]),
        (None, {"supervisedBy": "C21A001"}, [("/supervisedBy", "ofAnotherProvider")]),
        (None, {"training": ["sara", "sara"]}, [("/training", "namedTwice")]),
        (None, {"supervisedBy": OFFICER}, [("/supervisedBy", "notOneself")]),
    ],
)
def test_an_entry_is_of_the_callers_crc(
    organisation: str | None, changes: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid) as refused:
        registered(organisation, **changes)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == faults


def test_what_is_left_out_of_new_terms_stays_as_it_is() -> None:
    before = entry(OFFICER, supervised_by="C17A002")
    decision = changed(before, grade="SPO", fullTimePercent=80)
    after = decision.state
    assert (after.grade, after.full_time_percent, after.supervised_by, after.number) == (
        StaffGrade.SPO,
        80,
        "C17A002",
        2,
    )
    (told,) = decision.listings
    assert isinstance(told, OfficerListed)
    assert (told.grade, told.number) == (StaffGrade.SPO, 2)
    assert changed(before, supervisedBy=None).state.supervised_by is None
    assert changed(before, employment="agency").state.employment is EmploymentKind.AGENCY


@pytest.mark.parametrize("asked", [{}, {"grade": "PO"}, {"team": None}])
def test_terms_that_change_nothing_are_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        changed(entry(OFFICER), **asked)
    assert [fault.code for fault in refused.value.faults] == ["nothingChanges"]


def test_training_is_recorded_once() -> None:
    decision = trained(entry(OFFICER), "sexualOffences")
    assert decision.state.training == (Training.SEXUAL_OFFENCES,)
    assert [one.training for one in decision.listings if isinstance(one, OfficerListed)] == [
        (Training.SEXUAL_OFFENCES,)
    ]
    with pytest.raises(Invalid) as refused:
        trained(decision.state, "sexualOffences")
    assert [fault.code for fault in refused.value.faults] == ["recordedAlready"]


@pytest.mark.parametrize(
    "command",
    [lambda officer: changed(officer, grade="PSO"), lambda officer: trained(officer, "sara")],
    ids=["changeTerms", "recordTraining"],
)
def test_of_one_who_has_left_nothing_changes(command: Callable[[Officer], Decision[Officer]]) -> None:
    with pytest.raises(NotAllowed) as refused:
        command(entry(OFFICER, left_on=MONDAY.date()))
    assert refused.value.state == OfficerState.LEFT
    assert OFFICERS.allowed(OfficerState.LEFT) == ()
