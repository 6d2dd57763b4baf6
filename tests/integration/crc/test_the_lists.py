"""The list of cases: a page at a time, by officer and state, each organisation its own."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from shared.runtime.auth import Role
from tests.integration.crc.desk import Desk
from tests.support.running import MONDAY, Running, message_of
from tests.unit.crc.given import COLLEAGUE, MEDIUM, OFFICER, STAFF, accepted, sentence, transferred


async def cases(crc: Running, number: int, provider: str = "C17") -> list[str]:
    """Open cases, each accepted an hour after the one before."""
    found = []
    for index in range(number):
        about: dict[str, Any] = {"sentence_id": uuid4(), "crn": f"X{index:06}"}
        at = MONDAY + timedelta(hours=index)
        messages = [
            message_of(sentence(gaps=(), risk=MEDIUM, **about), MONDAY),
            message_of(accepted(provider=provider, **about), at),
        ]
        assert (await crc.runtime.inbox.apply(messages)).applied == 2
        found.append(str(about["sentence_id"]))
    return found


async def listed(crc: Running, organisation: str = "C17", **query: Any) -> dict[str, Any]:
    headers = crc.as_(organisation, OFFICER, Role.RESPONSIBLE_OFFICER)
    answer = await crc.client.get("/cases", headers=headers, params=query)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_pages_go_from_the_newest_to_the_oldest_and_lose_nothing(crc: Running) -> None:
    made = await cases(crc, 7)
    await cases(crc, 2, "C01")
    seen, cursor = [], None
    while True:
        page = await listed(crc, limit=3, **({"cursor": cursor} if cursor else {}))
        seen += [item["sentenceId"] for item in page["items"]]
        if (cursor := page["nextCursor"]) is None:
            break
    assert seen == made[::-1]
    assert len((await listed(crc, "C01"))["items"]) == 2
    assert len((await listed(crc, "N07"))["items"]) == 0


async def test_the_list_of_an_officer_and_of_a_state(crc: Running) -> None:
    first, second, third = await cases(crc, 3)
    desk = Desk(crc)
    await desk.register(*STAFF.values())
    for sentence_id, officer in ((first, OFFICER), (second, OFFICER), (third, COLLEAGUE)):
        path = f"/cases/{sentence_id}/responsible-officer"
        asked = {"officer": officer}
        assert (await crc.client.post(path, json=asked, headers=desk.manager)).status_code == 200
    await crc.deliver([transferred(sentence_id=second)])
    mine = await listed(crc, officer=OFFICER)
    assert [item["sentenceId"] for item in mine["items"]] == [second, first]
    assert [item["riskHeldBy"] for item in mine["items"]] == ["N07", "C17"]
    assert [item["sentenceId"] for item in (await listed(crc, officer=OFFICER, state="open"))["items"]] == [first]
    assert [item["sentenceId"] for item in (await listed(crc, state="transferred"))["items"]] == [second]
    assert (await listed(crc, state="known"))["items"] == []
    # An officer of another provider is nobody here, whoever asks.
    assert (await listed(crc, "C01", officer=OFFICER))["items"] == []
    (item,) = (await listed(crc, officer=COLLEAGUE))["items"]
    assert (item["rosh"], item["gapsToRead"], item["state"]) == ("medium", 0, "open")
    assert item["nextDueAt"] is not None


async def test_a_cursor_that_is_not_ours_is_refused(crc: Running) -> None:
    headers = crc.as_("C17", OFFICER, Role.RESPONSIBLE_OFFICER)
    answer = await crc.client.get("/cases", headers=headers, params={"cursor": "elsewhere"})
    assert answer.status_code == 422
