"""What the NPS answers to an escalation that it does not take: its advice, or what it wants to know, is read (¶9)."""

from uuid import UUID

from pydantic import ConfigDict

from services.crc.domain.acting import must_be_responsible, officer_acting
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.refusals import Refused
from services.crc.domain.risk_parts import Escalation
from services.crc.domain.rows import replaced
from services.crc.domain.stages import ANSWER, AnswerState, EscalationState
from shared.contracts.crc import EscalationAnswerRead, EscalationAnswerReceived
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Occasion
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import EscalationDecision

TO_BE_READ = {
    EscalationState.NOT_ACCEPTED: EscalationDecision.NOT_ACCEPTED,
    EscalationState.RETURNED: EscalationDecision.RETURNED,
}
"""The answers that leave the case, and the risk, with the CRC."""


class ReadAnswer(Contract):
    """The responsible officer has read what the NPS answered."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


def receive_answer(case: Case, escalation: Escalation) -> Decision[Case]:
    """The answer is the officer's to read, in the time that counts from when the NPS gave it."""
    assert escalation.decided_at is not None
    clocks = Clocks(case)
    by = due(LimitName.ESCALATION_ANSWER_READ, escalation.decided_at)
    clocks.start(Obligation.ESCALATION_ANSWER_READ, escalation.escalation_id, by)
    received = escalation.model_copy(update={"answer": AnswerState.TO_READ})
    after = case.model_copy(
        update={"escalations": replaced(case.escalations, "escalation_id", received), "owed": clocks.owed}
    )
    told = EscalationAnswerReceived(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=case.by_rule,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        escalation_id=escalation.escalation_id,
        decision=TO_BE_READ[escalation.state],
    )
    return Decision(after, (told,))


def read_answer(case: Case, escalation_id: UUID, asked: ReadAnswer, occasion: Occasion) -> Decision[Case]:
    """The officer who is responsible now has read it; what the CRC before has not read, the next one reads.

    Raises NotFound, Refused for anybody else and where there is nothing to read, NotAllowed where it has been read.
    """
    officer = officer_acting(case, "readAnswer", occasion)
    before = case.escalation(escalation_id)
    if before.answer is None:
        raise Refused(case, "readAnswer", f"The escalation is {before.state.value}: it has no answer to read.")
    must_be_responsible(case, "readAnswer", officer)
    read = before.model_copy(
        update={
            "answer": ANSWER.next(before.answer, "readAnswer"),
            "answer_read_at": occasion.now,
            "answer_read_by": officer,
        }
    )
    clocks = Clocks(case)
    clocks.meet(Obligation.ESCALATION_ANSWER_READ, escalation_id)
    after = case.model_copy(
        update={"escalations": replaced(case.escalations, "escalation_id", read), "owed": clocks.owed}
    )
    told = EscalationAnswerRead(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        escalation_id=escalation_id,
        officer=officer,
    )
    return Decision(after, (told,))
