"""All SQL about the staff of the CRCs: the register, what each holds, overrides, sign-offs."""

from services.crc.store import cases, officers
from shared.runtime.database import Query

CASE_AFTER_OFFICER = cases.after(officers)
"""Locks a case once an officer's entry is locked, always in this order: who counts what an officer holds, or how often
a manager has signed, counts alone."""

# A caseload by kinds, which weigh differently. An officer has some dozens of open cases of the provider's thousands:
# the index on (officer, state) finds them.
_HELD = """
    SELECT coalesce(c.rosh_reviewed, c.risk ->> 'rosh_level') AS rosh,
      coalesce(c.custody IN ('inCustody', 'recalled'), false) AS in_custody, count(*) AS cases
    FROM supervised_case c WHERE c.officer = {officer} AND c.state = 'open' {narrower} GROUP BY 1, 2
"""
_HELD_AS_DOCUMENT = f"(SELECT coalesce(jsonb_agg(h), '[]') FROM ({_HELD}) h)"
_OTHERS_HELD = _HELD_AS_DOCUMENT.format(officer="o.officer", narrower="AND c.sentence_id <> ALL(:ids::uuid[])")

ROSTER = cases.beside(
    f"""
    SELECT to_jsonb(o) AS entry, CASE WHEN o.officer = :officer::text THEN {_OTHERS_HELD} END AS held
    FROM officer o
    WHERE o.officer = ANY(
      ARRAY[:officer::text, (SELECT s.supervised_by FROM officer s WHERE s.officer = :officer::text)])
    """
)
"""The entry of an officer and of who supervises them, and what the officer holds besides the case."""

BENCH = cases.beside(
    """
    SELECT to_jsonb(o) AS entry,
      (SELECT count(*) FROM case_sign_off s WHERE s.manager = o.officer AND s.signed_off_at > :since) AS signed
    FROM officer o WHERE o.officer = :officer::text
    """
)
"""The entry of a manager, and how many sign-offs they have given since then."""

HELD = Query(_HELD.format(officer=":officer::text", narrower=""), module="crc")
"""What one officer holds."""

CASES_HELD = Query(
    "SELECT sentence_id FROM supervised_case WHERE officer = :officer::text AND state = 'open'", module="crc"
)

# The cursor is one of the provider's index: by the officer alone, every provider's officers would be read for each.
OFFICERS = Query(
    """
    SELECT one.* FROM unnest(:organisations::text[]) AS o (code),
      LATERAL (
        SELECT a.* FROM officer a
        WHERE a.provider = o.code AND (a.provider, a.officer) > (o.code, coalesce(:after::text, ''))
        ORDER BY a.officer LIMIT :rows) one
    ORDER BY one.officer LIMIT :rows
    """,
    module="crc",
)
OFFICERS_OF_TEAM = Query(
    """
    SELECT a.* FROM officer a
    WHERE a.team = :team::text AND a.provider = ANY(:organisations::text[])
      AND (a.team, a.officer) > (:team::text, coalesce(:after::text, ''))
    ORDER BY a.officer LIMIT :rows
    """,
    module="crc",
)
"""The register of officers, by code."""

_ALL_HELD = _HELD_AS_DOCUMENT.format(officer="o.officer", narrower="")

# Who is there, with what each holds: as many open cases are read as the organisations have, or the team.
_CASELOADS = f"""
    SELECT to_jsonb(o) AS entry, {_ALL_HELD} AS held
    FROM officer o WHERE {{match}} AND o.provider = ANY(:organisations::text[]) AND o.left_on IS NULL
    ORDER BY o.officer
"""
CASELOADS = Query(_CASELOADS.format(match="true"), module="crc")
CASELOADS_OF_TEAM = Query(_CASELOADS.format(match="o.team = :team::text"), module="crc")

# Of one provider, a state is a stretch of an index in the page's order.
OVERRIDES = Query(
    """
    SELECT page.*, c.crn, c.event_number
    FROM (
      SELECT one.* FROM unnest(:organisations::text[]) AS o (code), unnest(:states::text[]) AS s (state),
        LATERAL (
          SELECT v.* FROM case_override v
          WHERE v.provider = o.code AND v.state = s.state
            AND (v.due_at, v.override_id) > (coalesce(:after_time::timestamptz, '-infinity'),
                                             coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
          ORDER BY v.due_at, v.override_id LIMIT :rows) one
      ORDER BY one.due_at, one.override_id LIMIT :rows) page
    JOIN supervised_case c USING (sentence_id) ORDER BY page.due_at, page.override_id
    """,
    module="crc",
)
"""Overrides of guardrails, by when they run out."""

_SIGN_OFFS = """
    SELECT page.*, c.crn, c.event_number
    FROM (
      SELECT one.* FROM {keys},
        LATERAL (
          SELECT s.* FROM case_sign_off s
          WHERE {match}
            AND (s.signed_off_at, s.sign_off_id) < (coalesce(:after_time::timestamptz, 'infinity'),
                                                    coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
          ORDER BY s.signed_off_at DESC, s.sign_off_id DESC LIMIT :rows) one
      ORDER BY one.signed_off_at DESC, one.sign_off_id DESC LIMIT :rows) page
    JOIN supervised_case c USING (sentence_id) ORDER BY page.signed_off_at DESC, page.sign_off_id DESC
"""
SIGN_OFFS = Query(
    _SIGN_OFFS.format(keys="unnest(:organisations::text[]) AS o (code)", match="s.provider = o.code"), module="crc"
)
SIGN_OFFS_OF_MANAGER = Query(
    _SIGN_OFFS.format(
        keys="(SELECT :manager::text) AS o (code)",
        match="s.manager = o.code AND s.provider = ANY(:organisations::text[])",
    ),
    module="crc",
)
"""Sign-offs, the newest first."""

# A stretch of an index for each provider: as many sign-offs are read as were given in the time that is asked about.
INTEGRITY = Query(
    """
    SELECT s.provider, s.manager, count(*) AS sign_offs,
      count(*) FILTER (WHERE s.concerns ? 'burst') AS in_bursts,
      count(*) FILTER (WHERE s.gaps_unread > 0) AS with_gaps_unread,
      count(*) FILTER (WHERE s.gaps_unanswered > 0) AS with_gaps_unanswered,
      count(*) FILTER (WHERE s.concerns ? 'riskNotLookedAt') AS risk_not_looked_at,
      count(*) FILTER (WHERE s.concerns ? 'pastDeadline' OR s.concerns ? 'justAfterDeadline') AS past_deadline,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY s.seconds_to_deadline) AS median_seconds_to_deadline
    FROM unnest(:organisations::text[]) AS o (code)
    JOIN case_sign_off s ON s.provider = o.code AND s.signed_off_at BETWEEN :since AND :until
    GROUP BY s.provider, s.manager ORDER BY s.manager
    """,
    module="crc",
)
"""What is seen in each manager's sign-offs over a time (¶16)."""
