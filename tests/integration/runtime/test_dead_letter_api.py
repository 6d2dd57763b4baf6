"""Operators look after dead letters through the API of the service that has them, and nobody else does."""

import asyncio
import base64
from typing import Any

import httpx
import pytest

from shared.runtime import dead_letters
from shared.runtime.auth import Role
from shared.runtime.inbox import Message
from tests.support.letters import applied, deploy_the_mended, id_of, letters, parked
from tests.support.running import Running


def operator(diary: Running, key: str | None = None) -> dict[str, str]:
    return diary.as_("OPS", "OPS0001", Role.OPERATOR) | ({"Idempotency-Key": key} if key else {})


async def get(diary: Running, path: str, **parameters: Any) -> Any:
    answer = await diary.client.get(path, headers=operator(diary), params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def post(diary: Running, path: str, body: Any, key: str | None = None) -> httpx.Response:
    return await diary.client.post(f"/dead-letters/{path}", json=body, headers=operator(diary, key))


async def test_letters_are_listed_a_page_at_a_time_by_state_and_key(diary: Running) -> None:
    for crn in ("X111111", "X222222", "X333333"):
        await parked(diary, crn, behind=1)
    first = await get(diary, "/dead-letters", limit=4)
    rest = await get(diary, "/dead-letters", limit=4, cursor=first["nextCursor"])
    ids = [row["letterId"] for row in (*first["items"], *rest["items"])]
    assert (len(first["items"]), ids, rest["nextCursor"]) == (4, sorted(ids), None)
    assert len(set(ids)) == 6
    assert first["counts"] == {
        "parked": {"letters": 6, "keys": 3},
        "redriven": {"letters": 0, "keys": 0},
        "discarded": {"letters": 0, "keys": 0},
    }
    of_key = await get(diary, "/dead-letters", key="X222222")
    assert [(row["key"], row["behind"]) for row in of_key["items"]] == [("X222222", False), ("X222222", True)]
    assert (await get(diary, "/dead-letters", state="discarded"))["items"] == []


async def test_a_letter_is_shown_whole_with_what_it_stands_behind_and_what_it_holds_back(diary: Running) -> None:
    sent = await parked(diary, "X111111", behind=3)
    ids = [row["letterId"] for row in (await get(diary, "/dead-letters"))["items"]]
    letter = await get(diary, f"/dead-letters/{ids[1]}")
    assert {row["name"]: row["value"] for row in letter["headers"]}["ce_id"] == id_of(sent[1])
    assert letter["body"]["text"] == sent[1].value.decode()
    assert letter["body"]["json"]["crn"] == "X111111"
    assert base64.b64decode(letter["body"]["base64"]) == sent[1].value
    assert letter["standsBehind"] == {"letters": 1, "letterIds": ids[:1]}
    assert letter["holdsBack"] == {"letters": 2, "letterIds": ids[2:]}
    assert (letter["topic"], letter["partition"], letter["position"]) == ("probation.court", 0, 0)
    assert (letter["reason"], letter["state"]) == ("An earlier event of this person is parked.", "parked")


async def test_a_letter_of_bytes_that_are_no_text_is_shown_too(diary: Running) -> None:
    await diary.deliver([Message("probation.court", 0, 7, "X111111", (("odd", b"\x00\xff"),), b"\xff\x00{")])
    [row] = (await get(diary, "/dead-letters"))["items"]
    letter = await get(diary, f"/dead-letters/{row['letterId']}")
    assert (row["eventType"], letter["body"]["json"]) == (None, None)
    assert letter["body"]["text"] == "\\xff\x00{"
    assert base64.b64decode(letter["body"]["base64"]) == b"\xff\x00{"
    assert letter["headers"] == [{"name": "odd", "value": "\x00\\xff"}]


async def test_a_redrive_says_of_each_key_how_many_were_applied_and_why_the_next_fails(diary: Running) -> None:
    sent = await parked(diary, "X111111", behind=1)
    await parked(diary, "X222222")
    why = "ValueError: this court cannot be written down"
    answer = await post(diary, "redrive", {"all": True})
    assert answer.json() == {
        "keys": [
            {"key": "X111111", "applied": 0, "parked": 2, "failsBecause": why},
            {"key": "X222222", "applied": 0, "parked": 1, "failsBecause": why},
        ],
        "keysLeft": 0,
    }
    deploy_the_mended(diary)
    answer = await post(diary, "redrive", {"key": "X111111"})
    assert answer.json()["keys"] == [{"key": "X111111", "applied": 2, "parked": 0, "failsBecause": None}]
    assert await applied(diary) == {"X111111": [id_of(message) for message in sent]}
    assert {letter["settled_by"] for letter in await letters(diary, "redriven")} == {"OPS/OPS0001"}


async def test_of_too_many_keys_the_longest_waiting_are_redriven_and_the_rest_are_counted(
    diary: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.runtime.dead_letter_api.MOST_KEYS", 2)
    for crn in ("X333333", "X222222", "X111111"):
        await parked(diary, crn)
    deploy_the_mended(diary)
    answer = (await post(diary, "redrive", {"all": True})).json()
    assert ([one["key"] for one in answer["keys"]], answer["keysLeft"]) == (["X333333", "X222222"], 1)


async def test_a_redrive_with_the_same_key_gets_the_same_answer_and_applies_nothing_twice(diary: Running) -> None:
    await parked(diary, "X111111", behind=4)
    deploy_the_mended(diary)
    asked = {"key": "X111111"}
    first = await post(diary, "redrive", asked, "again")
    second = await post(diary, "redrive", asked, "again")
    assert first.json() == second.json()
    assert first.json()["keys"][0]["applied"] == 5
    assert second.headers["Idempotent-Replay"] == "true"
    third = await post(diary, "redrive", asked, "anew")
    assert third.json()["keys"] == [{"key": "X111111", "applied": 0, "parked": 0, "failsBecause": None}]
    assert len((await applied(diary))["X111111"]) == 5
    other = await post(diary, "redrive", {"all": True}, "again")
    assert other.json()["errors"][0]["code"] == "keyUsedForAnotherRequest"


async def test_a_redrive_that_was_cut_off_is_ended_by_the_same_request_and_applies_nothing_twice(
    diary: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = await parked(diary, "X111111", behind=4)
    inbox = deploy_the_mended(diary)
    settle, settled = dead_letters.SETTLE, 0

    class CutOff:
        """The process dies while it settles the third letter."""

        async def run(self, *given: Any, **more: Any) -> int:
            nonlocal settled
            settled += 1
            if settled == 3:
                raise ConnectionResetError("the process has died")
            return await settle.run(*given, **more)

    with monkeypatch.context() as patch:
        patch.setattr(dead_letters, "SETTLE", CutOff())
        assert (await post(diary, "redrive", {"all": True}, "once")).status_code == 503
    assert len((await applied(diary))["X111111"]) == 2
    answer = await post(diary, "redrive", {"all": True}, "once")
    assert answer.json()["keys"][0]["applied"] == 3
    assert await applied(diary) == {"X111111": [id_of(message) for message in sent]}
    assert await dead_letters.parked_count(inbox) == 0


async def test_the_same_redrive_sent_many_times_at_once_applies_each_letter_once(diary: Running) -> None:
    sent = await parked(diary, "X111111", behind=8)
    deploy_the_mended(diary)
    answers = await asyncio.gather(*(post(diary, "redrive", {"all": True}, "k") for _ in range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert await applied(diary) == {"X111111": [id_of(message) for message in sent]}


async def test_a_letter_is_discarded_with_who_and_why_and_the_answer_says_what_waits_behind(diary: Running) -> None:
    await parked(diary, "X111111", behind=2)
    [letter, *_] = await letters(diary)
    path, body = f"{letter['letter_id']}/discard", {"reason": "  Sent by a test system. "}
    answer = await post(diary, path, body, "d-1")
    assert answer.status_code == 200, answer.text
    told_then = answer.json()
    assert (told_then["settledBy"], told_then["settledBecause"]) == ("OPS/OPS0001", "Sent by a test system.")
    assert (told_then["state"], told_then["parkedBehind"]) == ("discarded", 2)
    again = await post(diary, path, body, "d-1")
    assert (again.json(), again.headers["Idempotent-Replay"]) == (told_then, "true")
    refused = await post(diary, path, body, "d-2")
    assert (refused.status_code, refused.json()["state"]) == (409, "discarded")
    shown = await get(diary, f"/dead-letters/{letter['letter_id']}")
    assert (shown["reason"], shown["settledBecause"]) == (letter["reason"], "Sent by a test system.")


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": " \n"}, {"reason": "\x00"}, {"reason": "x" * 2001}])
async def test_without_a_reason_nothing_is_discarded(diary: Running, body: dict[str, str]) -> None:
    await parked(diary, "X111111")
    [letter] = await letters(diary)
    answer = await post(diary, f"{letter['letter_id']}/discard", body, "d")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/reason"
    assert len(await letters(diary)) == 1
    assert await diary.rows("SELECT * FROM idempotency_key") == []


@pytest.mark.parametrize("body", [{}, {"key": "X111111", "all": True}, {"all": False}, {"key": "\x00"}, {"keys": []}])
async def test_a_redrive_names_one_key_or_all(diary: Running, body: Any) -> None:
    await parked(diary, "X111111")
    deploy_the_mended(diary)
    assert (await post(diary, "redrive", body)).status_code == 422
    assert len(await letters(diary)) == 1


@pytest.mark.parametrize(("path", "status"), [("1", 404), ("0", 422), ("9" * 19, 422), ("9" * 5000, 404), ("x", 404)])
async def test_a_letter_that_is_not_there_is_not_found(diary: Running, path: str, status: int) -> None:
    answer = await diary.client.get(f"/dead-letters/{path}", headers=operator(diary))
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert (await post(diary, f"{path}/discard", {"reason": "why"})).status_code == status


@pytest.mark.parametrize("cursor", ["bnVsbA", "WyJ4Il0", "WzkyMjMzNzIwMzY4NTQ3NzU4MDhd", "Wy0xXQ", "W3RydWVd"])
async def test_a_cursor_of_no_list_is_refused(diary: Running, cursor: str) -> None:
    answer = await diary.client.get("/dead-letters", headers=operator(diary), params={"cursor": cursor})
    assert answer.status_code == 422


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OPERATOR])
async def test_nobody_but_an_operator_reads_or_settles_a_letter(diary: Running, role: Role) -> None:
    await parked(diary, "X111111")
    [letter] = await letters(diary)
    deploy_the_mended(diary)
    headers = diary.as_("HMIP", "HMIP001", role)
    place = f"/dead-letters/{letter['letter_id']}"
    answers = [
        await diary.client.get("/dead-letters", headers=headers),
        await diary.client.get(place, headers=headers),
        await diary.client.post("/dead-letters/redrive", headers=headers, json={"all": True}),
        await diary.client.post(f"{place}/discard", headers=headers, json={"reason": "why"}),
        await diary.client.get("/dead-letters"),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403, 403, 401]
    assert len(await letters(diary)) == 1


async def test_no_operation_of_the_api_edits_a_letter(diary: Running) -> None:
    document = (await diary.client.get("/openapi.json")).json()
    found = {
        (method, path) for path, methods in document["paths"].items() if "dead-letters" in path for method in methods
    }
    assert found == {
        ("get", "/dead-letters"),
        ("get", "/dead-letters/{letter_id}"),
        ("post", "/dead-letters/redrive"),
        ("post", "/dead-letters/{letter_id}/discard"),
    }
    await parked(diary, "X111111")
    [letter] = await letters(diary)
    body = {"reason": "why", "value": "{}", "headers": []}
    assert (await post(diary, f"{letter['letter_id']}/discard", body)).status_code == 422
    for method in ("PUT", "PATCH", "DELETE", "POST"):
        place = f"/dead-letters/{letter['letter_id']}"
        answer = await diary.client.request(method, place, headers=operator(diary), json=body)
        assert answer.status_code == 405
    assert await letters(diary) == [letter]


async def test_while_kafka_takes_no_events_nothing_is_redriven_or_discarded(diary: Running) -> None:
    await parked(diary, "X111111")
    [letter] = await letters(diary)
    deploy_the_mended(diary)
    diary.runtime.backpressure.waited_seconds = 1e6
    for path, body in (("redrive", {"all": True}), (f"{letter['letter_id']}/discard", {"reason": "why"})):
        assert (await post(diary, path, body)).status_code == 503
    assert await letters(diary) == [letter]
