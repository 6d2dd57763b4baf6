"""What was stored before a migration is there after it, and means the same."""

import asyncio
from uuid import UUID

import asyncpg

from services.court import store
from shared.runtime.database import Database
from shared.runtime.migrations import migrate
from tests.support.postgres import Databases

BEFORE = "0002_create_the_court_record"
REQUESTED, SENTENCED, SENTENCE = UUID(int=1), UUID(int=2), UUID(int=3)

REPORTS = """
    INSERT INTO report (report_id, version, crn, court_code, division, team, requested_type, court_date, due_at, state,
      requested_at, delivered_type, author, completed_at, risk, sara_completed, sources_consulted, sentence_id,
      lacked_at_sentence)
    VALUES
      ($1, 1, 'X000001', 'CRYDMC', 'N07', 'N07DTX', 'oral', '2016-09-06', now(), 'requested', now(), NULL, NULL, NULL,
        '{}', NULL, '[]', NULL, NULL),
      ($2, 1, 'X000002', 'CRYDMC', 'N07', 'N07DTX', 'oral', '2016-09-06', now(), 'sentenced', now(), 'oral', 'N07B960',
        now(), '{}', true, '["interview"]', $3, '[{"cause": "checkUnanswered", "check_kind": "domesticAbuse"}]')
"""
CHECKS = """
    INSERT INTO report_check (check_id, report_id, kind, state, not_required_because, requested_at, due_at,
      answered_at, answered_by, answer, late)
    SELECT gen_random_uuid(), report_id, kind, state, CASE state WHEN 'notRequired' THEN 'No case for it.' END,
      CASE WHEN state <> 'notRequired' THEN now() END, CASE WHEN state <> 'notRequired' THEN now() END,
      CASE state WHEN 'received' THEN now() END, CASE state WHEN 'received' THEN 'N07B960' END,
      CASE state WHEN 'received' THEN 'information' END, false
    FROM (VALUES ($1::uuid, 'domesticAbuse', 'requested'), ($1, 'mentalHealth', 'notRequired'),
      ($2, 'domesticAbuse', 'requested'), ($2, 'childSafeguarding', 'requested'),
      ($2, 'previousConvictions', 'received')) AS made (report_id, kind, state)
"""
SENTENCES = """
    INSERT INTO sentence (sentence_id, version, crn, event_number, report_id, court_code, division, area_crc,
      sentenced_at, recorded_by, disposal, order_ends_on, requirements, risk)
    VALUES ($1, 1, 'X000002', 1, $2, 'CRYDMC', 'N07', 'C17', now(), 'N07B960', 'communityOrder', '2017-09-05', '[]',
      '{}')
"""
GAPS = """
    INSERT INTO information_gap (gap_id, sentence_id, division, cause, check_kind, check_id, bears_on, state, due_at,
      closed_at, closed_by, closure, reason)
    SELECT gen_random_uuid(), $1, 'N07', 'checkUnanswered', kind, check_id, '[]',
      CASE kind WHEN 'domesticAbuse' THEN 'open' ELSE 'closed' END, now(),
      CASE kind WHEN 'childSafeguarding' THEN now() END, CASE kind WHEN 'childSafeguarding' THEN 'N07S001' END,
      CASE kind WHEN 'childSafeguarding' THEN 'supervisedWithoutIt' END,
      CASE kind WHEN 'childSafeguarding' THEN 'No record.' END
    FROM report_check WHERE report_id = $2 AND state = 'requested'
"""


async def test_checks_gaps_and_sentences_of_before_have_what_they_lacked(databases: Databases) -> None:
    url = await databases.migrated_to("court", BEFORE)
    connection = await asyncpg.connect(url)
    await connection.execute(REPORTS, REQUESTED, SENTENCED, SENTENCE)
    await connection.execute(CHECKS, REQUESTED, SENTENCED)
    await connection.execute(SENTENCES, SENTENCE, SENTENCED)
    await connection.execute(GAPS, SENTENCE, SENTENCED)
    await connection.close()
    await asyncio.to_thread(migrate, "court", url)
    database = await Database.connect(dsn=url)
    async with database.read() as reading:
        reports = await store.reports.read(reading, [REQUESTED, SENTENCED])
        [sentence] = (await store.sentences.read(reading, [SENTENCE])).values()
    await database.close()
    await databases.drop(url)

    stands = {
        key: {check.kind.value: (check.awaited, check.asked_of) for check in report.checks}
        for key, report in reports.items()
    }
    assert stands == {
        REQUESTED: {"domesticAbuse": (True, "police"), "mentalHealth": (False, None)},
        SENTENCED: {
            "domesticAbuse": (True, "police"),
            "childSafeguarding": (False, "childrensServices"),  # somebody had decided to do without it
            "previousConvictions": (False, "police"),
        },
    }
    assert (sentence.state, sentence.sara_completed, sentence.proposal_differences) == ("inForce", True, None)
    known = {gap.check_kind: [one.what.value for one in sentence.history_of(gap.gap_id)] for gap in sentence.gaps}
    assert {str(kind): set(steps) for kind, steps in known.items()} == {
        "domesticAbuse": {"asked", "recordedAtSentence"},
        "childSafeguarding": {"asked", "recordedAtSentence", "supervisedWithoutIt"},
    }
