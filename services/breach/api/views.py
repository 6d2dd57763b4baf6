"""What callers see of breaches: what the events know, the newest pack, and everything that was found in it."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from pydantic import Field

from services.breach.api.court_views import CourtView, DisputeView, court_view, dispute_views
from services.breach.domain import assembling
from services.breach.domain.bre_codes import bre_code
from services.breach.domain.breaches import Breach
from services.breach.domain.findings import PackFinding, ReviewKind
from services.breach.domain.pack import PackFailure, PackLetter, PackOrder, PackRisk, PackSummary, SignedPack
from services.breach.domain.parts import PackReview
from shared.contracts.model import Contract
from shared.probation.identifiers import Crn, ProviderCode
from shared.probation.vocabulary import (
    BreachOutcome,
    BreachState,
    Recommendation,
    RecommendationChangeReason,
    RevocationCause,
)


class KnownView(Contract):
    """What the events know of the sentence now; a new version of the pack is made from it."""

    order: PackOrder | None = Field(description="As it stands now; a version of the pack keeps the one it was made of.")
    ended_on: date | None = Field(description="The day on which the order ended, where it ended before its time.")
    ended_because: RevocationCause | None
    provider: str | None = Field(description="Who supervises now.")
    officer: str | None = Field(description="Null where the provider that supervises now has named nobody yet.")
    failures: tuple[PackFailure, ...] = Field(description="Every failure to comply in the contact log, oldest first.")
    letters: tuple[PackLetter, ...]
    summary: PackSummary
    risk: PackRisk


class RecommendationChange(Contract):
    """A recommendation that is not what it was before: who changed it, and why (¶8)."""

    version: int
    before: Recommendation
    after: Recommendation
    reason: RecommendationChangeReason | None = Field(description="Null in versions from before one was asked for.")
    changed_by: str
    by_manager: bool = Field(description="By somebody other than the author of the first version.")
    why: str | None
    changed_at: datetime


class ReturnView(Contract):
    """One return of a version of the pack."""

    version: int
    returned_at: datetime
    returned_by: str | None
    reasons: tuple[PackFinding, ...]


class StepView(Contract):
    """One state that the breach came into."""

    state: BreachState
    at: datetime
    organisation: str
    officer: str | None


class BreachSummary(Contract):
    """A breach as a list shows it."""

    breach_id: UUID
    sentence_id: UUID
    crn: Crn
    provider: ProviderCode
    division: ProviderCode
    state: BreachState
    bre_code: str = Field(description="The published code of the state in the field's own system.", examples=["BRE01"])
    version: int
    aware_at: datetime
    initiated_at: datetime
    first_recommendation: Recommendation | None
    recommendation: Recommendation | None
    outcome: BreachOutcome | None


class BreachView(BreachSummary):
    """A breach."""

    allowed: tuple[str, ...] = Field(description="What this state allows next.")
    holder: ProviderCode = Field(description="The organisation that has the pack before it.")
    decision_id: UUID | None = Field(description="The CRC's decision to breach; null in the division's own.")
    manager: str | None = Field(description="Who agreed to breach; null in the division's own.")
    failures: tuple[UUID, ...] = Field(description="The appointments that the decision to breach relies on.")
    known: KnownView
    pack: SignedPack | None = Field(description="The newest version, as its author prepared it.")
    findings: tuple[PackFinding, ...] = Field(description="What the last check of the newest version found.")
    checked_at: datetime | None
    recommendation_changes: tuple[RecommendationChange, ...]
    returns: tuple[ReturnView, ...]
    disputes: tuple[DisputeView, ...]
    corrections: tuple[PackFinding, ...] = Field(description="What the NPS accepted the pack with (¶18).")
    referred_at: datetime | None
    presented_to: str | None
    court: CourtView
    concluded_at: datetime | None
    history: tuple[StepView, ...]


def breach_view(breach: Breach, now: datetime) -> BreachView:
    """The whole breach, as either side sees it."""
    last_check = _last(breach, ReviewKind.CHECK)
    acceptance = _last(breach, ReviewKind.ACCEPTANCE)
    return BreachView(
        **breach.model_dump(include=set(BreachSummary.model_fields)),
        bre_code=bre_code(breach.state, breach.outcome, breach.process),
        allowed=breach.allowed,
        holder=breach.holder,
        decision_id=breach.decision_id,
        manager=breach.manager,
        failures=breach.failures,
        known=_known(breach, now),
        pack=breach.signed_pack if breach.packs else None,
        findings=last_check.findings if last_check is not None else (),
        checked_at=last_check.at if last_check is not None else None,
        recommendation_changes=tuple(_changes(breach)),
        returns=tuple(_return(one) for one in breach.reviews if one.kind is ReviewKind.RETURN),
        disputes=dispute_views(breach),
        corrections=acceptance.findings if acceptance is not None else (),
        referred_at=breach.referred_at,
        presented_to=breach.presented_to,
        court=court_view(breach),
        concluded_at=breach.concluded_at,
        history=tuple(
            StepView(state=one.state, at=one.at, organisation=one.organisation, officer=one.officer)
            for one in breach.steps
        ),
    )


def summary(row: dict[str, Any]) -> BreachSummary:
    """A breach of a list."""
    process = row.pop("process")
    code = bre_code(
        BreachState(row["state"]),
        BreachOutcome(row["outcome"]) if row["outcome"] else None,
        BreachState(process) if process else None,
    )
    return BreachSummary(**row, bre_code=code)


def _last(breach: Breach, kind: ReviewKind) -> PackReview | None:
    """The last reading of that kind of the newest version."""
    of_kind = (one for one in reversed(breach.reviews) if one.kind is kind and one.pack_version == len(breach.packs))
    return next(of_kind, None)


def _known(breach: Breach, now: datetime) -> KnownView:
    case = breach.case
    return KnownView(
        order=assembling.order_of(case),
        ended_on=case.ended_on,
        ended_because=case.ended_because,
        provider=case.provider,
        officer=case.responsible_officer,
        failures=assembling.failures_of(case, now),
        letters=assembling.letters_of(case),
        summary=assembling.summary_of(case, now),
        risk=assembling.risk_of(case),
    )


def _changes(breach: Breach) -> Iterator[RecommendationChange]:
    for before, after in pairwise(breach.packs):
        if before.recommendation is not after.recommendation:
            yield RecommendationChange(
                version=after.version,
                before=before.recommendation,
                after=after.recommendation,
                reason=after.recommendation_change,
                changed_by=after.author,
                by_manager=after.author != breach.packs[0].author,
                why=after.rationale,
                changed_at=after.prepared_at,
            )


def _return(review: PackReview) -> ReturnView:
    return ReturnView(
        version=review.pack_version,
        returned_at=review.at,
        returned_by=review.officer,
        reasons=review.findings,
    )
