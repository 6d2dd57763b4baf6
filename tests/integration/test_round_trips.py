"""What the hottest command of each service costs, and what a batch costs: round trips, counted on the wire.

Counted are all that a service makes the database answer, BEGIN and COMMIT included. What is counted was done once
before for another person: the driver has learnt its types and prepared its statements then, as in a service that runs.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from shared.contracts.model import EventData
from shared.probation.vocabulary import AppointmentOutcome
from shared.runtime.auth import Role
from tests.integration.breach.desk import Desk
from tests.integration.court.conftest import COMPLETION, Court
from tests.integration.court.test_directory import PROPOSAL
from tests.integration.oversight.stories import journey
from tests.support.cases import accepted, decided, sentence
from tests.support.postgres import Databases
from tests.support.running import Running, running_on, service_named
from tests.support.wire import Wire
from tests.unit.breach.story import FIRST, NOW, Story

A_COMMAND, A_BATCH = 5, 10
"""The most round trips that each may make."""

Asked = Callable[[], Awaitable[httpx.Response]]
Preparation = Callable[[Running, str], Awaitable[Asked]]
"""Brings one person's case to where a request can be made, and answers the request."""


@asynccontextmanager
async def wired(databases: Databases, name: str) -> AsyncIterator[tuple[Running, Wire]]:
    """A running service, and the wire between it and its database."""
    url = await databases.fresh(name)
    async with Wire(url).open() as wire, running_on(service_named(name), wire.url) as service:
        yield service, wire
        service.runtime.database.pool.terminate()  # a polite close waits for the server's, which the wire keeps back
    await databases.drop(url)


def keyed(headers: dict[str, str]) -> dict[str, str]:
    return headers | {"Idempotency-Key": str(uuid4())}


async def requesting_a_check(service: Running, crn: str) -> Asked:
    court = Court(service)
    report = await court.request(crn=crn)
    path, body = f"/reports/{report['reportId']}/checks", {"kind": "domesticAbuse"}
    return lambda: court.post(path, body, keyed(court.headers()))


async def completing_a_report(service: Running, crn: str) -> Asked:
    court = Court(service)
    report = await court.ask(await court.request(crn=crn), "domesticAbuse")
    path = f"/reports/{report['reportId']}/completion"
    return lambda: court.post(path, COMPLETION, keyed(court.headers()))


async def proposing_an_intervention(service: Running, crn: str) -> Asked:
    court = Court(service)
    await court.list_intervention()
    report = await court.request(crn=crn)
    path, body = f"/reports/{report['reportId']}/completion", {**COMPLETION, "proposal": PROPOSAL}
    return lambda: court.post(path, body, keyed(court.headers()))


async def accepting_an_allocation(service: Running, crn: str) -> Asked:
    passed = sentence(service.clock.now(), crn)
    await service.deliver([passed])
    headers = keyed(service.as_("C17", "C17S201", Role.SENIOR_PROBATION_OFFICER))
    return lambda: service.client.post(f"/allocations/{passed.sentence_id}/acceptance", json={}, headers=headers)


async def register_officer(service: Running, manager: dict[str, str], officer: str) -> None:
    """Enter a probation officer in the register, unless they are in it already."""
    entry = {"officer": officer, "team": f"{officer[:3]}CRO", "grade": "PO", "employment": "permanent", "training": []}
    assert (await service.client.post("/officers", json=entry, headers=manager)).status_code in (201, 409)


async def recording_an_outcome(service: Running, crn: str) -> Asked:
    passed = sentence(service.clock.now(), crn)
    await service.deliver([passed, decided(passed), accepted(passed)])
    officer = service.as_("C17", "C17A101", Role.RESPONSIBLE_OFFICER)
    manager = service.as_("C17", "C17S201", Role.SENIOR_PROBATION_OFFICER)
    case, at = f"/cases/{passed.sentence_id}", service.clock.now() + timedelta(hours=1)

    async def done(path: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
        answer = await service.client.post(f"{case}/{path}", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    await register_officer(service, manager, "C17A101")
    await done("responsible-officer", {"officer": "C17A101"}, manager)
    arranged = {"at": at.isoformat(), "office": "Croydon", "instructionProof": "letter", "enforceable": True}
    found = await done("appointments", {**arranged, "kind": "officerAppointment"}, officer)
    [appointment] = found["appointments"]
    service.clock.move_to(at + timedelta(minutes=45))
    path = f"{case}/appointments/{appointment['appointmentId']}/outcome"
    return lambda: service.client.post(path, json={"outcome": "ATTC"}, headers=keyed(officer))


async def prepared(service: Running, crn: str) -> Desk:
    story = Story(crn, uuid4(), uuid4(), prefix=crn)
    desk = Desk(service, story)
    await desk.hear()
    await desk.signed()
    return desk


async def checking_a_pack(service: Running, crn: str) -> Asked:
    desk = await prepared(service, crn)
    return lambda: desk.post("check", {}, desk.crc, str(uuid4()))


async def referring_a_breach(service: Running, crn: str) -> Asked:
    desk = await prepared(service, crn)
    return lambda: desk.post("referral", {}, desk.manager, str(uuid4()))


async def reading_a_timeline(service: Running, crn: str) -> Asked:
    await service.deliver(journey(crn).messages())
    headers = service.as_("C17", "C17A101", Role.RESPONSIBLE_OFFICER)
    return lambda: service.client.get(f"/people/{crn}/timeline", headers=headers)


@pytest.mark.parametrize(
    ("name", "prepare"),
    [
        ("court", requesting_a_check),
        ("court", completing_a_report),
        ("court", proposing_an_intervention),
        ("allocation", accepting_an_allocation),
        ("crc", recording_an_outcome),
        ("breach", checking_a_pack),
        ("breach", referring_a_breach),
        ("oversight", reading_a_timeline),
    ],
)
async def test_the_hottest_requests_make_at_most_five_round_trips(
    databases: Databases, name: str, prepare: Preparation
) -> None:
    async with wired(databases, name) as (service, wire):
        first, second = await prepare(service, "X320741"), await prepare(service, "X320742")
        assert (await first()).status_code == 200
        wire.round_trips = 0
        answer = await second()
        assert answer.status_code == 200, answer.text
        assert 0 < wire.round_trips <= A_COMMAND


def sentences(number: int) -> tuple[Sequence[EventData], EventData]:
    """What is heard of a person before, and the event of the batch."""
    return (), sentence(NOW, f"X{number:06}")


def acceptances(number: int) -> tuple[Sequence[EventData], EventData]:
    passed = sentence(NOW, f"X{number:06}")
    return (passed,), accepted(passed)


def outcomes(number: int) -> tuple[Sequence[EventData], EventData]:
    story = Story(f"X{number:06}", uuid4(), uuid4(), prefix=str(number))
    return (story.sentence_passed(),), story.outcome(FIRST, NOW, AppointmentOutcome.UAAB)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("allocation", sentences),
        ("crc", sentences),
        ("crc", acceptances),
        ("breach", sentences),
        ("breach", outcomes),
        ("oversight", sentences),
        ("oversight", acceptances),
    ],
)
async def test_a_batch_makes_at_most_ten_round_trips_whatever_its_size(
    databases: Databases, name: str, kind: Callable[[int], tuple[Sequence[EventData], EventData]]
) -> None:
    async with wired(databases, name) as (service, wire):
        costs: list[int] = []
        people = iter(range(1000, 9999))
        for size in (2, 50, 500):  # the smallest prepares the statements
            heard = [kind(next(people)) for _ in range(size)]
            await service.deliver([event for before, _ in heard for event in before])
            wire.round_trips = 0
            assert (await service.deliver([event for _, event in heard])).applied == size
            costs.append(wire.round_trips)
        _, fifty, five_hundred = costs
        assert 0 < fifty == five_hundred <= A_BATCH
