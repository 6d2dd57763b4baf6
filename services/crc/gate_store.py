"""All SQL about custody: the work list of resettlement, and what people had been helped with before release."""

from shared.runtime.database import Query

# Of one provider, a state is a stretch of an index in the page's order; what has no day of release yet comes last. The
# cursor and the bound are conditions of that index even in a generic plan (hence `coalesce` and not `IS NULL OR`).
RESETTLEMENT = Query(
    """
    SELECT page.*, page.free_on::text AS place, c.crn, c.event_number
    FROM (
      SELECT one.* FROM unnest(:organisations::text[]) AS o (code), unnest(:states::text[]) AS s (state),
        LATERAL (
          SELECT t.*, coalesce(t.release_on, 'infinity'::date) AS free_on FROM case_stay t
          WHERE t.provider = o.code AND t.state = s.state
            AND (coalesce(t.release_on, 'infinity'::date), t.stay_id)
              > (coalesce(:after_day::text::date, '-infinity'),
                 coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
            AND coalesce(t.release_on, 'infinity'::date) <= coalesce(:release_before::date - 1, 'infinity'::date)
          ORDER BY coalesce(t.release_on, 'infinity'::date), t.stay_id LIMIT :rows) one
      ORDER BY one.free_on, one.stay_id LIMIT :rows) page
    JOIN supervised_case c USING (sentence_id) ORDER BY page.free_on, page.stay_id
    """,
    module="crc",
)
"""Stays in custody, the first to be released first."""

# A stretch of an index for each provider: as many releases are read as there were in the time that is asked about.
RELEASES = Query(
    """
    WITH released AS (
      SELECT t.resettled_by AS provider, t.prison, t.screened_at, t.planned_at, t.helped_enough, t.needs_at_release
      FROM unnest(:organisations::text[]) AS o (code)
      JOIN case_stay t ON t.resettled_by = o.code AND t.released_at BETWEEN :since AND :until),
    needs AS (
      SELECT provider, prison, jsonb_agg(jsonb_build_object('need', need, 'people', people, 'received', received,
        'declined', declined, 'planned', planned, 'not_available', not_available, 'nothing', nothing) ORDER BY need)
        AS needs
      FROM (
        SELECT r.provider, r.prison, n.need, count(*) AS people,
          count(*) FILTER (WHERE n.help = 'received') AS received,
          count(*) FILTER (WHERE n.help = 'declined') AS declined,
          count(*) FILTER (WHERE n.help = 'planned') AS planned,
          count(*) FILTER (WHERE n.help = 'notAvailable') AS not_available,
          count(*) FILTER (WHERE n.help IS NULL) AS nothing
        FROM released r, jsonb_to_recordset(r.needs_at_release) AS n (need text, help text)
        GROUP BY r.provider, r.prison, n.need) each
      GROUP BY provider, prison)
    SELECT counted.*, coalesce(needs.needs, '[]') AS needs
    FROM (
      SELECT r.provider, r.prison, count(*) AS released,
        count(*) FILTER (WHERE r.screened_at IS NULL) AS not_screened,
        count(*) FILTER (WHERE r.planned_at IS NULL) AS without_plan,
        count(*) FILTER (WHERE r.helped_enough) AS helped_enough
      FROM released r GROUP BY r.provider, r.prison) counted
    LEFT JOIN needs USING (provider, prison) ORDER BY counted.provider, counted.prison
    """,
    module="crc",
)
"""What became of the needs of those who were released in a time, by provider and prison (¶21)."""
