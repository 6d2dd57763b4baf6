"""The people of the court service: most sentenced, some on a report, some of whom something was not known."""

from collections.abc import Iterator
from datetime import timedelta

from benchmarks.filling import Row
from benchmarks.lists.directory_rows import directory_as_heard
from benchmarks.lists.people import TODAY, Draw, Person, people
from benchmarks.lists.report_rows import author_rows, check, delivery, report
from benchmarks.lists.sentence_rows import gap_with_history, sentence, what_followed
from shared.probation.vocabulary import CheckKind

Rows = Iterator[tuple[str, Row]]

WANTED = {
    CheckKind.DOMESTIC_ABUSE: 0.9,
    CheckKind.CHILD_SAFEGUARDING: 0.85,
    CheckKind.PREVIOUS_CONVICTIONS: 0.6,
    CheckKind.MENTAL_HEALTH: 0.15,
    CheckKind.VICTIM_STATEMENT: 0.1,
}
"""How often a report has a check of the kind; the shares are ours."""
ALWAYS_NEEDED = (CheckKind.DOMESTIC_ABUSE, CheckKind.CHILD_SAFEGUARDING)


def court_rows(number: int) -> Rows:
    """All rows for that many people."""
    draw = Draw()
    yield from author_rows(number, Draw(seed=1))
    yield from directory_as_heard()
    for person in people(number, draw):
        for event_number in range(1, person.sentences + 1):
            if draw.chance() < 0.15:
                yield from _sentenced_without_report(draw, person, event_number)
            else:
                yield from _sentenced_on_report(draw, person, event_number)
        if draw.chance() < 0.25:
            yield from _not_sentenced_yet(draw, person)


def _sentenced_without_report(draw: Draw, person: Person, event_number: int) -> Rows:
    at = draw.moment()
    row = sentence(draw, person, event_number, draw.id_at(at), None, at)
    yield "sentence", row
    for kind in ALWAYS_NEEDED:
        yield from gap_with_history(draw, row, "checkNeverRequested", kind=kind)
    yield from gap_with_history(draw, row, "roshNotFullyAssessed")
    yield from gap_with_history(draw, row, "rsrNotCalculated")


def _sentenced_on_report(draw: Draw, person: Person, event_number: int) -> Rows:
    at = draw.moment()
    requested_at = at - timedelta(days=1 + int(draw.chance() * 15))
    report_id, sentence_id = draw.id_at(requested_at), draw.id_at(at)
    checks = [check(draw, person, report_id, kind, requested_at, at) for kind in WANTED if draw.chance() < WANTED[kind]]
    unanswered = [one for one in checks if one["late"] or one["state"] == "requested"]
    half_known = bool(unanswered) and draw.chance() < 0.4
    lacked = [{"cause": "checkUnanswered", "check_kind": one["kind"]} for one in unanswered]
    if half_known:
        lacked.append({"cause": "roshNotFullyAssessed", "check_kind": None})
    delivered = report(draw, person, report_id, "sentenced", requested_at, sentence_id, lacked)
    yield "report", delivered
    yield "report_delivery", delivery(draw, delivered, lacked)
    for one in checks:
        yield "report_check", one
    row = sentence(draw, person, event_number, sentence_id, report_id, at)
    yield "sentence", row
    for one in unanswered:
        yield from gap_with_history(draw, row, "checkUnanswered", check=one)
    if half_known:
        yield from gap_with_history(draw, row, "roshNotFullyAssessed")
    yield from what_followed(draw, row)


def _not_sentenced_yet(draw: Draw, person: Person) -> Rows:
    requested_at = TODAY - timedelta(days=int(draw.chance() * 15), minutes=int(draw.chance() * 480))
    report_id = draw.id_at(requested_at)
    state = draw.one_of(requested=0.62, completed=0.25, addendumWanted=0.05, withdrawn=0.08)
    row = report(draw, person, report_id, state, requested_at)
    yield "report", row
    if row["delivered_type"] is not None:
        yield "report_delivery", delivery(draw, row, [])
    for kind in ALWAYS_NEEDED:
        one = check(draw, person, report_id, kind, requested_at, TODAY, sentenced=False)
        yield "report_check", {**one, "awaited": one["awaited"] and state != "withdrawn"}
