"""Enforcement: at the threshold somebody decides, with a reason and a manager's name; silence is seen (¶14)."""

from uuid import UUID

from pydantic import ConfigDict, Field

from services.crc.domain.acting import faults_of_manager, officer_acting
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.parts import OwedDecision
from services.crc.domain.rows import replaced
from services.crc.domain.stages import DECISION, DecisionState
from shared.contracts.crc import EnforcementDecided, EnforcementDecisionDue
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import due, london_date
from shared.probation.identifiers import OfficerCode
from shared.probation.limits import LimitName, limit
from shared.probation.vocabulary import EnforcementDecision, NotEnforcedReason


class DecideEnforcement(Contract):
    """Breach, or not with a reason from the list; a manager is named in either case."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"decision": "breach", "manager": "C17M001"},
                {"decision": "notEnforced", "reason": "complianceResumed", "manager": "C17M001"},
            ]
        }
    )

    decision: EnforcementDecision
    reason: NotEnforcedReason | None = Field(default=None, description="Needed where it is not enforced.")
    manager: OfficerCode = Field(description="The manager who stands behind it: not the responsible officer.")


def threshold_passed(before: Case, after: Case, occasion: Occasion) -> Decision[Case]:
    """A decision falls due where a failure has just brought the count to the threshold; once for each passing of it.

    Nothing passes it while a breach runs, for then the count is frozen, and nothing is owed twice. A failure beyond the
    threshold passes nothing; the count has to have fallen below it before it is passed again.
    """
    today = london_date(occasion.now)
    threshold = limit(LimitName.FAILURES_TO_COMPLY, today).whole
    failures = after.failures(today)
    passed = before.failures(today).count < threshold <= failures.count
    owed = any(one.state is DecisionState.DUE for one in after.enforcement_decisions)
    if owed or not passed:
        return Decision(after)
    decision = OwedDecision(
        sentence_id=after.sentence_id,
        decision_id=occasion.new_id(),
        failures=failures.appointments,
        failures_in_12_months=failures.count,
        aware_at=occasion.now,
        due_at=due(LimitName.ENFORCEMENT_DECISION, occasion.now),
    )
    clocks = Clocks(after)
    clocks.start(Obligation.ENFORCEMENT_DECISION, decision.decision_id, decision.due_at)
    told = EnforcementDecisionDue(
        crn=after.crn,
        detail_url=after.url,
        recorded_by=after.by_rule,
        clocks=clocks.told,
        sentence_id=after.sentence_id,
        decision_id=decision.decision_id,
        failures=decision.failures,
        failures_in_12_months=decision.failures_in_12_months,
        aware_at=decision.aware_at,
    )
    decisions = (*after.enforcement_decisions, decision)
    return Decision(after.model_copy(update={"enforcement_decisions": decisions, "owed": clocks.owed}), (told,))


def decide_enforcement(case: Case, decision_id: UUID, asked: DecideEnforcement, occasion: Occasion) -> Decision[Case]:
    """What is done about the failures. Raises NotFound, NotAllowed where it has been decided, Invalid otherwise."""
    officer = officer_acting(case, "decideEnforcement", occasion)
    before = case.decision(decision_id)
    state = DECISION.next(before.state, "decideEnforcement")
    if faults := [*_faults_of_reason(asked), *faults_of_manager(case, asked.manager, "/manager")]:
        raise Invalid(faults)
    decided = before.model_copy(
        update={**dict(asked), "state": state, "decided_at": occasion.now, "decided_by": officer}
    )
    clocks = Clocks(case)
    clocks.meet(Obligation.ENFORCEMENT_DECISION, decision_id)
    if asked.decision is EnforcementDecision.BREACH:
        # The breach says more than a warning could: letters not sent yet for these failures are not owed any more.
        for appointment_id in before.failures:
            clocks.cancel(Obligation.WARNING_LETTER, appointment_id)
    after = case.model_copy(
        update={
            "enforcement_decisions": replaced(case.enforcement_decisions, "decision_id", decided),
            "owed": clocks.owed,
        }
    )
    told = EnforcementDecided(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        decision_id=decision_id,
        provider=case.crc,
        decision=asked.decision,
        reason=asked.reason,
        manager=asked.manager,
        failures=before.failures,
        failures_in_12_months=before.failures_in_12_months,
        aware_at=before.aware_at,
    )
    return Decision(after, (told,))


def _faults_of_reason(asked: DecideEnforcement) -> list[Fault]:
    enforced = asked.decision is EnforcementDecision.BREACH
    if enforced and asked.reason is not None:
        return [Fault("/reason", "reasonNotAsked", "A reason is given only where the failures are not enforced.")]
    if not enforced and asked.reason is None:
        sentence = "A decision not to enforce names its reason from the list (¶14)."
        return [Fault("/reason", "reasonMissing", sentence)]
    return []
