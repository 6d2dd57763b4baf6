"""From the known case to the parts of a pack: copied, counted, never typed."""

from datetime import datetime

from services.breach.domain.known_case import KnownCase, KnownContact
from services.breach.domain.pack import (
    ContactLine,
    PackFailure,
    PackLetter,
    PackOrder,
    PackRisk,
    PackSummary,
)
from shared.probation.calendar import london_date
from shared.probation.vocabulary import ContactKind, RequirementKind


def order_of(known: KnownCase) -> PackOrder | None:
    """The order, or None while the sentence has not been heard."""
    if known.disposal is None or known.court_code is None or known.sentenced_at is None or known.order_ends_on is None:
        return None
    return PackOrder(
        disposal=known.disposal,
        court_code=known.court_code,
        sentenced_at=known.sentenced_at,
        order_ends_on=known.order_ends_on,
        requirements=known.requirements,
    )


def line_of(contact: KnownContact) -> ContactLine:
    """An appointment as a pack has it."""
    return ContactLine(
        appointment_id=contact.appointment_id,
        kind=contact.kind,
        at=contact.at,
        office=contact.office,
        outcome=contact.outcome,
        instructed_by=contact.instructed_by,
        instruction_proof=contact.instruction_proof,
        enforceable=contact.enforceable,
    )


def failure_of(contact: KnownContact, excuse: str | None, now: datetime) -> PackFailure:
    """A failure relied on, with what is known of the excuse for it."""
    return PackFailure(
        **line_of(contact).model_dump(),
        excuse=excuse,
        excuse_decision=contact.excuse_on(now),
        excuse_given_on=contact.excuse_given_on,
    )


def failures_of(known: KnownCase, now: datetime) -> tuple[PackFailure, ...]:
    """Every failure to comply in the contact log, oldest first, with what is decided on an excuse for it."""
    return tuple(failure_of(one, None, now) for one in sorted(known.contacts, key=lambda one: one.at) if one.is_failure)


def letters_of(known: KnownCase) -> tuple[PackLetter, ...]:
    """The warning letters, oldest first."""
    return tuple(
        PackLetter(letter_id=one.letter_id, appointment_id=one.appointment_id, sent_on=one.sent_on)
        for one in sorted(known.letters, key=lambda one: (one.sent_on, one.letter_id))
    )


def summary_of(known: KnownCase, now: datetime) -> PackSummary:
    """Attendance, rehabilitation activity days and unpaid work, as the contact log has them."""
    outcomes = [(one, one.outcome) for one in known.contacts]
    attended = [one for one, outcome in outcomes if outcome is not None and outcome.attended]
    # A RAR day is a distinct date with such a contact attended; appointments with the officer do not count [S].
    rar_days = {london_date(one.at) for one in attended if one.rar and one.kind.can_make_a_rar_day}
    return PackSummary(
        appointments=len(known.contacts),
        attended=len(attended),
        failed_to_comply=sum(one.is_failure for one in known.contacts),
        acceptable_absences=sum(outcome is not None and outcome.acceptable_absence for _, outcome in outcomes),
        without_outcome=sum(outcome is None and one.at <= now for one, outcome in outcomes),
        rar_days_ordered=known.ordered(RequirementKind.REHABILITATION_ACTIVITY),
        rar_days_planned=known.plan.rar_days_planned if known.plan is not None else None,
        rar_days_delivered=len(rar_days),
        rar_purposes=known.plan.purposes if known.plan is not None else (),
        unpaid_work_hours_ordered=known.ordered(RequirementKind.UNPAID_WORK),
        unpaid_work_sessions_attended=sum(one.kind is ContactKind.UNPAID_WORK for one in attended),
        unpaid_work_minutes_credited=sum(one.unpaid_work_minutes or 0 for one in known.contacts),
    )


def risk_of(known: KnownCase) -> PackRisk:
    """The risk as it is known, with what is still missing (¶11)."""
    picture = known.risk
    return PackRisk(
        rosh=known.rosh,
        reviewed_at=known.rosh_reviewed_at,
        domestic_abuse=picture.domestic_abuse if picture is not None else None,
        child_safeguarding=picture.child_safeguarding if picture is not None else None,
        mappa_eligible=picture.mappa_eligible if picture is not None else None,
        open_gaps=tuple(gap.cause for gap in known.open_gaps),
    )
