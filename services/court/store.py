"""All SQL of the court service."""

from services.court.domain.reports import Report
from services.court.domain.sentences import Sentence
from services.court.tables import CheckRow, GapRow, ReportRow, SentenceRow
from shared.runtime.database import Query
from shared.runtime.repository import Part, Repository

reports = Repository("court", Report, ReportRow, "report_id", {"checks": Part(CheckRow, "check_id")})
sentences = Repository("court", Sentence, SentenceRow, "sentence_id", {"gaps": Part(GapRow, "gap_id")})

# Of one division in one state, a page is one stretch of an index that has the page's order already: a branch reads at
# most a page of it, wherever the page is, because the cursor is an index condition even in a generic plan (hence
# `coalesce`, and not `IS NULL OR`). For the same reason a filter is part of the statement and not an optional value:
# each of the four has an index that begins with what it filters by.
_REPORTS = """
    SELECT one.* FROM unnest(:organisations::text[]) AS o (code), unnest(:states::text[]) AS s (state),
      LATERAL (
        SELECT r.due_at, r.report_id FROM report r
        WHERE r.division = o.code AND r.state = s.state {narrower}
          AND (r.due_at, r.report_id) > (coalesce(:after_time::timestamptz, '-infinity'),
                                         coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
        ORDER BY r.due_at, r.report_id LIMIT :rows) one
    ORDER BY one.due_at, one.report_id LIMIT :rows
"""
_BY = {"team": "AND r.team = :team", "court_code": "AND r.court_code = :court_code"}

REPORTS: dict[tuple[str, ...], Query] = {
    filters: Query(_REPORTS.format(narrower=" ".join(_BY[name] for name in filters)), module="court")
    for filters in ((), ("team",), ("court_code",), ("court_code", "team"))
}
"""The work list of reports, the first due first, by what it is narrowed to."""

# As above. A sentence's identifier grows with time, so its order is the order in which sentences were recorded.
SENTENCES = Query(
    """
    SELECT one.* FROM unnest(:organisations::text[]) AS o (code),
      LATERAL (
        SELECT s.sentence_id FROM sentence s
        WHERE s.division = o.code AND s.sentence_id < coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        ORDER BY s.sentence_id DESC LIMIT :rows) one
    ORDER BY one.sentence_id DESC LIMIT :rows
    """,
    module="court",
)

# A person has few sentences: the unique index on (crn, event_number) finds them, and they are sorted.
SENTENCES_OF_PERSON = Query(
    """
    SELECT sentence_id FROM sentence
    WHERE crn = :crn AND division = ANY(:organisations)
      AND sentence_id < coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    ORDER BY sentence_id DESC LIMIT :rows
    """,
    module="court",
)

# As for reports. The sentence is looked up for each row of the page: a join, planned without knowing how short that is,
# would read all sentences.
GAPS = Query(
    """
    SELECT page.*, (SELECT s.crn FROM sentence s WHERE s.sentence_id = page.sentence_id) AS crn,
      (SELECT s.event_number FROM sentence s WHERE s.sentence_id = page.sentence_id) AS event_number
    FROM (
      SELECT one.* FROM unnest(:organisations::text[]) AS o (code), unnest(:states::text[]) AS s (state),
        LATERAL (
          SELECT g.* FROM information_gap g
          WHERE g.division = o.code AND g.state = s.state
            AND (g.due_at, g.gap_id) > (coalesce(:after_time::timestamptz, '-infinity'),
                                        coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
          ORDER BY g.due_at, g.gap_id LIMIT :rows) one
      ORDER BY one.due_at, one.gap_id LIMIT :rows) page
    ORDER BY page.due_at, page.gap_id
    """,
    module="court",
)
