"""All SQL of the allocation service."""

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.escalations import Escalation
from services.allocation.tables import AllocationDecisionRow, AllocationRow, EscalationRow
from shared.runtime.database import Query
from shared.runtime.repository import Part, Repository

allocations = Repository(
    "allocation", Allocation, AllocationRow, "sentence_id", {"decisions": Part(AllocationDecisionRow, "number")}
)
escalations = Repository("allocation", Escalation, EscalationRow, "escalation_id")

# Of one organisation in one state, a page is one stretch of an index that has the page's order already: a branch reads
# at most a page of it, wherever the page is, because the cursor is an index condition even in a generic plan (hence
# `coalesce` and not `IS NULL OR`). Two branches can find the same row, an NPS division's own or any row for who sees
# all, hence UNION. The rows themselves are fetched for the page alone.
_ALLOCATIONS_OF = """
  SELECT one.* FROM unnest(:organisations::text[]) AS o (code), unnest(:states::text[]) AS s (state),
    LATERAL (
      SELECT a.sentenced_at, a.sentence_id FROM allocation a
      WHERE a.{column} = o.code AND a.state = s.state AND (:provider::text IS NULL OR a.receiving_provider = :provider)
        AND (a.sentenced_at, a.sentence_id) < (coalesce(:after_time::timestamptz, 'infinity'),
                                               coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      ORDER BY a.sentenced_at DESC, a.sentence_id DESC LIMIT :rows) one"""

ALLOCATIONS = Query(
    f"""
    WITH found AS ({_ALLOCATIONS_OF.format(column="division")}
      UNION {_ALLOCATIONS_OF.format(column="receiving_provider")}),
    page AS (SELECT sentence_id FROM found ORDER BY sentenced_at DESC, sentence_id DESC LIMIT :rows)
    SELECT a.sentence_id, a.crn, a.event_number, a.division, a.receiving_provider, a.supervising_provider, a.state,
      a.result, a.provisional, a.reply, a.risk_held_by, a.sentenced_at, a.decided_at,
      (SELECT count(*) FROM jsonb_array_elements(a.gaps) g WHERE g ->> 'state' = 'open') AS open_gaps
    FROM page JOIN allocation a USING (sentence_id) ORDER BY a.sentenced_at DESC, a.sentence_id DESC
    """,
    module="allocation",
)

# As above: by the division that answers and by the CRC that asks. Who holds the risk now is the allocation's to say.
_ESCALATIONS_OF = """
  SELECT one.* FROM unnest(:organisations::text[]) AS o (code), unnest(:states::text[]) AS s (state),
    LATERAL (
      SELECT e.received_at, e.escalation_id FROM escalation e
      WHERE e.{column} = o.code AND e.state = s.state
        AND (e.received_at, e.escalation_id) < (coalesce(:after_time::timestamptz, 'infinity'),
                                                coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      ORDER BY e.received_at DESC, e.escalation_id DESC LIMIT :rows) one"""

ESCALATIONS = Query(
    f"""
    WITH found AS ({_ESCALATIONS_OF.format(column="division")}
      UNION {_ESCALATIONS_OF.format(column="from_provider")}),
    page AS (SELECT escalation_id FROM found ORDER BY received_at DESC, escalation_id DESC LIMIT :rows)
    SELECT e.*, a.risk_held_by
    FROM page JOIN escalation e USING (escalation_id) JOIN allocation a ON a.sentence_id = e.sentence_id
    ORDER BY e.received_at DESC, e.escalation_id DESC
    """,
    module="allocation",
)

# Which allocation to lock before an escalation: it never changes, so it can be read before the lock.
SENTENCE_OF = Query("SELECT sentence_id FROM escalation WHERE escalation_id = :escalation_id", module="allocation")

RISK_HELD_BY = Query("SELECT risk_held_by FROM allocation WHERE sentence_id = :sentence_id", module="allocation")
