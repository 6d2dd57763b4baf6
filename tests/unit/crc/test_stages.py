"""What each state allows, for every command; and who may give it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.crc.domain.assigning import NameOfficer, name_officer
from services.crc.domain.cases import Case
from services.crc.domain.guardrails import Roster
from services.crc.domain.news import review_of
from services.crc.domain.stages import (
    ANSWER,
    APPOINTMENT,
    CASE,
    DECISION,
    ESCALATION,
    OBJECTIVE,
    OFFICER,
    OVERRIDE,
    REGISTRATION,
    REVIEW,
    AppointmentState,
    CaseState,
)
from shared.decisions import NotAllowed, NotFound
from shared.probation.vocabulary import EscalationDecision
from tests.unit.crc.contacts import correct, excuse, follow_up
from tests.unit.crc.gates import (
    change_release_date,
    countersign,
    decide_recall,
    help_with,
    in_custody,
    on_licence,
    plan_resettlement,
    planned_in_custody,
    recall,
    release,
    screen,
)
from tests.unit.crc.given import (
    ACCEPTED_AT,
    ANSWERED_AT,
    COLLEAGUE,
    DOMESTIC_ABUSE,
    STAFF,
    accepted,
    acknowledge,
    answered,
    arrange,
    closed,
    decide,
    ended,
    heard,
    kept,
    lose_officer,
    name,
    occasion,
    opened,
    record,
    sign_off,
    supervised,
    transferred,
    warn,
)
from tests.unit.crc.planning import end_objective, plan, replan
from tests.unit.crc.risks import complete, deregister, escalate, read_answer, register

AT = ANSWERED_AT + timedelta(days=7)


def whole() -> Case:
    """Open, with everything in it that a command could be about."""
    case, _ = heard((closed(), ANSWERED_AT), case=supervised())
    case = register(escalate(plan(case, ("relationships", "C17-BBR", 20)).state).state).state
    case, _ = heard((answered(returned(case), EscalationDecision.RETURNED), ANSWERED_AT), case=case)
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


def planned(case: Case) -> UUID:
    return next((one.objective_id for one in case.objectives), NOWHERE)


def registered(case: Case) -> UUID:
    return next((one.registration_id for one in case.registrations if one.registered_by), NOWHERE)


def returned(case: Case) -> UUID:
    return next((one.escalation_id for one in case.escalations), NOWHERE)


def standing(case: Case, like: Case) -> Case:
    """The case with its person where that of another is: in prison, planned for, on licence, to be recalled."""
    return case.model_copy(update={"custody": like.custody, "stays": like.stays, "recalls": like.recalls})


COMMANDS: dict[str, Callable[[Case], Any]] = {
    "nameOfficer": lambda case: name(case, COLLEAGUE),
    "officerLeft": lose_officer,
    "signOff": lambda case: sign_off(case, case.plan_id or NOWHERE),
    "acknowledgeGap": acknowledge,
    "arrangeAppointment": lambda case: arrange(case, AT + timedelta(days=30)),
    "recordOutcome": lambda case: record(case, arranged(case), "ATTC", AT + timedelta(days=20)),
    "decideExcuse": lambda case: excuse(case, failed(case), AT + timedelta(hours=2)),
    "correctOutcome": lambda case: correct(case, failed(case), "AAME", AT + timedelta(hours=2)),
    "followUp": lambda case: follow_up(case, failed(case), AT + timedelta(hours=2)),
    "sendWarningLetter": lambda case: warn(case, failed(case), AT.date(), AT + timedelta(days=1)),
    "agreePlan": lambda case: plan(case.model_copy(update={"plans": ()}), ("relationships", "C17-BBR", 20)),
    "reviewPlan": lambda case: replan(case, ("relationships", "C17-BBR", 20)),
    "endObjective": lambda case: end_objective(case, planned(case)),
    "reviewRisk": lambda case: complete(case, review_of(DOMESTIC_ABUSE.gap_id), "medium"),
    "registerRisk": lambda case: register(case, "childProtection"),
    "endRegistration": lambda case: deregister(case, registered(case)),
    "decideEnforcement": lambda case: decide(case, owed(case), decision="breach"),
    "escalate": escalate,
    "readAnswer": lambda case: read_answer(case, returned(case)),
    "screen": lambda case: screen(standing(case, in_custody())),
    "planResettlement": lambda case: plan_resettlement(standing(case, screen(in_custody()).state)),
    "changeReleaseDate": lambda case: change_release_date(standing(case, planned_in_custody())),
    "recordHelp": lambda case: help_with(standing(case, planned_in_custody())),
    "release": lambda case: release(standing(case, planned_in_custody())),
    "requestRecall": lambda case: recall(standing(case, on_licence())),
    "countersignRecall": lambda case: countersign(standing(case, recall(on_licence()).state)),
    "decideRecall": lambda case: decide_recall(standing(case, countersign(recall(on_licence()).state).state)),
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


@pytest.mark.parametrize(
    "table", [APPOINTMENT, REVIEW, DECISION, ESCALATION, ANSWER, OBJECTIVE, REGISTRATION, OVERRIDE, OFFICER]
)
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
    asked = NameOfficer.model_validate({"officer": "C01A001"})
    for organisation in ("C01", "N07"):
        with pytest.raises(NotFound):
            name_officer(opened(), Roster(STAFF), asked, occasion(f"{organisation}A001", organisation=organisation))


@pytest.mark.parametrize("subject", ["somebody", "N07B960", "C17A0011"])
def test_who_has_no_officers_code_of_the_provider_records_nothing(subject: str) -> None:
    with pytest.raises(NotAllowed, match="Only an officer of C17"):
        acknowledge(supervised(), by=subject)
