"""The simulator's staff behave as an integrator should: whatever gets no answer is sent again under the same key."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import orjson
import pytest

from simulator.staff import Acknowledged, Officer, Patience, Refused, Staff
from simulator.world import World

OFFICER = Officer("N07B960", "N07", ("courtOfficer",))
SILENCE = "silence"
"""The connection is closed and nothing said."""
HANGS = "hangs"
"""Nothing is said and the connection stays."""
Said = tuple[int, dict[str, str]] | str


@dataclass
class Service:
    """Answers what it is told to answer, in turn, and keeps what it was sent; tokens it gives to everybody."""

    says: Sequence[Said]
    url: str = ""
    heard: list[dict[str, str]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                headers: dict[str, str] = {}
                while header := (await reader.readline()).decode().strip():
                    name, _, value = header.partition(": ")
                    headers[name.lower()] = value
                await reader.readexactly(int(headers.get("content-length", "0")))
                said: Said = (200, {})
                if b"/token" not in line:
                    self.heard.append(headers)
                    said = self.says[len(self.heard) - 1]
                if said == SILENCE:
                    break
                if isinstance(said, str):
                    await reader.read()
                    break
                status, more = said
                body = orjson.dumps({"access_token": "a-token", "status": status})
                told = {"Content-Type": "application/json", "Content-Length": str(len(body)), **more}
                lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in told.items())]
                writer.write("\r\n".join([*lines, "", ""]).encode() + body)
                await writer.drain()
        finally:
            writer.close()


class Nobody:
    def now(self) -> datetime:
        return datetime(2016, 9, 5, tzinfo=UTC)

    def advance_to(self, then: datetime) -> None:
        raise AssertionError


class Witness(Staff):
    def __init__(self, world: World, patience: Patience) -> None:
        super().__init__(world, patience)
        self.account: list[Acknowledged] = []
        self.again: list[int | None] = []

    def acknowledged(self, command: Acknowledged) -> None:
        self.account.append(command)

    def tried(self, service: str, status: int | None) -> None:
        self.again.append(status)


@asynccontextmanager
async def a_service(*says: Said, patience: Patience = Patience()) -> AsyncIterator[tuple[Service, Witness]]:
    service = Service(says)
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        async with Witness(World({"court": url}, url, "", Nobody()), patience) as staff:
            yield service, staff
    finally:
        server.close()


@pytest.mark.parametrize("first", [SILENCE, (500, {}), (502, {}), (503, {}), (504, {})])
async def test_a_command_without_an_answer_is_sent_again_under_its_key_and_acknowledged_once(first: Said) -> None:
    async with a_service(first, first, (201, {})) as (service, staff):
        assert (await staff.post(OFFICER, "court", "/reports", {}))["status"] == 201
    assert len({one["idempotency-key"] for one in service.heard}) == 1
    assert len(service.heard) == 3
    assert staff.again == [None if first == SILENCE else first[0]] * 2
    [command] = staff.account
    assert (command.caller, command.path, command.status) == ("N07/N07B960", "/reports", 201)
    assert command.key == service.heard[0]["idempotency-key"] == service.heard[0]["x-correlation-id"]


async def test_a_service_that_hangs_is_asked_again_after_the_time_of_one_answer() -> None:
    async with a_service(HANGS, (200, {}), patience=Patience(answer=0.2)) as (service, staff):
        await staff.post(OFFICER, "court", "/reports")
    assert len(service.heard) == 2


async def test_each_command_has_a_key_of_its_own() -> None:
    async with a_service((200, {}), (200, {})) as (service, staff):
        await staff.post(OFFICER, "court", "/reports")
        await staff.post(OFFICER, "court", "/reports")
    assert len({one["idempotency-key"] for one in service.heard}) == 2


async def test_a_service_that_says_when_to_ask_again_is_not_asked_before() -> None:
    async with a_service((503, {"Retry-After": "1"}), (200, {})) as (_, staff):
        began = time.monotonic()
        await staff.post(OFFICER, "court", "/reports")
        assert time.monotonic() - began >= 1


async def test_a_refusal_is_final_and_acknowledges_nothing() -> None:
    async with a_service((409, {})) as (_, staff):
        with pytest.raises(Refused, match="was answered 409"):
            await staff.post(OFFICER, "court", "/reports")
    assert staff.account == []


async def test_what_a_service_may_not_have_heard_yet_is_asked_again_where_there_is_time_for_news() -> None:
    async with a_service((404, {}), (409, {}), (200, {}), patience=Patience(news=30)) as (service, staff):
        await staff.post(OFFICER, "court", "/reports")
    assert len({one["idempotency-key"] for one in service.heard}) == 1


async def test_patience_ends() -> None:
    async with a_service(*[(503, {})] * 100, patience=Patience(call=0.3)) as (_, staff):
        with pytest.raises(Refused, match="was answered 503"):
            await staff.post(OFFICER, "court", "/reports")
