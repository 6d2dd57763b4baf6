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
    OverrideRow,
    PlanRow,
    RecallRow,
    RegistrationRow,
    RiskReviewRow,
    SignOffRow,
    StayRow,
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
        "plans": Part(PlanRow, "plan_id"),
        "objectives": Part(ObjectiveRow, "objective_id"),
        "registrations": Part(RegistrationRow, "registration_id"),
        "risk_reviews": Part(RiskReviewRow, "review_id", repeats=("provider", "officer")),
        "enforcement_decisions": Part(EnforcementDecisionRow, "decision_id", repeats=("provider", "officer")),
        "escalations": Part(EscalationRow, "escalation_id"),
        "overrides": Part(OverrideRow, "override_id"),
        "sign_offs": Part(SignOffRow, "sign_off_id"),
        "stays": Part(StayRow, "stay_id", repeats=("provider", "officer")),
        "recalls": Part(RecallRow, "recall_id"),
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
    module="crc",
)

# A provider has some dozens of entries at most, whatever the number of people: the index on (provider, code) finds
# them in the page's order, and what the reader wants of them is sifted.
INTERVENTIONS = Query(
    """
    SELECT one.* FROM unnest(:providers::text[]) AS p (code),
      LATERAL (
        SELECT i.* FROM intervention i
        WHERE i.provider = p.code AND i.needs ?| :needs::text[]
          AND i.offered_from <= :on AND coalesce(i.offered_until, 'infinity') >= :on
          AND i.code > coalesce(:after::text, '')
        ORDER BY i.code LIMIT :rows) one
    ORDER BY one.code LIMIT :rows
    """,
    module="crc",
)

DIRECTORY = cases.beside(
    """
    SELECT i.* FROM intervention i WHERE i.code = ANY(:codes::text[])
    UNION
    SELECT one.* FROM unnest(:needs::text[]) AS n (need),
      LATERAL (
        SELECT i.* FROM intervention i
        WHERE i.provider = :provider::text AND i.needs ? n.need
          AND i.offered_from <= :on AND coalesce(i.offered_until, 'infinity') >= :on
        ORDER BY i.code LIMIT :instead) one
    """
)
"""What a plan names of the directory, and for each of its needs some that could take its place."""

# As for cases: of one provider, or of one officer, a state is a stretch of an index in the page's order.
_WORK_LIST = """
    SELECT page.*, (SELECT c.crn FROM supervised_case c WHERE c.sentence_id = page.sentence_id) AS crn,
      (SELECT c.event_number FROM supervised_case c WHERE c.sentence_id = page.sentence_id) AS event_number
    FROM (
      SELECT one.* FROM {keys}, unnest(:states::text[]) AS s (state),
        LATERAL (
          SELECT w.* FROM {table} w
          WHERE {match} AND w.state = s.state
            AND (w.due_at, w.{key}) > (coalesce(:after_time::timestamptz, '-infinity'),
                                       coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
          ORDER BY w.due_at, w.{key} LIMIT :rows) one
      ORDER BY one.due_at, one.{key} LIMIT :rows) page
    ORDER BY page.due_at, page.{key}
"""
_OF_PROVIDERS = {"keys": "unnest(:organisations::text[]) AS o (code)", "match": "w.provider = o.code"}
_OF_OFFICER = {
    "keys": "(SELECT :officer::text) AS o (code)",
    "match": "w.officer = o.code AND w.provider = ANY(:organisations::text[])",
}

# A review that was made unasked was never due, and is in no list; the comparison with the cursor leaves it out.
_REVIEWS = {"table": "case_risk_review", "key": "review_id"}
RISK_REVIEWS = Query(_WORK_LIST.format(**_REVIEWS, **_OF_PROVIDERS), module="crc")
RISK_REVIEWS_OF_OFFICER = Query(_WORK_LIST.format(**_REVIEWS, **_OF_OFFICER), module="crc")
"""The work list of risk reviews, the first due first."""

_DECISIONS = {"table": "case_enforcement_decision", "key": "decision_id"}
DECISIONS = Query(_WORK_LIST.format(**_DECISIONS, **_OF_PROVIDERS), module="crc")
DECISIONS_OF_OFFICER = Query(_WORK_LIST.format(**_DECISIONS, **_OF_OFFICER), module="crc")
"""The work list of enforcement decisions, the first due first."""
