"""The end of objectives: ended by the officer with an outcome, or left out when the plan is reviewed (¶12)."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from pydantic import Field

from services.crc.domain.acting import officer_acting
from services.crc.domain.cases import Case
from services.crc.domain.plan_parts import Objective
from services.crc.domain.rows import replaced
from services.crc.domain.stages import OBJECTIVE
from shared.contracts.crc import ObjectiveEnded
from shared.contracts.model import Contract
from shared.decisions import Decision, Invalid, Occasion
from shared.probation.vocabulary import InterventionOutcome


class EndObjective(Contract):
    """The work on an objective has ended."""

    outcome: InterventionOutcome = Field(examples=["completed"])


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The objectives that a review of the plan leaves out, as they are kept, and what is told of them."""

    state: tuple[Objective, ...]
    events: tuple[ObjectiveEnded, ...]


def end_objective(case: Case, objective_id: UUID, asked: EndObjective, occasion: Occasion) -> Decision[Case]:
    """Its outcome is recorded; of its RAR days those that were delivered have had their purpose.

    Raises NotFound, NotAllowed where it has ended or was left out, and Invalid where it never started, and contacts
    that served it were attended.
    """
    officer = officer_acting(case, "endObjective", occasion)
    before = case.objective(objective_id)
    state = OBJECTIVE.next(before.state, "endObjective")
    if asked.outcome is InterventionOutcome.NEVER_STARTED and _has_started(case, objective_id):
        raise Invalid.one("/outcome", "hasStarted", "A contact that served this objective was attended.")
    ended = before.model_copy(
        update={"state": state, "outcome": asked.outcome, "ended_at": occasion.now, "ended_by": officer}
    )
    after = case.model_copy(update={"objectives": replaced(case.objectives, "objective_id", ended)})
    return Decision(after, (_told(case, ended, asked.outcome, occasion),))


def left_out(case: Case, kept: Collection[UUID], officer: str, occasion: Occasion) -> LeftOut:
    """The objectives worked on that are not among these: begun and not completed, or never begun.

    What the contacts show says which: nobody has to remember it.
    """
    ended = []
    for one in case.current_objectives:
        if one.objective_id not in kept:
            started = _has_started(case, one.objective_id)
            outcome = InterventionOutcome.NOT_COMPLETED if started else InterventionOutcome.NEVER_STARTED
            state = OBJECTIVE.next(one.state, "reviewPlan")
            changes = {"state": state, "outcome": outcome, "ended_at": occasion.now, "ended_by": officer}
            ended.append((one.model_copy(update=changes), outcome))
    return LeftOut(tuple(one for one, _ in ended), tuple(_told(case, one, outcome, occasion) for one, outcome in ended))


def _has_started(case: Case, objective_id: UUID) -> bool:
    return any(one.attended for one in case.appointments if one.objective_id == objective_id)


def _told(case: Case, ended: Objective, outcome: InterventionOutcome, occasion: Occasion) -> ObjectiveEnded:
    return ObjectiveEnded(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        sentence_id=case.sentence_id,
        objective_id=ended.objective_id,
        need=ended.need,
        intervention=ended.intervention,
        outcome=outcome,
        rar_days_planned=ended.rar_days,
        rar_days_delivered=case.rar_days_delivered_for([ended.objective_id]),
    )
