"""The parts of a case that are its plan: each plan in its turn, and the objectives (¶12)."""

from datetime import datetime
from uuid import UUID

from services.crc.domain.parts import Piece
from services.crc.domain.stages import ObjectiveState
from shared.probation.vocabulary import InterventionOutcome, Need


class Plan(Piece):
    """One plan: the initial one, or a review of it. `number` counts from 1, the highest is the plan as it stands."""

    sentence_id: UUID
    plan_id: UUID
    number: int
    needs: tuple[Need, ...]
    agreed_at: datetime
    agreed_by: str


class Objective(Piece):
    """One objective: the need, the intervention that answers it, and the RAR days given to it (¶12).

    `plan_id` is the last plan that it was in; what a review carries over keeps its identity and its days.
    """

    sentence_id: UUID
    objective_id: UUID
    plan_id: UUID
    need: Need
    intervention: str
    rar_days: int
    state: ObjectiveState = ObjectiveState.CURRENT
    outcome: InterventionOutcome | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
