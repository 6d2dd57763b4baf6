"""The directory as its people use it: a CRC's contract manager, a division's, officers who buy, staff who deliver."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx

from shared.probation.vocabulary import RoshLevel
from shared.runtime.auth import Role
from shared.runtime.transaction import new_id
from tests.support.running import Running
from tests.unit.allocation.given import LOW_RISK, sentence

KEPT_RISK = LOW_RISK.model_copy(update={"rosh_level": RoshLevel.HIGH})
STORED = ("supplier", "intervention", "intervention_price", "budget", "budget_amount", "purchase", "event", "deadline")
BEFORE_APRIL = datetime(2017, 3, 31, 12, 0, tzinfo=UTC)


class Desk:
    """Asks the service what people ask of the directory."""

    def __init__(self, service: Running) -> None:
        self.service = service

    def manager(self, organisation: str = "C17") -> dict[str, str]:
        return self.service.as_(organisation, f"{organisation}M001", Role.CONTRACT_MANAGER)

    def officer(self, organisation: str = "N07") -> dict[str, str]:
        return self.service.as_(organisation, f"{organisation}R310", Role.RESPONSIBLE_OFFICER)

    async def post(self, path: str, body: Any, who: dict[str, str], status: int = 201) -> dict[str, Any]:
        content = json.dumps(body)  # as ASCII: so it can say what no text may hold
        headers = {"Content-Type": "application/json", **who}
        answer = await self.service.client.post(path, content=content, headers=headers)
        assert answer.status_code == status, answer.text
        view: dict[str, Any] = answer.json()
        return view

    async def get(self, path: str, who: dict[str, str] | None = None, **query: Any) -> dict[str, Any]:
        answer = await self.service.client.get(path, params=query, headers=who or self.officer())
        assert answer.status_code == 200, answer.text
        view: dict[str, Any] = answer.json()
        return view

    async def every(self, path: str, who: dict[str, str] | None = None, **query: Any) -> list[dict[str, Any]]:
        """Every item of a list, read two at a time."""
        items: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            found = await self.get(path, who, limit=2, **query, **cursor)
            items += found["items"]
            if not (following := found.get("nextCursor")):
                return items
            cursor = {"cursor": following}

    async def refused(self, path: str, body: Any, who: dict[str, str], status: int = 422) -> dict[str, Any]:
        """A refusal: nothing may be stored or told because of it."""
        before = await self.stored()
        problem = await self.post(path, body, who, status)
        assert problem["status"] == status
        assert await self.stored() == before
        return problem

    async def stored(self) -> dict[str, list[dict[str, Any]]]:
        return {table: await self.service.rows(f'SELECT * FROM "{table}" t ORDER BY t::text') for table in STORED}

    async def supplier(self, crc: str = "C17", name: str = "Relate well", kind: str = "voluntary") -> dict[str, Any]:
        return await self.post("/suppliers", {"name": name, "kind": kind}, self.manager(crc))

    async def intervention(self, supplier: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
        """Men's group for relationships, three places at £645.00, unless said otherwise."""
        by = supplier or await self.supplier()
        body = {
            "code": f"{by['provider']}-BBR",
            "title": "Building Better Relationships",
            "needs": ["relationships", "domesticAbuse"],
            "openTo": ["male"],
            "supplierId": by["supplierId"],
            "capacity": 3,
            "offeredFrom": "2015-02-01",
            "price": 64500,
        }
        return await self.post("/interventions", {**body, **changes}, self.manager(by["provider"]))

    async def budget(self, amount: int = 1_000_000, division: str = "N07", year: str = "2016/17") -> dict[str, Any]:
        return await self.post("/budgets", {"financialYear": year, "amount": amount}, self.manager(division))

    async def cases(self, number: int = 1, **changes: Any) -> list[UUID]:
        """Sentences that the NPS keeps."""
        ids = [new_id() for _ in range(number)]
        await self.service.deliver(
            [
                sentence(sentence_id=each, crn=f"X{place:06}", risk=KEPT_RISK, gaps=(), **changes)
                for place, each in enumerate(ids)
            ]
        )
        return ids

    def referral(self, sentence_id: UUID, into: dict[str, Any], **changes: Any) -> dict[str, Any]:
        body = {
            "sentenceId": str(sentence_id),
            "interventionId": into["interventionId"],
            "need": "relationships",
            "sex": "male",
        }
        return {**body, **changes}

    async def buy(self, sentence_id: UUID, into: dict[str, Any]) -> dict[str, Any]:
        return await self.post("/purchases", self.referral(sentence_id, into), self.officer())

    async def try_to_buy(self, sentence_id: UUID, into: dict[str, Any]) -> httpx.Response:
        body = self.referral(sentence_id, into)
        return await self.service.client.post("/purchases", json=body, headers=self.officer())

    async def does(self, purchase: dict[str, Any], step: str, status: int = 200, **body: Any) -> dict[str, Any]:
        """A step of a purchase by whose it is."""
        who = self.officer() if step == "withdrawal" else self.manager()
        return await self.post(f"/purchases/{purchase['purchaseId']}/{step}", body, who, status)

    async def entry(self, into: dict[str, Any]) -> dict[str, Any]:
        return await self.get(f"/interventions/{into['interventionId']}")

    async def left(self) -> tuple[int, int]:
        """What is committed and what is left of the division's one budget."""
        [budget] = (await self.get("/budgets"))["items"]
        return budget["committed"], budget["left"]
