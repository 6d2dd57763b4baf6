"""What the tests of transfers, officers and readings begin from."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from services.allocation.domain import (
    acknowledgements,
    escalation_withdrawals,
    nps_officers,
    transfer_answers,
    transfers,
)
from services.allocation.domain.allocations import Allocation
from services.allocation.domain.escalations import Escalation
from services.allocation.domain.parts import Transfer
from shared.contracts.crc import GapAcknowledged, ResponsibleOfficerNamed
from shared.contracts.crc_staff import ResponsibleOfficerLeft
from shared.contracts.model import Actor
from shared.decisions import Decision
from shared.probation.vocabulary import RoshLevel, StaffGrade
from tests.unit.allocation.given import (
    DOMESTIC_ABUSE,
    LOW_RISK,
    MONDAY,
    SENTENCE_ID,
    accept,
    allocated,
    answered,
    closed,
    occasion,
    receive,
    review,
    sentence,
)

HIGH = LOW_RISK.model_copy(update={"rosh_level": RoshLevel.HIGH})
MOVE: dict[str, Any] = {"to_provider": "C21", "reason": "moveOfResidence"}
TO_NPS: dict[str, Any] = {"to_provider": "N07", "reason": "wronglyAllocated"}


def supervised(**changes: Any) -> Allocation:
    """A CRC has accepted, and supervises."""
    return accept(allocated(sentence(**changes))).state


def kept(**changes: Any) -> Allocation:
    """The NPS keeps it."""
    return allocated(sentence(risk=HIGH, **changes))


def shown_wrong() -> Allocation:
    """A late answer has shown that the CRC should not have it; the rules have proposed it to the NPS."""
    return review(supervised(), closed(indicates=RoshLevel.HIGH)).state


def taken_over() -> Allocation:
    """The NPS has taken it over from the CRC on a risk escalation."""
    held, received = receive(supervised())
    return answered(held.state, received.state, decision="accepted").allocation.state


def propose(allocation: Allocation, by: str = "C17", now: datetime = MONDAY, **asked: Any) -> Decision[Allocation]:
    """Propose a transfer, to another CRC unless it is said otherwise."""
    wanted = transfers.ProposeTransfer.model_validate(asked or MOVE)
    return transfers.propose(allocation, wanted, occasion(by, f"{by}A001", now))


def open_transfer(allocation: Allocation) -> Transfer:
    """The one that is undecided."""
    assert allocation.open_transfer is not None
    return allocation.open_transfer


def decide(
    allocation: Allocation,
    outcome: str = "accepted",
    *escalations: Escalation,
    by: str | None = None,
    now: datetime = MONDAY,
    which: Transfer | None = None,
    **asked: Any,
) -> transfer_answers.Answered:
    """The receiver answers the open transfer, or the one that is given."""
    transfer = which or open_transfer(allocation)
    answer = transfer_answers.TransferAnswer.model_validate({"outcome": outcome, **asked})
    by = by or transfer.to_provider
    return transfer_answers.answer(
        allocation, transfer.transfer_id, escalations, answer, occasion(by, f"{by}S001", now)
    )


def withdraw_transfer(
    allocation: Allocation, by: str = "C17", now: datetime = MONDAY, which: Transfer | None = None
) -> Decision[Allocation]:
    """Whoever has proposed it takes it back."""
    transfer = which or open_transfer(allocation)
    who = occasion(by, f"{by}A001", now)
    return transfers.withdraw(allocation, transfer.transfer_id, transfers.WithdrawTransfer(), who)


def moved(allocation: Allocation | None = None, to: str = "C21", now: datetime = MONDAY) -> Allocation:
    """Another CRC has taken the case."""
    allocation = allocation or supervised()
    holder = allocation.supervising_provider or ""
    asked = propose(allocation, holder, now, to_provider=to, reason="moveOfResidence")
    return decide(asked.state, now=now).allocation.state


def withdraw_escalation(
    escalation: Escalation,
    allocation: Allocation,
    reason: str = "informationWrong",
    by: str = "C17",
    now: datetime = MONDAY,
) -> Decision[Escalation]:
    """The CRC takes it back."""
    asked = escalation_withdrawals.EscalationWithdrawal.model_validate({"reason": reason})
    return escalation_withdrawals.withdraw(escalation, allocation, asked, occasion(by, f"{by}S001", now))


def name_officer(
    allocation: Allocation, officer: str = "N07R310", grade: str = "PO", by: str = "N07", now: datetime = MONDAY
) -> Decision[Allocation]:
    """A senior probation officer names one of the division."""
    asked = nps_officers.NameNpsOfficer.model_validate({"officer": officer, "grade": grade})
    return nps_officers.name_officer(allocation, asked, occasion(by, f"{by}S410", now))


def acknowledge(
    allocation: Allocation, gap_id: UUID = DOMESTIC_ABUSE.gap_id, officer: str = "N07R310", now: datetime = MONDAY
) -> Decision[Allocation]:
    """The NPS's officer says to have read a gap."""
    by = occasion(officer[:3], officer, now)
    return nps_officers.acknowledge(allocation, gap_id, nps_officers.AcknowledgeNpsGap(), by)


def named(officer: str = "C17A001", grade: StaffGrade = StaffGrade.PO, **changes: Any) -> ResponsibleOfficerNamed:
    """A CRC has named its officer."""
    facts: dict[str, Any] = {
        "crn": "X320741",
        "detail_url": "http://crc.test/cases/1",
        "recorded_by": Actor(organisation=officer[:3], officer=f"{officer[:3]}M001"),
        "sentence_id": SENTENCE_ID,
        "provider": officer[:3],
        "officer": officer,
        "grade": grade,
    }
    handed_over: dict[str, Any] = {
        "supervised_by": None,
        "caseload": 1,
        "handed_over_by": None,
        "handover_reason": None,
    }
    return ResponsibleOfficerNamed(**{**facts, **handed_over, **changes})


def read(officer: str = "C17A001", gap_id: UUID = DOMESTIC_ABUSE.gap_id, **changes: Any) -> GapAcknowledged:
    """A CRC's officer has read a gap."""
    facts: dict[str, Any] = {
        "crn": "X320741",
        "detail_url": "http://crc.test/cases/1",
        "recorded_by": Actor(organisation=officer[:3], officer=officer),
        "sentence_id": SENTENCE_ID,
        "gap_id": gap_id,
        "officer": officer,
    }
    return GapAcknowledged(**{**facts, **changes})


def left(officer: str = "C17A001") -> ResponsibleOfficerLeft:
    """The officer has left the CRC."""
    return ResponsibleOfficerLeft(
        crn="X320741",
        detail_url="http://crc.test/cases/1",
        recorded_by=Actor(organisation=officer[:3], officer=f"{officer[:3]}M001"),
        sentence_id=SENTENCE_ID,
        provider=officer[:3],
        officer=officer,
    )


def hear(allocation: Allocation | None, told: acknowledgements.Told, at: datetime = MONDAY) -> Allocation:
    """The record with what the CRC has told."""
    return acknowledgements.hear(allocation or acknowledgements.shell(told), told, at).state


def unknown() -> UUID:
    """An identifier that nothing has."""
    return uuid4()
