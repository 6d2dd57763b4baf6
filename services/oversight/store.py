"""All SQL of oversight: one statement projects a batch of events, whatever its size; the others read.

Rows arrive as JSON documents. What two topics tell of one row is merged, so the order between topics does not matter.
"""

from shared.runtime.database import Query

PROJECT = Query(
    """
    WITH entries AS (
      INSERT INTO timeline_entry (event_id, crn, occurred_at, event_type, organisation, officer, sentence_id,
                                  risk_held_by, causation_id, body)
      SELECT event_id, crn, occurred_at, event_type, organisation, officer, sentence_id, risk_held_by, causation_id,
             body
      FROM jsonb_populate_recordset(NULL::timeline_entry, :entries::jsonb)
      ON CONFLICT (event_id) DO NOTHING),
    -- a start replaces whatever was known of the clock, as it does in its owner's ledger
    started AS (
      INSERT INTO clock (obligation, subject_id, crn, sentence_id, owner, started_at, due_at, met_at, cancelled_at,
                         overdue_at)
      SELECT obligation, subject_id, crn, sentence_id, owner, started_at, due_at, met_at, cancelled_at, overdue_at
      FROM jsonb_populate_recordset(NULL::clock, :clocks_started::jsonb)
      ON CONFLICT (obligation, subject_id) DO UPDATE SET owner = excluded.owner, started_at = excluded.started_at,
        due_at = excluded.due_at, met_at = excluded.met_at, cancelled_at = excluded.cancelled_at,
        overdue_at = excluded.overdue_at),
    ended AS (
      UPDATE clock c SET
        overdue_at = coalesce(c.overdue_at, r.overdue_at),
        met_at = CASE WHEN c.met_at IS NULL AND c.cancelled_at IS NULL THEN r.met_at ELSE c.met_at END,
        cancelled_at = CASE WHEN c.met_at IS NULL AND c.cancelled_at IS NULL THEN r.cancelled_at ELSE c.cancelled_at END
      FROM jsonb_populate_recordset(NULL::clock, :clocks_ended::jsonb) r
      WHERE c.obligation = r.obligation AND c.subject_id = r.subject_id),
    gaps AS (
      INSERT INTO gap AS g (gap_id, crn, sentence_id, cause, check_kind, source, opened_at, due_at, closed_at, closure,
                            to_read_since, acknowledged_at, acknowledged_by)
      SELECT gap_id, crn, sentence_id, cause, check_kind, source, opened_at, due_at, closed_at, closure, to_read_since,
             acknowledged_at, acknowledged_by
      FROM jsonb_populate_recordset(NULL::gap, :gaps::jsonb)
      ON CONFLICT (gap_id) DO UPDATE SET
        cause = coalesce(g.cause, excluded.cause), check_kind = coalesce(g.check_kind, excluded.check_kind),
        source = coalesce(g.source, excluded.source),
        opened_at = coalesce(g.opened_at, excluded.opened_at), due_at = coalesce(g.due_at, excluded.due_at),
        -- a late answer may follow a decision to supervise without it: the last closing told is what stands
        closed_at = coalesce(excluded.closed_at, g.closed_at), closure = coalesce(excluded.closure, g.closure),
        -- a gap is read by one officer after another, of a CRC and of the NPS: the last reading by its time
        to_read_since = greatest(g.to_read_since, excluded.to_read_since),
        acknowledged_at = greatest(g.acknowledged_at, excluded.acknowledged_at),
        acknowledged_by = CASE
          WHEN g.acknowledged_at IS NULL THEN excluded.acknowledged_by
          WHEN (excluded.acknowledged_at, excluded.acknowledged_by) > (g.acknowledged_at, g.acknowledged_by)
          THEN excluded.acknowledged_by ELSE g.acknowledged_by END),
    people AS (
      INSERT INTO person AS p (crn, last_event_at)
      SELECT crn, last_event_at FROM jsonb_populate_recordset(NULL::person, :people::jsonb)
      ON CONFLICT (crn) DO UPDATE SET last_event_at = greatest(p.last_event_at, excluded.last_event_at)),
    organisations AS (
      INSERT INTO person_organisation (organisation, crn)
      SELECT organisation, crn FROM jsonb_populate_recordset(NULL::person_organisation, :organisations::jsonb)
      ON CONFLICT DO NOTHING)
    SELECT
    """,
    module="oversight",
)

ORGANISATIONS = Query("SELECT organisation FROM person_organisation WHERE crn = :crn", module="oversight")
ENTRIES = Query(
    """
    SELECT event_id, crn, occurred_at, event_type, organisation, officer, sentence_id, risk_held_by, causation_id, body
    FROM timeline_entry WHERE crn = :crn ORDER BY occurred_at, event_id
    """,
    module="oversight",
)
CLOCKS = Query(
    # the subject last: clocks of one obligation that started together would otherwise come in any order
    "SELECT * FROM clock WHERE crn = :crn ORDER BY started_at, due_at, obligation, subject_id",
    module="oversight",
)
GAPS = Query("SELECT * FROM gap WHERE crn = :crn ORDER BY opened_at, cause, gap_id", module="oversight")

# Whoever sees all reads one stretch of the index by time; for others each person is looked up by primary key.
_PAGE = """
    SELECT p.crn, p.last_event_at FROM person p
    WHERE p.crn LIKE :prefix {visible}
      AND (p.last_event_at, p.crn) < (coalesce(:after_time::timestamptz, 'infinity'), coalesce(:after_crn, '~'))
    ORDER BY p.last_event_at DESC, p.crn DESC LIMIT :rows
"""
PEOPLE = Query(_PAGE.format(visible=""), module="oversight")
PEOPLE_OF = Query(
    _PAGE.format(
        visible="AND EXISTS (SELECT FROM person_organisation o WHERE o.crn = p.crn AND o.organisation = :organisation)"
    ),
    module="oversight",
)
