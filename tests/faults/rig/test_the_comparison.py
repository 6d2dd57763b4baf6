"""The comparison sees each way in which a promise can be broken: books that agree, with one thing broken in each."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest

from simulator.staff import Acknowledged
from tests.faults.rig.findings import AT_REST, Kind
from tests.faults.rig.ledger import Books, compare, overtaken
from tests.faults.rig.system import CALM, Injection
from tests.faults.rig.table import rows, together
from tests.faults.rig.topics import TOPICS, Published

KEY, CALLER, BROKEN = "a-key", "N07/N07B960", "disk full"
NOW = datetime(2016, 9, 5, 9, tzinfo=UTC)
ANSWER = {"reportId": "r"}
SUBSCRIBERS = ("allocation", "oversight")
"""Who wants to hear of a sentence, among those that the test writes books for."""


def event(sequence: int, event_type: str = "probation.court.sentence-passed.v1", **more: Any) -> dict[str, Any]:
    body = orjson.dumps({"n": sequence, "detailUrl": "/sentences/1"}).decode()
    told = {"event_type": event_type, "crn": "X000001", "body": body}
    at = {"recorded_at": NOW + timedelta(seconds=sequence), "correlation_id": f"c{sequence}", "causation_id": None}
    return {"sequence": sequence, "event_id": UUID(int=sequence), **told, **at, **more}


def books(*events: dict[str, Any]) -> Books:
    """Books in which everything is as it was promised."""
    ids = {one["event_id"] for one in events}
    on_topic = [Published(one["event_id"], one["event_type"], one["crn"], one["body"]) for one in events]
    return Books(
        account=[Acknowledged("court", "/reports", CALLER, KEY, 201, ANSWER, at=7.0)],
        keys={"court": {(CALLER, KEY): '{"reportId": "r"}'}, "allocation": {}, "crc": {}, "breach": {}},
        events={"court": list(events), "allocation": [], "crc": [], "breach": []},
        topics={**{topic: [] for topic in TOPICS}, "probation.court": on_topic},
        inboxes={service: set(ids) for service in ("court", "allocation", "crc", "breach", "oversight")},
        timeline=Counter(ids),
        owners_clocks={("reportDelivered", UUID(int=9), None, None, None)},
        oversights_clocks={("reportDelivered", UUID(int=9), None, None, None)},
    )


INJECTIONS = [Injection(CALM, 0.0, dict.fromkeys(("court", "allocation", "crc", "breach"), 0))]
INJECTIONS.append(Injection(BROKEN, 5.0, {"court": 1, "allocation": 0, "crc": 0, "breach": 0}, recovered=2.0))
AGREED = books(event(1), event(2))


def found(these: Books) -> list[tuple[Kind, str]]:
    return [(finding.kind, finding.fault) for finding in compare(these, INJECTIONS)]


def on_court_topic(*sequences: int) -> dict[str, list[Published]]:
    by_sequence = dict(enumerate(AGREED.topics["probation.court"], start=1))
    return {**AGREED.topics, "probation.court": [by_sequence[sequence] for sequence in sequences]}


def test_books_that_agree_have_nothing_found() -> None:
    assert found(AGREED) == []


def test_a_command_that_was_acknowledged_and_is_not_in_the_record_is_lost() -> None:
    assert found(replace(AGREED, keys={**AGREED.keys, "court": {}})) == [(Kind.LOST, BROKEN)]


def test_a_command_whose_caller_got_another_answer_than_is_kept_is_lost() -> None:
    kept = {**AGREED.keys, "court": {(CALLER, KEY): '{"reportId": "another"}'}}
    assert found(replace(AGREED, keys=kept)) == [(Kind.LOST, BROKEN)]


def test_a_command_that_was_carried_out_twice_is_doubled() -> None:
    twice = books(event(1), event(2, correlation_id="c1"))
    assert found(twice) == [(Kind.DOUBLED, BROKEN)]


def test_two_events_of_one_transaction_are_not_doubled() -> None:
    assert found(books(event(1), event(2, correlation_id="c1", recorded_at=event(1)["recorded_at"]))) == []


def test_an_event_that_was_applied_twice_is_doubled() -> None:
    twice = books(event(1, causation_id="e"), event(2, causation_id="e"))
    assert found(twice) == [(Kind.DOUBLED, BROKEN)]


def test_a_clock_that_was_told_twice_to_have_run_out_is_doubled() -> None:
    clock = {"obligation": "reportDelivered", "subjectId": "s", "dueAt": "d", "detailUrl": "/reports/1"}
    body = orjson.dumps(clock).decode()
    kind = "probation.court.report-overdue.v1"
    assert found(books(event(1, kind, body=body), event(2, kind, body=body))) == [(Kind.DOUBLED, BROKEN)]


def test_an_event_that_is_not_on_its_topic_is_lost() -> None:
    assert found(replace(AGREED, topics=on_court_topic(1))) == [(Kind.LOST, BROKEN)]


def test_an_event_that_is_on_its_topic_otherwise_than_recorded_is_lost() -> None:
    topics = on_court_topic(1, 2)
    topics["probation.court"][0] = replace(topics["probation.court"][0], body="{}")
    assert found(replace(AGREED, topics=topics)) == [(Kind.LOST, CALM)]


def test_a_fact_may_stand_on_its_topic_in_an_older_version_too_but_not_in_that_alone() -> None:
    topics = on_court_topic(1, 2)
    older = replace(topics["probation.court"][1], event_type="probation.court.sentence-passed.v0", body="{}")
    topics["probation.court"].insert(1, older)
    assert found(replace(AGREED, topics=topics)) == []
    topics["probation.court"].pop()
    assert found(replace(AGREED, topics=topics)) == [(Kind.LOST, BROKEN)]


def test_an_event_that_is_on_a_topic_and_in_no_record_is_found() -> None:
    topics = on_court_topic(1, 2)
    topics["probation.court"].append(replace(topics["probation.court"][0], event_id=uuid4()))
    assert found(replace(AGREED, topics=topics)) == [(Kind.LOST, AT_REST)]


def test_an_event_that_came_after_a_later_one_of_its_person_is_out_of_order() -> None:
    assert found(replace(AGREED, topics=on_court_topic(2, 1))) == [(Kind.OUT_OF_ORDER, CALM)]


@pytest.mark.parametrize(
    "other",
    [
        {"body": orjson.dumps({"detailUrl": "/reports/1"}).decode()},
        {"event_type": "probation.court.check-overdue.v1"},
    ],
)
def test_two_events_of_a_person_that_share_no_lock_may_stand_in_the_order_of_their_commits(
    other: dict[str, Any],
) -> None:
    one, another = event(1), event(2, **other)
    if "event_type" in other:
        another["body"] = orjson.dumps({"obligation": "o", "subjectId": "s", "dueAt": "d"}).decode()
    agreed = books(one, another)
    swapped = agreed.topics["probation.court"][::-1]
    these = replace(agreed, topics={**agreed.topics, "probation.court": swapped})
    assert found(these) == []
    assert (overtaken(agreed), overtaken(these)) == (0, 1)


def test_an_event_that_stands_on_its_topic_twice_is_in_order_by_its_first() -> None:
    assert found(replace(AGREED, topics=on_court_topic(1, 2, 1))) == []


@pytest.mark.parametrize("subscriber", SUBSCRIBERS)
def test_an_event_that_never_came_to_who_wants_it_is_lost(subscriber: str) -> None:
    without = {**AGREED.inboxes, subscriber: {UUID(int=1)}}
    assert found(replace(AGREED, inboxes=without)) == [(Kind.LOST, BROKEN)]


@pytest.mark.parametrize(("times", "kind"), [(0, Kind.LOST), (2, Kind.DOUBLED)])
def test_an_event_stands_in_the_timeline_once(times: int, kind: Kind) -> None:
    timeline = Counter({UUID(int=1): 1, UUID(int=2): times})
    assert found(replace(AGREED, timeline=timeline)) == [(kind, BROKEN)]


def test_a_clock_that_oversight_has_otherwise_than_its_owner_is_found() -> None:
    other = {("reportDelivered", UUID(int=9), NOW, None, None)}
    assert found(replace(AGREED, oversights_clocks=other)) == [(Kind.LOST, AT_REST)] * 2


def test_the_table_puts_commands_and_findings_down_to_the_fault_before_them() -> None:
    findings = compare(replace(AGREED, topics=on_court_topic(1)), INJECTIONS)
    calm, broken, whole = together([rows(INJECTIONS, [1.0, 7.0, 8.0], findings)])
    assert (calm.fault, calm.times, calm.acknowledged, calm.found) == (CALM, 0, 1, (0, 0, 0, 0))
    assert (broken.fault, broken.times, broken.acknowledged, broken.found) == (BROKEN, 1, 2, (1, 0, 0, 0))
    assert (whole.acknowledged, whole.found, whole.recovered) == (3, (1, 0, 0, 0), (2.0,))
