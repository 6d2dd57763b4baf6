"""A guardrail is overridden by name, for a time, and somebody looks at it again (¶17)."""

from datetime import date, timedelta

import pytest

from services.crc.domain.cases import Case
from services.crc.domain.stages import OVERRIDE, OverrideState, ReviewState
from shared.contracts.crc import ResponsibleOfficerNamed
from shared.contracts.crc_staff import AssignmentOverridden
from shared.contracts.model import ClockAction, Obligation
from shared.decisions import Decision, Invalid, NotAllowed
from shared.probation.calendar import end_of_day
from shared.probation.vocabulary import (
    GuardrailRule,
    StaffGrade,
)
from tests.unit.crc.assignments import ABUSE, COVER, NOW, UNTIL, abuse, codes, give, overridden, plain
from tests.unit.crc.given import (
    MANAGER,
    OFFICER,
    PSO,
    ended,
    heard,
    lose_officer,
    moved,
    opened,
    transferred,
)
from tests.unit.crc.risks import complete


def test_a_guardrail_is_overridden_by_name_for_a_time_and_that_is_told() -> None:
    with pytest.raises(Invalid) as refused:
        give(abuse(), PSO)
    assert codes(refused) == [("/officer", "domesticAbuseKnown")]
    decision = give(abuse(), PSO, 7, override=COVER)
    named, told = decision.events
    assert isinstance(named, ResponsibleOfficerNamed)
    assert isinstance(told, AssignmentOverridden)
    assert (told.officer, told.grade, told.manager, told.until, told.caseload) == (
        PSO,
        StaffGrade.PSO,
        MANAGER,
        UNTIL,
        8,
    )
    assert told.rules == (GuardrailRule.DOMESTIC_ABUSE_KNOWN,)
    (clock,) = told.clocks
    assert (clock.obligation, clock.subject_id, clock.action, clock.due_at, clock.owner) == (
        Obligation.ASSIGNMENT_OVERRIDE,
        told.override_id,
        ClockAction.STARTED,
        end_of_day(UNTIL),
        "C17",
    )
    assert "note" not in told.model_dump()
    override = decision.state.override
    assert override is not None
    assert (override.override_id, override.note) == (told.override_id, COVER["note"])


def test_several_guardrails_are_overridden_together() -> None:
    decision = give(opened(risk=ABUSE, sexual_offence=True), PSO, 60, override=COVER)
    told = decision.events[-1]
    assert isinstance(told, AssignmentOverridden)
    assert set(told.rules) == {
        GuardrailRule.DOMESTIC_ABUSE_KNOWN,
        GuardrailRule.CHILD_SAFEGUARDING_UNKNOWN,
        GuardrailRule.SEXUAL_OFFENCE_UNTRAINED,
        GuardrailRule.CASELOAD_HARD_STOP,
    }


def test_nothing_is_overridden_where_nothing_stands_in_the_way() -> None:
    with pytest.raises(Invalid) as refused:
        give(plain(), OFFICER, override=COVER)
    assert codes(refused) == [("/override", "nothingToOverride")]


@pytest.mark.parametrize(
    ("until", "may"),
    [
        (date(2016, 9, 5), False),
        (date(2016, 9, 6), True),
        (date(2016, 10, 4), True),
        (date(2016, 10, 5), False),
    ],
)
def test_an_override_is_for_four_weeks_at_most(until: date, may: bool) -> None:
    if may:
        assert give(abuse(), PSO, override={**COVER, "until": until}).state.override is not None
        return
    with pytest.raises(Invalid) as refused:
        give(abuse(), PSO, override={**COVER, "until": until})
    assert codes(refused) == [("/override/until", "notWithinTheLongest")]


def states(case: Case) -> list[OverrideState]:
    return [one.state for one in sorted(case.overrides, key=lambda one: one.overridden_at)]


def clocks(decision: Decision[Case]) -> list[tuple[Obligation, ClockAction]]:
    return [(clock.obligation, clock.action) for event in decision.events for clock in event.clocks]


def test_another_officer_meets_the_override() -> None:
    before = overridden()
    decision = give(before, OFFICER, handoverReason="gradeNeeded")
    assert (Obligation.ASSIGNMENT_OVERRIDE, ClockAction.MET) in clocks(decision)
    assert states(decision.state) == [OverrideState.REVIEWED]
    assert decision.state.override is None


def test_an_override_is_renewed_by_name_also_when_its_time_has_run_out() -> None:
    late = end_of_day(UNTIL) + timedelta(days=3)
    decision = give(overridden(), PSO, now=late, override={**COVER, "until": date(2016, 10, 20)})
    (told,) = decision.events
    assert isinstance(told, AssignmentOverridden)
    assert [clock.action for clock in told.clocks] == [ClockAction.MET, ClockAction.STARTED]
    assert states(decision.state) == [OverrideState.RENEWED, OverrideState.IN_FORCE]
    assert decision.state.officer_named_at == NOW


def test_an_override_that_is_needed_no_more_is_met_by_naming_the_officer_again() -> None:
    low = complete_low(overridden())
    decision = give(low, PSO)
    (told,) = decision.events
    assert isinstance(told, ResponsibleOfficerNamed)
    assert clocks(decision) == [(Obligation.ASSIGNMENT_OVERRIDE, ClockAction.MET)]
    assert states(decision.state) == [OverrideState.REVIEWED]
    with pytest.raises(NotAllowed, match=f"{PSO} is the responsible officer already"):
        give(decision.state, PSO)


def complete_low(case: Case) -> Case:
    """The risk has been reviewed as low."""
    (review,) = [one for one in case.risk_reviews if one.state is ReviewState.DUE]
    return complete(case, review.review_id, "low", by=PSO).state


def test_an_override_runs_on_while_its_officer_is_named_without_one() -> None:
    with pytest.raises(Invalid) as refused:
        give(overridden(), PSO)
    assert codes(refused) == [("/officer", "domesticAbuseKnown")]


@pytest.mark.parametrize("leaves", ["officer", "crc", "nps", "end"])
def test_an_override_ends_with_whoever_held_the_case_by_it(leaves: str) -> None:
    before = overridden()
    at = NOW + timedelta(days=2)
    if leaves == "officer":
        after = lose_officer(before, now=at).state
    else:
        told = {"crc": moved(), "nps": transferred(), "end": ended()}[leaves]
        after = heard((told, at), case=before)[0]
    assert states(after) == [OverrideState.ENDED]
    assert Obligation.ASSIGNMENT_OVERRIDE not in {one.obligation for one in after.owed}


@pytest.mark.parametrize("state", OverrideState)
@pytest.mark.parametrize("command", ["renew", "nameOfficer", "officerLeft", "move", "transfer", "end"])
def test_only_an_override_in_force_changes(state: OverrideState, command: str) -> None:
    if state is OverrideState.IN_FORCE:
        assert OVERRIDE.next(state, command) is not state
    else:
        with pytest.raises(NotAllowed):
            OVERRIDE.next(state, command)


# Handover
