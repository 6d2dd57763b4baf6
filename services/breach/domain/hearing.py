"""What each event adds to the known case. Pure, one function a fact; none minds which topic was read first.

Events of one topic come in order, those of different topics in any. So what two topics tell is kept apart (the court's
picture of the risk, the officer's review of it) or one of them is given the last word whenever it comes.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from services.breach.domain.known_case import (
    HeardDecision,
    Holder,
    KnownCase,
    KnownContact,
    KnownGap,
    KnownLetter,
    KnownPlan,
)
from shared.contracts.allocation import AllocationAccepted, AllocationDecided, CaseTransferred
from shared.contracts.court import AssessmentRevised, InformationGapClosed, OrderAmended, OrderRevoked, SentencePassed
from shared.contracts.crc import (
    AppointmentArranged,
    AppointmentOutcomeCorrected,
    AppointmentOutcomeRecorded,
    EnforcementDecided,
    ExcuseDecided,
    PlanAgreed,
    ResponsibleOfficerNamed,
    RiskReviewed,
    WarningLetterSent,
)
from shared.contracts.crc_custody import PersonReleased
from shared.contracts.model import EventData
from shared.probation.organisations import is_nps
from shared.probation.vocabulary import EnforcementDecision, ExcuseDecision


def sentence(known: KnownCase, told: SentencePassed, at: datetime) -> KnownCase:
    """The order, the court's picture of the risk, and the gaps. The court has the last word on its division."""
    closed = {gap.gap_id for gap in known.gaps if gap.closure is not None}
    gaps = known.gaps
    for gap in told.gaps:
        if gap.gap_id not in closed:
            gaps = _with(gaps, "gap_id", KnownGap(gap_id=gap.gap_id, cause=gap.cause, check_kind=gap.check_kind))
    if known.sentenced_at is not None:
        return known.model_copy(update={"gaps": gaps})  # told twice: the order may have been changed since
    return known.model_copy(
        update={
            "event_number": told.event_number,
            "division": told.division,
            "disposal": told.disposal,
            "court_code": told.court_code,
            "sentenced_at": told.sentenced_at,
            "order_ends_on": told.order_ends_on,
            "requirements": told.requirements,
            "risk": known.risk or told.risk,
            "gaps": gaps,
        }
    )


def amended(known: KnownCase, told: OrderAmended, at: datetime) -> KnownCase:
    """The order as it stands from now; a pack that has been prepared keeps the order that its author had before it."""
    if known.sentenced_at is None or told.number <= known.order_number:
        return known
    return known.model_copy(
        update={
            "disposal": told.disposal,
            "order_ends_on": told.order_ends_on,
            "requirements": told.requirements,
            "order_number": told.number,
        }
    )


def revoked(known: KnownCase, told: OrderRevoked, at: datetime) -> KnownCase:
    """The order has ended before its time. What becomes of a breach of it is for the court that has it before it."""
    ended = {"ended_on": told.ended_on, "ended_because": told.cause, "ended_at": at}
    return known if known.ended_at is not None else known.model_copy(update=ended)


def assessed(known: KnownCase, told: AssessmentRevised, at: datetime) -> KnownCase:
    """The court's picture of the risk, with what has been assessed since sentence."""
    return known.model_copy(update={"risk": told.risk})


def gap_closed(known: KnownCase, told: InformationGapClosed, at: datetime) -> KnownCase:
    """A gap has its closure, and the court's picture of the risk is the one with the answer in it."""
    closed = KnownGap(
        gap_id=told.gap_id, cause=told.cause, check_kind=told.check_kind, closure=told.closure, answer=told.answer
    )
    return known.model_copy(update={"gaps": _with(known.gaps, "gap_id", closed), "risk": told.risk})


def kept(known: KnownCase, told: AllocationDecided, at: datetime) -> KnownCase:
    """What the NPS keeps, its division supervises from the decision on; a CRC does once it has accepted."""
    if not is_nps(told.receiving_provider):
        return known
    return known.model_copy(
        update={
            "provider": told.receiving_provider,
            "holders": _taken_by(known, told.receiving_provider, at),
            "division": known.division or told.division,
            "event_number": known.event_number or told.event_number,
        }
    )


def allocation(known: KnownCase, told: AllocationAccepted, at: datetime) -> KnownCase:
    """The provider that supervises: the last that accepted."""
    return known.model_copy(
        update={
            "provider": told.provider,
            "holders": known.holders or _taken_by(known, told.provider, at),
            "division": known.division or told.division,
            "event_number": known.event_number or told.event_number,
        }
    )


def transfer(known: KnownCase, told: CaseTransferred, at: datetime) -> KnownCase:
    """The case has another provider: another CRC, or the NPS."""
    holders = _taken_by(known, told.to_provider, at)
    return known.model_copy(update={"provider": told.to_provider, "holders": holders})


def released(known: KnownCase, told: PersonReleased, at: datetime) -> KnownCase:
    """From when there is no licence any more: what is failed before that day is answered by recall."""
    return known.model_copy(update={"licence_ends_on": told.licence_ends_on})


def officer(known: KnownCase, told: ResponsibleOfficerNamed, at: datetime) -> KnownCase:
    """The responsible officer."""
    return known.model_copy(update={"officer": told.officer})


def appointment(known: KnownCase, told: AppointmentArranged | AppointmentOutcomeRecorded, at: datetime) -> KnownCase:
    """An appointment as arranged, or with its outcome; an outcome once known is never lost again."""
    before = known.contact(told.appointment_id)
    if before is not None and before.outcome is not None:
        return known  # told twice: it may have been excused or corrected since
    recorded = told if isinstance(told, AppointmentOutcomeRecorded) else None
    contact = KnownContact(
        sentence_id=told.sentence_id,
        appointment_id=told.appointment_id,
        kind=told.kind,
        at=told.at,
        office=told.office,
        instructed_by=told.instructed_by,
        instruction_proof=told.instruction_proof,
        enforceable=told.enforceable,
        rar=told.rar,
        outcome=recorded.outcome if recorded is not None else None,
        unpaid_work_minutes=recorded.unpaid_work_minutes if recorded is not None else None,
        excuse_until=recorded.excuse_until if recorded is not None else None,
        recordings=0 if recorded is None else 1,
    )
    return known.model_copy(update={"contacts": _with(known.contacts, "appointment_id", contact)})


def excuse(known: KnownCase, told: ExcuseDecided, at: datetime) -> KnownCase:
    """What was decided on the person's excuse, with the outcome as it stands after it."""
    contact = known.contact(told.appointment_id)
    if contact is None or contact.excuse is not None:
        return known
    accepted = told.outcome is not contact.outcome
    decided = contact.model_copy(
        update={
            "excuse": told.decision,
            "excuse_given_on": told.given_on,
            "outcome": told.outcome,
            "recordings": contact.recordings + accepted,
        }
    )
    return known.model_copy(update={"contacts": _with(known.contacts, "appointment_id", decided)})


def correction(known: KnownCase, told: AppointmentOutcomeCorrected, at: datetime) -> KnownCase:
    """The outcome as a manager has recorded it anew; what was told before it and is told again changes nothing."""
    contact = known.contact(told.appointment_id)
    if contact is None or told.number <= contact.recordings:
        return known
    corrected = contact.model_copy(
        update={
            "outcome": told.outcome,
            "unpaid_work_minutes": told.unpaid_work_minutes,
            "excuse_until": told.excuse_until,
            "recordings": told.number,
        }
    )
    if corrected.is_failure and corrected.excuse is ExcuseDecision.ACCEPTED:
        # The manager has overruled who accepted it, as the CRC's own record has it.
        corrected = corrected.model_copy(update={"excuse": ExcuseDecision.NOT_ACCEPTED})
    return known.model_copy(update={"contacts": _with(known.contacts, "appointment_id", corrected)})


def letter(known: KnownCase, told: WarningLetterSent, at: datetime) -> KnownCase:
    """A warning letter."""
    sent = KnownLetter(
        sentence_id=told.sentence_id,
        letter_id=told.letter_id,
        appointment_id=told.appointment_id,
        sent_on=told.sent_on,
    )
    return known.model_copy(update={"letters": _with(known.letters, "letter_id", sent)})


def plan(known: KnownCase, told: PlanAgreed, at: datetime) -> KnownCase:
    """What is planned of the rehabilitation activity days."""
    agreed = KnownPlan(
        rar_days_ordered=told.rar_days_ordered, rar_days_planned=told.rar_days_planned, purposes=told.purposes
    )
    return known.model_copy(update={"plan": agreed})


def risk_review(known: KnownCase, told: RiskReviewed, at: datetime) -> KnownCase:
    """The risk of serious harm as the responsible officer reviewed it."""
    return known.model_copy(update={"rosh_reviewed": told.rosh_after, "rosh_reviewed_at": at})


def decision(known: KnownCase, told: EnforcementDecided, at: datetime) -> KnownCase:
    """A decision to breach waits here until the breach can be begun; a decision not to is not this service's."""
    heard = any(one.decision_id == told.decision_id for one in known.decisions)
    if told.decision is not EnforcementDecision.BREACH or heard:
        return known
    pending = HeardDecision(
        decision_id=told.decision_id,
        provider=told.provider,
        manager=told.manager,
        failures=told.failures,
        aware_at=told.aware_at,
    )
    return known.model_copy(update={"decisions": (*known.decisions, pending)})


HEARD: Mapping[type[EventData], Callable[[KnownCase, Any, datetime], KnownCase]] = {
    SentencePassed: sentence,
    OrderAmended: amended,
    OrderRevoked: revoked,
    AssessmentRevised: assessed,
    InformationGapClosed: gap_closed,
    AllocationDecided: kept,
    AllocationAccepted: allocation,
    CaseTransferred: transfer,
    ResponsibleOfficerNamed: officer,
    AppointmentArranged: appointment,
    AppointmentOutcomeRecorded: appointment,
    ExcuseDecided: excuse,
    AppointmentOutcomeCorrected: correction,
    WarningLetterSent: letter,
    PlanAgreed: plan,
    RiskReviewed: risk_review,
    PersonReleased: released,
    EnforcementDecided: decision,
}
"""What is listened to, and what it adds."""


def hear(known: KnownCase | None, told: EventData, at: datetime) -> KnownCase:
    """The known case with one more fact in it; the first fact of a sentence makes it."""
    shell = KnownCase(sentence_id=sentence_of(told), crn=told.crn)
    return HEARD[type(told)](known or shell, told, at)


def sentence_of(told: EventData) -> UUID:
    """The sentence that a fact is about; every fact heard here has one."""
    data: Any = told
    sentence_id: UUID = data.sentence_id
    return sentence_id


def _taken_by(known: KnownCase, provider: str, at: datetime) -> tuple[Holder, ...]:
    """The holders with one more; what is told a second time gives nobody the case again."""
    holder = Holder(provider=provider, since=at)
    if holder in known.holders or (known.holders and known.holders[-1].provider == provider):
        return known.holders
    return (*known.holders, holder)


def _with(rows: tuple[Any, ...], key: str, row: Any) -> tuple[Any, ...]:
    """The rows with this one in place of any of its key; sorted, so that the order of events leaves no trace."""
    others = [one for one in rows if getattr(one, key) != getattr(row, key)]
    return tuple(sorted((*others, row), key=lambda one: str(getattr(one, key))))
