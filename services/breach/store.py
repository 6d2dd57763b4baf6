"""All SQL of the breach service."""

from services.breach.domain.breaches import Breach
from services.breach.domain.known_case import KnownCase
from services.breach.tables import (
    BreachRow,
    BreachStepRow,
    DisputeRow,
    HearingRow,
    KnownCaseRow,
    KnownContactRow,
    KnownLetterRow,
    OwnFailureRow,
    PackExchangeRow,
    PackReviewRow,
    PackRow,
    PackSignatureRow,
)
from shared.runtime.database import Query
from shared.runtime.repository import Part, Repository

known_cases = Repository(
    "breach",
    KnownCase,
    KnownCaseRow,
    "sentence_id",
    {"contacts": Part(KnownContactRow, "appointment_id"), "letters": Part(KnownLetterRow, "letter_id")},
)


class Breaches(Repository[Breach]):
    """Breaches are read together with the known case of their sentence and with the person's breaches that have ended,
    in the one statement that reads their parts.

    A breach never changes these, so no row of them is ever written from here, and they need no lock: the checker wants
    the contact log as it is when the pack is read, and nothing in it binds the breach.
    """

    def __init__(self) -> None:
        super().__init__(
            "breach",
            Breach,
            BreachRow,
            "breach_id",
            {
                "packs": Part(PackRow, "version"),
                "signatures": Part(PackSignatureRow, "pack_version"),
                "reviews": Part(PackReviewRow, "number"),
                "steps": Part(BreachStepRow, "number"),
                "own_failures": Part(OwnFailureRow, "appointment_id"),
                "disputes": Part(DisputeRow, "dispute_id"),
                "hearings": Part(HearingRow, "number"),
                "exchanges": Part(PackExchangeRow, "pack_version"),
            },
        )
        # Read with the breach and no parts of it: `difference` never looks at them, and the root has no such columns.
        self._part_names |= {"known", "earlier"}
        # Each part by the leading column of its primary key or index: an index scan a part, for each breach asked for.
        self._load_parts = Query(
            f"""
            SELECT r.id, {self._selections},
                (SELECT jsonb_build_array(to_jsonb(k) || jsonb_build_object(
                    'contacts', (SELECT coalesce(jsonb_agg(to_jsonb(c) ORDER BY c.appointment_id), '[]')
                                 FROM known_contact c WHERE c.sentence_id = k.sentence_id),
                    'letters', (SELECT coalesce(jsonb_agg(to_jsonb(l) ORDER BY l.letter_id), '[]')
                                FROM known_letter l WHERE l.sentence_id = k.sentence_id)))
                 FROM breach b JOIN known_case k USING (sentence_id) WHERE b.breach_id = r.id) AS known,
                (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'breach_id', e.breach_id, 'sentence_id', e.sentence_id, 'state', e.state, 'outcome', e.outcome,
                    'concluded_at', e.concluded_at, 'failures', e.failures) ORDER BY e.concluded_at, e.breach_id), '[]')
                 FROM breach b JOIN breach e ON e.crn = b.crn AND e.concluded_at IS NOT NULL
                 WHERE b.breach_id = r.id AND e.breach_id <> b.breach_id) AS earlier
            FROM unnest(:ids::uuid[]) AS r (id)
            """,
            module="breach",
        )


breaches = Breaches()

# The breaches of some sentences that have not ended: a person has few, and the index on the sentence finds them.
RUNNING = Query(
    "SELECT breach_id FROM breach WHERE sentence_id = ANY(:sentences::uuid[]) AND concluded_at IS NULL",
    module="breach",
)
KNOWN_WITH_RUNNING = known_cases.beside(
    "SELECT b.state FROM breach b WHERE b.sentence_id = r.id AND b.concluded_at IS NULL ORDER BY b.breach_id"
)
"""The known case with the states of its breaches that have not ended, before the division begins one of its own."""

# Of one organisation in one state, a page is one stretch of an index that has the page's order already, so its cost is
# that of a page wherever it is and whatever the size of the table; `coalesce` keeps the cursor an index condition in a
# generic plan. UNION takes out what is found from both sides: an inspector's rows, and the NPS's own cases.
_OF_ONE_SIDE = """
  SELECT one.* FROM unnest(:organisations::text[]) AS o (code), unnest(:states::text[]) AS s (state),
    LATERAL (
      SELECT b.initiated_at, b.breach_id FROM breach b
      WHERE b.{column} = o.code AND b.state = s.state
        AND (b.initiated_at, b.breach_id) < (coalesce(:after_time::timestamptz, 'infinity'),
                                             coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      ORDER BY b.initiated_at DESC, b.breach_id DESC LIMIT :rows) one"""

LIST = Query(
    f"""
    WITH found AS ({_OF_ONE_SIDE.format(column="provider")}
      UNION {_OF_ONE_SIDE.format(column="division")}),
    page AS (SELECT breach_id FROM found ORDER BY initiated_at DESC, breach_id DESC LIMIT :rows)
    SELECT b.breach_id, b.sentence_id, b.crn, b.provider, b.division, b.state, b.version, b.aware_at, b.initiated_at,
      b.first_recommendation, b.recommendation, b.outcome, b.process
    FROM page JOIN breach b USING (breach_id) ORDER BY b.initiated_at DESC, b.breach_id DESC
    """,
    module="breach",
)

# What passed between the sides in a period: of each organisation one stretch of an index, whichever side it is on (for
# which OFFSET keeps the look-up in one piece), and what both sides' indexes find counts once.
_EXCHANGED = """
    SELECT one.* FROM unnest(:organisations::text[]) AS o (code),
      LATERAL (SELECT e.* FROM pack_exchange e
               WHERE e.{column} = o.code AND e.referred_at BETWEEN :since AND :until OFFSET 0) one"""

EXCHANGE = Query(
    f"""
    WITH found AS MATERIALIZED ({_EXCHANGED.format(column="provider")}
      UNION {_EXCHANGED.format(column="division")}),
    counted AS (
      SELECT provider, division, count(*) AS referred, count(*) FILTER (WHERE answer = 'returned') AS returned,
        count(*) FILTER (WHERE answer = 'accepted' AND corrections = 0) AS accepted_as_it_was,
        count(*) FILTER (WHERE answer = 'accepted' AND corrections > 0) AS accepted_with_corrections,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY provider_minutes) AS provider_median,
        max(provider_minutes) AS provider_longest,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY division_minutes) AS division_median,
        max(division_minutes) AS division_longest,
        count(dispute) AS disputed, count(*) FILTER (WHERE dispute = 'upheld') AS upheld
      FROM found GROUP BY provider, division),
    reasons AS (
      SELECT provider, division, jsonb_object_agg(reason, number) AS returned_for
      FROM (SELECT provider, division, reason, count(*) AS number
            FROM found, jsonb_array_elements_text(reasons) AS reason GROUP BY provider, division, reason) by_reason
      GROUP BY provider, division)
    SELECT counted.*, coalesce(returned_for, '{{}}') AS returned_for
    FROM counted LEFT JOIN reasons USING (provider, division) ORDER BY provider, division
    """,
    module="breach",
)

_CONCLUDED = """
    SELECT one.* FROM unnest(:organisations::text[]) AS o (code),
      LATERAL (SELECT b.breach_id, b.provider, b.division, b.first_recommendation, b.recommendation, b.state, b.outcome,
                 b.penalty, b.recommendation_followed, b.recommendation_changes, b.changes_by_manager
               FROM breach b WHERE b.{column} = o.code AND b.concluded_at BETWEEN :since AND :until OFFSET 0) one"""

RECOMMENDATIONS = Query(
    f"""
    WITH found AS MATERIALIZED ({_CONCLUDED.format(column="provider")}
      UNION {_CONCLUDED.format(column="division")})
    SELECT provider, division, first_recommendation, recommendation, state, outcome, penalty, count(*) AS breaches,
      count(*) FILTER (WHERE recommendation_followed) AS followed,
      count(*) FILTER (WHERE recommendation_changes > 0) AS changed,
      count(*) FILTER (WHERE changes_by_manager > 0) AS changed_by_manager
    FROM found WHERE first_recommendation IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
    """,
    module="breach",
)
"""How breaches that ended in a period were recommended first and last, and how the court dealt with them (¶8)."""
