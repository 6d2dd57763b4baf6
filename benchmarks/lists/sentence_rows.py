"""Rows of the court service from sentence on, one function a table: sentences, gaps, history, what followed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from benchmarks.filling import Row
from benchmarks.lists import documents
from benchmarks.lists.people import Draw, Person
from shared.probation.vocabulary import CheckKind

Rows = Iterator[tuple[str, Row]]


def sentence(
    draw: Draw, person: Person, event_number: int, sentence_id: UUID, report_id: UUID | None, at: datetime
) -> Row:
    """A sentence."""
    state = draw.one_of(inForce=0.95, underAppeal=0.01, ended=0.04)
    ended = state == "ended"
    return {
        "sentence_id": sentence_id,
        "version": 2,
        "crn": person.crn,
        "event_number": event_number,
        "report_id": report_id,
        "court_code": person.court_code,
        "division": person.division,
        "area_crc": person.crc,
        "sentenced_at": at,
        "recorded_by": person.officer,
        "state": state,
        "disposal": draw.one_of(communityOrder=0.6, suspendedSentenceOrder=0.25, custody=0.15),
        "order_ends_on": (at + timedelta(days=365)).date(),
        "requirements": draw.any_of(documents.REQUIREMENTS),
        "risk": documents.NOTHING_KNOWN if report_id is None else draw.any_of(documents.KNOWN),
        "ended_on": (at + timedelta(days=200)).date() if ended else None,
        "ended_because": "goodProgress" if ended else None,
        "ended_at": at + timedelta(days=200) if ended else None,
        "ended_by": person.officer if ended else None,
        "end_reason": "The court revoked the order early." if ended else None,
    }


def what_followed(draw: Draw, of: Row) -> Rows:
    """An undecided appeal where the sentence is under one, and a change of the order now and then."""
    if of["state"] == "underAppeal":
        yield "sentence_appeal", _appeal(draw, of)
    if draw.chance() < 0.03:
        yield "order_change", _order_change(draw, of)


def _appeal(draw: Draw, of: Row) -> Row:
    lodged_at = of["sentenced_at"] + timedelta(days=14)
    return {
        "appeal_id": draw.id_at(lodged_at),
        "sentence_id": of["sentence_id"],
        "lodged_at": lodged_at,
        "lodged_by": of["recorded_by"],
    }


def _order_change(draw: Draw, of: Row) -> Row:
    changed_at = of["sentenced_at"] + timedelta(days=90)
    return {
        "change_id": draw.id_at(changed_at),
        "sentence_id": of["sentence_id"],
        "number": 1,
        "cause": "application",
        "changed_at": changed_at,
        "changed_by": of["recorded_by"],
        "before": documents.ORDER_BEFORE,
    }


def gap_with_history(
    draw: Draw, of: Row, cause: str, *, kind: CheckKind | None = None, check: Row | None = None
) -> Rows:
    """A gap of a sentence, and who knew what of it when."""
    row = gap(draw, of, cause, kind, check)
    yield "information_gap", row
    yield "gap_history", _entry(draw, row, of["sentenced_at"], "recordedAtSentence", of["division"])
    yield "gap_history", _entry(draw, row, of["sentenced_at"] + timedelta(minutes=1), "toldToProvider", of["division"])
    if row["closure"] is not None:
        what = "answered" if row["closure"] == "lateAnswer" else "supervisedWithoutIt"
        yield "gap_history", _entry(draw, row, row["closed_at"], what, of["division"])


def gap(draw: Draw, of: Row, cause: str, kind: CheckKind | None, check: Row | None) -> Row:
    """A gap of a sentence: of a check that was asked for, of one that never was, or of an assessment."""
    answer = check["answer"] if check is not None and check["late"] else None
    closure = "lateAnswer" if answer else draw.one_of(supervisedWithoutIt=0.4, open=0.6)
    closed, at = closure != "open", of["sentenced_at"]
    return {
        "gap_id": draw.id_at(at),
        "sentence_id": of["sentence_id"],
        "division": of["division"],
        "cause": cause,
        "check_kind": kind if check is None else check["kind"],
        "check_id": None if check is None else check["check_id"],
        "bears_on": ["roshHighOrVeryHigh"],
        "state": "closed" if closed else "open",
        "due_at": (at + timedelta(days=5)).replace(hour=22, minute=59, second=59, microsecond=0),
        "closed_at": at + timedelta(days=9) if closed else None,
        "closed_by": of["recorded_by"] if closed else None,
        "closure": closure if closed else None,
        "reason": "The sources were asked and have nothing." if closure == "supervisedWithoutIt" else None,
        "answer": answer,
        "indicates_rosh": check["indicates_rosh"] if answer and check is not None else None,
    }


def _entry(draw: Draw, of: Row, at: datetime, what: str, organisation: str) -> Row:
    return {
        "entry_id": draw.id_at(at),
        "sentence_id": of["sentence_id"],
        "gap_id": of["gap_id"],
        "at": at,
        "what": what,
        "organisation": organisation,
        "officer": None,
    }
