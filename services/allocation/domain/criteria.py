"""The allocation rules: every criterion weighed with its value, its source and whether it was known at all (¶10-11).

Invariant: unknown is never "no". A criterion keeps the case with the NPS (`True`), does not (`False`), or cannot be
said (`None`); the answer is provisional exactly where none keeps it and one cannot be said, for then it could change.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from services.allocation.domain.rules import RulesVersion, rules_in_force
from shared.contracts.allocation import CriterionFinding
from shared.contracts.court import InformationGap, RiskPicture
from shared.probation.limits import LimitName, limit
from shared.probation.vocabulary import AllocationCriterion, RoshDepth, RoshLevel

NOT_RECORDED = "not recorded at sentence"


@dataclass(frozen=True, slots=True)
class RoshIndication:
    """A high or very high level of harm that came in after sentence, and from where."""

    level: RoshLevel
    source: str


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Evidence:
    """What the rules are run on; kept with each decision, so that it can be run again.

    `unanswered` are the gaps whose answer nobody has: still open, or closed by a decision to supervise without it,
    which does not make the unknown known (¶11).
    """

    sentenced_on: date
    risk: RiskPicture
    unanswered: tuple[InformationGap, ...] = ()
    indication: RoshIndication | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules say: who supervises, whether that could still change, and every finding behind it."""

    provider: str
    provisional: bool
    criteria: tuple[CriterionFinding, ...]
    rules_version: str

    @property
    def keeps(self) -> bool:
        """A criterion that is known keeps the case with the NPS."""
        return any(finding.nps_keeps for finding in self.criteria)


@dataclass(frozen=True, slots=True)
class _Reading:
    value: str
    keeps: bool
    source: str


def allocate(evidence: Evidence, *, division: str, area_crc: str, rules: RulesVersion | None = None) -> Outcome:
    """The NPS division if any criterion keeps the case, else the CRC of the area [C].

    By the rules that are given, or by those in force on the day of the sentence. Raises RulesNotInForce.
    """
    rules = rules or rules_in_force(evidence.sentenced_on)
    findings = tuple(_weigh(criterion, evidence) for criterion in rules.criteria)
    keeps = any(finding.nps_keeps for finding in findings)
    return Outcome(
        provider=division if keeps else area_crc,
        provisional=not keeps and any(finding.nps_keeps is None for finding in findings),
        criteria=findings,
        rules_version=rules.name,
    )


def _weigh(criterion: AllocationCriterion, evidence: Evidence) -> CriterionFinding:
    reading = _READERS[criterion](evidence)
    if reading is None:
        return CriterionFinding(criterion=criterion, value=None, known=False, source=NOT_RECORDED, nps_keeps=None)
    missing = _missing(criterion, evidence.unanswered)
    if missing and not reading.keeps:  # a value that keeps the case needs nothing more; any other could be overturned
        source = f"{reading.source}; {missing}"
        return CriterionFinding(criterion=criterion, value=reading.value, known=False, source=source, nps_keeps=None)
    return CriterionFinding(
        criterion=criterion, value=reading.value, known=True, source=reading.source, nps_keeps=reading.keeps
    )


def _missing(criterion: AllocationCriterion, unanswered: Iterable[InformationGap]) -> str:
    causes = dict.fromkeys(
        f"{gap.cause.description} ({gap.check_kind.description})" if gap.check_kind else gap.cause.description
        for gap in unanswered
        if criterion in gap.bears_on
    )
    return f"missing: {', '.join(causes)}" if causes else ""


def _rosh(evidence: Evidence) -> _Reading | None:
    indication, risk = evidence.indication, evidence.risk
    if risk.rosh_level is not None and risk.rosh_level.is_kept_by_nps:
        return _Reading(risk.rosh_level, True, _ROSH_SOURCES[risk.rosh_depth])
    if indication is not None and indication.level.is_kept_by_nps:
        return _Reading(indication.level, True, indication.source)
    if risk.rosh_level is None:
        return None
    return _Reading(risk.rosh_level, False, _ROSH_SOURCES[risk.rosh_depth])


_ROSH_SOURCES: Mapping[RoshDepth | None, str] = {
    RoshDepth.FULL: "court report, full RoSH analysis",
    RoshDepth.SCREENING: "court report, RoSH screening",
    None: "court report, RoSH with no depth recorded",
}


def _rsr(evidence: Evidence) -> _Reading | None:
    score = evidence.risk.rsr
    if score is None:
        return None
    high_from = limit(LimitName.RSR_HIGH_FROM, evidence.sentenced_on).value
    return _Reading(str(score), score >= high_from, f"court report, RSR score, high from {high_from}")


def _yes_or_no(field: str, source: str) -> Callable[[Evidence], _Reading | None]:
    def read(evidence: Evidence) -> _Reading | None:
        said: bool | None = getattr(evidence.risk, field)
        return None if said is None else _Reading("yes" if said else "no", said, source)

    return read


_READERS: Mapping[AllocationCriterion, Callable[[Evidence], _Reading | None]] = {
    AllocationCriterion.ROSH_HIGH_OR_VERY_HIGH: _rosh,
    AllocationCriterion.MAPPA_ELIGIBLE: _yes_or_no("mappa_eligible", "court report, MAPPA screening"),
    AllocationCriterion.RSR_HIGH: _rsr,
    AllocationCriterion.DEPORTATION: _yes_or_no("subject_to_deportation", "court report, immigration status"),
    AllocationCriterion.PUBLIC_INTEREST: _yes_or_no("public_interest", "court report, public interest"),
    AllocationCriterion.DEFERRED_SENTENCE: _yes_or_no("deferred_sentence", "court record, deferred sentence"),
}
