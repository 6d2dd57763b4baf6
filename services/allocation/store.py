"""All SQL of the allocation service."""

from services.allocation.decision_tables import AllocationDecisionRow
from services.allocation.domain.allocations import Allocation
from services.allocation.domain.escalations import Escalation
from services.allocation.passing_tables import EscalationRow, TransferRow
from services.allocation.tables import AllocationRow
from shared.runtime.database import Query
from shared.runtime.repository import Part, Repository

allocations = Repository(
    "allocation",
    Allocation,
    AllocationRow,
    "sentence_id",
    {"decisions": Part(AllocationDecisionRow, "number"), "transfers": Part(TransferRow, "transfer_id")},
)
escalations = Repository("allocation", Escalation, EscalationRow, "escalation_id")

# Of one organisation in one state, a page is one stretch of an index that has the page's order already: a branch reads
# at most a page of it, wherever the page is, because the cursor is an index condition even in a generic plan (hence
# `coalesce` and not `IS NULL OR`). Two branches can find the same row, an NPS division's own, hence UNION. Who sees all
# finds every row by its division: the other branch is then left out. The rows themselves are looked up for the page
# alone, one by one: a join, planned without knowing how short the page is, would read all of them.
_ALLOCATIONS_OF = """
  SELECT one.* FROM unnest(:organisations::text[]) AS o (code), unnest(:states::text[]) AS s (state),
    LATERAL (
      SELECT a.sentenced_at, a.sentence_id FROM allocation a
      WHERE a.{column} = o.code AND a.state = s.state {narrower}
        AND (a.sentenced_at, a.sentence_id) < (coalesce(:after_time::timestamptz, 'infinity'),
                                               coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      ORDER BY a.sentenced_at DESC, a.sentence_id DESC LIMIT :rows) one
  WHERE {only}"""

_ALLOCATIONS = """
    WITH found AS ({of_division} UNION {of_provider}),
    page AS (SELECT sentence_id FROM found ORDER BY sentenced_at DESC, sentence_id DESC LIMIT :rows)
    SELECT a.sentence_id, a.crn, a.event_number, a.division, a.receiving_provider, a.supervising_provider, a.state,
      a.result, a.provisional, a.reply, a.risk_held_by, a.sentenced_at, a.decided_at,
      (SELECT count(*) FROM jsonb_array_elements(a.gaps) g WHERE g ->> 'state' = 'open') AS open_gaps
    FROM page CROSS JOIN LATERAL (SELECT * FROM allocation a WHERE a.sentence_id = page.sentence_id LIMIT 1) a
    ORDER BY a.sentenced_at DESC, a.sentence_id DESC
"""
_ONE_ORGANISATION = "cardinality(:organisations::text[]) = 1"

ALLOCATIONS = Query(
    _ALLOCATIONS.format(
        of_division=_ALLOCATIONS_OF.format(column="division", narrower="", only="true"),
        of_provider=_ALLOCATIONS_OF.format(column="receiving_provider", narrower="", only=_ONE_ORGANISATION),
    ),
    module="allocation",
)

# Of one receiving provider: a division's have an index of their own, and the provider's are all that it may see.
ALLOCATIONS_TO_PROVIDER = Query(
    _ALLOCATIONS.format(
        of_division=_ALLOCATIONS_OF.format(
            column="division", narrower="AND a.receiving_provider = :provider", only="true"
        ),
        of_provider=_ALLOCATIONS_OF.format(
            column="receiving_provider", narrower="", only=f"{_ONE_ORGANISATION} AND o.code = :provider"
        ),
    ),
    module="allocation",
)

# As above: by the division that answers and by the CRC that asks, what is imminent first, then what is due first. Who
# holds the risk now is the allocation's to say.
_ESCALATIONS_OF = """
  SELECT one.* FROM unnest(:organisations::text[]) AS o (code), unnest(:states::text[]) AS s (state),
    LATERAL (
      SELECT NOT e.imminent AS can_wait, e.due_at, e.escalation_id FROM escalation e
      WHERE e.{column} = o.code AND e.state = s.state
        AND (NOT e.imminent, e.due_at, e.escalation_id) > (
          coalesce(:after_can_wait::bool, false), coalesce(:after_time::timestamptz, '-infinity'),
          coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
      ORDER BY NOT e.imminent, e.due_at, e.escalation_id LIMIT :rows) one
  WHERE {only}"""

ESCALATIONS = Query(
    f"""
    WITH found AS ({_ESCALATIONS_OF.format(column="division", only="true")}
      UNION {_ESCALATIONS_OF.format(column="from_provider", only=_ONE_ORGANISATION)}),
    page AS (SELECT escalation_id FROM found ORDER BY can_wait, due_at, escalation_id LIMIT :rows)
    SELECT e.*, (SELECT a.risk_held_by FROM allocation a WHERE a.sentence_id = e.sentence_id) AS risk_held_by
    FROM page CROSS JOIN LATERAL (SELECT * FROM escalation e WHERE e.escalation_id = page.escalation_id LIMIT 1) e
    ORDER BY NOT e.imminent, e.due_at, e.escalation_id
    """,
    module="allocation",
)

# As above: by the division of the sentence, by who sends and by who receives, what is due first.
_TRANSFERS_OF = """
  SELECT one.* FROM unnest(:organisations::text[]) AS o (code), unnest(:states::text[]) AS s (state),
    LATERAL (
      SELECT t.due_at, t.transfer_id FROM allocation_transfer t
      WHERE t.{column} = o.code AND t.state = s.state
        AND (t.due_at, t.transfer_id) > (coalesce(:after_time::timestamptz, '-infinity'),
                                         coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
      ORDER BY t.due_at, t.transfer_id LIMIT :rows) one
  WHERE {only}"""

TRANSFERS = Query(
    f"""
    WITH found AS ({_TRANSFERS_OF.format(column="division", only="true")}
      UNION {_TRANSFERS_OF.format(column="from_provider", only=_ONE_ORGANISATION)}
      UNION {_TRANSFERS_OF.format(column="to_provider", only=_ONE_ORGANISATION)}),
    page AS (SELECT transfer_id FROM found ORDER BY due_at, transfer_id LIMIT :rows)
    SELECT t.*, (SELECT a.crn FROM allocation a WHERE a.sentence_id = t.sentence_id) AS crn,
      (SELECT a.risk_held_by FROM allocation a WHERE a.sentence_id = t.sentence_id) AS risk_held_by
    FROM page CROSS JOIN LATERAL (SELECT * FROM allocation_transfer t WHERE t.transfer_id = page.transfer_id LIMIT 1) t
    ORDER BY t.due_at, t.transfer_id
    """,
    module="allocation",
)

# Which allocation to lock before an escalation: it never changes, so it can be read before the lock.
SENTENCE_OF = Query("SELECT sentence_id FROM escalation WHERE escalation_id = :escalation_id", module="allocation")

RISK_HELD_BY = Query("SELECT risk_held_by FROM allocation WHERE sentence_id = :sentence_id", module="allocation")

# By the first decision that showed it, so that the count of a period never changes afterwards. The indexes have every
# column that is read. A division sees its own allocations; a CRC those that came to it; who sees all, every division's.
_MISALLOCATIONS_OF = """
  SELECT a.misallocation_cause AS cause, a.misallocated_to AS provider FROM allocation a
  WHERE a.{column} = ANY(:organisations) AND a.misallocated_at BETWEEN :since AND :until {only}"""

_MISALLOCATIONS = """
    WITH found AS ({of_division} UNION ALL {of_provider})
    SELECT cause, provider, count(*) AS number FROM found GROUP BY cause, provider
    ORDER BY number DESC, cause, provider
"""
MISALLOCATIONS: dict[bool, Query] = {
    narrowed: Query(
        _MISALLOCATIONS.format(
            of_division=_MISALLOCATIONS_OF.format(column="division", only=narrower),
            of_provider=_MISALLOCATIONS_OF.format(column="misallocated_to", only=f"AND {_ONE_ORGANISATION} {narrower}"),
        ),
        module="allocation",
    )
    for narrowed, narrower in ((False, ""), (True, "AND a.division = :division"))
}
"""Wrong allocations that first showed in a period, by cause and provider; of one division where that is given."""
