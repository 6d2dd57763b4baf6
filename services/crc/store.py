"""All SQL of CRC supervision."""

from services.crc.domain.cases import Case
from services.crc.domain.staff import Officer
from services.crc.tables import (
    AppointmentRow,
    CaseRow,
    EnforcementDecisionRow,
    EscalationRow,
    GapRow,
    ObjectiveRow,
    OfficerRow,
    RiskReviewRow,
)
from shared.runtime.database import Query
from shared.runtime.repository import Part, Repository

cases = Repository(
    "crc",
    Case,
    CaseRow,
    "sentence_id",
    {
        "gaps": Part(GapRow, "gap_id"),
        "appointments": Part(AppointmentRow, "appointment_id"),
        "objectives": Part(ObjectiveRow, "objective_id"),
        "risk_reviews": Part(RiskReviewRow, "review_id"),
        "enforcement_decisions": Part(EnforcementDecisionRow, "decision_id"),
        "escalations": Part(EscalationRow, "escalation_id"),
    },
)

officers = Repository("crc", Officer, OfficerRow, "officer_id")

# The register's entries of some officers, read in the round trip that reads the parts of the case. They are not locked:
# a grade or a departure that is recorded at the same moment counts from the next decision on.
REGISTERED = cases.beside("SELECT o.* FROM officer o WHERE o.officer = ANY(:officers::text[])")

# A page is one stretch of an index that has the page's order already, for each provider (or the officer) and state: a
# branch reads at most a page of it, wherever the page is, because the cursor is an index condition even in a generic
# plan (hence `coalesce` and not `IS NULL OR`). Cases that are not open yet are never in a stretch: their state is not
# among those asked for. The rows themselves, and what of them is still unread, are fetched for the page alone.
_CASES = """
    WITH page AS (
      SELECT one.* FROM {keys}, unnest(:states::text[]) AS s (state),
        LATERAL (
          SELECT c.opened_at, c.sentence_id FROM supervised_case c
          WHERE {match} AND c.state = s.state
            AND (c.opened_at, c.sentence_id) < (coalesce(:after_time::timestamptz, 'infinity'),
                                                coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
          ORDER BY c.opened_at DESC, c.sentence_id DESC LIMIT :rows) one
      ORDER BY one.opened_at DESC, one.sentence_id DESC LIMIT :rows)
    SELECT c.sentence_id, c.crn, c.event_number, c.provider, c.state, c.officer, c.opened_at,
      coalesce(c.rosh_reviewed, c.risk ->> 'rosh_level') AS rosh,
      CASE WHEN c.state = 'transferred' THEN c.transferred_to ELSE c.provider END AS risk_held_by,
      (SELECT count(*) FROM case_gap g WHERE g.sentence_id = c.sentence_id AND g.state = 'toRead') AS gaps_to_read,
      (SELECT min((o ->> 'due_at')::timestamptz) FROM jsonb_array_elements(c.owed) o) AS next_due_at
    FROM page JOIN supervised_case c USING (sentence_id) ORDER BY c.opened_at DESC, c.sentence_id DESC
"""

CASES = Query(
    _CASES.format(keys="unnest(:organisations::text[]) AS o (code)", match="c.provider = o.code"), module="crc"
)

# An officer has few cases of the provider's many: their own index finds them.
CASES_OF_OFFICER = Query(
    _CASES.format(
        keys="(SELECT :officer::text) AS o (code)",
        match="c.officer = o.code AND c.provider = ANY(:organisations::text[])",
    ),
    module="crc",
)
