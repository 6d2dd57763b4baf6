"""All SQL of the court service."""

from itertools import combinations

from services.court.domain.authors import Author
from services.court.domain.reports import Report
from services.court.domain.sentences import Sentence
from services.court.tables import (
    AppealRow,
    AuthorRow,
    AuthorTrainingRow,
    CheckRow,
    DeliveryRow,
    GapHistoryRow,
    GapRow,
    LateAssessmentRow,
    OrderChangeRow,
    ReportRow,
    SentenceRow,
)
from shared.runtime.database import Query
from shared.runtime.repository import Part, Repository

reports = Repository(
    "court",
    Report,
    ReportRow,
    "report_id",
    {"checks": Part(CheckRow, "check_id"), "deliveries": Part(DeliveryRow, "delivery_id")},
)
authors = Repository("court", Author, AuthorRow, "author_id", {"training": Part(AuthorTrainingRow, "training_id")})
sentences = Repository(
    "court",
    Sentence,
    SentenceRow,
    "sentence_id",
    {
        "gaps": Part(GapRow, "gap_id"),
        "history": Part(GapHistoryRow, "entry_id"),
        "appeals": Part(AppealRow, "appeal_id"),
        "changes": Part(OrderChangeRow, "change_id"),
        "assessments": Part(LateAssessmentRow, "assessment_id"),
    },
)

# Of one division in one state, a page is one stretch of an index that has the page's order already: a branch reads at
# most a page of it, wherever the page is, because the cursor and the latest due time are index conditions even in a
# generic plan (hence `coalesce`, and not `IS NULL OR`). For the same reason a filter is part of the statement, not an
# optional value: division, team, court, team at court and author have an index each that begins with it. An author
# works for one team at few courts, so that with the author given the other two only sift the author's own reports.
_REPORTS = """
    SELECT one.* FROM unnest(:organisations::text[]) AS o (code), unnest(:states::text[]) AS s (state),
      LATERAL (
        SELECT r.due_at, r.report_id FROM report r
        WHERE r.division = o.code AND r.state = s.state {narrower}
          AND (r.due_at, r.report_id) > (coalesce(:after_time::timestamptz, '-infinity'),
                                         coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
          AND r.due_at < coalesce(:due_before::timestamptz, 'infinity')
        ORDER BY r.due_at, r.report_id LIMIT :rows) one
    ORDER BY one.due_at, one.report_id LIMIT :rows
"""
# A person has few reports: the index on the person finds them, whatever else is asked for, and they are sorted.
_REPORTS_OF_PERSON = """
    SELECT r.due_at, r.report_id FROM report r
    WHERE r.crn = :crn AND r.division = ANY(:organisations) AND r.state = ANY(:states) {narrower}
      AND (r.due_at, r.report_id) > (coalesce(:after_time::timestamptz, '-infinity'),
                                     coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
      AND r.due_at < coalesce(:due_before::timestamptz, 'infinity')
    ORDER BY r.due_at, r.report_id LIMIT :rows
"""
_BY = {"author": "r.author = :author", "court_code": "r.court_code = :court_code", "team": "r.team = :team"}


def _list_of_reports(filters: frozenset[str]) -> Query:
    narrower = " ".join(f"AND {_BY[name]}" for name in _BY if name in filters)
    return Query((_REPORTS_OF_PERSON if "crn" in filters else _REPORTS).format(narrower=narrower), module="court")


REPORTS: dict[frozenset[str], Query] = {
    frozenset(filters): _list_of_reports(frozenset(filters))
    for count in range(5)
    for filters in combinations(("author", "court_code", "crn", "team"), count)
}
"""The work list of reports, the first due first, by what it is narrowed to: every filter with every other."""

# The period is one stretch of the index of the division, which has all that is counted; a court or a team has its own.
_COMPLETENESS = """
    WITH found AS MATERIALIZED (
      SELECT d.type, d.needed, d.had, d.lacked FROM report_delivery d
      WHERE d.division = ANY(:organisations) AND d.delivered_at BETWEEN :since AND :until {narrower})
    SELECT type, NULL AS cause, NULL AS check_kind, NULL AS source, count(*) AS number,
      count(*) FILTER (WHERE had = needed) AS complete, round(avg(had * 100 / needed), 1)::float AS mean
    FROM found GROUP BY type
    UNION ALL
    SELECT type, lack ->> 'cause', lack ->> 'check_kind', lack ->> 'source', count(*), NULL, NULL
    FROM found, jsonb_array_elements(lacked) AS lack GROUP BY 1, 2, 3, 4
"""
COMPLETENESS: dict[frozenset[str], Query] = {
    frozenset(filters): Query(
        _COMPLETENESS.format(narrower=" ".join(f"AND d.{name} = :{name}" for name in filters)), module="court"
    )
    for filters in ((), ("court_code",), ("team",), ("court_code", "team"))
}
"""How complete the reports were that were delivered in a period, by their type (¶10)."""

# What the register says of an officer only grows, so an older reading of it is never too free: nothing is locked.
REGISTERED = reports.beside(
    """
    SELECT a.officer, a.division, a.grade,
      ARRAY(SELECT t.training FROM author_training t WHERE t.author_id = a.author_id ORDER BY t.training) AS training
    FROM author a WHERE a.officer = :officer
    """
)

# The cursor is one of the division's index: by the officer alone, every division's authors would be read for each.
_AUTHORS = """
    SELECT one.* FROM unnest(:organisations::text[]) AS o (code),
      LATERAL (
        SELECT a.officer, a.author_id FROM author a
        WHERE a.division = o.code {narrower} AND (a.division, a.officer) > (o.code, coalesce(:after::text, ''))
        ORDER BY a.officer LIMIT :rows) one
    ORDER BY one.officer LIMIT :rows
"""
AUTHORS = Query(_AUTHORS.format(narrower=""), module="court")
AUTHORS_OF_TEAM = Query(_AUTHORS.format(narrower="AND a.team = :team"), module="court")
"""The register of authors, by the code of the officer."""

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

# Which report to lock before a sentence, or before a check of it is answered: it never changes, so it can be read
# before the lock. An agency finds what was asked of it, and nothing else.
REPORT_OF = Query("SELECT report_id FROM sentence WHERE sentence_id = :sentence_id", module="court")
REPORT_OF_CHECK = Query(
    "SELECT report_id FROM report_check WHERE check_id = :check_id AND asked_of = :agency", module="court"
)

# As for gaps; a check is overdue or not by the time alone, so a state is a stretch of due times. It is read from the
# later of its own beginning and the page's: of two conditions the index goes by one, and reads what the other forbids.
# Who sees all has many branches: each reads its index alone, and what was found is looked up for the page.
CHECKS = Query(
    """
    SELECT c.*, r.crn, r.court_code, r.team, r.court_date, r.sentence_id
    FROM (
      SELECT one.* FROM unnest(:organisations::text[]) AS o (code), unnest(:kinds::text[]) AS k (kind),
        unnest(:states::text[], :since::timestamptz[], :until::timestamptz[]) AS s (state, since, until),
        LATERAL (
          SELECT c.due_at, c.check_id FROM report_check c
          WHERE c.division = o.code AND c.kind = k.kind AND c.state = s.state AND c.awaited = (s.state = 'requested')
            AND c.due_at < s.until
            AND (c.due_at, c.check_id) > (
              greatest(s.since, :after_time::timestamptz),
              CASE WHEN :after_time >= s.since THEN :after_id::uuid ELSE '00000000-0000-0000-0000-000000000000' END)
          ORDER BY c.due_at, c.check_id LIMIT :rows) one
      ORDER BY one.due_at, one.check_id LIMIT :rows) page,
      LATERAL (SELECT * FROM report_check c WHERE c.check_id = page.check_id LIMIT 1) c,
      LATERAL (SELECT * FROM report r WHERE r.report_id = c.report_id LIMIT 1) r
    ORDER BY page.due_at, page.check_id
    """,
    module="court",
)

# The partial index holds what is awaited only, by the agency and then in the page's order.
CHECKS_OF_AGENCY = Query(
    """
    SELECT page.*, (SELECT r.crn FROM report r WHERE r.report_id = page.report_id) AS crn
    FROM (
      SELECT c.* FROM report_check c
      WHERE c.asked_of = :agency AND c.awaited
        AND (c.due_at, c.check_id) > (coalesce(:after_time::timestamptz, '-infinity'),
                                      coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
      ORDER BY c.due_at, c.check_id LIMIT :rows) page
    ORDER BY page.due_at, page.check_id
    """,
    module="court",
)

CHECK_OF_AGENCY = Query(
    """
    SELECT c.*, r.crn FROM report_check c JOIN report r ON r.report_id = c.report_id
    WHERE c.check_id = :check_id AND c.asked_of = :agency
    """,
    module="court",
)

# The newest version of an entry wins, in whatever order they are heard.
LIST_INTERVENTIONS = Query(
    """
    INSERT INTO intervention AS known
    SELECT * FROM jsonb_populate_recordset(NULL::intervention, :entries::jsonb)
    ON CONFLICT (code) DO UPDATE SET provider = excluded.provider, number = excluded.number, title = excluded.title,
      needs = excluded.needs, open_to = excluded.open_to, supplier_kind = excluded.supplier_kind,
      offered_from = excluded.offered_from, offered_until = excluded.offered_until
    WHERE excluded.number > known.number
    """,
    module="court",
)

# A provider has some dozens of entries at most, whatever the number of people: the index on (provider, code) finds
# them in the page's order, and what the reader wants of them is sifted.
INTERVENTIONS = Query(
    """
    SELECT one.* FROM unnest(:providers::text[]) AS p (code),
      LATERAL (
        SELECT i.* FROM intervention i
        WHERE i.provider = p.code AND i.needs ?| :needs::text[] AND i.open_to ?| :sexes::text[]
          AND i.offered_from <= :on AND coalesce(i.offered_until, 'infinity') >= :on
          AND i.code > coalesce(:after::text, '')
        ORDER BY i.code LIMIT :rows) one
    ORDER BY one.code LIMIT :rows
    """,
    module="court",
)

DIRECTORY = reports.beside(
    """
    SELECT i.* FROM intervention i WHERE i.code = ANY(:codes::text[])
    UNION
    SELECT one.* FROM unnest(:needs::text[]) AS n (need),
      LATERAL (
        SELECT i.* FROM intervention i
        WHERE i.provider = :area_crc::text AND i.needs ? n.need AND i.open_to ? :sex::text
          AND i.offered_from <= :on AND coalesce(i.offered_until, 'infinity') >= :on
        ORDER BY i.code LIMIT :instead) one
    """
)
"""What a proposal names of the directory, and for each of its needs some that could take its place."""
