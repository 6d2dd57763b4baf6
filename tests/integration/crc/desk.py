"""The CRC's staff at one case, through the API."""

from datetime import datetime, timedelta
from typing import Any

import httpx

from services.crc.domain.staff import Officer
from shared.contracts.model import EventData
from shared.runtime.auth import Role
from tests.support.running import Running
from tests.unit.crc.given import MANAGER, OFFICER, SENTENCE_ID, STAFF, accepted, decided, sentence
from tests.unit.crc.planning import LISTED, asked_plan

URL = f"/cases/{SENTENCE_ID}"


class Desk:
    """Asks as the responsible officer unless somebody else is named, and knows what came of it."""

    def __init__(self, service: Running) -> None:
        self.service = service
        self.officer = service.as_("C17", OFFICER, Role.RESPONSIBLE_OFFICER)
        self.manager = service.as_("C17", MANAGER, Role.SENIOR_PROBATION_OFFICER)

    async def open(self) -> None:
        await self.register(*STAFF.values())
        await self.service.deliver(LISTED)
        await self.service.deliver([sentence()])
        await self.service.deliver([decided(), accepted()])

    async def register(self, *staff: Officer) -> None:
        """Enter officers in the register, as if they had been there all the time."""
        async with self.service.runtime.database.write() as connection:
            for one in staff:
                await connection.execute(
                    "INSERT INTO officer SELECT * FROM jsonb_populate_record(NULL::officer, $1::jsonb)",
                    one.model_copy(update={"version": 1}).model_dump_json(),
                )

    async def asked(self, path: str, body: Any = None, headers: dict[str, str] | None = None) -> httpx.Response:
        return await self.service.client.post(f"{URL}/{path}", json=body or {}, headers=headers or self.officer)

    async def done(self, path: str, body: Any = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
        answer = await self.asked(path, body, headers)
        assert answer.status_code == 200, answer.text
        case: dict[str, Any] = answer.json()
        return case

    async def refused(self, status: int, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        """Refused, with nothing stored and nothing told; the problem."""
        before = await self.everything()
        answer = await self.asked(path, body, headers)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert await self.everything() == before
        return answer.json()

    async def everything(self) -> tuple[Any, Any, Any]:
        clocks = await self.service.rows("SELECT * FROM deadline ORDER BY obligation, subject_id")
        return await self.seen(), await self.service.events(), clocks

    async def seen(self) -> dict[str, Any]:
        answer = await self.service.client.get(URL, headers=self.officer)
        assert answer.status_code == 200, answer.text
        case: dict[str, Any] = answer.json()
        return case

    async def name(self) -> dict[str, Any]:
        return await self.done("responsible-officer", {"officer": OFFICER}, self.manager)

    async def plan(
        self, *objectives: tuple[str, str, int], path: str = "plan", needs: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """A plan with these objectives, for their needs and these; or a review of it."""
        return await self.done(path, asked_plan(*objectives, needs=needs).model_dump(mode="json", by_alias=True))

    async def appointment(self, at: datetime, kind: str = "rehabilitationActivity") -> str:
        asked = {"kind": kind, "at": at.isoformat(), "office": "Croydon", "enforceable": True}
        case = await self.done("appointments", {**asked, "instructionProof": "letter"})
        arranged: str = case["appointments"][-1]["appointmentId"]
        return arranged

    async def kept(self, at: datetime, outcome: str = "ATTC", kind: str = "rehabilitationActivity") -> str:
        """Arranged now, and its outcome recorded at its time."""
        appointment = await self.appointment(at, kind)
        self.service.clock.move_to(at + timedelta(minutes=45))
        await self.done(f"appointments/{appointment}/outcome", {"outcome": outcome})
        return appointment

    async def hear(self, *events: EventData) -> None:
        await self.service.deliver(events)

    async def told(self, kind: str) -> list[dict[str, Any]]:
        return [data for _, data in await self.service.events(kind)]

    async def clock(self, obligation: str) -> list[dict[str, Any]]:
        """The rows of the ledger for one kind of obligation."""
        rows = await self.service.rows("SELECT * FROM deadline WHERE obligation = $1 ORDER BY subject_id", obligation)
        return rows
