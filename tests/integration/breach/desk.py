"""Both sides of the exchange, at one service: what the tests ask of it, as people would."""

from typing import Any

import httpx

from services.breach.domain.initiating import breach_id_of
from shared.runtime.auth import Role
from tests.support.running import Running
from tests.unit.breach.story import CRC, ENFORCER, MANAGER, NPS, OFFICER, THIRD, Story, asked

FATAL = {"reasons": [{"reason": "noCurrentAddress", "place": "/currentAddress"}]}
PRESENTED = {"courtCode": "B01CN", "application": "summons"}
FINED = {"state": "proven", "outcome": "continue", "penalty": "fine", "fineAmount": 100}
WITHDRAWN = {"state": "withdrawn", "withdrawalReason": "evidenceInsufficient"}
DISPUTED = {"reasons": [1], "grounds": "The address is on the first page."}
MINOR = {"corrections": [{"reason": "spellingOrLayout", "place": "/rationale"}]}
STORED = (
    *(
        "breach",
        "pack",
        "pack_signature",
        "pack_review",
        "breach_step",
        "pack_exchange",
        "return_dispute",
        "breach_hearing",
    ),
    *("breach_hearing", "own_failure", "event", "outbox", "deadline", "idempotency_key"),
)


def pack(**changes: Any) -> dict[str, Any]:
    """The body of a pack with nothing to be found in it."""
    body: dict[str, Any] = asked().model_dump(mode="json", by_alias=True)
    return body | changes


class Desk:
    """Asks the service about one breach."""

    def __init__(self, service: Running, story: Story | None = None) -> None:
        self.service, self.story = service, story or Story()
        self.url = f"/breaches/{breach_id_of(self.story.decision)}"

    async def hear(self) -> None:
        await self.service.deliver(self.story.in_order())

    @property
    def crc(self) -> dict[str, str]:
        return self.service.as_(CRC, OFFICER, Role.RESPONSIBLE_OFFICER)

    @property
    def manager(self) -> dict[str, str]:
        return self.service.as_(CRC, MANAGER, Role.SENIOR_PROBATION_OFFICER)

    @property
    def nps(self) -> dict[str, str]:
        return self.service.as_(NPS, ENFORCER, Role.ENFORCEMENT_OFFICER)

    @property
    def third(self) -> dict[str, str]:
        return self.service.as_(NPS, THIRD, Role.SENIOR_PROBATION_OFFICER)

    async def post(
        self, path: str, body: dict[str, Any], who: dict[str, str], key: str | None = None
    ) -> httpx.Response:
        headers = who if key is None else who | {"Idempotency-Key": key}
        return await self.service.client.post(f"{self.url}/{path}", json=body, headers=headers)

    async def done(self, path: str, body: dict[str, Any], who: dict[str, str]) -> dict[str, Any]:
        answer = await self.post(path, body, who)
        assert answer.status_code == 200, answer.text
        view: dict[str, Any] = answer.json()
        return view

    async def seen(self, who: dict[str, str] | None = None) -> dict[str, Any]:
        answer = await self.service.client.get(self.url, headers=who or self.crc)
        assert answer.status_code == 200, answer.text
        view: dict[str, Any] = answer.json()
        return view

    async def prepared(self, **changes: Any) -> dict[str, Any]:
        return await self.done("pack", pack(**changes), self.crc)

    async def signed(self, **changes: Any) -> dict[str, Any]:
        await self.prepared(**changes)
        return await self.done("countersignature", {}, self.manager)

    async def referred(self) -> dict[str, Any]:
        await self.signed()
        return await self.done("referral", {}, self.manager)

    async def returned(self) -> dict[str, Any]:
        await self.referred()
        return await self.done("return", FATAL, self.nps)

    async def presented(self) -> dict[str, Any]:
        await self.referred()
        await self.done("acceptance", {}, self.nps)
        return await self.done("presentation", PRESENTED, self.nps)

    async def stored(self) -> dict[str, list[dict[str, Any]]]:
        """Every row that a command could have written."""
        return {table: await self.service.rows(f'SELECT * FROM "{table}" t ORDER BY t::text') for table in STORED}

    async def refused(self, status: int, path: str, body: dict[str, Any], who: dict[str, str]) -> dict[str, Any]:
        """A refusal: the problem document; nothing may be stored or told because of it."""
        before = await self.stored()
        answer = await self.post(path, body, who)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert await self.stored() == before
        problem: dict[str, Any] = answer.json()
        return problem
