"""Recall to custody: asked for by the officer, countersigned by a manager in a day, decided outside the CRC [S, C]."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from services.crc.domain.acting import officer_acting
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.custody import recalled, stage_of
from services.crc.domain.gate.contact import contact_ends
from services.crc.domain.gate.parts import Recall
from services.crc.domain.gate.stages import RECALL
from services.crc.domain.parts import OwedDecision
from services.crc.domain.refusals import Refused
from services.crc.domain.rows import replaced
from services.crc.domain.staff import Staff, faults_of_manager
from shared.contracts.crc_custody import RecallCountersigned, RecallDecided, RecallRequested
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import due, london_date
from shared.probation.limits import LimitName
from shared.probation.vocabulary import RecallReason, RecallState, SupervisionStage
from shared.probation.written import Day

_NOT_ON_LICENCE = {
    None: "The sentence is not a custodial one: there is no licence to recall.",
    SupervisionStage.PRE_RELEASE: "The person is in custody.",
    SupervisionStage.POST_SENTENCE_SUPERVISION: "The licence has ended; the supervision after it cannot be recalled.",
    SupervisionStage.ENDED: "The licence and the supervision after it have ended.",
}


class RequestRecall(Contract):
    """The officer asks for the licence to be revoked."""

    reason: RecallReason = Field(examples=["outOfTouch"])


class CountersignRecall(Contract):
    """A manager stands behind the request, or not."""

    countersigned: bool = Field(examples=[True])


class DecideRecall(Contract):
    """What was decided on the licence."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"outcome": "recalled", "on": "2017-03-08"}]})

    outcome: Literal[RecallState.RECALLED, RecallState.NOT_RECALLED]
    on: Annotated[Day, Field(description="The day of the decision.")]


def request_recall(case: Case, asked: RequestRecall, occasion: Occasion) -> Decision[Case]:
    """A recall is asked for. Raises Refused where the person is not on licence, or one is under way."""
    officer = officer_acting(case, "requestRecall", occasion)
    _must_be_on_licence(case, "requestRecall", occasion)
    if any(one.is_under_way for one in case.recalls):
        raise Refused(case, "requestRecall", "A recall of this person is under way.")
    return _requested(case, asked.reason, None, officer, occasion)


def request_after_decision(case: Case, decision: OwedDecision, occasion: Occasion) -> Decision[Case]:
    """Failures of a licence are enforced by recall: it is asked for with the decision, unless one is under way.

    Raises Refused where the person is not on licence.
    """
    officer = officer_acting(case, "requestRecall", occasion)
    _must_be_on_licence(case, "requestRecall", occasion)
    if any(one.is_under_way for one in case.recalls):
        return Decision(case)
    return _requested(case, RecallReason.FAILED_TO_ATTEND, decision.decision_id, officer, occasion)


def countersign_recall(
    case: Case, recall_id: UUID, staff: Staff, asked: CountersignRecall, occasion: Occasion
) -> Decision[Case]:
    """A senior probation officer of the register who did not ask for it countersigns, or refuses to.

    Raises NotFound, NotAllowed where somebody has answered, Refused for anybody else, and for a licence that has ended
    meanwhile.
    """
    manager = officer_acting(case, "countersignRecall", occasion)
    before = case.recall(recall_id)
    state = RECALL.next(before.state, "countersign" if asked.countersigned else "refuse")
    for fault in faults_of_manager(case, manager, staff, "/", london_date(occasion.now)):
        raise Refused(case, "countersignRecall", fault.sentence)
    if manager == before.requested_by:
        raise Refused(case, "countersignRecall", f"{manager} asked for it: another manager countersigns.")
    if asked.countersigned:
        _must_be_on_licence(case, "countersignRecall", occasion)
    answered = before.model_copy(update={"state": state, "countersigned_at": occasion.now, "countersigned_by": manager})
    clocks = Clocks(case)
    clocks.meet(Obligation.RECALL_COUNTERSIGNED, recall_id)
    told = RecallCountersigned(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        recall_id=recall_id,
        countersigned=asked.countersigned,
        manager=manager,
    )
    recalls = replaced(case.recalls, "recall_id", answered)
    return Decision(case.model_copy(update={"recalls": recalls, "owed": clocks.owed}), (told,))


def decide_recall(case: Case, recall_id: UUID, asked: DecideRecall, occasion: Occasion) -> Decision[Case]:
    """The licence is revoked, and the person is in custody again; or it is not, and supervision goes on.

    With the recall ends what is owed with a person who can come; what had run out stays missed.
    Raises NotFound, NotAllowed where it is not countersigned or has been decided, Invalid for a day before the request,
    after today, or outside the licence.
    """
    officer = officer_acting(case, "decideRecall", occasion)
    before = case.recall(recall_id)
    state = RECALL.next(before.state, asked.outcome.value)
    back = asked.outcome is RecallState.RECALLED
    if not london_date(before.requested_at) <= asked.on <= london_date(occasion.now):
        sentence = f"It was asked for on {london_date(before.requested_at)}, and decided by today."
        raise Invalid([Fault("/on", "notPossible", sentence)])
    if back and stage_of(case, asked.on) is not SupervisionStage.LICENCE:
        raise Invalid([Fault("/on", "notOnLicence", _NOT_ON_LICENCE[stage_of(case, asked.on)])])
    decided = before.model_copy(
        update={"state": state, "decided_on": asked.on, "decided_at": occasion.now, "decided_by": officer}
    )
    clocks = Clocks(case)
    if back:
        contact_ends(case, clocks, occasion.now)
    told = RecallDecided(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        recall_id=recall_id,
        outcome=asked.outcome,
        on=asked.on,
    )
    recalls = replaced(case.recalls, "recall_id", decided)
    custody = recalled(case, recall_id, asked.on) if back else {}
    return Decision(case.model_copy(update={"recalls": recalls, "owed": clocks.owed, **custody}), (told,))


def _requested(
    case: Case, reason: RecallReason, decision_id: UUID | None, officer: str, occasion: Occasion
) -> Decision[Case]:
    recall = Recall(
        sentence_id=case.sentence_id,
        recall_id=occasion.new_id(),
        reason=reason,
        decision_id=decision_id,
        requested_at=occasion.now,
        requested_by=officer,
        due_at=due(LimitName.RECALL_COUNTERSIGNED, occasion.now),
    )
    clocks = Clocks(case)
    clocks.start(Obligation.RECALL_COUNTERSIGNED, recall.recall_id, recall.due_at)
    told = RecallRequested(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        recall_id=recall.recall_id,
        provider=case.crc,
        reason=reason,
        decision_id=decision_id,
        officer=officer,
    )
    recalls = replaced(case.recalls, "recall_id", recall)
    return Decision(case.model_copy(update={"recalls": recalls, "owed": clocks.owed}), (told,))


def _must_be_on_licence(case: Case, command: str, occasion: Occasion) -> None:
    stage = stage_of(case, london_date(occasion.now))
    if stage is not SupervisionStage.LICENCE:
        raise Refused(case, command, _NOT_ON_LICENCE[stage])
