"""What every rule about court and allocation works with: the people who ask, and what the test knows by itself."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from shared.runtime.auth import Role
from tests.integration.across.asking import Asking, headers, pick
from tests.integration.across.clocks import ALLOCATION, COURT
from tests.integration.across.holders import Holders
from tests.integration.across.world import World

COURT_OFFICER = headers("N07", "N07B960", Role.COURT_OFFICER)
SENIOR = headers("N07", "N07S410", Role.SENIOR_PROBATION_OFFICER)
ALLOCATION_OFFICER = headers("N07", "N07A210", Role.ALLOCATION_OFFICER)


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


class Office(Asking):
    """The people at both services, and what is held against them after every step."""

    def __init__(self, world: World) -> None:
        super().__init__(world, {"court": COURT, "allocation": ALLOCATION})
        self.holders = Holders()
        self.reports: list[Report] = []
        self.sentences: list[Sentence] = []
        self.transfers: list[Transfer] = []
        self.escalations: list[Escalation] = []
        self.purchases: list[str] = []
        self.undecided: set[str] = set()

    def report(self, which: int) -> Report:
        """One of the reports; mostly one that is still under way."""
        return pick(which, [report for report in self.reports if report.is_live], self.reports)

    def sentence(self, which: int) -> Sentence:
        """One of the sentences; mostly one that brought supervision and is in force."""
        return pick(which, [one for one in self.sentences if one.supervised and one.in_force], self.sentences)

    def post(
        self, service: str, path: str, who: dict[str, str], body: Any = None, takes: tuple[str, str] | None = None
    ) -> Any | None:
        """Command something: the answer, or None where it is refused; and then nothing has been told.

        `takes` is the sentence whose risk this may give to an organisation, and which; without it no risk may move.
        """
        self.holders.may_take(takes)
        return super().post(service, path, who, body)

    def note(self, service: str, fact: str, body: dict[str, Any]) -> None:
        """The holders of the risk are followed in the telling, and what can be decided."""
        if service == "allocation":
            self.holders.hear(fact, body)
            self.note_what_can_be_decided(fact, body)

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
