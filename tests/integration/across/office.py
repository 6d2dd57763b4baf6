"""What every rule of the story works with: people who ask, what the test knows by itself, and what must hold.

What the test knows comes from its own requests and from the answers at the moment of recording, never from asking
again: so that nothing can disappear without being missed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

import httpx
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from shared.runtime.auth import Role
from tests.integration.across.clocks import ALLOCATION, COURT, Clocks
from tests.integration.across.holders import Holders
from tests.integration.across.world import NEW, World
from tests.support import tokens

REFUSED = (404, 409, 422)
"""Not there for whoever asks, not in this state, or against a rule."""


@cache
def headers(organisation: str, officer: str, role: Role) -> dict[str, str]:
    """Who asks; a token is signed once."""
    return tokens.headers(organisation, officer, role)


COURT_OFFICER = headers("N07", "N07B960", Role.COURT_OFFICER)
SENIOR = headers("N07", "N07S410", Role.SENIOR_PROBATION_OFFICER)
ALLOCATION_OFFICER = headers("N07", "N07A210", Role.ALLOCATION_OFFICER)
INSPECTOR = headers("HMIP", "HMIP001", Role.INSPECTOR)


@dataclass
class Gap:
    """Something that a sentence did not have, as it was recorded; `ended` says by what it closed, and is the test's."""

    gap_id: str
    cause: str
    check_kind: str | None
    source: str | None
    ended: str | None = None
    by: str | None = None


@dataclass
class Sentence:
    """A sentence, as it was answered when it was passed."""

    sentence_id: str
    crn: str
    supervised: bool
    gaps: dict[str, Gap]
    report: "Report | None"
    in_force: bool = True
    appeals: list[str] = field(default_factory=list)
    under_appeal: bool = False

    @property
    def open_gaps(self) -> list[Gap]:
        """What should be open still."""
        return [gap for gap in self.gaps.values() if gap.ended is None]


@dataclass
class Report:
    """A report, the checks that it has, and what the test knows of them."""

    report_id: str
    crn: str
    asked_for: str
    checks: dict[str, str] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)
    """The kinds that were answered, or dispensed with for a reason."""
    delivered: dict[str, Any] | None = None
    written: dict[str, Any] | None = None
    sentence: Sentence | None = None
    withdrawn: bool = False

    @property
    def is_live(self) -> bool:
        """Before sentence, and wanted."""
        return self.sentence is None and not self.withdrawn


@dataclass(frozen=True)
class Transfer:
    """A transfer that was proposed, by whom and to whom."""

    transfer_id: str
    sentence_id: str
    by: str
    to: str


@dataclass(frozen=True)
class Escalation:
    """An escalation, and the CRC that asks."""

    escalation_id: str
    sentence_id: str
    by: str


T = TypeVar("T")
Rule = TypeVar("Rule", bound=Callable[..., None])
_RULE: Any = rule  # whose overloads take no mapping


def command(
    themes: str, when: Callable[[Any], object] = lambda _: True, **drawn: st.SearchStrategy[Any]
) -> Callable[[Rule], Rule]:
    """A step of the stories that have one of these themes; `when` it makes sense at all, with what it draws."""
    of = frozenset(themes.split())

    def is_told(office: "Office") -> bool:
        return not of.isdisjoint(office.themes) and bool(when(office))

    def register(function: Rule) -> Rule:
        told: Rule = precondition(is_told)(_RULE(**drawn)(function))
        return told

    return register


def pick(which: int, likely: Sequence[T], every: Sequence[T]) -> T:
    """One of those with which something can be done, if there are any; at 5 one of all, which may be refused."""
    chosen = likely if which != 5 and likely else every
    return chosen[which % len(chosen)]


class Office(RuleBasedStateMachine):
    """The people at both services, and what is held against them after every step."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.clocks = {"court": Clocks(COURT), "allocation": Clocks(ALLOCATION)}
        self.holders = Holders()
        self.themes: frozenset[str] = frozenset()
        self.heard = dict.fromkeys(self.clocks, 0)
        self.told = dict.fromkeys(self.clocks, 0)
        self.reports: list[Report] = []
        self.sentences: list[Sentence] = []
        self.transfers: list[Transfer] = []
        self.escalations: list[Escalation] = []
        self.purchases: list[str] = []
        self.undecided: set[str] = set()
        world.runner.run(world.begin())

    def report(self, which: int) -> Report:
        """One of the reports; mostly one that is still under way."""
        return pick(which, [report for report in self.reports if report.is_live], self.reports)

    def sentence(self, which: int) -> Sentence:
        """One of the sentences; mostly one that brought supervision and is in force."""
        return pick(which, [one for one in self.sentences if one.supervised and one.in_force], self.sentences)

    def ask(self, service: str, method: str, path: str, who: dict[str, str], body: Any = None) -> httpx.Response:
        """Ask a service something."""
        client = self.world.services[service].client
        return self.world.runner.run(client.request(method, path, json=body, headers=who))

    def get(self, service: str, path: str, who: dict[str, str]) -> Any:
        """Read something that is there."""
        answer = self.ask(service, "GET", path, who)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(
        self, service: str, path: str, who: dict[str, str], body: Any = None, takes: tuple[str, str] | None = None
    ) -> Any | None:
        """Command something: the answer, or None where it is refused; and then nothing has been told.

        `takes` is the sentence whose risk this may give to an organisation, and which; without it no risk may move.
        """
        self.holders.may_take(takes)
        answer = self.ask(service, "POST", path, who, body or {})
        if answer.is_success:
            self.hear(service)
            return answer.json()
        assert answer.status_code in REFUSED, f"POST {path}: {answer.status_code} {answer.text}"
        assert not self.hear(service), f"POST {path} was refused, and told something"
        return None

    def hear(self, service: str) -> list[tuple[str, dict[str, Any]]]:
        """What a service has told since it was heard last; its clocks and holders are followed in the telling."""
        rows = self.world.rows(service, NEW, self.heard[service])
        told = []
        for row in rows:
            self.heard[service], self.told[service] = row["sequence"], self.told[service] + 1
            fact, body = row["event_type"].split(".")[2], row["body"]
            self.clocks[service].hear(fact, body, row["recorded_at"])
            if service == "allocation":
                self.holders.hear(fact, body)
                self.note_what_can_be_decided(fact, body)
            told.append((fact, body))
        return told

    def note_what_can_be_decided(self, fact: str, body: dict[str, Any]) -> None:
        """A transfer or a purchase has an identifier only once it has been told of; and what is told ends it."""
        match fact:
            case "transfer-proposed":
                by, to = body["recordedBy"]["organisation"], body["toProvider"]
                self.transfers.append(Transfer(body["transferId"], body["sentenceId"], by, to))
                self.undecided.add(body["transferId"])
            case "escalation-received":
                self.undecided.add(body["escalationId"])
            case "intervention-purchased":
                self.purchases.append(body["purchaseId"])
                self.undecided.add(body["purchaseId"])
            case "transfer-decided" | "escalation-decided":
                self.undecided.discard(body.get("transferId") or body.get("escalationId"))
            case "purchase-progressed" if body["outcome"] or body["state"] == "withdrawn":
                self.undecided.discard(body["purchaseId"])

    def gaps_end(self, sentence: Sentence, by: str, which: Callable[[Gap], bool]) -> None:
        """Note that gaps have ended, by what the test has just done."""
        for gap in sentence.gaps.values():
            if which(gap) and gap.ended in (None, "supervisedWithoutIt"):
                gap.ended = by

    def deliver_everything(self) -> None:
        """Let everybody hear everything."""
        self.world.runner.run(self.world.carrier.deliver_everything())
        for service in self.clocks:
            self.hear(service)
