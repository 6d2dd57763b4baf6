"""What the court's events add to the case. They come in order; each touches only what the court tells."""

from collections.abc import Iterator
from datetime import datetime

from services.crc.domain.cases import Case
from services.crc.domain.gate.parts import CustodyTurn
from services.crc.domain.parts import AssessmentHeard, Gap
from services.crc.domain.rows import replaced
from shared.contracts.court import AssessmentRevised, InformationGapClosed, OrderAmended, SentencePassed
from shared.probation.vocabulary import Disposal, GapClosure


def sentence(case: Case, told: SentencePassed, at: datetime) -> Case:
    """The order, the court's picture of the risk, and what it did not know. A sentence heard again adds nothing."""
    known = {gap.gap_id for gap in case.gaps}
    gaps = case.gaps
    for gap in told.gaps:
        if gap.gap_id not in known:
            fresh = Gap(
                sentence_id=told.sentence_id,
                gap_id=gap.gap_id,
                cause=gap.cause,
                check_kind=gap.check_kind,
                source=gap.source,
            )
            gaps = replaced(gaps, "gap_id", fresh)
    if case.sentenced_at is not None:
        return case.model_copy(update={"gaps": gaps})
    return case.model_copy(
        update={
            "disposal": told.disposal,
            "disposal_at_sentence": told.disposal,
            "sentenced_at": told.sentenced_at,
            "order_ends_on": told.order_ends_on,
            "requirements": told.requirements,
            "sexual_offence": told.sexual_offence,
            "risk": case.risk or told.risk,
            "gaps": gaps,
        }
    )


def amended(case: Case, told: OrderAmended, at: datetime) -> Case:
    """The order as it stands from now; of two changes the later counts, whichever is heard last.

    What is owed already stays owed at its time, and what was planned and attended under the order before still counts.
    """
    if case.sentenced_at is None or told.number <= case.order_number:
        return case
    return case.model_copy(
        update={
            "disposal": told.disposal,
            "order_ends_on": told.order_ends_on,
            "requirements": told.requirements,
            "order_number": told.number,
            "custody_turns": (*case.custody_turns, *_turns(case, told, at)),
        }
    )


def _turns(case: Case, told: OrderAmended, at: datetime) -> Iterator[CustodyTurn]:
    """An appeal that puts custody in the place of an order, or an order in its place: the person goes in, or out."""
    in_custody = told.disposal is Disposal.CUSTODY
    if in_custody is not (case.disposal is Disposal.CUSTODY):
        yield CustodyTurn(number=told.number, in_custody=in_custody, at=at)


def assessed(case: Case, told: AssessmentRevised, at: datetime) -> Case:
    """The court's team has assessed what it had not, or corrected a score: the picture of the risk is this one."""
    if any(one.assessment_id == told.assessment_id for one in case.assessments):
        return case
    heard = AssessmentHeard(
        assessment_id=told.assessment_id,
        at=at,
        rosh_before=case.risk.rosh_level if case.risk is not None else None,
        rosh_after=told.risk.rosh_level,
    )
    return case.model_copy(update={"risk": told.risk, "assessments": (*case.assessments, heard)})


def gap_closed(case: Case, told: InformationGapClosed, at: datetime) -> Case:
    """A gap has its closure, and the court's picture of the risk is the one with the answer in it.

    An answer takes the place of a decision to supervise without it; nothing takes the place of an answer. A gap that
    ended with its order was never answered.
    """
    before = next((gap for gap in case.gaps if gap.gap_id == told.gap_id), None) or Gap(
        sentence_id=told.sentence_id,
        gap_id=told.gap_id,
        cause=told.cause,
        check_kind=told.check_kind,
        source=told.source,
    )
    if before.is_answered:
        return case
    late = told.closure is GapClosure.LATE_ANSWER
    closed = before.model_copy(
        update={
            "closure": told.closure,
            "closed_at": at,
            "answer": told.answer if late else None,
            "indicates_rosh": told.indicates_rosh if late else None,
        }
    )
    return case.model_copy(update={"gaps": replaced(case.gaps, "gap_id", closed), "risk": told.risk})
