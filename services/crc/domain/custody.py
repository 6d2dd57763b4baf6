"""Custody: whether a person with a custodial sentence is in prison, on licence or supervised after it, and since when.

A stay in custody has the key of what brought the person in: the sentence, or the recall.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.gate.parts import Recall, Stay
from services.crc.domain.gate.stages import RECALL, STAY
from services.crc.domain.refusals import Refused
from services.crc.domain.rows import replaced
from shared.contracts.model import Obligation
from shared.probation.calendar import due, london_date
from shared.probation.limits import LimitName, LimitNotInForce
from shared.probation.vocabulary import CustodyState, SupervisionStage

RESETTLEMENT = (Obligation.CUSTODY_SCREENED, Obligation.RESETTLEMENT_PLAN, Obligation.PRE_RELEASE_WORK)
"""What is owed of a stay in custody before release."""


def stage_of(case: Case, on: date) -> SupervisionStage | None:
    """Under what the person is supervised on that London day; None where the sentence is not a custodial one.

    Who is recalled is before release again, from the day of the recall.
    """
    if case.custody is None:
        return None
    begun = [one for one in case.stays if one.since <= on]
    stay = max(begun, key=lambda one: one.number, default=None)
    if stay is None or stay.released_at is None or on < london_date(stay.released_at):
        return SupervisionStage.PRE_RELEASE
    assert stay.licence_ends_on is not None
    assert stay.supervision_ends_on is not None
    if on <= stay.licence_ends_on:
        return SupervisionStage.LICENCE
    if on <= stay.supervision_ends_on:
        return SupervisionStage.POST_SENTENCE_SUPERVISION
    return SupervisionStage.ENDED


def supervised_until(case: Case) -> date | None:
    """The last day of the supervision: of who was released, as the prison has worked it out; else of the order."""
    stay = stay_of(case)
    if case.custody is CustodyState.RELEASED and stay is not None:
        return stay.supervision_ends_on
    return case.order_ends_on


def is_in_custody(case: Case) -> bool:
    """Whether the person is in prison now, as far as the record says."""
    return case.custody in (CustodyState.IN_CUSTODY, CustodyState.RECALLED)


def stay_of(case: Case) -> Stay | None:
    """The last stay in custody; None where the sentence has never been a custodial one."""
    return max(case.stays, key=lambda one: one.number, default=None)


def stay_in_custody(case: Case, command: str) -> Stay:
    """The stay that goes on. Raises Refused where the sentence is no custodial one, or the person has been released."""
    stay = stay_of(case)
    if case.custody is None or stay is None:
        raise Refused(case, command, "The sentence is not a custodial one.")
    if not is_in_custody(case):
        raise Refused(case, command, "The person has been released.")
    return stay


def with_stay(case: Case, stay: Stay) -> tuple[Stay, ...]:
    """The stays with this one as it is now."""
    return replaced(case.stays, "stay_id", stay)


def received(case: Case, clocks: Clocks, at: datetime) -> dict[str, Any]:
    """The person goes to prison by the sentence; the prison owes the basic custody screening from then [C].

    Before May 2015 nobody owed one: resettlement services began then.
    """
    number = len(case.stays) + 1
    stay = Stay(
        sentence_id=case.sentence_id,
        stay_id=case.sentence_id if number == 1 else uuid5(case.sentence_id, f"stay in custody {number}"),
        number=number,
        since=london_date(at),
    )
    owe(clocks, Obligation.CUSTODY_SCREENED, stay.stay_id, LimitName.BASIC_CUSTODY_SCREENING, at)
    return {"stays": with_stay(case, stay), "custody": CustodyState.IN_CUSTODY}


def recalled(case: Case, recall_id: UUID, on: date) -> dict[str, Any]:
    """The person is to go back to prison. Nothing tells when a prison has received them, so no screening runs late."""
    number = len(case.stays) + 1
    stay = Stay(sentence_id=case.sentence_id, stay_id=recall_id, number=number, since=on, recall_id=recall_id)
    return {"stays": with_stay(case, stay), "custody": CustodyState.RECALLED}


def owe(clocks: Clocks, obligation: Obligation, subject_id: UUID, limit: LimitName, start: datetime) -> None:
    """The clock begins to run, where its limit is in force on the day."""
    try:
        clocks.start(obligation, subject_id, due(limit, start))
    except LimitNotInForce:
        return


def closed(case: Case, command: str) -> dict[str, Any]:
    """The stays and recalls, where the CRC's part in them ends: nothing is left to prepare or to decide."""

    def stay(one: Stay) -> Stay:
        return one.model_copy(update={"state": STAY.next(one.state, command)}) if one.state.is_in_custody else one

    def recall(one: Recall) -> Recall:
        return one.model_copy(update={"state": RECALL.next(one.state, command)}) if one.is_under_way else one

    return {"stays": tuple(map(stay, case.stays)), "recalls": tuple(map(recall, case.recalls))}
