"""The database holds the rules whatever the code does; and a command costs few round trips."""

from typing import Any

import asyncpg
import pytest

from services.court.service import SERVICE
from services.court.store import authors, reports, sentences
from shared.runtime.database import STATEMENTS
from tests.integration.court.conftest import AUTHOR, COMPLETION, REPORT, SENTENCE, Court
from tests.support.counting import statements_of
from tests.support.postgres import Databases

SHAPE = """
    SELECT c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE c.relname = ANY($1)
    UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE tablename = ANY($1)
    UNION ALL SELECT table_name, column_name, concat_ws(' ', data_type, is_nullable, column_default)
      FROM information_schema.columns WHERE table_name = ANY($1)
    ORDER BY 1, 2, 3
"""


async def test_the_migrations_make_the_tables_that_the_code_declares(databases: Databases) -> None:
    shapes = []
    for url in (await databases.fresh("court"), await databases.fresh_with(SERVICE.metadata)):
        connection = await asyncpg.connect(url)
        shapes.append([tuple(row) for row in await connection.fetch(SHAPE, list(SERVICE.metadata.tables))])
        await connection.close()
        await databases.drop(url)
    assert shapes[0] == shapes[1]
    assert len(shapes[0]) > 100


async def test_every_statement_of_the_store_can_be_prepared(court: Court) -> None:
    mine = [query for query in STATEMENTS if query.module == "court"]
    assert len(mine) > 8
    async with court.service.runtime.database.read() as connection:
        for query in mine:
            await connection.prepare(query.sql)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("UPDATE information_gap SET state = 'closed'", "information_gap_closed_says_by_whom_and_how"),
        (
            "UPDATE information_gap SET state = 'closed', closed_at = now(), closed_by = 'x', "
            "closure = 'supervisedWithoutIt'",
            "information_gap_decision_has_its_reason",
        ),
        (
            "UPDATE information_gap SET state = 'closed', closed_at = now(), closed_by = 'x', closure = 'lateAnswer'",
            "information_gap_late_answer_has_it",
        ),
        ("UPDATE report_check SET state = 'received', awaited = false", "report_check_received_has_its_answer"),
        ("UPDATE report_check SET state = 'overdue', awaited = false", "report_check_state_is_known"),
        ("UPDATE report SET state = 'completed', sentence_id = NULL", "report_sentenced_names_its_sentence"),
        ("UPDATE report SET delivered_type = 'fast'", "report_of_another_type_says_why"),
        ("UPDATE report SET author_grade = NULL", "report_author_is_named_with_grade_and_training"),
        (
            "UPDATE report SET author = NULL, author_grade = NULL, author_training = NULL, "
            "countersignature_needed = NULL",
            "report_is_delivered_whole_or_not",
        ),
        (
            "UPDATE report SET state = 'awaitingCountersignature', addendum_id = report_id, sentence_id = NULL, "
            "lacked_at_sentence = NULL",
            "report_awaiting_countersignature_is_written",
        ),
        (
            "UPDATE report SET state = 'addendumWanted', sentence_id = NULL, lacked_at_sentence = NULL",
            "report_addendum_is_owed_while_it_is_wanted",
        ),
        (
            "UPDATE report SET state = 'withdrawn', sentence_id = NULL, lacked_at_sentence = NULL",
            "report_withdrawn_says_when_and_why",
        ),
        ("UPDATE report SET sara = '{}'", "report_sara_is_completed"),
        ("UPDATE report_delivery SET countersigned_by = author", "report_delivery_is_countersigned_by_another_officer"),
        ("UPDATE report_delivery SET had = had + 1", "report_delivery_figure_is_that_of_its_list"),
        ("UPDATE author SET division = 'N06'", "author_is_of_the_division_of_their_team"),
        ("INSERT INTO sentence SELECT (s).* FROM (SELECT s FROM sentence s) x", "sentence_pkey"),
    ],
)
async def test_no_gap_closes_and_no_check_is_received_by_a_slip_of_the_code(
    court: Court, change: str, constraint: str
) -> None:
    await court.journey_to_sentence()
    async with court.service.runtime.database.read() as connection:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
            await connection.execute(change)
    assert refused.value.constraint_name == constraint


async def test_sentencing_and_answering_cost_few_round_trips(court: Court) -> None:
    async def cost(crn: str, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        answers = []

        async def post() -> None:
            answers.append(await court.post(path, body, court.keyed(crn + path)))

        statements = await statements_of(court.service, post)
        [answer] = answers
        assert answer.status_code < 300, answer.text
        return len(statements), answer.json()

    async def costs(crn: str) -> tuple[int, ...]:
        requested, report = await cost(crn, "/reports", {**REPORT, "crn": crn})
        path = f"/reports/{report['reportId']}"
        named, _ = await cost(crn, f"{path}/author", {"author": AUTHOR["officer"]})
        asked, report = await cost(crn, f"{path}/checks", {"kind": "domesticAbuse"})
        completed, _ = await cost(crn, f"{path}/completion", COMPLETION)
        on_report = {**SENTENCE, "crn": crn, "reportId": report["reportId"]}
        sentenced, _ = await cost(crn, "/sentences", on_report)
        path_of_answer = court.path_of_answer(report, "domesticAbuse")
        chased, _ = await cost(crn, path_of_answer.replace("/answer", "/chase"), {})
        answered, _ = await cost(crn, path_of_answer, {"answer": "nothingKnown"})
        return requested, named, asked, completed, sentenced, chased, answered

    await court.register()
    await costs("X000001")  # the driver looks up each type that it meets once
    # BEGIN, lock, parts, one statement for all that is written, COMMIT; what is done late locks the sentence too.
    assert await costs("X000002") == (3, 5, 5, 5, 5, 7, 7)


def test_the_states_are_the_columns_of_their_tables() -> None:
    for repository in (authors, reports, sentences):
        columns = set(repository.table.__table__.columns.keys())  # type: ignore[attr-defined]
        assert columns == set(repository.state.model_fields) - set(repository.parts)
