"""Replies, reviews, transfers, escalations, officers and the end of the order, in any order, with time moved.

One organisation holds the risk, always; from the NPS no case goes to a CRC; one transfer is open at most; and every
clock that was started runs, is met, or has ended exactly as the record stands.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.allocation.domain import endings, escalations, overrides, replies, reviews, sentences
from services.allocation.domain.acknowledgements import responsible, standing_of
from services.allocation.domain.allocations import Allocation
from services.allocation.domain.escalation_answers import EscalationAnswer, answer
from services.allocation.domain.escalations import Escalation
from services.allocation.domain.stages import AllocationStage, EscalationState, ReadingState, TransferState
from shared.contracts.allocation import CaseTransferred
from shared.contracts.ledger import ClockRow, fold
from shared.contracts.model import EventData, Obligation
from shared.decisions import Decision, Refusal
from shared.probation.organisations import is_crc, is_nps
from shared.probation.vocabulary import OverrideReason, RoshLevel
from tests.unit.allocation.given import (
    DOMESTIC_ABUSE,
    LOW_RISK,
    MONDAY,
    SAFEGUARDING,
    closed,
    escalated,
    occasion,
    revised,
    revoked,
    sentence,
)
from tests.unit.allocation.passing import (
    HIGH,
    acknowledge,
    decide,
    hear,
    name_officer,
    named,
    propose,
    read,
    withdraw_escalation,
    withdraw_transfer,
)

GAPS = (DOMESTIC_ABUSE, SAFEGUARDING)
WHO = st.sampled_from([*[None] * 15, "C17", "C18", "C21", "N07", "N01"])
"""Who asks: None is whoever may, and any other mostly may not."""
WHICH = st.sampled_from([0, 0, 0, 1, 2])
MOVES = [{"to_provider": to, "reason": "moveOfResidence"} for to in ("C17", "C18", "C21")]
OTHERS = [{"to_provider": to, "reason": "wronglyAllocated"} for to in ("N07", "N01", "C18")]
ANSWERS = st.sampled_from(
    [
        {"decision": "accepted"},
        {"decision": "notAccepted", "advice": "Review the plan."},
        {"decision": "returned", "informationWanted": ["rsrScore"]},
    ]
)


_A = AllocationStage


class Story(RuleBasedStateMachine):
    """One sentence, and everybody who can do something about it."""

    def __init__(self) -> None:
        super().__init__()
        self.now = MONDAY
        self.told: list[tuple[EventData, datetime]] = []
        self.escalations: dict[Any, Escalation] = {}
        self.allocation = sentences.shell(sentence())

    @initialize(risk=st.sampled_from([LOW_RISK, LOW_RISK, LOW_RISK, LOW_RISK, HIGH]), accepted=st.integers(0, 4))
    def the_sentence_is_heard(self, risk: Any, accepted: int) -> None:
        passed = sentence(risk=risk, gaps=GAPS)
        self.take(sentences.hear_sentence(self.allocation, passed, occasion(now=self.now)))
        if accepted:
            self.a_provider_replies(None, accepts=True)

    def take(self, decision: Decision[Allocation], others: Iterable[Decision[Escalation]] = ()) -> None:
        """What a decision has changed; `others` are the escalations that it changed too."""
        self.allocation = decision.state
        self.told += [(event, self.now) for event in decision.events]
        for other in others:
            self.escalations[other.state.escalation_id] = other.state
            self.told += [(event, self.now) for event in other.events]

    def attempt(self, command: Callable[[], None]) -> None:
        """A command; where it is refused nothing has changed."""
        before = (self.allocation, dict(self.escalations), len(self.told))
        try:
            command()
        except Refusal:
            assert (self.allocation, self.escalations, len(self.told)) == before

    @property
    def every(self) -> tuple[Escalation, ...]:
        """The escalations of the sentence, in their order."""
        return tuple(self.escalations[key] for key in self.allocation.escalations)

    @rule(days=st.sampled_from([0, 1, 1, 3, 10]))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days, minutes=1)

    def a_provider_replies(self, by: str | None, *, accepts: bool) -> None:
        """The one that received the case, or another that has no say in it."""
        by = by or self.allocation.receiving_provider or "C17"
        who = occasion(by, f"{by}A001", self.now)
        if accepts:
            self.attempt(lambda: self.take(replies.accept(self.allocation, replies.Acceptance(), who)))
        else:
            asked = replies.Rejection.model_validate({"reason": "wrongArea"})
            self.attempt(lambda: self.take(replies.reject(self.allocation, asked, who)))

    @precondition(lambda self: self.allocation.state in (_A.AWAITING_REPLY, _A.REJECTED))
    @rule(by=WHO, accepts=st.booleans())
    def a_reply_comes(self, by: str | None, accepts: bool) -> None:
        self.a_provider_replies(by, accepts=accepts)

    @precondition(lambda self: self.allocation.state in (_A.AWAITING_REPLY, _A.REJECTED))
    @rule(
        provider=st.sampled_from(["C17", "C18", "C21", "N07"]),
        reason=st.sampled_from([OverrideReason.VICTIM_SAFETY, OverrideReason.REJECTION_NOT_UPHELD]),
    )
    def the_division_decides_otherwise(self, provider: str, reason: OverrideReason) -> None:
        asked = overrides.Override(provider=provider, reason=reason, note="As discussed.")

        def command() -> None:
            who = occasion("N07", "N07A210", self.now)
            done = overrides.override(self.allocation, self.every, asked, who)
            self.take(done.allocation, done.escalations)

        self.attempt(command)

    @rule(what=st.sampled_from([None, None, None, LOW_RISK, HIGH, *GAPS]), harm=st.sampled_from([None, RoshLevel.HIGH]))
    def the_court_has_news(self, what: Any, harm: RoshLevel | None) -> None:
        """An assessment, or the answer to a gap; mostly there is none."""
        if what is not None:
            who = occasion(now=self.now)
            if what in GAPS:
                told = closed(what, indicates=harm)
                self.attempt(lambda: self.take(reviews.hear_closing(self.allocation, told, who)))
            else:
                assessed = revised(risk=what)
                self.attempt(lambda: self.take(reviews.hear_assessment(self.allocation, assessed, who)))

    @rule(by=WHO, asked=st.sampled_from([*MOVES, *MOVES, *MOVES, *OTHERS]))
    def a_transfer_is_proposed(self, by: str | None, asked: dict[str, str]) -> None:
        holder = by or self.allocation.risk_held_by
        self.attempt(lambda: self.take(propose(self.allocation, holder, self.now, **asked)))

    @precondition(lambda self: self.allocation.transfers)
    @rule(which=WHICH, by=WHO, accepts=st.sampled_from([True, True, False]))
    def a_transfer_is_decided(self, which: int, by: str | None, accepts: bool) -> None:
        all_of_them = self.allocation.transfers
        transfer = all_of_them[-1 - which % len(all_of_them)]
        said = {} if accepts else {"rejection_reason": "riskNotReviewed"}

        def command() -> None:
            outcome = "accepted" if accepts else "rejected"
            receiver = by or transfer.to_provider
            done = decide(self.allocation, outcome, *self.every, by=receiver, now=self.now, which=transfer, **said)
            self.take(done.allocation, done.escalations)

        self.attempt(command)

    @precondition(lambda self: self.allocation.transfers)
    @rule(which=WHICH, by=WHO)
    def a_transfer_is_withdrawn(self, which: int, by: str | None) -> None:
        all_of_them = self.allocation.transfers
        transfer = all_of_them[-1 - which % len(all_of_them)]
        who = by or transfer.proposed_by
        self.attempt(lambda: self.take(withdraw_transfer(self.allocation, who, self.now, transfer)))

    @precondition(lambda self: self.allocation.state is _A.ACCEPTED and len(self.every) < 4)
    @rule(imminent=st.booleans())
    def a_crc_escalates(self, imminent: bool) -> None:
        holder = self.allocation.risk_held_by
        told = escalated(provider=holder, risk_held_by=holder, imminent=imminent)
        before = self.every[-1] if self.every else None
        held, received = escalations.receive(self.allocation, before, told, self.now, occasion(now=self.now))
        self.take(held, [received])

    @precondition(lambda self: self.every)
    @rule(which=WHICH, said=ANSWERS)
    def the_division_answers(self, which: int, said: dict[str, Any]) -> None:
        one = self.every[-1 - which % len(self.every)]
        others = tuple(other for other in self.every if other is not one)

        def command() -> None:
            asked = EscalationAnswer.model_validate(said)
            done = answer(one, self.allocation, others, asked, occasion("N07", "N07A210", self.now))
            self.take(done.allocation, [done.escalation, *done.others])

        self.attempt(command)

    @precondition(lambda self: self.every)
    @rule(which=WHICH, by=WHO)
    def the_crc_takes_it_back(self, which: int, by: str | None) -> None:
        one = self.every[-1 - which % len(self.every)]
        who = by or self.allocation.risk_held_by

        def command() -> None:
            withdrawn = withdraw_escalation(one, self.allocation, by=who, now=self.now)
            self.take(Decision(self.allocation), [withdrawn])

        self.attempt(command)

    @precondition(lambda self: self.allocation.state.is_with_nps)
    @rule(officer=st.sampled_from(["N07R310", "N07R311", "C17A001"]))
    def the_nps_names_an_officer(self, officer: str) -> None:
        self.attempt(lambda: self.take(name_officer(self.allocation, officer, now=self.now)))

    @precondition(lambda self: self.allocation.state.is_with_nps)
    @rule(officer=st.sampled_from(["N07R310", "N07R311"]), gap=st.sampled_from(GAPS))
    def an_officer_of_the_nps_reads(self, officer: str, gap: Any) -> None:
        self.attempt(lambda: self.take(acknowledge(self.allocation, gap.gap_id, officer, self.now)))

    @rule(officer=st.sampled_from(["C17A001", "C17A002", "C21A001"]), gap=st.sampled_from([None, *GAPS]))
    def a_crc_tells_who_has_read(self, officer: str, gap: Any) -> None:
        told = named(officer) if gap is None else read(officer, gap.gap_id)
        self.allocation = hear(self.allocation, told, self.now)

    @rule(really=st.integers(0, 31))
    def the_order_ends(self, really: int) -> None:
        def command() -> None:
            over = endings.end(self.allocation, self.every, revoked(), occasion(now=self.now))
            self.take(over.allocation, over.escalations)

        if really == 0:
            self.attempt(command)

    @invariant()
    def one_organisation_holds_the_risk(self) -> None:
        """The one that supervises; where none does, the division; and never a CRC after the NPS."""
        one = self.allocation
        if one.state is not AllocationStage.AWAITING_SENTENCE:
            assert one.risk_held_by == (one.supervising_provider or "N07")
        passed = [event for event, _ in self.told if isinstance(event, CaseTransferred)]
        assert all(is_crc(event.from_provider) for event in passed)
        assert all(before.to_provider == after.from_provider for before, after in pairwise(passed))
        assert all(is_crc(event.to_provider) for event in passed[:-1])
        if passed:
            assert one.risk_held_by == passed[-1].to_provider == passed[-1].risk_held_by
        if one.state.is_with_nps:
            assert is_nps(one.risk_held_by)

    @invariant()
    def one_transfer_is_open_at_most_from_the_crc_that_has_the_case(self) -> None:
        """It is the record's own."""
        waiting = [one for one in self.allocation.transfers if one.state is TransferState.PROPOSED]
        assert len(waiting) <= 1
        for one in waiting:
            assert self.allocation.state is AllocationStage.ACCEPTED
            assert one.from_provider == self.allocation.supervising_provider

    @invariant()
    def every_clock_stands_as_the_record_does(self) -> None:
        """What is owed runs, and what is not has ended: met, cancelled in its time, or left as missed."""
        one, clocks = self.allocation, {(row.obligation, row.subject_id): row for row in fold(self.told)}
        owed = {(Obligation.TRANSFER_DECIDED, t.transfer_id) for t in one.transfers if t is one.open_transfer}
        owed |= {
            (Obligation.ESCALATION_DECIDED, e.escalation_id) for e in self.every if e.state is EscalationState.RECEIVED
        }
        if one.state.is_with_nps:
            if responsible(one) is None:
                owed.add((Obligation.NPS_OFFICER_NAMED, one.sentence_id))
            owed |= {
                (Obligation.NPS_GAP_ACKNOWLEDGED, gap.gap_id)
                for gap in one.gaps
                if standing_of(one, gap.gap_id) is ReadingState.UNREAD
            }
            assert {(own.obligation, own.subject_id) for own in one.owed} == {
                key for key in owed if key[0] in (Obligation.NPS_OFFICER_NAMED, Obligation.NPS_GAP_ACKNOWLEDGED)
            }
        else:
            assert one.owed == ()
        running = {key for key, row in clocks.items() if not row.has_ended}
        assert {(str(obligation), subject) for obligation, subject in owed} <= running
        for key in running - {(str(obligation), subject) for obligation, subject in owed}:
            assert self.missed(clocks[key]) or key[0] in (
                Obligation.ALLOCATION_ANSWERED,  # as the reply stands: see the tests of replies and of endings
                Obligation.ALLOCATION_DECIDED,
            )

    def missed(self, row: ClockRow) -> bool:
        """It had run out when it was no longer owed: then it is left to be told as overdue."""
        return row.due_at is not None and row.due_at < self.now


Story.TestCase.settings = settings(
    max_examples=300, stateful_step_count=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
TestInAnyOrder = Story.TestCase
