"""A day of mixed cases, and the week after it: many people at once, at the national mix, through the same public APIs.

Cases are played hour by hour so that time, which all share, runs forwards; within an hour they run side by side.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from simulator import mix
from simulator.calendar import at
from simulator.journey.story import COURT, MANAGER, OFFICER, POLICE
from simulator.mix import Person
from simulator.staff import Staff
from simulator.topics import Subscriber
from simulator.world import World

SIDE_BY_SIDE = 8
Done = Callable[[], None]


@dataclass
class Case:
    """One person's case as the day knows it."""

    person: Person
    report_id: str = ""
    sentence_id: str = ""
    provider: str = ""
    checks: dict[str, str] = field(default_factory=dict)
    gaps: list[dict[str, Any]] = field(default_factory=list)
    appointment_id: str = ""


@dataclass
class Day:
    """A court's day in London. `done` is called after each case's part in each hour."""

    world: World
    staff: Staff
    topics: Subscriber
    first_day: date
    people: int
    seed: int = 2016
    first_number: int = 1
    done: Done = lambda: None

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        numbers = range(self.first_number, self.first_number + self.people)
        self.cases = [Case(mix.person(self.random, number)) for number in numbers]

    @property
    def hours(self) -> Sequence[tuple[int, int, Callable[[Case], Awaitable[None]]]]:
        """The parts of the story: on which day, at what hour, what happens."""
        return (
            (0, 9, self.request_report),
            (0, 12, self.answer_checks),
            (1, 10, self.complete_report),
            (1, 14, self.sentence),
            (2, 10, self.accept),
            (3, 10, self.name_officer_and_read_gaps),
            (6, 11, self.answer_late),
            (7, 10, self.first_appointment),
        )

    @property
    def steps(self) -> int:
        """How many times `done` will be called."""
        return len(self.hours) * self.people

    async def play(self) -> None:
        """Play the day; any refusal that a case did not expect ends it."""
        limit = asyncio.Semaphore(SIDE_BY_SIDE)

        async def one(part: Callable[[Case], Awaitable[None]], case: Case) -> None:
            async with limit:
                await part(case)
            self.done()

        for number, hour, part in self.hours:
            self.world.clock.advance_to(at(self.first_day + timedelta(days=number), hour))
            async with asyncio.TaskGroup() as group:
                for case in self.cases:
                    group.create_task(one(part, case))

    async def request_report(self, case: Case) -> None:
        """The court asks for a report, and its officer for the checks that are thought of."""
        asked = {
            "crn": case.person.crn,
            "courtCode": "CROYMC",
            "division": "N07",
            "team": "N07DTX",
            "requestedType": case.person.report_type,
            "courtDate": (self.first_day + timedelta(days=1)).isoformat(),
        }
        report = await self.staff.post(COURT, "court", "/reports", asked)
        case.report_id = report["reportId"]
        for kind, is_asked in case.person.asked.items():
            if is_asked:
                report = await self.staff.post(COURT, "court", f"/reports/{case.report_id}/checks", {"kind": kind})
        case.checks = {check["kind"]: check["checkId"] for check in report["checks"]}

    async def answer_checks(self, case: Case) -> None:
        """Some of the agencies answer in time."""
        for kind, answered in case.person.answered.items():
            if answered:
                await self._answer(case, kind)

    async def _answer(self, case: Case, kind: str) -> None:
        answer: dict[str, Any] = {"answer": "nothingKnown"}
        if case.person.information:
            answer = {"answer": "information", "indicatesRosh": case.person.rosh}
        path = f"/reports/{case.report_id}/checks/{case.checks[kind]}/answer"
        await self.staff.post(POLICE, "court", path, answer)

    async def complete_report(self, case: Case) -> None:
        """The report is delivered with what is known."""
        asked = {
            "deliveredType": case.person.report_type,
            "author": COURT.code,
            "roshLevel": case.person.rosh,
            "roshDepth": "full" if case.person.full else "screening",
            "rsr": case.person.rsr,
            "mappaEligible": False,
            "subjectToDeportation": False,
            "publicInterest": False,
            "deferredSentence": False,
            "sourcesConsulted": ["interview", "prosecutionPapers"],
        }
        await self.staff.post(COURT, "court", f"/reports/{case.report_id}/completion", asked)

    async def sentence(self, case: Case) -> None:
        """The court makes a community order; allocation follows by itself."""
        asked = {
            "crn": case.person.crn,
            "reportId": case.report_id,
            "courtCode": "CROYMC",
            "division": "N07",
            "areaCrc": "C17",
            "eventNumber": 1,
            "disposal": "communityOrder",
            "orderEndsOn": (self.first_day + timedelta(days=366)).isoformat(),
            "requirements": mix.requirements(self.random),
        }
        sentence = await self.staff.post(COURT, "court", "/sentences", asked)
        case.sentence_id, case.gaps = sentence["sentenceId"], sentence["gaps"]
        decided = await self.topics.wait(case.person.crn, "allocation-decided")
        case.provider = decided.data["receivingProvider"]

    async def accept(self, case: Case) -> None:
        """The CRC accepts what is allocated to it."""
        if case.provider == "C17":
            await self.staff.post(MANAGER, "allocation", f"/allocations/{case.sentence_id}/acceptance")
            await self.topics.wait(case.person.crn, "case-opened")

    async def name_officer_and_read_gaps(self, case: Case) -> None:
        """An officer is named, and reads most of what was missing."""
        if case.provider != "C17":
            return
        path = f"/cases/{case.sentence_id}"
        await self.staff.post(MANAGER, "crc", f"{path}/responsible-officer", {"officer": OFFICER.code, "grade": "PO"})
        for gap in case.gaps:
            if self.random.random() < mix.GAP_READ:
                await self.staff.post(OFFICER, "crc", f"{path}/gaps/{gap['gapId']}/acknowledgement")
        first = {
            "kind": "officerAppointment",
            "at": at(self.first_day + timedelta(days=7), 10).isoformat(),
            "office": "Croydon",
            "instructionProof": "letter",
            "enforceable": True,
        }
        answer = await self.staff.post(OFFICER, "crc", f"{path}/appointments", first)
        case.appointment_id = answer["appointments"][-1]["appointmentId"]

    async def answer_late(self, case: Case) -> None:
        """Some of the answers that were missing come after sentence."""
        for kind, asked in case.person.asked.items():
            late = asked and not case.person.answered[kind]
            if late and self.random.random() < mix.ANSWERED_LATE:
                await self._answer(case, kind)

    async def first_appointment(self, case: Case) -> None:
        """Most people come to the first appointment."""
        if case.appointment_id:
            outcome = "ATTC" if self.random.random() < mix.FIRST_APPOINTMENT_KEPT else "UAAB"
            path = f"/cases/{case.sentence_id}/appointments/{case.appointment_id}/outcome"
            await self.staff.post(OFFICER, "crc", path, {"outcome": outcome})
            if outcome == "UAAB":
                sent = {"sentOn": (self.first_day + timedelta(days=7)).isoformat()}
                letter = f"/cases/{case.sentence_id}/appointments/{case.appointment_id}/warning-letter"
                await self.staff.post(OFFICER, "crc", letter, sent)
