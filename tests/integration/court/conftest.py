"""A court service on a fresh database, and the hands of its officers."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from shared.contracts.allocation import InterventionListed
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
    "roshLevel": "medium",
    "roshDepth": "screening",
    "rsr": "2.41",
    "mappaEligible": False,
    "sourcesConsulted": ["prosecutionPapers", "previousConvictions"],
}
AUTHOR = {
    "officer": "N07B960",
    "team": "N07DTX",
    "grade": "PO",
    "employment": "permanent",
    "training": ["courtReports", "sara"],
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


def listed(code: str = "C17-ALC", number: int = 1, **changed: Any) -> InterventionListed:
    """An entry of the directory, for alcohol and for everybody, as it is told."""
    entry: dict[str, Any] = {
        "detail_url": f"/interventions/{code}",
        "recorded_by": {"organisation": code[:3], "officer": f"{code[:3]}M001"},
        "code": code,
        "provider": code[:3],
        "number": number,
        "title": "Alcohol",
        "needs": ["alcohol"],
        "open_to": ["female", "male"],
        "supplier_kind": "voluntary",
        "offered_from": "2016-01-01",
        "offered_until": None,
    }
    return InterventionListed.model_validate({**entry, **changed})


class Court:
    """What a court officer of London does; another organisation or role where one is named."""

    def __init__(self, service: Running) -> None:
        self.service = service
        self.registered: dict[str, dict[str, Any]] = {}

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

    def manager(self, division: str = "N07") -> dict[str, str]:
        return self.service.as_(division, f"{division}S001", Role.SENIOR_PROBATION_OFFICER)

    async def register(self, **changed: Any) -> dict[str, Any]:
        """Enter an author in the register, once."""
        entry = {**AUTHOR, **changed}
        if entry["officer"] not in self.registered:
            answer = await self.post("/authors", entry, self.manager(entry["officer"][:3]))
            assert answer.status_code in (201, 409), answer.text  # 409: another desk has entered the officer
            self.registered[entry["officer"]] = answer.json() if answer.status_code == 201 else entry
        return self.registered[entry["officer"]]

    async def ask_for_report(self, **changed: Any) -> dict[str, Any]:
        """Request a report that nobody is to write yet."""
        report: dict[str, Any] = (await self.post("/reports", {**REPORT, **changed}, expected=201)).json()
        return report

    async def name(self, report: dict[str, Any], **author: Any) -> dict[str, Any]:
        """Give a report to an author, who is registered first."""
        officer = (await self.register(**author))["officer"]
        path = f"/reports/{report['reportId']}/author"
        after: dict[str, Any] = (await self.post(path, {"author": officer}, expected=200)).json()
        return after

    async def request(self, **changed: Any) -> dict[str, Any]:
        """Request a report, and give it to an author who may deliver it alone."""
        return await self.name(await self.ask_for_report(**changed))

    async def ask(self, report: dict[str, Any], kind: str, **more: Any) -> dict[str, Any]:
        path = f"/reports/{report['reportId']}/checks"
        after: dict[str, Any] = (await self.post(path, {"kind": kind, **more}, expected=200)).json()
        return after

    def path_of_answer(self, report: dict[str, Any], kind: str) -> str:
        [check] = [check for check in report["checks"] if check["kind"] == kind]
        return f"/reports/{report['reportId']}/checks/{check['checkId']}/answer"

    async def answer(self, report: dict[str, Any], kind: str, answer: str, **indicates: Any) -> dict[str, Any]:
        body = {"answer": answer, **indicates}
        after = await self.post(self.path_of_answer(report, kind), body, expected=200)
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

    async def journey_to_sentence(self, crn: str = "X320741") -> tuple[dict[str, Any], dict[str, Any]]:
        """The journey's oral report: domestic abuse asked for and not answered, safeguarding never asked for."""
        report = await self.complete(await self.ask(await self.request(crn=crn), "domesticAbuse"))
        sentence = await self.sentence(report, crn=crn)
        return await self.get(f"/reports/{report['reportId']}"), sentence

    async def list_intervention(self, code: str = "C17-ALC", number: int = 1, **changed: Any) -> None:
        """The allocation service tells an entry of the directory."""
        await self.service.deliver([listed(code, number, **changed)])

    def agency(self, agency: str = "police") -> dict[str, str]:
        """The gateway of an agency: its system, and its organisation."""
        return self.service.as_(agency, f"{agency.upper()}-GATEWAY", Role.CHECK_AGENCY)

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
