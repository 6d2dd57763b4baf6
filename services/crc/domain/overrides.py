"""Overrides of guardrails: named, timed, and seen by whoever inspects (¶15, ¶17).

An override is for a time. Within it the case gets an officer who may hold it, or the override is renewed by name; where
neither happens its clock runs out, and that is told. Invariant: at most one override of a case is in force.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from pydantic import Field

from services.crc.domain.asked import Note
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.guardrails import Guard
from services.crc.domain.rows import replaced
from services.crc.domain.staff import Officer
from services.crc.domain.staff_parts import Override
from services.crc.domain.stages import OVERRIDE
from shared.contracts.crc_staff import AssignmentOverridden
from shared.contracts.model import Contract, Obligation
from shared.decisions import Fault, Occasion
from shared.probation.calendar import due, end_of_day, london_date
from shared.probation.limits import LimitName
from shared.probation.vocabulary import GuardrailOverrideReason
from shared.probation.written import Day


class OverrideGuardrails(Contract):
    """A senior probation officer lets the officer hold the case against what stands in the way, for a time."""

    reason: GuardrailOverrideReason
    until: Day = Field(description="The last day, four weeks ahead at most.", examples=["2016-09-30"])
    note: Note = Field(examples=["Covers until the new probation officer starts."])


def faults_of_override(asked: OverrideGuardrails | None, against: Sequence[Guard], now: datetime) -> Iterator[Fault]:
    """Why the officer cannot be named as asked: what stands in the way with no override, or an override of nothing."""
    if asked is None:
        yield from (Fault("/officer", one.rule.value, one.sentence) for one in against)
        return
    today, latest = london_date(now), london_date(due(LimitName.ASSIGNMENT_OVERRIDE_LONGEST, now))
    if not against:
        yield Fault("/override", "nothingToOverride", "No guardrail stands in the way: there is nothing to override.")
    if not today <= asked.until <= latest:
        sentence = f"An override is for a time: until a day from {today} to {latest}."
        yield Fault("/override/until", "notWithinTheLongest", sentence)


def overridden(
    case: Case, asked: OverrideGuardrails, entry: Officer, against: Sequence[Guard], cases: int, occasion: Occasion
) -> Override:
    """The override that is in force from now."""
    assert occasion.actor.officer is not None
    return Override(
        sentence_id=case.sentence_id,
        override_id=occasion.new_id(),
        provider=case.crc,
        officer=entry.officer,
        grade=entry.grade,
        rules=tuple(one.rule for one in against),
        reason=asked.reason,
        manager=occasion.actor.officer,
        until=asked.until,
        due_at=end_of_day(asked.until),
        note=asked.note,
        caseload=cases,
        overridden_at=occasion.now,
    )


def told_of(case: Case, made: Override, clocks: Clocks, occasion: Occasion) -> AssignmentOverridden:
    """The override as it is told; its note stays here."""
    clocks.start(Obligation.ASSIGNMENT_OVERRIDE, made.override_id, made.due_at)
    facts: dict[str, Any] = made.model_dump(include=set(AssignmentOverridden.model_fields))
    return AssignmentOverridden(
        crn=case.crn, detail_url=case.url, recorded_by=occasion.actor, clocks=clocks.told, **facts
    )


def ended(case: Case, command: str, at: datetime) -> tuple[Override, ...]:
    """The case's overrides, where what happens ends the one that is in force."""
    if (running := case.override) is None:
        return case.overrides
    after = running.model_copy(update={"state": OVERRIDE.next(running.state, command), "ended_at": at})
    return replaced(case.overrides, "override_id", after)


def met(case: Case, clocks: Clocks) -> None:
    """The override in force has been looked at again: its clock is met, in time or late."""
    if case.override is not None:
        clocks.meet(Obligation.ASSIGNMENT_OVERRIDE, case.override.override_id)
