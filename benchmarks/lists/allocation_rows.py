"""Rows of the allocation service, one function a table: allocations with their decisions, and escalations."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from benchmarks.filling import Row
from benchmarks.lists import documents
from benchmarks.lists.directory_rows import directory_rows, purchase
from benchmarks.lists.people import Draw, Person, people

Rows = Iterator[tuple[str, Row]]
RULES = "allocation-criteria-2014-06-01"


def allocation_rows(number: int) -> Rows:
    """All rows for that many people."""
    draw = Draw()
    yield from directory_rows()
    for person in people(number, draw):
        for event_number in range(1, person.sentences + 1):
            yield from _allocated(draw, person, event_number)


def _allocated(draw: Draw, person: Person, event_number: int) -> Rows:
    at = draw.moment()
    state = draw.one_of(
        accepted=0.58, keptByNps=0.2, awaitingReply=0.08, transferred=0.06, rejected=0.05, awaitingSentence=0.03
    )
    sentence_id = draw.id_at(at)
    escalated = {"transferred": "accepted", "awaitingSentence": "awaitingSentence"}.get(state)
    if state == "accepted" and draw.chance() < 0.2:
        escalated = draw.one_of(received=0.5, notAccepted=0.3, returned=0.2)
    escalation_id = None if escalated is None else draw.id_at(at + timedelta(days=60))
    row = _allocation(draw, person, event_number, state, sentence_id, at, escalation_id)
    yield "allocation", row
    if state != "awaitingSentence":
        yield from _decisions(row, draw.id_at(at) if row["result"] in ("confirmed", "wronglyAllocated") else None)
    if row["supervising_provider"] == person.division and draw.chance() < 0.3:
        yield "purchase", purchase(draw, person.crn, sentence_id, person.division, person.crc, at + timedelta(days=30))
    if state == "accepted" and (row["proposed_provider"] or draw.chance() < 0.05):
        yield "allocation_transfer", _transfer(draw, row, at + timedelta(days=40))
    if escalated is not None:
        yield "escalation", _escalation(draw, person, escalated, escalation_id, sentence_id, at + timedelta(days=60))


def _allocation(
    draw: Draw,
    person: Person,
    event_number: int,
    state: str,
    sentence_id: UUID,
    at: datetime,
    escalation_id: UUID | None,
) -> Row:
    heard, kept = state != "awaitingSentence", state == "keptByNps"
    supervising = {"keptByNps": person.division, "transferred": person.division, "accepted": person.crc}.get(state)
    reply = {"accepted": "accepted", "transferred": "accepted", "rejected": "rejected"}.get(state)
    result = "decided" if kept else draw.one_of(decided=0.6, provisional=0.22, confirmed=0.1, wronglyAllocated=0.08)
    wrong = heard and result == "wronglyAllocated"
    risk = documents.KEPT if kept else documents.HALF_KNOWN if result == "provisional" else documents.KNOWN
    gaps = [_gap(draw, at) for _ in range(int(draw.chance() * 4))] if heard else []
    return {
        "sentence_id": sentence_id,
        "version": 3,
        "crn": person.crn,
        "state": state,
        "risk_held_by": person.crc if not heard else supervising or person.division,
        "event_number": event_number if heard else None,
        "division": person.division if heard else None,
        "area_crc": person.crc if heard else None,
        "disposal": draw.one_of(communityOrder=0.6, suspendedSentenceOrder=0.25, custody=0.15) if heard else None,
        "sentenced_at": at if heard else None,
        "decided_at": at + timedelta(minutes=1) if heard else None,
        "risk": draw.any_of(risk) if heard else None,
        "gaps": gaps,
        "indicated_rosh": None,
        "indicated_by": None,
        "receiving_provider": (person.division if kept else person.crc) if heard else None,
        "supervising_provider": supervising,
        "result": result if heard else None,
        "provisional": result == "provisional" if heard else None,
        "misallocation_cause": "lateCheckAnswer" if wrong else None,
        "proposed_provider": person.division if wrong else None,
        "misallocated_at": at + timedelta(days=4) if wrong else None,
        "misallocated_to": person.crc if wrong else None,
        "rules_version": RULES if heard else None,
        "reply": reply,
        "rejection_reason": "wrongArea" if reply == "rejected" else None,
        "replied_at": at + timedelta(days=1) if reply else None,
        "replied_by": f"{person.crc}A101" if reply else None,
        "escalations": [] if escalation_id is None else [str(escalation_id)],
    }


def _gap(draw: Draw, at: datetime) -> dict[str, object]:
    """A gap as the record carries it, within the allocation's row."""
    state = draw.one_of(open=0.5, answered=0.3, supervisedWithoutIt=0.2)
    return {
        "gap_id": str(draw.id_at(at)),
        "cause": "checkUnanswered",
        "check_kind": "domesticAbuse",
        "bears_on": ["roshHighOrVeryHigh"],
        "due_at": (at + timedelta(days=5)).isoformat(),
        "state": state,
        "closed_at": None if state == "open" else (at + timedelta(days=4)).isoformat(),
    }


def _decisions(row: Row, gap_id: UUID | None) -> Rows:
    """The first decision, and the later ones that led to where the allocation stands."""
    kept = row["state"] == "keptByNps"
    first = "provisional" if gap_id is not None else row["result"]
    weighed = documents.WEIGHED["kept" if kept else "provisional" if first == "provisional" else "decided"]
    yield "allocation_decision", _decision(row, 1, "sentence", first, weighed)
    if gap_id is not None:
        late = documents.WEIGHED["kept" if row["result"] == "wronglyAllocated" else "decided"]
        yield "allocation_decision", _decision(row, 2, "lateInformation", row["result"], late, gap_id=gap_id)


def _decision(row: Row, number: int, cause: str, result: str, criteria: str, gap_id: UUID | None = None) -> Row:
    return {
        "sentence_id": row["sentence_id"],
        "number": number,
        "cause": cause,
        "gap_id": gap_id,
        "escalation_id": None,
        "result": result,
        "provider": row["proposed_provider"] if number > 1 and row["proposed_provider"] else row["receiving_provider"],
        "provisional": result == "provisional",
        "criteria": criteria,
        "rules_version": row["rules_version"],
        "decided_at": row["decided_at"] + timedelta(days=4 * (number - 1)),
        "decided_by": row["division"],
        "decided_by_officer": None,
    }


def _transfer(draw: Draw, of: Row, at: datetime) -> Row:
    """A transfer to the division where the allocation was wrong, else to the CRC of a new address."""
    state = draw.one_of(proposed=0.6, rejected=0.4)
    sender = of["supervising_provider"]
    return {
        "transfer_id": draw.id_at(at),
        "sentence_id": of["sentence_id"],
        "state": state,
        "reason": "wronglyAllocated" if of["proposed_provider"] else "moveOfResidence",
        "division": of["division"],
        "from_provider": sender,
        "to_provider": of["proposed_provider"] or ("C01" if sender != "C01" else "C02"),
        "proposed_at": at,
        "proposed_by": of["division"],
        "due_at": at + timedelta(days=5),
        "decided_at": at + timedelta(days=4) if state == "rejected" else None,
        "decided_by": sender if state == "rejected" else None,
        "rejection_reason": "notInArea" if state == "rejected" else None,
    }


def _escalation(
    draw: Draw, person: Person, state: str, escalation_id: UUID | None, sentence_id: UUID, at: datetime
) -> Row:
    decided = state in ("accepted", "notAccepted", "returned")
    return {
        "escalation_id": escalation_id,
        "version": 2 if decided else 1,
        "sentence_id": sentence_id,
        "crn": person.crn,
        "state": state,
        "division": person.division,
        "from_provider": person.crc,
        "trigger": draw.any_of(("domesticAbuseCallOut", "arrestOrCharge", "weapons", "relapse")),
        "rosh_before": "medium",
        "rosh_after": draw.one_of(high=0.9, veryHigh=0.1),
        "who_is_at_risk": ["knownAdult"],
        "imminent": False,
        "phone_call": None,
        "agreed_by_manager": f"{person.crc}S201",
        "received_at": at,
        "asked_since": at,
        "due_at": at + timedelta(days=5),
        "decided_at": at + timedelta(days=3) if decided else None,
        "decided_by": f"{person.division}A210" if decided else None,
        "advice": "Review the plan with the manager." if state == "notAccepted" else None,
        "information_wanted": ["policeInformation"] if state == "returned" else [],
    }
