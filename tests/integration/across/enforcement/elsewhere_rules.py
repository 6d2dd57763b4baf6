"""What the court and the allocation service tell, which are played here: sentences, changes, moves, ends, answers."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from shared.contracts.allocation import (
    AllocationAccepted,
    AllocationDecided,
    AllocationEnded,
    CaseTransferred,
    EscalationDecided,
    InterventionListed,
)
from shared.contracts.court import (
    InformationGap,
    InformationGapClosed,
    OrderAmended,
    OrderRevoked,
    Requirement,
    RiskPicture,
    SentencePassed,
)
from shared.contracts.model import Actor, EventData
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from tests.integration.across.asking import WHICH, command, pick
from tests.integration.across.enforcement.cases import CRCS, DIVISION, Breach, Case, Cases
from tests.integration.across.world import World

PEOPLE = ("X320741", "X320742")
ORDERED = (
    Requirement.model_validate(
        {
            "kind": "rehabilitationActivity",
            "amount": 20,
            "unit": "days",
            "need": "relationships",
            "intervention": "C17-BBR",
        }
    ),
    Requirement.model_validate({"kind": "unpaidWork", "amount": 80, "unit": "hours"}),
)
KNOWN = RiskPicture.model_validate({"rosh_level": "medium", "rosh_depth": "full", "rsr": Decimal("2.41")})


class ElsewhereRules(Cases):
    """The court's topic and allocation's."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        for provider in CRCS:
            listed = {
                "code": f"{provider}-BBR",
                "provider": provider,
                "number": 1,
                "title": "Building Better Relationships",
                "needs": ["relationships"],
                "open_to": ["male", "female"],
                "supplier_kind": "provider",
                "offered_from": "2016-01-01",
                "offered_until": None,
                "detail_url": f"http://allocation.test/interventions/{provider}-BBR",
                "recorded_by": Actor(organisation=provider),
            }
            self.tell("allocation", InterventionListed.model_validate(listed))

    def it_is_told(self, publisher: str, kind: type[EventData], case: Case, by: str = DIVISION, **facts: Any) -> None:
        """The court's service or allocation's tells something of a case."""
        said = {
            "crn": case.crn,
            "detail_url": f"http://{publisher}.test/{case.sentence_id}",
            "recorded_by": Actor(organisation=by),
            "sentence_id": case.sentence_id,
        }
        self.tell(publisher, kind.model_validate({**said, **facts}))

    def in_force(self) -> list[Case]:
        """The cases whose order has not ended."""
        return [one for one in self.cases.values() if one.holder is not None]

    def held_by_crc(self) -> list[Case]:
        """The cases that a CRC supervises, by what was told."""
        return [one for one in self.in_force() if one.holder in CRCS]

    @command(
        "contact everything",
        when=lambda self: len(self.cases) < 3,
        which=WHICH,
        custody=st.just(False),
        slowly=st.booleans(),
    )
    def the_court_sentences(self, which: int, custody: bool, slowly: bool) -> None:
        """A sentence is passed, allocated and accepted."""
        number, now = len(self.cases) + 1, self.world.clock.now()
        sentence_id = UUID(int=self.world.number_of("court") << 96 | 1 << 64 | number)
        gap_id = UUID(int=self.world.number_of("court") << 96 | 2 << 64 | number)
        case = Case(
            str(sentence_id), PEOPLE[which % 2], number, custody, now, str(gap_id), holder="C17", inside=custody
        )
        self.cases[case.sentence_id] = case
        gap = InformationGap.model_validate(
            {
                "gap_id": gap_id,
                "cause": "checkUnanswered",
                "check_kind": "domesticAbuse",
                "bears_on": (),
                "due_at": due(LimitName.CHECK_AFTER_SENTENCE, now),
            }
        )
        self.it_is_told(
            "court",
            SentencePassed,
            case,
            event_number=number,
            report_id=None,
            court_code="CRYDMC",
            division=DIVISION,
            area_crc="C17",
            sentenced_at=now,
            disposal="custody" if custody else "communityOrder",
            order_ends_on=self.day(900),
            requirements=() if custody else ORDERED,
            risk=KNOWN,
            gaps=(gap,),
        )
        self.it_is_told(
            "allocation",
            AllocationDecided,
            case,
            number=1,
            cause="sentence",
            event_number=number,
            receiving_provider="C17",
            division=DIVISION,
            provisional=True,
            criteria=(),
            gaps=(gap_id,),
            rules_version="1",
            risk_held_by=DIVISION,
        )
        if slowly:
            self.world.clock.advance(timedelta(hours=20))
        self.it_is_told(
            "allocation",
            AllocationAccepted,
            case,
            by="C17",
            event_number=number,
            provider="C17",
            division=DIVISION,
            allocated_at=now,
            provisional=True,
            gaps=(gap_id,),
            risk_held_by="C17",
        )

    @command(
        "work everything", when=lambda self: self.in_force(), which=WHICH, level=st.sampled_from(["medium", "high"])
    )
    def an_answer_comes_late(self, which: int, level: str) -> None:
        case = pick(which, self.in_force(), list(self.cases.values()))
        risk = KNOWN.model_copy(update={"domestic_abuse": True})
        self.it_is_told(
            "court",
            InformationGapClosed,
            case,
            gap_id=case.gap_id,
            cause="checkUnanswered",
            check_kind="domesticAbuse",
            closure="lateAnswer",
            answer="information",
            indicates_rosh=level,
            risk=risk,
            open_gaps=(),
        )

    @command("court everything", when=lambda self: self.in_force(), which=WHICH, days=st.integers(100, 700))
    def the_court_changes_an_order(self, which: int, days: int) -> None:
        self.changed(self.in_force()[which % len(self.in_force())], "application", self.day(days), ORDERED)

    def changed(self, case: Case, cause: str, ends_on: str, requirements: Any) -> None:
        """The court tells of the order as it stands from now."""
        case.changes += 1
        self.it_is_told(
            "court",
            OrderAmended,
            case,
            event_number=case.number,
            number=case.changes,
            cause=cause,
            area_crc="C17",
            disposal="custody" if case.custody else "communityOrder",
            order_ends_on=ends_on,
            requirements=requirements,
            vague_rar=False,
        )

    @command("court staff ends everything", when=lambda self: self.in_force(), which=st.integers(0, 20))
    def an_order_is_revoked(self, which: int) -> None:
        if which < len(self.in_force()):  # seldom: it ends the story of the case
            self.ended(self.in_force()[which], "goodProgress", self.day(0))

    def ended(self, case: Case, cause: str, on: str) -> None:
        """The court tells that the order has ended, and allocation that nobody supervises it any more."""
        self.it_is_told("court", OrderRevoked, case, event_number=case.number, cause=cause, ended_on=on)
        self.it_is_told("allocation", AllocationEnded, case, cause=cause, ended_on=on, risk_held_by=case.holder)
        case.holder = None
        case.passings.append(self.world.clock.now())

    @command(
        "staff moves everything",
        when=lambda self: self.held_by_crc(),
        which=WHICH,
        to=st.sampled_from([*CRCS, *CRCS, DIVISION]),
        at_once=st.booleans(),
    )
    def a_case_passes_on(self, which: int, to: str, at_once: bool) -> None:
        case = self.held_by_crc()[which % len(self.held_by_crc())]
        if to != case.holder:
            self.passed(case, to, "moveOfResidence" if to in CRCS else "wronglyAllocated")
        if at_once:
            self.deliver_everything()

    def passed(self, case: Case, to: str, reason: str, escalation_id: str | None = None) -> None:
        """Allocation tells that the case and its risk have passed on."""
        self.it_is_told(
            "allocation",
            CaseTransferred,
            case,
            by=to,
            event_number=case.number,
            from_provider=case.holder,
            to_provider=to,
            reason=reason,
            escalation_id=escalation_id,
            risk_held_by=to,
        )
        case.holder = to
        case.passings.append(self.world.clock.now())

    @command(
        "work everything",
        when=lambda self: any(one.unanswered for one in self.held_by_crc()),
        which=WHICH,
        decision=st.sampled_from(["notAccepted", "notAccepted", "returned", "accepted"]),
        at_once=st.sampled_from([True, True, False]),
    )
    def the_nps_answers_an_escalation(self, which: int, decision: str, at_once: bool) -> None:
        asking = [one for one in self.held_by_crc() if one.unanswered]
        case = asking[which % len(asking)]
        escalation_id = case.unanswered.pop()
        self.it_is_told(
            "allocation",
            EscalationDecided,
            case,
            escalation_id=escalation_id,
            from_provider=case.holder,
            decision=decision,
            information_wanted=("policeInformation",) if decision == "returned" else (),
            risk_held_by=DIVISION if decision == "accepted" else case.holder,
        )
        if decision == "accepted":
            self.passed(case, DIVISION, "riskEscalation", escalation_id)
        if at_once:
            self.deliver_everything()

    @command("court packs everything", when=lambda self: self.not_followed(), which=WHICH)
    def the_court_follows_a_breach(self, which: int) -> None:
        """What the court's service does when it hears how a breach has ended: nobody types it again."""
        self.follow(self.not_followed()[which % len(self.not_followed())])

    def not_followed(self) -> list[Breach]:
        """The breaches that have ended and have done something to an order that is still in force."""
        return [
            one
            for one in self.breaches.values()
            if one.concluded is not None
            and not one.followed
            and (one.concluded["orderAfter"] or one.concluded["orderEnds"])
            and self.cases[one.sentence_id].holder is not None
        ]

    def follow(self, breach: Breach) -> None:
        """The order is changed or ended as the breach's end says."""
        assert breach.concluded is not None
        case, breach.followed = self.cases[breach.sentence_id], True
        if breach.concluded["orderEnds"]:
            self.ended(case, "reSentenced", breach.concluded["endedOn"])
        else:
            after = breach.concluded["orderAfter"]
            requirements = tuple(Requirement.model_validate(one) for one in after["requirements"])
            self.changed(case, "breach", after["orderEndsOn"], requirements)
