"""Whatever order the topics are read in, however they are cut into batches, and whatever comes twice: one timeline."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.contracts.catalogue import PUBLISHERS
from shared.contracts.court import CheckRequested
from shared.contracts.model import Obligation
from shared.probation.vocabulary import Agency, CheckKind
from shared.runtime.inbox import Message
from tests.integration.oversight.reading import READ_MODEL, forget, timeline
from tests.integration.oversight.stories import journey
from tests.integration.oversight.story import COURT, Story, at, cancelled, met, started
from tests.support.running import Running

Batches = list[list[Message]]
CRNS = ("X320741", "X320742")


def topics() -> dict[str, list[Message]]:
    """Two people's stories, woven on each topic."""
    one, other = (journey(crn).by_topic() for crn in CRNS)
    return {name: [m for pair in zip(one[name], other[name], strict=True) for m in pair] for name in PUBLISHERS}


def lengths() -> list[str]:
    return [name for name, messages in topics().items() for _ in messages]


def deal(order: Sequence[str], cuts: Iterator[int]) -> Batches:
    """Take from the topics in this order, cut into batches."""
    waiting = {name: iter(messages) for name, messages in topics().items()}
    dealt = [next(waiting[name]) for name in order]
    batches: Batches = []
    while dealt:
        size = next(cuts)
        batches.append(dealt[:size])
        del dealt[:size]
    return batches


async def read_model(oversight: Running) -> dict[str, Any]:
    rows = {
        table: sorted(repr(sorted(row.items())) for row in await oversight.rows(f"SELECT * FROM {table}"))
        for table in READ_MODEL
    }
    return rows | {crn: await timeline(oversight, crn) for crn in CRNS}


async def after(oversight: Running, batches: Batches) -> dict[str, Any]:
    await forget(oversight)
    for batch in batches:
        assert (await oversight.deliver(batch)).parked == 0
    return await read_model(oversight)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=st.permutations(lengths()), sizes=st.lists(st.integers(1, 30), min_size=1), repeated=st.booleans())
async def test_every_order_between_topics_ends_alike(
    oversight: Running, order: list[str], sizes: list[int], repeated: bool
) -> None:
    expected = await after(oversight, [journey(crn).messages() for crn in CRNS])

    def cuts() -> Iterator[int]:
        while True:
            yield from sizes

    batches = deal(order, cuts())
    assert await after(oversight, [b for b in batches for _ in range(2 if repeated else 1)]) == expected


@pytest.mark.parametrize("last", PUBLISHERS)
async def test_a_topic_that_comes_last_of_all_ends_alike(oversight: Running, last: str) -> None:
    expected = await after(oversight, [journey(crn).messages() for crn in CRNS])
    order = sorted(lengths(), key=lambda name: name == last)
    for size in (1, 1000):
        assert await after(oversight, deal(order, iter([size] * 1000))) == expected


async def test_a_gap_may_be_read_before_the_sentence_is_heard_of(oversight: Running) -> None:
    by_topic = journey().by_topic()
    await oversight.deliver(by_topic["crc"])
    gaps = (await timeline(oversight))["gaps"]
    assert {(gap["cause"], gap["openedAt"], gap["acknowledgedBy"]) for gap in gaps} == {
        (None, None, "C17A101"),
        (None, None, None),  # to be read, and not read
    }
    await oversight.deliver(by_topic["court"])
    gaps = (await timeline(oversight))["gaps"]
    assert [gap["acknowledgedBy"] for gap in gaps if gap["cause"] != "roshNotFullyAssessed"] == ["C17A101"] * 2
    assert all(gap["openedAt"] for gap in gaps)
    assert len(gaps) == 3


async def test_a_clock_that_has_ended_ends_but_once_until_it_is_started_anew(oversight: Running) -> None:
    story = Story()
    what, due_at = story.id("check"), at(1, 22)
    start = started(Obligation.CHECK_ANSWERED, what, due_at, "N07")
    asked: dict[str, Any] = {
        "report_id": story.id("report"),
        "check_id": what,
        "check_kind": CheckKind.DOMESTIC_ABUSE,
        "asked_of": Agency.POLICE,
    }
    for number, (clock, met_at, cancelled_at) in enumerate(
        [
            (start, None, None),
            (met(Obligation.CHECK_ANSWERED, what), at(0, 9, 1), None),
            (met(Obligation.CHECK_ANSWERED, what), at(0, 9, 1), None),
            (cancelled(Obligation.CHECK_ANSWERED, what), at(0, 9, 1), None),
            (start, None, None),
            (cancelled(Obligation.CHECK_ANSWERED, what), None, at(0, 9, 5)),
            (met(Obligation.CHECK_ANSWERED, what), None, at(0, 9, 5)),
        ]
    ):
        one = story.tell(CheckRequested, at(0, 9, number), COURT, clock, **asked)
        await oversight.deliver([one.message()])
        [row] = await oversight.rows("SELECT met_at, cancelled_at FROM clock")
        assert (row["met_at"], row["cancelled_at"]) == (met_at, cancelled_at), number
    one_by_one = await oversight.rows("SELECT * FROM clock")
    await forget(oversight)
    await oversight.deliver(story.messages())
    assert await oversight.rows("SELECT * FROM clock") == one_by_one
