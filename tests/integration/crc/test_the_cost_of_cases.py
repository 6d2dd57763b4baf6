"""How many round trips CRC supervision makes: counted, not timed. And that its tables refuse what cannot be."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4, uuid5

import asyncpg
import pytest

from services.crc.tables import CrcTable
from shared.contracts.model import EventData
from shared.probation.vocabulary import EscalationDecision
from shared.runtime.database import Database
from tests.integration.crc.desk import Desk
from tests.integration.crc.test_the_case import day
from tests.support.counting import statements_of
from tests.support.postgres import Databases
from tests.support.running import Running
from tests.unit.crc.breaches import concluded, initiated
from tests.unit.crc.given import DOMESTIC_ABUSE, accepted, answered, closed, decided, sentence, transferred

TABLES = tuple(table.name for table in CrcTable.metadata.sorted_tables)
CATALOGUE = {
    "columns": """SELECT table_name, column_name, data_type, is_nullable, column_default
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name = ANY($1::text[])""",
    "constraints": """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid = ANY($1::text[]::regclass[])""",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE tablename = ANY($1::text[])",
}


class Story:
    """The facts about one of many people."""

    def __init__(self, number: int) -> None:
        self.sentence_id: UUID = uuid4()
        self.about: dict[str, Any] = {"sentence_id": self.sentence_id, "crn": f"X{number:06}"}
        self.gap = DOMESTIC_ABUSE.model_copy(update={"gap_id": uuid5(self.sentence_id, "gap")})

    def sentence(self) -> EventData:
        return sentence(gaps=(self.gap,), **self.about)

    def accepted(self) -> EventData:
        return accepted(**self.about)

    def answer(self) -> EventData:
        return closed(self.gap, **self.about)

    def others(self) -> list[EventData]:
        breach = {"breach_id": uuid5(self.sentence_id, "breach")}
        return [
            initiated(**self.about, **breach),
            concluded(**self.about, **breach),
            answered(uuid4(), EscalationDecision.ACCEPTED, **self.about),
            transferred(**self.about),
        ]


KINDS: dict[str, Callable[[Story], EventData]] = {
    "sentence": Story.sentence,
    "acceptance": Story.accepted,
    "answer": Story.answer,
    "breach": lambda story: story.others()[0],
    "transfer": lambda story: story.others()[3],
}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_batch_costs_the_same_whatever_its_size(crc: Running, kind: str) -> None:
    costs = []
    for size in (1, 500):
        stories = [Story(number) for number in range(size)]
        if kind != "sentence":
            await crc.deliver([story.sentence() for story in stories])
        if kind not in ("sentence", "acceptance"):
            await crc.deliver([story.accepted() for story in stories])
        batch = [KINDS[kind](story) for story in stories]
        costs.append(len(await statements_of(crc, partial(crc.deliver, batch))))
    # BEGIN, the inbox, the locks, the parts of those that were there, one write, COMMIT
    assert costs[0] == costs[1] <= 6, costs


async def test_a_batch_of_every_type_costs_no_more_than_one_of_one(crc: Running) -> None:
    stories = [Story(number) for number in range(50)]
    batch: list[EventData] = []
    for story in stories:
        batch += [decided(**story.about), story.accepted(), story.sentence(), story.answer(), *story.others()]
    assert len(await statements_of(crc, partial(crc.deliver, batch))) <= 6
    assert len(await crc.events("case-closed")) == 50


async def test_each_command_makes_five_round_trips(desk: Desk) -> None:
    asked = {"officer": "C17A001"}
    headers = desk.manager | {"Idempotency-Key": "a key of its own"}
    assert len(await statements_of(desk.service, partial(desk.done, "responsible-officer", asked, headers))) == 5
    gap = f"gaps/{DOMESTIC_ABUSE.gap_id}/acknowledgement"
    assert len(await statements_of(desk.service, partial(desk.done, gap))) == 5
    assert len(await statements_of(desk.service, partial(desk.appointment, day(1)))) == 5
    appointment = (await desk.seen())["appointments"][0]["appointmentId"]
    desk.service.clock.move_to(day(1, 11))
    outcome = partial(desk.done, f"appointments/{appointment}/outcome", {"outcome": "ATTC"})
    assert len(await statements_of(desk.service, outcome)) == 5
    plan = partial(desk.plan, ("finance", "C17-DEBT", 5), ("relationships", "C17-BBR", 5), ("attitudes", "C17-TSP", 5))
    assert len(await statements_of(desk.service, plan)) == 5
    assert len(await statements_of(desk.service, partial(plan, path="plan-reviews"))) == 5


async def test_a_read_makes_two(desk: Desk) -> None:
    assert len(await statements_of(desk.service, desk.seen)) == 2


async def test_the_migrations_make_what_the_tables_declare(crc: Running, databases: Databases) -> None:
    declared = await databases.fresh_with(CrcTable.metadata)
    database = await Database.connect(connections=1, dsn=declared)
    try:
        for what, sql in CATALOGUE.items():
            async with database.read() as connection:
                wanted = {tuple(row) for row in await connection.fetch(sql, list(TABLES))}
            made = {tuple(row.values()) for row in await crc.rows(sql, list(TABLES))}
            assert made == wanted, what
    finally:
        await database.close()
        await databases.drop(declared)


IMPOSSIBLE = [
    "UPDATE supervised_case SET state = 'known'",
    "UPDATE supervised_case SET state = 'transferred'",
    "UPDATE supervised_case SET state = 'ended', owed = '[]'",
    "UPDATE supervised_case SET ended_at = now(), ended_on = now(), ended_because = 'died'",
    "UPDATE supervised_case SET transferred_to = 'N07', transferred_at = now()",
    "UPDATE supervised_case SET disposal_at_sentence = NULL",
    "UPDATE case_gap SET source = 'hearsay'",
    "UPDATE supervised_case SET officer = 'C01A001', officer_grade = 'PO', officer_named_at = now()",
    "UPDATE supervised_case SET officer = NULL",
    "UPDATE supervised_case SET provider = 'N07'",
    "UPDATE officer SET provider = 'C21'",
    "UPDATE officer SET supervised_by = officer",
    "UPDATE officer SET full_time_percent = 0",
    "UPDATE case_override SET state = 'ended'",
    "UPDATE case_override SET ended_at = now()",
    "UPDATE case_override SET rules = '[]'",
    "UPDATE case_override SET manager = 'C21M001'",
    "UPDATE case_override SET note = ''",
    "UPDATE case_sign_off SET manager = officer",
    "UPDATE case_sign_off SET signed_off_in_window = 0",
    "UPDATE case_objective SET state = 'ended'",
    "UPDATE case_objective SET outcome = 'completed'",
    "UPDATE case_plan SET number = 0",
    "UPDATE case_plan SET needs = '[]'",
    "UPDATE case_registration SET state = 'ended'",
    "UPDATE case_registration SET register_type = 'weapons'",
    "UPDATE case_risk_review SET register_type = NULL WHERE cause = 'registerInterval'",
    "UPDATE case_risk_review SET registration_id = sentence_id, register_type = 'rosh' WHERE cause = 'lateAnswer'",
    "UPDATE case_escalation SET answer = 'toRead'",
    "UPDATE case_escalation SET answer_read_by = 'C17A001'",
    "UPDATE case_gap SET state = 'acknowledged'",
    "UPDATE case_gap SET answer = 'information'",
    "UPDATE case_gap SET closure = 'supervisedWithoutIt', closed_at = now(), told = true",
    "UPDATE case_appointment SET outcome = 'ATTC'",
    "UPDATE case_appointment SET instruction_proof = 'none'",
    "UPDATE case_appointment SET state = 'warned', letter_id = gen_random_uuid(), letter_sent_on = now()",
    "UPDATE case_risk_review SET state = 'completed'",
    "UPDATE case_risk_review SET gap_id = NULL",
    "UPDATE case_escalation SET imminent = true",
    "UPDATE case_escalation SET rosh_after = 'low'",
    "UPDATE case_escalation SET state = 'returned'",
]


@pytest.mark.parametrize("statement", IMPOSSIBLE)
async def test_the_tables_refuse_what_cannot_be(desk: Desk, statement: str) -> None:
    await desk.hear(closed())
    await desk.appointment(day(2))
    override = {"reason": "emergency", "until": "2016-09-09", "note": "Today."}
    await desk.done("responsible-officer", {"officer": "C17P001", "override": override}, desk.manager)
    plan = (await desk.plan(("finance", "C17-DEBT", 5)))["plan"]["planId"]
    await desk.done("sign-offs", {"work": "plan", "subjectId": plan, "lookedAt": ["plan"]}, desk.manager)
    form = {"trigger": "weapons", "roshAfter": "high", "whoIsAtRisk": ["public"], "imminent": False}
    await desk.done("escalations", {**form, "agreedByManager": "C17M001"})
    with pytest.raises(asyncpg.CheckViolationError):
        await desk.service.rows(statement)
