"""All SQL of the breach service."""

from services.breach.domain.breaches import Breach
from services.breach.domain.known_case import KnownCase
from services.breach.tables import (
    BreachRow,
    BreachStepRow,
    KnownCaseRow,
    KnownContactRow,
    KnownLetterRow,
    PackReviewRow,
    PackRow,
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
    """Breaches are read together with the known case of their sentence, in the one statement that reads their parts.

    A breach never changes its known case, so no row of it is ever written from here, and it needs no lock: the checker
    wants the contact log as it is when the pack is read, and nothing in it binds the breach.
    """

    def __init__(self) -> None:
        super().__init__(
            "breach",
            Breach,
            BreachRow,
            "breach_id",
            {
                "packs": Part(PackRow, "version"),
                "reviews": Part(PackReviewRow, "number"),
                "steps": Part(BreachStepRow, "number"),
            },
        )
        # Read with the breach and no part of it: `difference` never looks at it, and it is no column of the root.
        self._part_names |= {"known"}
        # Each part by the leading column of its primary key or index: an index scan a part, for each breach asked for.
        self._load_parts = Query(
            """
            SELECT b.breach_id AS id,
                (SELECT coalesce(jsonb_agg(to_jsonb(p) ORDER BY p.version), '[]')
                 FROM pack p WHERE p.breach_id = b.breach_id) AS packs,
                (SELECT coalesce(jsonb_agg(to_jsonb(r) ORDER BY r.number), '[]')
                 FROM pack_review r WHERE r.breach_id = b.breach_id) AS reviews,
                (SELECT coalesce(jsonb_agg(to_jsonb(s) ORDER BY s.number), '[]')
                 FROM breach_step s WHERE s.breach_id = b.breach_id) AS steps,
                (SELECT jsonb_build_array(to_jsonb(k) || jsonb_build_object(
                    'contacts', (SELECT coalesce(jsonb_agg(to_jsonb(c) ORDER BY c.appointment_id), '[]')
                                 FROM known_contact c WHERE c.sentence_id = k.sentence_id),
                    'letters', (SELECT coalesce(jsonb_agg(to_jsonb(l) ORDER BY l.letter_id), '[]')
                                FROM known_letter l WHERE l.sentence_id = k.sentence_id)))
                 FROM known_case k WHERE k.sentence_id = b.sentence_id) AS known
            FROM breach b WHERE b.breach_id = ANY(:ids::uuid[])
            """,
            module="breach",
        )


breaches = Breaches()

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
      b.first_recommendation, b.recommendation, b.outcome
    FROM page JOIN breach b USING (breach_id) ORDER BY b.initiated_at DESC, b.breach_id DESC
    """,
    module="breach",
)
