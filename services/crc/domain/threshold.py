"""The threshold: while the count of failures is at it or above, somebody decides what is done; silence is seen (¶14).

Invariant, after every change: while the count stands at the threshold, no breach is decided or runs, and some failure
that counts is in no decision yet, exactly one decision is due. It is withdrawn only where an excuse, a correction or
the end of a breach leaves too few failures: that they grow old while nobody decides excuses nothing.
"""

from datetime import datetime
from uuid import UUID, uuid5

from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.failures import Failures
from services.crc.domain.parts import OwedDecision
from services.crc.domain.rows import replaced
from services.crc.domain.stages import DECISION, DecisionState
from shared.contracts.crc import EnforcementDecisionDue, EnforcementDecisionWithdrawn
from shared.contracts.model import Obligation
from shared.decisions import Decision
from shared.probation.calendar import due, london_date
from shared.probation.limits import LimitName, limit
from shared.probation.vocabulary import EnforcementDecision


def reconsidered(decision: Decision[Case], now: datetime) -> Decision[Case]:
    """The same decision, with what follows for enforcement from the case as it is after it.

    While a breach runs the count is frozen, so nothing follows from what is recorded meanwhile.
    """
    case = decision.state
    today = london_date(now)
    failures = case.failures(today)
    due_now = next((one for one in case.enforcement_decisions if one.state is DecisionState.DUE), None)
    threshold = limit(LimitName.FAILURES_TO_COMPLY, today).whole
    if due_now is not None:
        then = case.failures(london_date(due_now.aware_at))
        enough = max(then.count, failures.count) >= threshold
        after = _joined(case, due_now, then, failures) if enough else _withdrawn(case, due_now, failures, now)
    elif failures.count >= threshold and not _is_being_breached(case) and not _all_decided(case, failures):
        after = _falls_due(case, failures, now)
    else:
        return decision
    return Decision(after.state, (*decision.events, *after.events))


def _is_being_breached(case: Case) -> bool:
    """A breach was decided and has not ended: whatever else is failed before it does is of that breach."""
    breached = (one for one in case.enforcement_decisions if one.decision is EnforcementDecision.BREACH)
    ended = [one.ended_at for one in case.breaches if one.ended_at is not None]
    return any(one.decided_at is not None and not any(at >= one.decided_at for at in ended) for one in breached)


def _all_decided(case: Case, failures: Failures) -> bool:
    """Every failure that counts was before somebody who decided: only a further one owes another decision."""
    decided = {key for one in case.enforcement_decisions if one.state is DecisionState.DECIDED for key in one.failures}
    return decided.issuperset(failures.appointments)


def _falls_due(case: Case, failures: Failures, now: datetime) -> Decision[Case]:
    decision = OwedDecision(
        sentence_id=case.sentence_id,
        decision_id=_key_of_the_next(case),
        failures=failures.appointments,
        failures_in_12_months=failures.count,
        aware_at=now,
        due_at=due(LimitName.ENFORCEMENT_DECISION, now),
    )
    clocks = Clocks(case)
    clocks.start(Obligation.ENFORCEMENT_DECISION, decision.decision_id, decision.due_at)
    told = EnforcementDecisionDue(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=case.by_rule,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        decision_id=decision.decision_id,
        failures=decision.failures,
        failures_in_12_months=decision.failures_in_12_months,
        aware_at=decision.aware_at,
    )
    decisions = (*case.enforcement_decisions, decision)
    return Decision(case.model_copy(update={"enforcement_decisions": decisions, "owed": clocks.owed}), (told,))


def _key_of_the_next(case: Case) -> UUID:
    """Found from the case alone: a decision may fall due because of what another service told."""
    return uuid5(case.sentence_id, f"enforcement decision {len(case.enforcement_decisions) + 1}")


def _joined(case: Case, owed: OwedDecision, then: Failures, now: Failures) -> Decision[Case]:
    """What has happened since is decided with what made it due, by the same time."""
    failures = tuple(dict.fromkeys((*then.appointments, *now.appointments)))
    count = max(then.count, now.count)
    joined = owed.model_copy(update={"failures": failures, "failures_in_12_months": count})
    decisions = replaced(case.enforcement_decisions, "decision_id", joined)
    return Decision(case.model_copy(update={"enforcement_decisions": decisions}))


def _withdrawn(case: Case, owed: OwedDecision, failures: Failures, now: datetime) -> Decision[Case]:
    """Nobody has to decide any more. Where the time had run out before, that it was silent stays said."""
    withdrawn = owed.model_copy(update={"state": DECISION.next(owed.state, "fallBelowTheThreshold")})
    clocks = Clocks(case)
    clocks.no_longer_owed(Obligation.ENFORCEMENT_DECISION, owed.decision_id, now)
    told = EnforcementDecisionWithdrawn(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=case.by_rule,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        decision_id=owed.decision_id,
        failures_in_12_months=failures.count,
    )
    decisions = replaced(case.enforcement_decisions, "decision_id", withdrawn)
    return Decision(case.model_copy(update={"enforcement_decisions": decisions, "owed": clocks.owed}), (told,))
