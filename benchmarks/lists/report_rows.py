"""Rows of the court service before sentence, one function a table: authors, reports, deliveries and checks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from benchmarks.filling import Row
from benchmarks.lists import documents
from benchmarks.lists.people import TODAY, Draw, Person, officer_code, officers_of, team_of
from shared.probation.organisations import NPS_DIVISIONS
from shared.probation.vocabulary import ASKED_OF, CheckKind

Rows = Iterator[tuple[str, Row]]
NEEDED = 8
"""How many things a full assessment needs, in every delivery here."""


def author_rows(people: int, draw: Draw) -> Rows:
    """The register of authors of every division."""
    for division in NPS_DIVISIONS:
        for number in range(officers_of(people)):
            author_id = draw.id_at(TODAY - timedelta(days=900))
            yield "author", _author(draw, author_id, division.code, number)
            yield "author_training", _training(draw, author_id)


def _author(draw: Draw, author_id: UUID, division: str, number: int) -> Row:
    return {
        "author_id": author_id,
        "version": 2,
        "officer": officer_code(division, number),
        "division": division,
        "team": team_of(division, number),
        "grade": draw.one_of(PO=0.6, PSO=0.4),
        "employment": draw.one_of(permanent=0.8, agency=0.2),
        "registered_at": TODAY - timedelta(days=900),
        "registered_by": f"{division}S410",
    }


def _training(draw: Draw, author_id: UUID) -> Row:
    return {
        "training_id": draw.id_at(TODAY),
        "author_id": author_id,
        "training": "courtReports",
        "recorded_on": TODAY.date(),
        "recorded_by": None,
    }


def report(
    draw: Draw,
    person: Person,
    report_id: UUID,
    state: str,
    requested_at: datetime,
    sentence_id: UUID | None = None,
    lacked: list[dict[str, str | None]] | None = None,
) -> Row:
    """A report in a state."""
    due_at = (requested_at + timedelta(days=1 + int(draw.chance() * 20))).replace(hour=22, minute=59, second=59)
    asked = draw.one_of(oral=0.45, fast=0.35, standard=0.2)
    delivered = asked if draw.chance() < 0.9 else "fast"
    if state not in ("completed", "addendumWanted", "sentenced"):
        delivered = ""
    named = bool(delivered) or draw.chance() < 0.6
    return {
        "report_id": report_id,
        "version": 3,
        "crn": person.crn,
        "court_code": person.court_code,
        "division": person.division,
        "team": person.team,
        "requested_type": asked,
        "court_date": due_at.date(),
        "due_at": due_at,
        "state": state,
        "requested_at": requested_at,
        "requested_by": person.officer,
        "delivered_type": delivered or None,
        "differs_because": "The court had no time for another." if delivered and delivered != asked else None,
        "author": person.officer if named else None,
        "author_grade": "PO" if named else None,
        "author_training": '["courtReports"]' if named else None,
        "countersignature_needed": False if named else None,
        "completed_at": requested_at + timedelta(hours=20) if delivered else None,
        "risk": draw.any_of(documents.KNOWN) if delivered else documents.NOTHING_KNOWN,
        "sara_completed": True if delivered else None,
        "sources_consulted": documents.SOURCES if delivered else "[]",
        "proposal": documents.PROPOSAL if delivered else None,
        "addendum_id": draw.id_at(requested_at) if state == "addendumWanted" else None,
        "withdrawn_at": requested_at + timedelta(hours=30) if state == "withdrawn" else None,
        "withdrawal_reason": "caseDropped" if state == "withdrawn" else None,
        "sentence_id": sentence_id,
        "lacked_at_sentence": lacked,
    }


def delivery(draw: Draw, of: Row, lacked: list[dict[str, str | None]]) -> Row:
    """The delivery of a report."""
    return {
        "delivery_id": draw.id_at(of["completed_at"]),
        "report_id": of["report_id"],
        "number": 1,
        "division": of["division"],
        "court_code": of["court_code"],
        "team": of["team"],
        "type": of["delivered_type"],
        "author": of["author"],
        "author_grade": of["author_grade"],
        "countersigned_by": None,
        "delivered_at": of["completed_at"],
        "needed": NEEDED,
        "had": NEEDED - len(lacked),
        "lacked": lacked,
        "assessment": documents.ASSESSMENT,
        "proposal": of["proposal"],
    }


def check(
    draw: Draw,
    person: Person,
    report_id: UUID,
    kind: CheckKind,
    requested_at: datetime,
    until: datetime,
    *,
    sentenced: bool = True,
) -> Row:
    """A check on a report that was requested then; answered by `until`, or late, or not at all."""
    stands = draw.one_of(received=0.68, notRequired=0.08, requested=0.12, late=0.12)
    if stands == "late" and not sentenced:
        stands = "requested"
    late, asked = stands == "late", stands != "notRequired"
    answered = stands in ("received", "late")
    informed = answered and draw.chance() < 0.3
    return {
        "check_id": draw.id_at(requested_at),
        "report_id": report_id,
        "division": person.division,
        "kind": kind,
        "state": "received" if answered else stands,
        "awaited": stands == "requested",
        "not_required_because": None if asked else "No children in the household.",
        "asked_of": ASKED_OF[kind] if asked else None,
        "requested_at": requested_at if asked else None,
        "requested_by": person.officer if asked else None,
        "due_at": requested_at + timedelta(days=2) if asked else None,
        "answered_at": (until + timedelta(days=9) if late else requested_at + timedelta(hours=9)) if answered else None,
        "answered_by": "police" if answered else None,
        "answer": ("information" if informed else "nothingKnown") if answered else None,
        "indicates_rosh": "medium" if informed else None,
        "indicates_domestic_abuse": True if informed else None,
        "indicates_child_safeguarding": None,
        "late": late,
    }
