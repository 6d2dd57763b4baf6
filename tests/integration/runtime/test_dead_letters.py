"""Letters are redriven in order and once, discarded with a reason that stays, and never edited."""

import asyncio
import re
from dataclasses import replace

import pytest

from shared.decisions import NotAllowed, NotFound
from shared.runtime import dead_letters
from shared.runtime.database import STATEMENTS, Connection
from shared.runtime.dead_letters import Discarded
from shared.runtime.inbox import Inbox, Message
from shared.runtime.tracing import Causes
from tests.support.diary import mended
from tests.support.letters import WHOLE, applied, deploy_the_mended, id_of, letters, parked, told
from tests.support.running import Running

# As the code before `settled_by` and `settled_because` wrote letters: it runs on while the schema is new already.
OLD_PARK = """
    INSERT INTO dead_letter (topic, partition, position, key, event_id, event_type, headers, value, reason, behind,
                             state, parked_at)
    VALUES ('probation.court', 0, 1, 'X111111', gen_random_uuid(), 'probation.court.report-requested.v1', '[]', '',
            'by old code', false, 'parked', now())
    RETURNING letter_id
"""
OLD_SETTLE = "UPDATE dead_letter SET state = 'redriven', settled_at = now() WHERE letter_id = $1"
OLD_DISCARD = """
    UPDATE dead_letter SET state = 'discarded', settled_at = now(), reason = reason || ' | discarded: ' || 'why'
    WHERE letter_id = $1 AND state = 'parked'
"""


async def discard(inbox: Inbox, letter_id: int, by: str = "OPS/OPS0001", because: str = "a test message") -> Discarded:
    async with inbox.work.transaction(Causes.fresh()) as transaction:
        return await dead_letters.discard(transaction, letter_id, by=by, because=because)


async def test_redrive_applies_a_keys_letters_in_order_and_frees_the_key(diary: Running) -> None:
    sent = await parked(diary, "X111111", behind=2)
    inbox = diary.runtime.inbox
    assert await dead_letters.redrive_key(inbox, "X111111") == (0, "ValueError: this court cannot be written down")
    assert len(await letters(diary)) == 3

    deploy_the_mended(diary)
    assert await dead_letters.redrive_key(inbox, "X111111", "OPS/OPS0001") == (3, None)
    assert await applied(diary) == {"X111111": [id_of(message) for message in sent]}
    assert {letter["settled_by"] for letter in await letters(diary, "redriven")} == {"OPS/OPS0001"}
    assert (await diary.deliver([told(diary, "X111111")])).applied == 1


async def test_a_redrive_stops_at_the_first_letter_that_still_fails_and_says_why_today(diary: Running) -> None:
    sent = [told(diary, "X111111", court) for court in ("POISON", "CRO", "POISON", "CRO")]
    for message in sent:
        await diary.deliver([message])
    inbox = diary.runtime.inbox
    async with diary.runtime.database.read() as connection:
        [first] = await connection.fetch("SELECT letter_id FROM dead_letter ORDER BY letter_id LIMIT 1")
    await discard(inbox, first["letter_id"])
    assert await dead_letters.redrive(inbox, ["X111111"]) == [
        dead_letters.Redriven("X111111", 1, 2, "ValueError: this court cannot be written down")
    ]
    assert await applied(diary) == {"X111111": [id_of(sent[1])]}
    now_first, behind = await letters(diary)
    assert (now_first["behind"], now_first["reason"]) == (False, "ValueError: this court cannot be written down")
    assert behind["behind"]


async def test_what_stands_behind_a_discarded_letter_stays_parked_in_order_until_it_is_redriven(
    diary: Running,
) -> None:
    _, *behind = await parked(diary, "X111111", behind=3)
    inbox = diary.runtime.inbox
    [first, *_] = await letters(diary)
    assert (await discard(inbox, first["letter_id"])).parked_behind == 3
    later = told(diary, "X111111")
    assert (await diary.deliver([later])).parked == 1
    assert await applied(diary) == {}
    assert await dead_letters.redrive_key(inbox, "X111111") == (4, None)
    assert await applied(diary) == {"X111111": [id_of(message) for message in (*behind, later)]}


async def test_who_gave_a_letter_up_and_why_is_kept_and_why_it_was_parked_too(diary: Running) -> None:
    await parked(diary, "X111111")
    [letter] = await letters(diary)
    await discard(diary.runtime.inbox, letter["letter_id"], "OPS/OPS0001", "sent by a test system")
    [row] = await letters(diary, "discarded")
    assert (row["settled_by"], row["settled_because"]) == ("OPS/OPS0001", "sent by a test system")
    assert row["settled_at"] == diary.clock.now()
    assert row["reason"] == letter["reason"] == "ValueError: this court cannot be written down"


async def test_a_letter_is_settled_once_and_one_that_is_not_there_not_at_all(diary: Running) -> None:
    await parked(diary, "X111111")
    [letter] = await letters(diary)
    await discard(diary.runtime.inbox, letter["letter_id"])
    with pytest.raises(NotAllowed, match="discarded"):
        await discard(diary.runtime.inbox, letter["letter_id"], because="again")
    assert (await letters(diary, "discarded"))[0]["settled_because"] == "a test message"
    with pytest.raises(NotFound):
        await discard(diary.runtime.inbox, letter["letter_id"] + 1)


async def test_of_two_operators_who_discard_a_letter_at_once_one_does(diary: Running) -> None:
    await parked(diary, "X111111")
    [letter] = await letters(diary)
    outcomes = await asyncio.gather(
        *(discard(diary.runtime.inbox, letter["letter_id"], by=f"OPS/{n}", because=str(n)) for n in range(4)),
        return_exceptions=True,
    )
    [won] = [one for one in outcomes if isinstance(one, Discarded)]
    assert [type(one) for one in outcomes].count(NotAllowed) == 3
    [row] = await letters(diary, "discarded")
    assert (row["settled_by"], row["settled_because"]) == (won.settled_by, won.settled_because)


async def test_two_operators_who_redrive_a_key_at_once_apply_each_letter_once_and_in_order(diary: Running) -> None:
    sent = await parked(diary, "X111111", behind=15)
    inbox = deploy_the_mended(diary)
    outcomes = await asyncio.gather(*(dead_letters.redrive_key(inbox, "X111111", f"OPS/{n}") for n in range(3)))
    assert sum(done for done, _ in outcomes) == 16
    assert {reason for _, reason in outcomes} == {None}
    assert await applied(diary) == {"X111111": [id_of(message) for message in sent]}


@pytest.mark.parametrize("first", ["redrive", "discard"])
async def test_a_letter_that_one_redrives_and_another_discards_at_once_is_either(diary: Running, first: str) -> None:
    [message] = await parked(diary, "X111111")
    [letter] = await letters(diary)
    inbox = deploy_the_mended(diary)
    redriving = dead_letters.redrive_key(inbox, "X111111", "OPS/redriver")
    discarding = discard(inbox, letter["letter_id"], "OPS/discarder")
    order = [redriving, discarding] if first == "redrive" else [discarding, redriving]
    outcomes = await asyncio.gather(*order, return_exceptions=True)
    redriven, discarded = outcomes if first == "redrive" else reversed(outcomes)
    [row] = await diary.rows("SELECT * FROM dead_letter")
    if row["state"] == "redriven":
        assert (redriven, row["settled_by"]) == ((1, None), "OPS/redriver")
        assert isinstance(discarded, NotAllowed)
        assert await applied(diary) == {"X111111": [id_of(message)]}
    else:
        assert (redriven, row["settled_by"]) == ((0, None), "OPS/discarder")
        assert isinstance(discarded, Discarded)
        assert await applied(diary) == {}


async def test_a_redrive_leaves_what_another_settled_meanwhile_as_it_is_and_goes_on(
    diary: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, behind = await parked(diary, "X111111", behind=1)
    [letter, _] = await letters(diary)
    inbox, still_fails = diary.runtime.inbox, dead_letters.STILL_FAILS

    class Late:
        """Between the redrive that fails and what it writes of that, somebody else discards the letter."""

        async def run(self, connection: Connection, **given: object) -> int:
            await discard(inbox, letter["letter_id"], "OPS/other", "meanwhile")
            return await still_fails.run(connection, **given)

    with monkeypatch.context() as patch:
        patch.setattr(dead_letters, "STILL_FAILS", Late())
        assert await dead_letters.redrive_key(inbox, "X111111") == (1, None)
    [row] = await letters(diary, "discarded")
    assert (row["settled_by"], row["settled_because"]) == ("OPS/other", "meanwhile")
    assert row["reason"] == letter["reason"]
    assert await applied(diary) == {"X111111": [id_of(behind)]}


async def test_a_message_that_comes_while_its_key_is_redriven_is_applied_after_its_letters(diary: Running) -> None:
    sent = await parked(diary, "X111111", behind=10)
    later = [told(diary, "X111111") for _ in range(10)]
    inbox = deploy_the_mended(diary)

    async def deliver() -> None:
        for message in later:
            await diary.deliver([message])

    await asyncio.gather(dead_letters.redrive_key(inbox, "X111111"), deliver())
    await dead_letters.redrive_key(inbox, "X111111")
    assert await applied(diary) == {"X111111": [id_of(message) for message in (*sent, *later)]}


async def test_a_letter_that_cannot_be_read_at_all_says_so_when_it_is_redriven(diary: Running) -> None:
    await diary.deliver([Message("probation.court", 0, 7, "X111111", (), b"rubbish")])
    done, reason = await dead_letters.redrive_key(diary.runtime.inbox, "X111111")
    assert done == 0
    assert reason is not None
    assert reason.startswith("It cannot be read as an event at all: the CloudEvents attribute 'ce_specversion'")


async def test_a_letter_of_a_type_that_is_not_wanted_any_more_says_so(diary: Running) -> None:
    await parked(diary, "X111111")
    diary.runtime.inbox.reactions = type(mended)()
    _, reason = await dead_letters.redrive_key(diary.runtime.inbox, "X111111")
    assert reason == "This service does not react to probation.court.report-requested.v1 any more."


async def test_nothing_that_can_be_done_to_a_letter_changes_its_message(diary: Running) -> None:
    await parked(diary, "X111111", behind=2)
    await parked(diary, "X222222")
    await diary.deliver([replace(told(diary, "X333333"), headers=(("odd", b"\x00\xff"),), value=b"\xff\x00")])
    before = await diary.rows(WHOLE)
    inbox = diary.runtime.inbox
    await dead_letters.redrive(inbox, await dead_letters.parked_keys(inbox))
    await discard(inbox, before[0]["letter_id"])
    await dead_letters.redrive(deploy_the_mended(diary), await dead_letters.parked_keys(inbox))
    assert {row["state"] for row in await diary.rows("SELECT state FROM dead_letter")} == {
        "parked",
        "redriven",
        "discarded",
    }
    assert await diary.rows(WHOLE) == before


def test_no_statement_sets_anything_of_a_letter_but_what_became_of_it() -> None:
    changes = [query.sql for query in STATEMENTS if re.search(r"UPDATE\s+dead_letter\b", query.sql, re.IGNORECASE)]
    assert len(changes) >= 3
    for sql in changes:
        found = re.search(r"SET(.*?)WHERE", sql, re.DOTALL)
        assert found is not None
        columns = set(re.findall(r"(\w+) =", found[1]))
        assert columns <= {"state", "settled_at", "settled_by", "settled_because", "reason", "behind"}, sql


async def test_code_from_before_who_settled_a_letter_was_kept_works_on_and_this_code_with_what_it_left(
    diary: Running,
) -> None:
    async with diary.runtime.database.write() as connection:
        first, second, third = [await connection.fetchval(OLD_PARK) for _ in range(3)]
        assert await connection.execute(OLD_SETTLE, first) == "UPDATE 1"
        assert await connection.execute(OLD_DISCARD, second) == "UPDATE 1"
    inbox = diary.runtime.inbox
    assert [row["settled_by"] for row in await dead_letters.list_letters(inbox, "redriven")] == [None]
    assert (await dead_letters.show(inbox, second))["settled_because"] is None
    assert (await discard(inbox, third)).parked_behind == 0
