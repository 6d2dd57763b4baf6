"""Who knew what of a gap when: as this service did it, and as others told it in any order (¶11)."""

import itertools
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts.allocation import AllocationAccepted, AllocationDecided, NpsGapAcknowledged
from shared.contracts.crc import GapAcknowledged
from shared.contracts.model import Actor, EventData
from shared.probation.vocabulary import AllocationCause
from tests.integration.court.conftest import Court, listed
from tests.support.counting import statements_of
from tests.support.running import MONDAY, message_of

CRC, NPS = Actor(organisation="C17", officer="C17S201"), Actor(organisation="N07", officer="N07B960")


def told_of(sentence: dict[str, Any], *, provider: str = "C17", number: int = 1) -> list[tuple[EventData, datetime]]:
    """What the allocation service and the CRC tell of a sentence: decided, accepted, and its gaps read."""
    common: dict[str, Any] = {"crn": sentence["crn"], "sentence_id": UUID(sentence["sentenceId"]), "detail_url": "/1"}
    gaps = tuple(UUID(gap["gapId"]) for gap in sentence["gaps"])
    allocated = {"event_number": 1, "division": "N07", "provisional": True, "gaps": gaps}
    decided = AllocationDecided(
        **common,
        **allocated,
        recorded_by=Actor(organisation="N07"),
        number=number,
        cause=AllocationCause.SENTENCE,
        receiving_provider=provider,
        criteria=(),
        rules_version="2014-06-01",
        risk_held_by="N07",
    )
    accepted = AllocationAccepted(
        **common, **allocated, recorded_by=CRC, provider=provider, allocated_at=MONDAY, risk_held_by=provider
    )
    read = GapAcknowledged(**common, recorded_by=CRC, gap_id=gaps[0], officer="C17A101")
    read_by_nps = NpsGapAcknowledged(**common, recorded_by=NPS, gap_id=gaps[0], officer="N07A101")
    times = [MONDAY + timedelta(hours=hours) for hours in (1, 2, 3, 4)]
    return list(zip((decided, accepted, read, read_by_nps), times, strict=True))


async def history(court: Court, sentence: dict[str, Any], number: int = 0) -> list[tuple[str, str, str | None]]:
    path = f"/sentences/{sentence['sentenceId']}/gaps/{sentence['gaps'][number]['gapId']}/history"
    items = (await court.get(path))["items"]
    assert items == sorted(items, key=lambda item: datetime.fromisoformat(item["at"]))
    return [(item["what"], item["organisation"], item["officer"]) for item in items]


STORY = [
    ("asked", "N07", "N07B960"),
    ("recordedAtSentence", "N07", "N07B960"),
    ("toldToProvider", "C17", None),
    ("acceptedByProvider", "C17", "C17S201"),
    ("acknowledged", "C17", "C17A101"),
    ("acknowledged", "N07", "N07A101"),
]


async def test_the_history_is_the_same_in_every_order_of_arrival_and_however_often(court: Court) -> None:
    for number, order in enumerate(itertools.permutations(range(4))):
        _, sentence = await court.journey_to_sentence(crn=f"X{number:06}")
        told = told_of(sentence)
        messages = [message_of(*told[place]) for place in order]
        for message in (*messages, *messages):
            await court.service.deliver([message])
        assert await history(court, sentence) == STORY, order
        assert await history(court, sentence, 2) == [STORY[1], STORY[2], STORY[3]], order


async def test_from_sentence_to_the_answer_that_came_after_its_closing(court: Court) -> None:
    report, sentence = await court.journey_to_sentence()
    await court.service.deliver([message_of(*one) for one in told_of(sentence)])
    court.service.clock.advance(timedelta(days=1))
    check_id = report["checks"][0]["checkId"]
    await court.post(f"/reports/{report['reportId']}/checks/{check_id}/chase", {}, expected=200)
    court.service.clock.advance(timedelta(days=1))
    path = f"/sentences/{sentence['sentenceId']}/gaps/{sentence['gaps'][0]['gapId']}/closure"
    body = {"closure": "supervisedWithoutIt", "reason": "The police hold no more."}
    await court.post(path, body, court.manager(), 200)
    assert (await court.get("/checks"))["items"] == []  # nobody waits for the answer any more
    court.service.clock.advance(timedelta(days=1))
    late = {"answer": "information", "indicatesRosh": "high"}
    await court.post(f"/agency/checks/{check_id}/answer", late, court.agency(), 200)
    assert (await history(court, sentence))[-3:] == [
        ("chased", "N07", "N07B960"),
        ("supervisedWithoutIt", "N07", "N07S001"),
        ("answeredAfterClosing", "police", "POLICE-GATEWAY"),
    ]
    assert await court.told() == [*(await court.told())[:-2], "check-answered", "information-gap-closed"]


async def test_after_a_sentence_without_a_report_an_answer_is_recorded_on_the_gap_itself_once(court: Court) -> None:
    sentence = await court.sentence(None)
    number, gap = next((at, one) for at, one in enumerate(sentence["gaps"]) if one["checkKind"] == "domesticAbuse")
    path = f"/sentences/{sentence['sentenceId']}/gaps/{gap['gapId']}/answer"
    said = {"answer": "information", "indicatesRosh": "high", "indicatesDomesticAbuse": True}
    problem = (await court.post(path, {"answer": "information"}, expected=422)).json()
    assert [one["code"] for one in problem["errors"]] == ["severityMissing"]
    answered = (await court.post(path, said, expected=200)).json()
    assert answered["gaps"][number]["closure"] == "lateAnswer"
    assert answered["risk"]["domesticAbuse"] is True
    await court.post(path, said, expected=409)
    assert (await history(court, sentence, number))[-1] == ("answered", "N07", "N07B960")
    assert (await court.told()).count("information-gap-closed") == 1


async def test_what_is_heard_of_a_sentence_or_a_gap_that_is_not_here_is_passed_over(court: Court) -> None:
    _, sentence = await court.journey_to_sentence()
    strange = {**sentence, "sentenceId": str(uuid4())}
    other = {**sentence, "gaps": [{"gapId": str(uuid4())}]}
    messages = [message_of(*one) for one in (*told_of(strange), *told_of(other))]
    applied = await court.service.deliver(messages)
    assert (applied.applied, applied.parked) == (8, 0)
    assert len(await history(court, sentence)) == 2


async def test_another_division_sees_no_history(court: Court) -> None:
    _, sentence = await court.journey_to_sentence()
    path = f"/sentences/{sentence['sentenceId']}/gaps/{sentence['gaps'][0]['gapId']}/history"
    await court.get(path, 404, division="N06")
    await court.get(path.replace(sentence["gaps"][0]["gapId"], str(uuid4())), 404)


@pytest.mark.parametrize("change", ["SET what = 'forgotten'", "SET gap_id = sentence_id"])
async def test_the_database_keeps_no_entry_of_what_is_not(court: Court, change: str) -> None:
    await court.journey_to_sentence()
    async with court.service.runtime.database.read() as connection:
        with pytest.raises(Exception, match="gap_history"):
            await connection.execute(f"UPDATE gap_history {change}")


async def test_a_batch_costs_the_same_whatever_its_size(court: Court) -> None:
    costs: list[int] = []
    for size in (2, 2, 20):  # the first prepares the statements
        sentences = [(await court.sentence(crn=f"X{size:03}{len(costs)}{n:02}")) for n in range(size)]
        events = [message_of(*told_of(sentence)[0]) for sentence in sentences]
        entries = [listed(f"C17-{size}X{len(costs)}{n}") for n in range(size)]
        told = partial(court.service.deliver, [*events, *(message_of(entry, MONDAY) for entry in entries)])
        costs.append(len(await statements_of(court.service, told)))
    assert costs[1] == costs[2] <= 10
