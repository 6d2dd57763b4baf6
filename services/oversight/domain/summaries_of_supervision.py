"""Sentences for what the CRC's supervision tells."""

from collections.abc import Callable
from typing import Any

from services.oversight.domain.words import count, day, low, who
from shared.contracts import crc as s
from shared.contracts.model import ClockAction, EventData, Obligation
from shared.probation.vocabulary import EnforcementDecision


def _opened(e: s.CaseOpened) -> str:
    how = " on a provisional allocation" if e.provisional else ""
    return f"{who(e.provider)} opened the case{how}, with {count(len(e.gaps_to_read), 'gap')} to read."


def _named(e: s.ResponsibleOfficerNamed) -> str:
    again = [
        one for one in e.clocks if one.obligation is Obligation.GAP_ACKNOWLEDGED and one.action is ClockAction.STARTED
    ]
    reads = f"; {count(len(again), 'gap')} to be read again" if again else ""
    return f"Responsible officer named ({low(e.grade)}){reads}."


def _outcome(e: s.AppointmentOutcomeRecorded) -> str:
    failures = f"; {count(e.failures_in_12_months, 'failure')} in 12 months" if e.outcome.counts_as_failure else ""
    return f"{e.kind.description}: {low(e.outcome)} ({e.outcome}){failures}."


def _late_answer(e: s.LateAnswerReceived) -> str:
    due = "a risk review falls due" if e.review_id else "no risk review is needed"
    return f"The late answer reached the case ({low(e.check_kind)}); {due}."


def _corrected(e: s.AppointmentOutcomeCorrected) -> str:
    return f"The outcome was recorded anew ({low(e.reason)}): {low(e.outcome)}; before, {low(e.before)}."


def _excuse(e: s.ExcuseDecided) -> str:
    return f"The excuse for the absence was {low(e.decision)}; the absence stands as {low(e.outcome)}."


def _month(e: s.ContactMonthMissed) -> str:
    last = f"; the last contact was on {day(e.last_contact_on)}" if e.last_contact_on else "; there has been none"
    return f"A month passed without a face-to-face contact{last}."


def _planned(e: s.PlanAgreed) -> str:
    which = "Plan agreed" if e.number == 1 else f"Plan reviewed (version {e.number})"
    bare = f"; nothing is planned for {count(len(e.needs_without_objective), 'need')}"
    return (
        f"{which}: {e.rar_days_planned} of {e.rar_days_ordered} RAR days have a purpose"
        f"{bare if e.needs_without_objective else ''}."
    )


def _ended(e: s.ObjectiveEnded) -> str:
    days = f", {e.rar_days_delivered} of {count(e.rar_days_planned, 'RAR day')} delivered" if e.rar_days_planned else ""
    return f"The work on {low(e.need)} has ended: {low(e.outcome)}{days}."


def _answered(e: s.EscalationAnswerReceived) -> str:
    return f"The NPS answered the escalation ({low(e.decision)}): the officer is to read it."


def _reviewed(e: s.RiskReviewed) -> str:
    change = f"{low(e.rosh_before)} to {low(e.rosh_after)}"
    moved = "stays " + low(e.rosh_after) if e.rosh_before is e.rosh_after else f"changed from {change}"
    return f"Risk reviewed ({low(e.cause)}): risk of serious harm {moved}."


def _enforcement(e: s.EnforcementDecided) -> str:
    if e.decision is EnforcementDecision.BREACH:
        return "The officer decided to breach."
    if e.decision is EnforcementDecision.RECALL:
        return "The officer decided to ask for a recall."
    return f"The officer decided not to breach: {low(e.reason)}."


def _escalated(e: s.RiskEscalated) -> str:
    soon = "imminent, " if e.imminent else ""
    return (
        f"{who(e.provider)} escalated the risk to the NPS ({soon}{low(e.trigger)}), and holds it until the NPS accepts."
    )


def _closed(e: s.CaseClosed) -> str:
    if e.transferred_to is None:
        return f"{who(e.provider)} closed the case: the order has ended."
    return f"{who(e.provider)} closed the case: it is with {who(e.transferred_to)}."


SENTENCES: dict[type[EventData], Callable[[Any], str]] = {
    s.CaseOpened: _opened,
    s.ResponsibleOfficerNamed: _named,
    s.GapAcknowledged: lambda e: "The responsible officer read one of the gaps at sentence.",
    s.AppointmentArranged: lambda e: f"{e.kind.description} arranged for {e.at:%d %B %Y}.",
    s.AppointmentOutcomeRecorded: _outcome,
    s.AppointmentOutcomeCorrected: _corrected,
    s.ExcuseDecided: _excuse,
    s.FollowUpStarted: lambda e: f"A missed contact is being followed up: {low(e.kind)}.",
    s.ContactMonthMissed: _month,
    s.PlanAgreed: _planned,
    s.ObjectiveEnded: _ended,
    s.LateAnswerReceived: _late_answer,
    s.RiskReviewDue: lambda e: f"A risk review falls due ({low(e.cause)}).",
    s.RiskReviewed: _reviewed,
    s.RiskRegistered: lambda e: f"Put on a risk register: {low(e.register_type)}.",
    s.RiskDeregistered: lambda e: f"Taken off a risk register ({low(e.register_type)}): {low(e.reason)}.",
    s.WarningLetterSent: lambda e: "Warning letter sent.",
    s.EnforcementDecisionDue: lambda e: (
        f"{e.failures_in_12_months} failures in 12 months: an enforcement decision is due."
    ),
    s.EnforcementDecisionWithdrawn: lambda e: (
        "No enforcement decision is needed any more: the failures no longer reach the threshold."
    ),
    s.EnforcementDecided: _enforcement,
    s.FailureCountReset: lambda e: "The breach has ended: the count of failures is back at nothing.",
    s.RiskEscalated: _escalated,
    s.EscalationAnswerReceived: _answered,
    s.EscalationAnswerRead: lambda e: "The responsible officer read what the NPS answered to the escalation.",
    s.CaseClosed: _closed,
}
