"""The cases and breaches of a story, as they follow from what the test commanded and from what was told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from shared.contracts.envelope import decode_envelope
from shared.runtime.auth import Role
from tests.integration.across.asking import REFUSED, Asking, headers
from tests.integration.across.enforcement.clocks import BREACH, CRC
from tests.integration.across.enforcement.counting import Contact, Count, Span, counted
from tests.integration.across.enforcement.states import ENDED, FOLLOWS, state_after
from tests.integration.across.world import World

CRCS = ("C17", "C18")
BY_RULE = ("breach-passed-on", "breach-concluded", "return-dispute-withdrawn")
DIVISION = "N07"
ENFORCEMENT_OFFICER = headers(DIVISION, "N07E510", Role.ENFORCEMENT_OFFICER)


def officer(code: str) -> dict[str, str]:
    """A responsible officer."""
    return headers(code[:3], code, Role.RESPONSIBLE_OFFICER)


def manager(code: str) -> dict[str, str]:
    """A senior probation officer."""
    return headers(code[:3], code, Role.SENIOR_PROBATION_OFFICER)


@dataclass
class Case:
    """A sentence, who has it by what allocation told, and what the CRC's service has told of it."""

    sentence_id: str
    crn: str
    number: int
    custody: bool
    sentenced_at: datetime
    gap_id: str
    holder: str | None
    """Who supervises, as the test itself told it; None where the order has ended."""
    changes: int = 0
    provider: str | None = None
    """The CRC that has opened the case; None before it has, and after it has closed it."""
    officer: str | None = None
    contacts: dict[str, Contact] = field(default_factory=dict)
    decisions: dict[str, str] = field(default_factory=dict)
    """What stands of each enforcement decision: due, withdrawn, or what was decided."""
    plans: list[str] = field(default_factory=list)
    objectives: list[str] = field(default_factory=list)
    reviews: list[str] = field(default_factory=list)
    registrations: list[str] = field(default_factory=list)
    escalations: list[str] = field(default_factory=list)
    unanswered: set[str] = field(default_factory=set)
    answered: list[str] = field(default_factory=list)
    """The escalations whose answers have come, and that nobody at the CRC has read."""
    inside: bool = False
    prepared: int = 0
    """How far the preparing of a release has come: see `gate_rules.RESETTLEMENT`."""
    passings: list[datetime] = field(default_factory=list)
    """When it passed on, and when its order ended: the test tells of it, and the services hear of it later."""
    closings: int = 0
    recalls: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it is at the CRC's service."""
        return f"/cases/{self.sentence_id}"

    @property
    def at(self) -> str:
        """The CRC where somebody acts on it."""
        return self.provider or "C17"

    @property
    def who(self) -> dict[str, str]:
        """The officer who acts on it."""
        return officer(self.officer or f"{self.at}A101")

    @property
    def manager(self) -> dict[str, str]:
        """A manager there."""
        return manager(f"{self.at}S201")

    @property
    def due(self) -> list[str]:
        """The decisions that somebody owes."""
        return [one for one, state in self.decisions.items() if state == "due"]


@dataclass
class Breach:
    """A breach, folded from what was told of it."""

    breach_id: str
    sentence_id: str
    decision_id: str | None
    provider: str
    division: str
    states: list[str]
    version: int = 0
    first: str | None = None
    recommendation: str | None = None
    returned: int = 0
    returned_by: str | None = None
    dispute: str | None = None
    disputed: int = 0
    """The last version whose return was disputed, as `returned` is the last that was returned."""
    concluded: Mapping[str, Any] | None = None
    followed: bool = False
    """Whether the court has changed or ended the order as the breach's end says."""

    @property
    def url(self) -> str:
        """Where it is at the service of breaches."""
        return f"/breaches/{self.breach_id}"

    @property
    def state(self) -> str:
        """The state that it is in."""
        return self.states[-1]

    @property
    def author(self) -> dict[str, str]:
        """Who writes the pack."""
        return officer(f"{self.provider}{'R310' if self.provider == self.division else 'A101'}")

    @property
    def manager(self) -> dict[str, str]:
        """Who countersigns it, and may change what is recommended."""
        return manager(f"{self.provider}S201")

    def take(self, fact: str, body: Mapping[str, Any]) -> None:
        """Follow a fact; AssertionError where no breach can go that way."""
        after = state_after(fact, body)
        if after is not None:
            assert after in FOLLOWS[self.state], f"{fact} brings a breach from {self.states} to {after}"
            disputed = fact == "return-dispute-decided"
            assert after != "accepted" or disputed == (self.state == "returned"), f"{fact} accepts after {self.states}"
            own = self.provider == self.division
            assert after != "presented" or own == (self.state == "prepared"), f"presented after {self.states}"
            self.states.append(after)
        match fact:
            case "pack-prepared":
                self._is_recommended(body["firstRecommendation"], body["recommendation"])
                assert body["version"] == self.version + 1, f"version {body['version']} follows {self.version}"
                self.version, self.dispute = body["version"], None
            case "recommendation-changed":
                self._is_recommended(body["firstRecommendation"], body["after"])
                assert body["before"] != body["after"]
            case "pack-returned":
                self.returned, self.returned_by = body["version"], body["recordedBy"]["officer"]
                severities = [one["severity"] for one in body["reasons"]]
                assert "fatal" in severities, f"a pack is returned for {body['reasons']}"
            case "return-disputed":
                assert self.state == "returned"
                assert self.disputed < self.returned, "a return is disputed twice"
                self.dispute, self.disputed = body["disputeId"], self.returned
            case "return-dispute-decided" | "return-dispute-withdrawn":
                assert self.dispute in (None, body["disputeId"])
                self.dispute = None
            case "breach-passed-on":
                assert self.provider == body["fromProvider"]
                self.provider = body["toProvider"]
            case "breach-concluded":
                said = (body["firstRecommendation"], body["recommendation"])
                assert said == (self.first, self.recommendation), f"a breach ends with {said}, not {self.first}"
                self.concluded, self.dispute = body, None

    def _is_recommended(self, first: str, now: str) -> None:
        self.first = self.first or first
        assert first == self.first, f"the first recommendation was {self.first}, and is said to be {first}"
        self.recommendation = now


class Cases(Asking):
    """What is known of each case and each breach."""

    refused = frozenset((*REFUSED, 403))
    """Or not for that side to do: both sides see a breach, and each has its own part in it."""

    def __init__(self, world: World) -> None:
        super().__init__(world, {"crc": CRC, "breach": BREACH})
        self.cases: dict[str, Case] = {}
        self.breaches: dict[str, Breach] = {}

    def open_cases(self) -> list[Case]:
        """The cases that a CRC has open."""
        return [one for one in self.cases.values() if one.provider is not None]

    def running(self, *states: str) -> list[Breach]:
        """The breaches that have not ended; in these states, if any are named."""
        return [one for one in self.breaches.values() if one.state not in ENDED and (not states or one.state in states)]

    def happened(self, fact: str, body: dict[str, Any], at: datetime) -> datetime:
        """A case is closed, and a breach passes on or is withdrawn by rule, because of what was told elsewhere."""
        case = self.cases.get(body.get("sentenceId", ""))
        if case is None or not case.passings:
            return at
        if fact == "case-closed":
            return case.passings[case.closings]
        by_rule = body["recordedBy"]["officer"] is None
        return case.passings[-1] if by_rule and fact in BY_RULE else at

    def note(self, service: str, fact: str, body: dict[str, Any]) -> None:
        """Follow what was told."""
        if service == "crc":
            if (case := self.cases.get(body.get("sentenceId", ""))) is not None:
                self._of_the_case(case, fact, body)
        elif fact == "breach-initiated":
            self.breaches[body["breachId"]] = Breach(
                body["breachId"],
                body["sentenceId"],
                body["decisionId"],
                body["provider"],
                body["division"],
                ["initiated"],
            )
        elif "breachId" in body:
            self.breaches[body["breachId"]].take(fact, body)

    def _of_the_case(self, case: Case, fact: str, body: dict[str, Any]) -> None:
        match fact:
            case "case-opened":
                assert case.provider is None, f"{case.provider} has a case that {body['provider']} opens"
                case.provider, case.officer = body["provider"], None
            case "case-closed":
                case.provider = case.officer = None
                case.closings += 1
                case.unanswered.clear()
            case "responsible-officer-named":
                case.officer = body["officer"]
            case "responsible-officer-left":
                assert case.officer == body["officer"]
                case.officer = None
            case "appointment-arranged":
                at = datetime.fromisoformat(body["at"])
                case.contacts[body["appointmentId"]] = Contact(body["appointmentId"], at, body["enforceable"])
            case "enforcement-decision-due":
                assert body["decisionId"] not in case.decisions, "a decision falls due twice"
                assert not case.due, "two decisions are due at once"
                case.decisions[body["decisionId"]] = "due"
            case "enforcement-decision-withdrawn" | "enforcement-decided":
                before = case.decisions[body["decisionId"]]
                assert before == "due", f"{fact}, of a decision that stands at {before}"
                case.decisions[body["decisionId"]] = body.get("decision", "withdrawn")
            case "plan-agreed":
                case.plans.append(body["planId"])
                case.objectives = [one["objectiveId"] for one in body["objectives"]]
            case "risk-review-due" | "late-answer-received" if body["reviewId"]:
                case.reviews.append(body["reviewId"])
            case "risk-registered":
                case.registrations.append(body["registrationId"])
            case "risk-deregistered":
                case.registrations.remove(body["registrationId"])
            case "risk-escalated":
                case.escalations.append(body["escalationId"])
                case.unanswered.add(body["escalationId"])
            case "custody-screened" | "resettlement-planned":
                case.prepared += 1
            case "escalation-answer-received":
                case.answered.append(body["escalationId"])
            case "escalation-answer-read":
                case.answered.remove(body["escalationId"])
            case "person-released":
                case.inside, case.prepared = False, 0
            case "recall-requested":
                case.recalls.append(body["recallId"])
            case "recall-decided" if body["outcome"] == "recalled":
                case.inside = True

    def heard_of_breaches(self) -> Iterator[tuple[str, datetime, dict[str, Any]]]:
        """What the CRC's service has been given of breaches that began and ended: the fact, its time, its body."""
        for message in self.world.carrier.given("crc", "breach"):
            envelope = decode_envelope(message.headers)
            fact = envelope.event_type.split(".")[2]
            if fact in ("breach-initiated", "breach-concluded"):
                yield fact, envelope.time, orjson.loads(message.value)

    def count(self, case: Case) -> Count:
        """The failures to comply that count now, by what was recorded and by what is known at the CRC of breaches."""
        began: dict[str, datetime] = {}
        ended: dict[str, datetime] = {}
        for fact, at, body in self.heard_of_breaches():
            if body["sentenceId"] == case.sentence_id:
                (began if fact == "breach-initiated" else ended)[body["breachId"]] = at
        spans = [Span(at, ended.get(breach)) for breach, at in began.items()]
        return counted(case.contacts.values(), spans, case.sentenced_at, self.world.clock.now())

    def enforced(self, case: Case) -> bool:
        """Whether a breach has been decided of which the CRC does not know yet that it has ended."""
        ended = {body["breachId"] for fact, _, body in self.heard_of_breaches() if fact == "breach-concluded"}
        over = {one.decision_id for one in self.breaches.values() if one.breach_id in ended}
        return any(what == "breach" and one not in over for one, what in case.decisions.items())
