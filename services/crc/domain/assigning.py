"""The responsible officer: the first, by a handover another; within the guardrails, or over them by name (¶15, ¶17)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ConfigDict, Field

from services.crc.domain.acting import faults_of_officer, officer_acting
from services.crc.domain.caseloads import held_of, passed
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.guardrails import Guard, Roster, guards
from services.crc.domain.overrides import OverrideGuardrails, ended, faults_of_override, met, overridden, told_of
from services.crc.domain.reading import by_another_officer
from services.crc.domain.refusals import Refused
from services.crc.domain.risk_parts import RiskReview
from services.crc.domain.rows import replaced
from services.crc.domain.staff import Officer
from services.crc.domain.stages import ReviewState
from shared.contracts.crc import ResponsibleOfficerNamed, RiskReviewDue
from shared.contracts.model import Contract, EventData, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import due, london_date
from shared.probation.identifiers import OfficerCode
from shared.probation.limits import LimitName
from shared.probation.vocabulary import HandoverReason, RiskReviewCause


class NameOfficer(Contract):
    """The senior probation officer gives the case to an officer of the register."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"officer": "C17A001"},
                {
                    "officer": "C17P001",
                    "handoverReason": "officerAbsent",
                    "override": {
                        "reason": "coveringAbsence",
                        "until": "2016-09-30",
                        "note": "Covers until the officer is back.",
                    },
                },
            ]
        }
    )

    officer: OfficerCode
    handover_reason: HandoverReason | None = Field(
        default=None, description="Why the case passes on: needed where another officer has it now, and only there."
    )
    override: OverrideGuardrails | None = Field(
        default=None, description="Needed where a guardrail stands in the way, and only there (¶17)."
    )


@dataclass(frozen=True, slots=True)
class _Naming:
    """What is asked, of whom, and what stands in the way."""

    asked: NameOfficer
    entry: Officer
    roster: Roster
    against: Sequence[Guard]
    occasion: Occasion

    @property
    def cases(self) -> int:
        """The officer's cases, with this one."""
        return self.roster.others.cases + 1


def name_officer(case: Case, roster: Roster, asked: NameOfficer, occasion: Occasion) -> Decision[Case]:
    """The case has its responsible officer, the first or another; another has every gap and the risk to read (¶11).

    The officer who has it already can be named again: of another grade, by an override, or once none is needed.
    Raises Invalid where the officer is not in the register, or a guardrail stands in the way and is not overridden
    (¶15, ¶17), Refused where this officer has it already and nothing else is said.
    """
    officer_acting(case, "nameOfficer", occasion)
    entry = roster.staff.get(asked.officer)
    if (faults := list(_faults(case, asked, entry))) or entry is None:
        raise Invalid(faults)
    against = guards(case, entry, roster, london_date(occasion.now))
    another = entry.officer != case.officer
    same = not another and entry.grade is case.officer_grade
    if same and not against and case.override is None and asked.override is None:
        raise Refused(case, "nameOfficer", f"{asked.officer} is the responsible officer already.")
    if faults := list(faults_of_override(asked.override, against, occasion.now)):
        raise Invalid(faults)
    naming = _Naming(asked, entry, roster, against, occasion)
    events: list[EventData] = []
    if another or not same or asked.override is None:
        case = _follow(events, _name(case, naming, another))
    if asked.override is not None:
        case = _follow(events, _override(case, naming, asked.override))
    if another and case.earlier_officers:
        case = _follow(events, _review(case, occasion))
    listings = passed(entry, roster.others, held_of(case), occasion) if another else ()
    return Decision(case, tuple(events), listings)


def _follow(events: list[EventData], decision: Decision[Case]) -> Case:
    events.extend(decision.events)
    return decision.state


def _name(case: Case, naming: _Naming, another: bool) -> Decision[Case]:
    now = naming.occasion.now
    clocks = Clocks(case)
    clocks.meet(Obligation.OFFICER_NAMED, case.sentence_id)
    changes: dict[str, Any] = {}
    if another or naming.asked.override is None:
        # Whoever had it by an override has it no more, or needs none.
        met(case, clocks)
        changes["overrides"] = ended(case, "nameOfficer", now)
    if another:
        changes["gaps"] = by_another_officer(case, clocks, now)
        changes["earlier_officers"] = case.officers_until(now, naming.asked.handover_reason)
    changes |= {"officer": naming.entry.officer, "officer_grade": naming.entry.grade, "officer_named_at": now}
    told = ResponsibleOfficerNamed(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=naming.occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        provider=case.crc,
        officer=naming.entry.officer,
        grade=naming.entry.grade,
        supervised_by=naming.entry.supervised_by,
        caseload=naming.cases,
        handed_over_by=case.officer if another else None,
        handover_reason=naming.asked.handover_reason,
    )
    return Decision(case.model_copy(update={**changes, "owed": clocks.owed}), (told,))


def _override(case: Case, naming: _Naming, asked: OverrideGuardrails) -> Decision[Case]:
    clocks = Clocks(case)
    met(case, clocks)
    before = case.model_copy(update={"overrides": ended(case, "renew", naming.occasion.now)})
    made = overridden(case, asked, naming.entry, naming.against, naming.cases, naming.occasion)
    told = told_of(case, made, clocks, naming.occasion)
    overrides = replaced(before.overrides, "override_id", made)
    return Decision(before.model_copy(update={"overrides": overrides, "owed": clocks.owed}), (told,))


def _review(case: Case, occasion: Occasion) -> Decision[Case]:
    """The officer who takes over looks at the risk; one review serves where one is due by then anyway (¶15)."""
    by = due(LimitName.RISK_REVIEW_OFFICER_CHANGED, occasion.now)
    if any(one.state is ReviewState.DUE and one.due_at and one.due_at <= by for one in case.risk_reviews):
        return Decision(case)
    review = RiskReview(
        sentence_id=case.sentence_id,
        review_id=occasion.new_id(),
        cause=RiskReviewCause.OFFICER_CHANGED,
        state=ReviewState.DUE,
        raised_at=occasion.now,
        due_at=by,
    )
    clocks = Clocks(case)
    clocks.start(Obligation.RISK_REVIEW, review.review_id, by)
    told = RiskReviewDue(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        review_id=review.review_id,
        cause=review.cause,
        register_type=None,
    )
    reviews = replaced(case.risk_reviews, "review_id", review)
    return Decision(case.model_copy(update={"risk_reviews": reviews, "owed": clocks.owed}), (told,))


def _faults(case: Case, asked: NameOfficer, entry: Officer | None) -> Iterator[Fault]:
    passes_on = case.officer is not None and case.officer != asked.officer
    if passes_on and asked.handover_reason is None:
        yield Fault("/handoverReason", "handoverReasonMissing", f"{case.officer} has the case: say why it passes on.")
    if not passes_on and asked.handover_reason is not None:
        sentence = "No other officer has the case: nothing is handed over."
        yield Fault("/handoverReason", "nothingHandedOver", sentence)
    if not_of_it := faults_of_officer(case, asked.officer, "/officer"):
        yield from not_of_it
    elif entry is None:
        yield Fault("/officer", "notRegistered", f"{asked.officer} is not in the register of {case.provider}.")
    elif entry.left_on is not None:
        yield Fault("/officer", "hasLeft", f"{asked.officer} left on {entry.left_on}.")
