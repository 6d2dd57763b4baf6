"""An event is applied once, a person's events in order, and poison is parked with its successors, never lost."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from shared.contracts.court import SentencePassed
from shared.runtime.inbox import Inbox, Message, headers_as_they_came
from shared.runtime.reactions import Reactions
from tests.support.diary import reactions
from tests.support.hearing import heard
from tests.support.kafka import eventually
from tests.support.running import Running, message_of


async def lines(diary: Running) -> dict[str, int]:
    return {row["crn"]: row["heard"] for row in await diary.rows("SELECT crn, heard FROM diary_line")}


async def parked(diary: Running) -> list[dict[str, object]]:
    return await diary.rows("SELECT * FROM dead_letter WHERE state = 'parked' ORDER BY letter_id")


def message(diary: Running, crn: str = "X320741", **more: object) -> Message:
    return message_of(heard(crn, **more), diary.clock.now())  # type: ignore[arg-type]


async def test_an_event_delivered_twice_is_applied_once(diary: Running) -> None:
    one = message(diary)
    assert (await diary.deliver([one])).applied == 1
    assert (await diary.deliver([one])).repeated == 1
    assert (await diary.deliver([one, one, one])).repeated == 3
    assert await lines(diary) == {"X320741": 1}
    assert len(await diary.events()) == 1


async def test_the_same_event_twice_in_one_batch_is_applied_once(diary: Running) -> None:
    one = message(diary)
    await diary.deliver([one, one])
    assert await lines(diary) == {"X320741": 1}


async def test_what_a_reaction_tells_names_the_event_that_caused_it_and_its_trace(diary: Running) -> None:
    one = message(diary)
    await diary.deliver([one])
    [row] = await diary.rows("SELECT * FROM event")
    assert row["causation_id"] == dict(one.headers)["ce_id"].decode()
    assert row["correlation_id"] == "test"
    assert row["traceparent"].split("-")[1] == dict(one.headers)["traceparent"].decode().split("-")[1]


async def test_an_event_that_does_not_parse_is_parked_with_its_reason_and_the_rest_flows_on(diary: Running) -> None:
    bad = replace(message(diary, "X111111"), value=b'{"crn": "X111111"}')
    good = message(diary, "X222222")
    result = await diary.deliver([bad, good])
    assert (result.applied, result.parked) == (1, 1)
    [letter] = await parked(diary)
    assert "breaks its contract" in str(letter["reason"])
    assert letter["value"] == bad.value
    assert await lines(diary) == {"X222222": 1}


async def test_later_events_of_a_parked_key_are_parked_behind_it_in_order(diary: Running) -> None:
    poison = message(diary, "X111111", court="POISON")
    await diary.deliver([poison, message(diary, "X111111"), message(diary, "X222222")])
    await diary.deliver([message(diary, "X111111"), message(diary, "X222222")])
    letters = await parked(diary)
    assert [(letter["key"], letter["behind"]) for letter in letters] == [
        ("X111111", False),
        ("X111111", True),
        ("X111111", True),
    ]
    assert len(await diary.rows("SELECT * FROM diary_line WHERE crn = 'X222222'")) == 2


async def test_a_message_without_an_envelope_is_parked_once_however_often_it_comes(diary: Running) -> None:
    rubbish = Message("probation.court", 0, 7, "X111111", (), b"rubbish")
    await diary.deliver([rubbish])
    await diary.deliver([rubbish])
    [letter] = await parked(diary)
    assert "ce_specversion" in str(letter["reason"])


async def test_a_message_with_what_no_text_of_the_database_holds_is_parked_whole(diary: Running) -> None:
    one = message(diary, "X111111")
    strange = {"ce_type": b"probation.court.report-requested.v\x00", "odd\x00": b"\x00\xff"}
    given = tuple({**dict(one.headers), **strange}.items())
    await diary.deliver([replace(one, headers=given)])
    [letter] = await parked(diary)
    assert headers_as_they_came(letter["headers"]) == given  # type: ignore[arg-type]


async def test_an_unknown_version_of_a_type_that_is_wanted_is_parked_not_passed_over(diary: Running) -> None:
    one = message(diary)
    later = [
        (name, b"probation.court.report-requested.v9" if name == "ce_type" else value) for name, value in one.headers
    ]
    await diary.deliver([replace(one, headers=tuple(later))])
    [letter] = await parked(diary)
    assert "no contract is known" in str(letter["reason"])


async def test_an_event_that_nobody_here_reacts_to_is_passed_over(diary: Running) -> None:
    assert not reactions.wants(SentencePassed.event_type)
    one = message(diary)
    other = [(name, SentencePassed.event_type.encode() if name == "ce_type" else value) for name, value in one.headers]
    await diary.deliver([replace(one, headers=tuple(other))])
    assert await parked(diary) == []
    assert await diary.rows("SELECT * FROM inbox") == []


async def test_a_fault_of_the_moment_parks_nothing_and_leaves_the_batch_to_be_given_again(
    diary: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise asyncpg.ConnectionDoesNotExistError("the database has gone away")

    batch = [message(diary, "X111111"), message(diary, "X222222")]
    with monkeypatch.context() as patch:
        patch.setattr(Reactions, "apply", away)
        with pytest.raises(asyncpg.ConnectionDoesNotExistError):
            await diary.deliver(batch)
    assert await parked(diary) == []
    assert (await diary.deliver(batch)).applied == 2


async def test_what_another_process_parks_while_this_one_waits_for_it_holds_back_its_successors_here_too(
    diary: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A member that its group has given up is parking an event; the next one has it again, with its successor."""
    poison, successor = message(diary, "X111111", court="POISON"), message(diary, "X111111")
    gone, other = (Inbox("diary", diary.runtime.work, reactions) for _ in range(2))
    parking, go_on = asyncio.Event(), asyncio.Event()
    park = gone.park

    async def slowly(*given: Any, **more: Any) -> None:
        await park(*given, **more)
        parking.set()
        await go_on.wait()

    monkeypatch.setattr(gone, "park", slowly)
    first = asyncio.create_task(gone.apply([poison]))
    await asyncio.wait_for(parking.wait(), 30)
    second = asyncio.create_task(other.apply([poison, successor]))

    async def waits() -> bool:
        sql = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        return bool(await diary.rows(sql))

    await eventually(waits, "the second waits for what the first is taking in")
    go_on.set()
    await asyncio.gather(first, second)
    assert [(letter["event_id"], letter["behind"]) for letter in await parked(diary)] == [
        (UUID(dict(one.headers)["ce_id"].decode()), behind) for one, behind in ((poison, False), (successor, True))
    ]
    assert await lines(diary) == {}
