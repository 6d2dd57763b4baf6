"""What each state allows, for every command; and who may give it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.crc.domain.cases import Case
from services.crc.domain.news import review_of
from services.crc.domain.officers import NameOfficer, name_officer
from services.crc.domain.stages import APPOINTMENT, CASE, DECISION, ESCALATION, REVIEW, AppointmentState, CaseState
from shared.decisions import NotAllowed, NotFound
from shared.probation.vocabulary import EscalationDecision
from tests.unit.crc.given import (
    ACCEPTED_AT,
    ANSWERED_AT,
    COLLEAGUE,
    DOMESTIC_ABUSE,
    accepted,
    acknowledge,
    arrange,
    closed,
    complete,
    decide,
    ended,
    escalate,
    heard,
    kept,
    name,
    occasion,
    opened,
    plan,
    record,
    supervised,
    transferred,
    warn,
)

AT = ANSWERED_AT + timedelta(days=7)


def whole() -> Case:
    """Open, with everything in it that a command could be about."""
    case, _ = heard((closed(), ANSWERED_AT), case=supervised())
    case, _, _ = kept(case, AT, "UAAB")
    case, _, _ = kept(case, AT + timedelta(days=7), "UAAB")
    return arrange(case, AT + timedelta(days=14), now=AT + timedelta(days=8)).state


def gone() -> Case:
    return heard((transferred(), AT + timedelta(days=9)), case=whole())[0]


def over() -> Case:
    return heard((ended(), AT + timedelta(days=9)), case=whole())[0]


def before() -> Case:
    """Accepted, and still waiting for its sentence: of what the commands are about it has nothing."""
    return heard((accepted(), ACCEPTED_AT))[0]


STANDING: dict[CaseState, Callable[[], Case]] = {
    CaseState.KNOWN: before,
    CaseState.OPEN: whole,
    CaseState.TRANSFERRED: gone,
    CaseState.ENDED: over,
}


NOWHERE = UUID(int=0)


def arranged(case: Case) -> UUID:
    waiting = (one for one in case.appointments if one.state is AppointmentState.ARRANGED)
    return next((one.appointment_id for one in waiting), NOWHERE)


def failed(case: Case) -> UUID:
    return next((one.appointment_id for one in case.appointments if one.is_failure and one.at == AT), NOWHERE)


def owed(case: Case) -> UUID:
    return next((one.decision_id for one in case.enforcement_decisions), NOWHERE)


COMMANDS: dict[str, Callable[[Case], Any]] = {
    "nameOfficer": lambda case: name(case, COLLEAGUE),
    "acknowledgeGap": acknowledge,
    "arrangeAppointment": lambda case: arrange(case, AT + timedelta(days=30)),
    "recordOutcome": lambda case: record(case, arranged(case), "ATTC", AT + timedelta(days=20)),
    "sendWarningLetter": lambda case: warn(case, failed(case), AT.date(), AT + timedelta(days=1)),
    "agreePlan": lambda case: plan(case, ("relationships", "BBR", 20)),
    "reviewRisk": lambda case: complete(case, review_of(DOMESTIC_ABUSE.gap_id), "medium"),
    "decideEnforcement": lambda case: decide(case, owed(case), decision="breach"),
    "escalate": escalate,
}


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("command", COMMANDS)
def test_what_the_table_does_not_allow_is_refused(state: CaseState, command: str) -> None:
    case = STANDING[state]()
    assert case.state is state
    if (state, command) in CASE.table:
        assert COMMANDS[command](case).events
    else:
        with pytest.raises(NotAllowed) as refused:
            COMMANDS[command](case)
        assert refused.value.state == state
        assert refused.value.allowed == CASE.allowed(state)


def test_every_command_of_the_table_is_tried() -> None:
    assert {command for _, command in CASE.table} == {*COMMANDS, "open", "move", "transfer", "end"}


@pytest.mark.parametrize("state", [CaseState.TRANSFERRED, CaseState.ENDED])
def test_from_the_nps_and_from_the_end_nothing_leads_back(state: CaseState) -> None:
    assert CASE.allowed(state) == ()


@pytest.mark.parametrize("table", [APPOINTMENT, REVIEW, DECISION, ESCALATION])
def test_what_is_settled_is_not_settled_again(table: Any) -> None:
    ends = {state for state in table.table.values() if not table.allowed(state)}
    for state in ends:
        for _, command in table.table:
            with pytest.raises(NotAllowed):
                table.next(state, command)


def test_the_answers_to_an_escalation_are_those_of_the_vocabulary() -> None:
    commands = {command for _, command in ESCALATION.table}
    assert commands - {"transfer", "end"} == {one.value for one in EscalationDecision}


def test_to_another_organisation_the_case_does_not_exist() -> None:
    asked = NameOfficer.model_validate({"officer": "C01A001", "grade": "PO"})
    for organisation in ("C01", "N07"):
        with pytest.raises(NotFound):
            name_officer(opened(), asked, occasion(f"{organisation}A001", organisation=organisation))


@pytest.mark.parametrize("subject", ["somebody", "N07B960", "C17A0011"])
def test_who_has_no_officers_code_of_the_provider_records_nothing(subject: str) -> None:
    with pytest.raises(NotAllowed, match="Only an officer of C17"):
        acknowledge(supervised(), by=subject)
