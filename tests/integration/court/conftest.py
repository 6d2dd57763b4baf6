"""A court service on a fresh database, and the hands of its officers."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from shared.runtime.auth import Role
from tests.support.postgres import Databases
from tests.support.running import Running, running

REPORT = {
    "crn": "X320741",
    "courtCode": "CRYDMC",
    "division": "N07",
    "team": "N07DTX",
    "requestedType": "oral",
    "courtDate": "2016-09-06",
}
COMPLETION = {
    "deliveredType": "oral",
    "author": "N07B960",
    "roshLevel": "medium",
    "roshDepth": "screening",
    "rsr": "2.41",
    "mappaEligible": False,
}
SENTENCE = {
    "crn": "X320741",
    "courtCode": "CRYDMC",
    "division": "N07",
    "areaCrc": "C17",
    "eventNumber": 1,
    "disposal": "communityOrder",
    "orderEndsOn": "2017-09-05",
    "requirements": [
        {
            "kind": "rehabilitationActivity",
            "amount": 20,
            "unit": "days",
            "need": "domesticAbuse",
            "intervention": "C17-BBR",
        },
        {"kind": "unpaidWork", "amount": 80, "unit": "hours"},
    ],
}


class Court:
    """What a court officer of London does; another organisation or role where one is named."""

    def __init__(self, service: Running) -> None:
        self.service = service

    def headers(self, division: str = "N07", role: Role = Role.COURT_OFFICER) -> dict[str, str]:
        return self.service.as_(division, f"{division}B960", role)

    def keyed(self, key: str) -> dict[str, str]:
        return self.headers() | {"Idempotency-Key": key}

    async def post(
        self, path: str, body: dict[str, Any], headers: dict[str, str] | None = None, expected: int | None = None
    ) -> httpx.Response:
        answer = await self.service.client.post(path, json=body, headers=headers or self.headers())
        assert expected in (None, answer.status_code), answer.text
        return answer

    async def get(self, path: str, expected: int = 200, division: str = "N07", **query: Any) -> Any:
        answer = await self.service.client.get(path, params=query, headers=self.headers(division))
        assert answer.status_code == expected, answer.text
        return answer.json()

    async def request(self, **changed: Any) -> dict[str, Any]:
        report: dict[str, Any] = (await self.post("/reports", {**REPORT, **changed}, expected=201)).json()
        return report

    async def ask(self, report: dict[str, Any], kind: str, **more: Any) -> dict[str, Any]:
        path = f"/reports/{report['reportId']}/checks"
        after: dict[str, Any] = (await self.post(path, {"kind": kind, **more}, expected=200)).json()
        return after

    def path_of_answer(self, report: dict[str, Any], kind: str) -> str:
        [check] = [check for check in report["checks"] if check["kind"] == kind]
        return f"/reports/{report['reportId']}/checks/{check['checkId']}/answer"

    async def answer(self, report: dict[str, Any], kind: str, answer: str, **indicates: Any) -> dict[str, Any]:
        body = {"answer": answer, **indicates}
        headers = self.headers(role=Role.CHECK_AGENCY)
        after = await self.post(self.path_of_answer(report, kind), body, headers, expected=200)
        report = after.json()
        return report

    async def complete(self, report: dict[str, Any], **changed: Any) -> dict[str, Any]:
        path = f"/reports/{report['reportId']}/completion"
        after: dict[str, Any] = (await self.post(path, {**COMPLETION, **changed}, expected=200)).json()
        return after

    async def sentence(self, report: dict[str, Any] | None = None, **changed: Any) -> dict[str, Any]:
        on = {} if report is None else {"reportId": report["reportId"]}
        passed: dict[str, Any] = (await self.post("/sentences", {**SENTENCE, **on, **changed}, expected=201)).json()
        return passed

    async def journey_to_sentence(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The journey's oral report: domestic abuse asked for and not answered, safeguarding never asked for."""
        report = await self.complete(await self.ask(await self.request(), "domesticAbuse"))
        sentence = await self.sentence(report)
        return await self.get(f"/reports/{report['reportId']}"), sentence

    async def told(self) -> list[str]:
        return [kind for kind, _ in await self.service.events()]

    async def clocks(self) -> dict[tuple[str, str], str]:
        """How each clock stands."""
        rows = await self.service.rows(
            "SELECT obligation, subject_id::text AS subject, CASE WHEN met_at IS NOT NULL THEN 'met' "
            "WHEN cancelled_at IS NOT NULL THEN 'cancelled' WHEN overdue_at IS NOT NULL THEN 'overdue' "
            "ELSE 'running' END AS stands FROM deadline"
        )
        return {(row["obligation"], row["subject"]): row["stands"] for row in rows}


@pytest.fixture
async def court(databases: Databases) -> AsyncIterator[Court]:
    async with running(databases, "court") as service:
        yield Court(service)
