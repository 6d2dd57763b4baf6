"""What the rules would say to given facts, and what they say again to a past decision's; neither changes anything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from services.allocation.domain.allocations import Allocation
from services.allocation.domain.criteria import Evidence, Outcome, RoshIndication, allocate
from services.allocation.domain.record import PastDecision
from services.allocation.domain.refusals import Refused
from services.allocation.domain.rules import VERSIONS, RulesNotInForce, RulesVersion, rules_named
from shared.contracts.court import InformationGap, RiskPicture
from shared.contracts.model import Contract
from shared.decisions import Fault, Invalid, NotFound
from shared.probation.gaps import bears_on, is_of_a_check, is_of_a_source
from shared.probation.identifiers import ProviderCode
from shared.probation.organisations import is_crc, is_nps
from shared.probation.vocabulary import CheckKind, GapCause, RoshLevel, Source
from shared.probation.written import Day

INDICATED = "given as indicated"
MOST_GAPS = 50
_NOBODY = UUID(int=0)


class PreviewedGap(Contract):
    """Something that is missing: a check by its kind, a source by its name, or an assessment."""

    cause: GapCause
    check_kind: CheckKind | None = Field(default=None, description="Given for a check, and only there.")
    source: Source | None = Field(default=None, description="Given for a source not consulted, and only there.")


class Preview(Contract):
    """Facts on which the rules are to be tried."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "on": "2016-09-05",
                    "division": "N07",
                    "areaCrc": "C17",
                    "risk": {"roshLevel": "medium", "roshDepth": "screening", "rsr": "2.41", "mappaEligible": False},
                    "gaps": [{"cause": "checkUnanswered", "checkKind": "domesticAbuse"}],
                }
            ]
        }
    )

    on: Day = Field(description="The day of the sentence: the rules in force on it are tried.")
    division: ProviderCode
    area_crc: ProviderCode
    risk: RiskPicture
    gaps: Annotated[tuple[PreviewedGap, ...], Field(max_length=MOST_GAPS)] = ()
    indicated_rosh: RoshLevel | None = Field(
        default=None, description="What came to light after sentence, if anything."
    )


def preview(asked: Preview) -> Outcome:
    """What the rules of the day say. Raises Invalid where there were none, or the facts contradict themselves."""
    if faults := list(_faults(asked)):
        raise Invalid(faults)
    evidence = Evidence(
        sentenced_on=asked.on,
        risk=asked.risk,
        unanswered=tuple(_gap(one, asked.on) for one in asked.gaps),
        indication=None if asked.indicated_rosh is None else RoshIndication(asked.indicated_rosh, INDICATED),
    )
    try:
        return allocate(evidence, division=asked.division, area_crc=asked.area_crc)
    except RulesNotInForce as error:
        raise Invalid.one("/on", "rulesNotInForce", str(error)) from None


@dataclass(frozen=True, slots=True)
class Replayed:
    """A past decision with the evidence that it was taken on, and what the rules of its day say to it now."""

    decision: PastDecision
    evidence: Evidence
    area_crc: str
    outcome: Outcome

    @property
    def same(self) -> bool:
        """The rules answer as they did: the same provider, as firm, for the same findings."""
        past = self.decision
        then = (past.rules_provider, past.rules_provisional, past.criteria, past.rules_version)
        now = (self.outcome.provider, self.outcome.provisional, self.outcome.criteria, self.outcome.rules_version)
        return then == now


def replay(allocation: Allocation, number: int, versions: Sequence[RulesVersion] = VERSIONS) -> Replayed:
    """Run the rules of its day on the evidence of a decision. Raises NotFound, and NotAllowed where there is none."""
    decision = next((one for one in allocation.decisions if one.number == number), None)
    if decision is None:
        raise NotFound
    if decision.evidence is None or decision.area_crc is None:
        older = f"Decision {number} was taken before evidence was kept with decisions: it cannot be replayed."
        raise Refused(allocation, "replay", older)
    evidence, area_crc = decision.evidence, decision.area_crc
    rules = rules_named(decision.rules_version, versions)
    outcome = allocate(evidence, division=allocation.heard.division, area_crc=area_crc, rules=rules)
    return Replayed(decision, evidence, area_crc, outcome)


def _gap(asked: PreviewedGap, on: date) -> InformationGap:
    return InformationGap(
        gap_id=_NOBODY,
        cause=asked.cause,
        check_kind=asked.check_kind,
        source=asked.source,
        bears_on=bears_on(asked.cause, asked.check_kind, asked.source),
        due_at=datetime.combine(on, datetime.min.time(), UTC),
    )


def _faults(asked: Preview) -> Iterator[Fault]:
    if not is_nps(asked.division):
        yield Fault("/division", "notADivision", f"{asked.division} is not an NPS division.")
    if not is_crc(asked.area_crc):
        yield Fault("/areaCrc", "notACrc", f"{asked.area_crc} is not a CRC.")
    for place, gap in enumerate(asked.gaps):
        if is_of_a_check(gap.cause) != (gap.check_kind is not None):
            wrong = "A check is named by its kind, and nothing else is."
            yield Fault(f"/gaps/{place}/checkKind", "checkKindContradicted", wrong)
        if is_of_a_source(gap.cause) != (gap.source is not None):
            wrong = "A source that was not consulted is named, and nothing else is."
            yield Fault(f"/gaps/{place}/source", "sourceContradicted", wrong)
