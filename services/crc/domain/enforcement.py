"""Enforcement: at the threshold somebody decides, with a reason and a manager's name (¶14).

When a decision falls due is in `threshold.py`.
"""

from collections.abc import Iterator
from uuid import UUID

from pydantic import ConfigDict, Field

from services.crc.domain.acting import officer_acting
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.custody import stage_of
from services.crc.domain.gate.recalls import request_after_decision
from services.crc.domain.rows import replaced
from services.crc.domain.staff import Staff, faults_of_manager
from services.crc.domain.stages import DECISION
from shared.contracts.crc import EnforcementDecided
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import london_date
from shared.probation.identifiers import OfficerCode
from shared.probation.vocabulary import EnforcementDecision, NotEnforcedReason, SupervisionStage


class DecideEnforcement(Contract):
    """Breach, recall of a licence, or neither with a reason from the list; a manager stands behind each."""

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
    manager: OfficerCode | None = Field(
        default=None,
        description="The senior probation officer who stands behind it, not the responsible officer. One who decides "
        "need not name anybody.",
    )


def decide_enforcement(
    case: Case, decision_id: UUID, staff: Staff, asked: DecideEnforcement, occasion: Occasion
) -> Decision[Case]:
    """What is done about the failures; a recall is asked for with the decision.

    Raises NotFound, NotAllowed where it has been decided, Invalid for a reason or a manager that is missing or does not
    stand for it, and for a breach of a licence or a recall where there is none.
    """
    officer = officer_acting(case, "decideEnforcement", occasion)
    before = case.decision(decision_id)
    state = DECISION.next(before.state, "decideEnforcement")
    manager = asked.manager or _who_decides_alone(staff, officer)
    if (faults := list(_faults(case, staff, asked, manager, occasion))) or manager is None:
        raise Invalid(faults)
    decided = before.model_copy(
        update={
            **dict(asked),
            "manager": manager,
            "state": state,
            "decided_at": occasion.now,
            "decided_by": officer,
        }
    )
    clocks = Clocks(case)
    clocks.meet(Obligation.ENFORCEMENT_DECISION, decision_id)
    if asked.decision is not EnforcementDecision.NOT_ENFORCED:
        # Breach or recall says more than a warning could: letters not sent yet for these failures are owed no more.
        for appointment_id in before.failures:
            clocks.no_longer_owed(Obligation.WARNING_LETTER, appointment_id, occasion.now)
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
        manager=manager,
        failures=before.failures,
        failures_in_12_months=before.failures_in_12_months,
        aware_at=before.aware_at,
    )
    if asked.decision is not EnforcementDecision.RECALL:
        return Decision(after, (told,))
    recall = request_after_decision(after, decided, occasion)
    return Decision(recall.state, (told, *recall.events))


def _who_decides_alone(staff: Staff, officer: str) -> str | None:
    """A senior probation officer who decides is the manager; nobody else is."""
    entry = staff.get(officer)
    return officer if entry is not None and entry.grade.is_manager else None


def _faults(
    case: Case, staff: Staff, asked: DecideEnforcement, manager: str | None, occasion: Occasion
) -> Iterator[Fault]:
    today = london_date(occasion.now)
    stage = stage_of(case, today)
    if asked.decision is EnforcementDecision.RECALL and stage is not SupervisionStage.LICENCE:
        yield Fault("/decision", "notOnLicence", "Only who is on licence is recalled.")
    if asked.decision is EnforcementDecision.BREACH and stage is SupervisionStage.LICENCE:
        yield Fault("/decision", "licenceIsRecalled", "Failures of a licence are enforced by recall.")
    if asked.decision is EnforcementDecision.BREACH and stage is SupervisionStage.PRE_RELEASE:
        yield Fault("/decision", "inCustody", "The person is in custody: there is no order to breach.")
    enforced = asked.decision is not EnforcementDecision.NOT_ENFORCED
    if enforced and asked.reason is not None:
        yield Fault("/reason", "reasonNotAsked", "A reason is given only where the failures are not enforced.")
    if not enforced and asked.reason is None:
        yield Fault("/reason", "reasonMissing", "A decision not to enforce names its reason from the list (¶14).")
    if manager is None:
        yield Fault("/manager", "managerMissing", "Name the senior probation officer who stands behind it (¶14).")
    else:
        yield from faults_of_manager(case, manager, staff, "/manager", today)
