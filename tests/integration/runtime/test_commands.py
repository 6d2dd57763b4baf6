"""A command stores, records and answers in one transaction, or leaves no trace."""

import asyncio
from datetime import timedelta
from uuid import UUID

from shared.runtime.auth import Role
from tests.support.running import Running
from tests.support.tokens import token

ASKED = {"crn": "X320741"}


async def write(diary: Running, key: str | None = None, **asked: object) -> dict[str, object]:
    headers = diary.as_("N07", "N07B960", Role.COURT_OFFICER) | ({"Idempotency-Key": key} if key else {})
    answer = await diary.client.post("/lines", json={**ASKED, **asked}, headers=headers)
    assert answer.status_code == 201, answer.text
    body: dict[str, object] = answer.json()
    return body


async def test_a_command_stores_its_state_its_event_and_its_outbox_row_together(diary: Running) -> None:
    line = await write(diary)
    [(kind, body)] = await diary.events()
    assert kind == "check-requested"
    assert body["detailUrl"] == f"http://court.test/lines/{line['line_id']}"
    assert body["recordedBy"] == {"organisation": "N07", "officer": "N07B960"}
    assert await diary.waiting() == 1


async def test_an_event_carries_the_trace_and_the_correlation_of_the_request_that_caused_it(diary: Running) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    headers = diary.as_("N07", "N07B960", Role.COURT_OFFICER)
    answer = await diary.client.post(
        "/lines", json=ASKED, headers=headers | {"traceparent": trace, "X-Correlation-Id": "from-the-court-list"}
    )
    [row] = await diary.rows("SELECT traceparent, correlation_id, causation_id FROM event")
    assert row["traceparent"].split("-")[1] == trace.split("-")[1]
    assert row["traceparent"] != trace
    assert row["correlation_id"] == answer.headers["X-Correlation-Id"] == "from-the-court-list"
    assert row["causation_id"] is None


async def test_the_same_idempotency_key_gets_the_same_answer_and_changes_nothing(diary: Running) -> None:
    first, second = await write(diary, key="k-1"), await write(diary, key="k-1")
    assert first == second
    assert len(await diary.events()) == 1
    assert len(await diary.rows("SELECT * FROM diary_line")) == 1


async def test_the_same_key_sent_many_times_at_once_is_taken_once(diary: Running) -> None:
    answers = await asyncio.gather(*(write(diary, key="k-2") for _ in range(10)))
    assert len({str(answer["line_id"]) for answer in answers}) == 1
    assert len(await diary.events()) == 1


async def test_a_repeated_command_is_answered_as_before_even_when_the_state_no_longer_allows_it(diary: Running) -> None:
    line = await write(diary)
    headers = diary.as_("N07", "N07B960")
    for number in range(3):
        url, body = f"/lines/{line['line_id']}/notes", {"words": str(number)}
        answer = await diary.client.post(url, json=body, headers=headers | {"Idempotency-Key": f"n{number}"})
        assert answer.status_code == 200
    again = await diary.client.post(
        f"/lines/{line['line_id']}/notes", json={"words": "0"}, headers=headers | {"Idempotency-Key": "n0"}
    )
    assert again.status_code == 200
    assert again.headers["Idempotent-Replay"] == "true"
    assert len(again.json()["notes"]) == 1
    assert len(await diary.rows("SELECT * FROM diary_note")) == 3


async def test_a_key_used_for_another_request_is_refused(diary: Running) -> None:
    await write(diary, key="k-3")
    headers = diary.as_("N07", "N07B960", Role.COURT_OFFICER) | {"Idempotency-Key": "k-3"}
    answer = await diary.client.post("/lines", json={"crn": "X999999"}, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "keyUsedForAnotherRequest"
    assert len(await diary.events()) == 1


async def test_what_is_refused_names_the_field_and_stores_and_publishes_nothing(diary: Running) -> None:
    headers = diary.as_("N07", "N07B960", Role.COURT_OFFICER)
    bad = await diary.client.post("/lines", json={"crn": "X320741", "nonsense": 1}, headers=headers)
    refused = await diary.client.post("/lines", json={"crn": "X000000"}, headers=headers)
    assert (bad.status_code, refused.status_code) == (422, 422)
    assert bad.headers["content-type"] == "application/problem+json"
    assert bad.json()["errors"][0]["pointer"] == "/nonsense"
    assert refused.json()["errors"] == [{"pointer": "/crn", "code": "nobody", "detail": "Nobody has this CRN."}]
    assert await diary.events() == []
    assert await diary.rows("SELECT * FROM diary_line") == []


async def test_a_state_that_forbids_it_is_named_with_what_it_allows(diary: Running) -> None:
    line = await write(diary)
    for _ in range(3):
        await diary.client.post(f"/lines/{line['line_id']}/notes", json={"words": "x"}, headers=diary.as_("N07", "a"))
    answer = await diary.client.post(
        f"/lines/{line['line_id']}/notes", json={"words": "x"}, headers=diary.as_("N07", "a")
    )
    assert answer.status_code == 409
    assert (answer.json()["state"], answer.json()["allowed"]) == ("full", ["read"])


async def test_another_organisation_is_told_that_there_is_nothing(diary: Running) -> None:
    line = await write(diary)
    theirs = await diary.client.post(
        f"/lines/{line['line_id']}/notes", json={"words": "x"}, headers=diary.as_("C17", "C17A101")
    )
    absent = await diary.client.post(f"/lines/{UUID(int=1)}/notes", json={"words": "x"}, headers=diary.as_("N07", "a"))
    assert theirs.status_code == absent.status_code == 404
    assert theirs.json() == absent.json()


async def test_a_lost_update_is_refused_by_its_version(diary: Running) -> None:
    line = await write(diary)
    url = f"/lines/{line['line_id']}/notes"
    first = await diary.client.post(url, json={"words": "x"}, headers=diary.as_("N07", "a") | {"If-Match": '"1"'})
    late = await diary.client.post(url, json={"words": "y"}, headers=diary.as_("N07", "b") | {"If-Match": '"1"'})
    assert (first.status_code, late.status_code) == (200, 412)
    assert first.headers["ETag"] == '"2"'
    assert len(await diary.rows("SELECT * FROM diary_note")) == 1


async def test_tokens_that_cannot_be_trusted_are_refused_with_a_sentence(diary: Running) -> None:
    expired = token("N07", "N07B960", Role.COURT_OFFICER, lifetime=-10)
    foreign = token("N07", "N07B960", Role.COURT_OFFICER, aud="another")
    for given in (
        {},
        {"Authorization": "Bearer rubbish"},
        *({"Authorization": f"Bearer {t}"} for t in (expired, foreign)),
    ):
        answer = await diary.client.post("/lines", json=ASKED, headers=given)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    wrong_role = await diary.client.post("/lines", json=ASKED, headers=diary.as_("N07", "N07B960", Role.INSPECTOR))
    assert wrong_role.status_code == 403
    assert await diary.events() == []


async def test_a_clock_is_kept_from_the_event_that_started_it_and_met_by_the_one_that_met_it(diary: Running) -> None:
    line = await write(diary, clock=True)
    [running] = await diary.rows("SELECT * FROM deadline")
    assert running["owner"] == "N07"
    assert running["met_at"] is None
    await diary.client.post(f"/lines/{line['line_id']}/notes", json={"words": "x"}, headers=diary.as_("N07", "a"))
    [met] = await diary.rows("SELECT * FROM deadline")
    assert met["met_at"] == diary.clock.now()
    diary.clock.advance(timedelta(days=30))
    assert await diary.tick() == 0


async def test_a_clock_that_runs_out_is_published_as_overdue_once(diary: Running) -> None:
    line = await write(diary, clock=True)
    assert await diary.tick() == 0
    diary.clock.advance(timedelta(days=1))
    assert sum(await asyncio.gather(*(diary.tick() for _ in range(5)))) == 1
    [(_, overdue)] = await diary.events("report-overdue")
    assert (overdue["subjectId"], overdue["owner"]) == (line["line_id"], "N07")
    assert overdue["detailUrl"] == f"http://court.test/lines/{line['line_id']}"
