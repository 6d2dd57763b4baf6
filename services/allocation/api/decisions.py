"""The rules explained: what they are, what they would say to given facts, what they say again to a past decision."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import Field

from services.allocation import store
from services.allocation.domain.criteria import Outcome
from services.allocation.domain.previews import Preview, Replayed, preview, replay
from services.allocation.domain.rules import VERSIONS
from shared.contracts.allocation import CriterionFinding
from shared.contracts.court import InformationGap, RiskPicture
from shared.contracts.model import Contract
from shared.probation.identifiers import ProviderCode
from shared.probation.vocabulary import AllocationCriterion, OverrideReason, RoshLevel
from shared.runtime.problems import responses
from shared.runtime.reading import Reading

router = APIRouter(tags=["decisions"])

Number = Annotated[int, Path(ge=1, le=2_147_483_647, description="Which decision, from 1.", examples=[1])]


class RulesAnswer(Contract):
    """What the rules say: who supervises, whether that could still change, and every criterion behind it (¶10-11)."""

    provider: ProviderCode
    provisional: bool
    criteria: tuple[CriterionFinding, ...]
    rules_version: str


class CriterionOfRules(Contract):
    """A criterion: if it is met, the NPS keeps the case."""

    criterion: AllocationCriterion
    description: str


class RulesView(Contract):
    """A version of the rules, and from which day to which it holds for a sentence."""

    name: str
    effective_from: date
    effective_until: date | None = Field(description="The last day; null while no later version is known.")
    criteria: tuple[CriterionOfRules, ...]


class Rules(Contract):
    """Every version of the rules, oldest first."""

    items: tuple[RulesView, ...]


class IndicationView(Contract):
    """High or very high harm that came to light after sentence, and from where."""

    level: RoshLevel
    source: str


class EvidenceView(Contract):
    """What a decision was taken on."""

    sentenced_on: date
    area_crc: ProviderCode
    risk: RiskPicture
    unanswered: tuple[InformationGap, ...] = Field(description="The gaps whose answer nobody had.")
    indication: IndicationView | None


class RulesThen(RulesAnswer):
    """What the rules said then; and who was decided on, by an officer or because the NPS had the case already."""

    decided_for: ProviderCode
    override_reason: OverrideReason | None


class Replay(Contract):
    """A past decision, run again under the rules of its day."""

    number: int
    decided: RulesThen
    replayed: RulesAnswer
    same: bool = Field(description="Whether the rules answer as they did.")
    evidence: EvidenceView


@router.post("/decisions/preview", operation_id="previewDecision", responses=responses())
async def preview_decision(asked: Preview, _: Reading) -> RulesAnswer:
    """What the rules of a day would say to given facts. Nothing is stored and nobody is told."""
    return _answer(preview(asked))


@router.get("/decisions/rules", operation_id="listRules", responses=responses())
async def list_rules(_: Reading) -> Rules:
    """Every version of the rules with the day from which it holds. Their thresholds are dated by themselves."""
    ends = [*(version.effective_from - timedelta(days=1) for version in VERSIONS[1:]), None]
    return Rules(
        items=tuple(
            RulesView(
                name=version.name,
                effective_from=version.effective_from,
                effective_until=until,
                criteria=tuple(
                    CriterionOfRules(criterion=one, description=one.description) for one in version.criteria
                ),
            )
            for version, until in zip(VERSIONS, ends, strict=True)
        )
    )


@router.get(
    "/allocations/{sentence_id}/decisions/{number}/replay",
    operation_id="replayDecision",
    responses=responses(404, 409),
)
async def replay_decision(sentence_id: UUID, number: Number, reading: Reading, response: Response) -> Replay:
    """Run the rules of its day on what a decision was taken on; 409 where it is older than the keeping of that."""
    return _replay(replay(await reading.one(store.allocations, sentence_id, response), number))


def _answer(outcome: Outcome) -> RulesAnswer:
    return RulesAnswer(
        provider=outcome.provider,
        provisional=outcome.provisional,
        criteria=outcome.criteria,
        rules_version=outcome.rules_version,
    )


def _replay(again: Replayed) -> Replay:
    past, evidence = again.decision, again.evidence
    found = evidence.indication
    return Replay(
        number=past.number,
        decided=RulesThen(
            provider=past.rules_provider,
            provisional=past.rules_provisional,
            criteria=past.criteria,
            rules_version=past.rules_version,
            decided_for=past.provider,
            override_reason=past.override_reason,
        ),
        replayed=_answer(again.outcome),
        same=again.same,
        evidence=EvidenceView(
            sentenced_on=evidence.sentenced_on,
            area_crc=again.area_crc,
            risk=evidence.risk,
            unanswered=evidence.unanswered,
            indication=None if found is None else IndicationView(level=found.level, source=found.source),
        ),
    )
