"""A batch is cut into steps so that one person's events keep their order whatever their types."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.envelope import Envelope, Received
from shared.runtime.reactions import steps
from shared.runtime.transaction import new_id

KINDS = ["a", "b", "c"]


def event(kind: str, crn: str) -> Received[Any]:
    at = datetime(2016, 9, 5, tzinfo=UTC)
    return Received(Envelope(new_id(), kind, "", crn, at, "", "", None, None), SimpleNamespace(event_type=kind))


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(["X1", "X2", "X3"])), max_size=40))
def test_every_event_comes_once_and_each_persons_in_order(story: list[tuple[str, str]]) -> None:
    reactions: dict[str, Any] = {kind: object() for kind in KINDS}
    events = [event(kind, crn) for kind, crn in story]
    groups = list(steps(events, reactions))
    flat = [one for _, group in groups for one in group]
    assert sorted(map(id, flat)) == sorted(map(id, events))
    for crn in ("X1", "X2", "X3"):
        assert [e for e in flat if e.envelope.subject == crn] == [e for e in events if e.envelope.subject == crn]
    for reaction, group in groups:
        assert all(reactions[e.envelope.event_type] is reaction for e in group)


def test_a_batch_of_one_type_is_one_step_whatever_its_size() -> None:
    reactions: dict[str, Any] = {"a": object()}
    assert len(list(steps([event("a", f"X{n % 7}") for n in range(500)], reactions))) == 1
