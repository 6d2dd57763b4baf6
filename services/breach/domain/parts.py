"""The parts of a breach: its steps, the readings of its packs, and what passed between the two sides and at court."""

from datetime import date, datetime
from uuid import UUID, uuid5

from services.breach.domain.findings import PackFinding, ReviewKind
from services.breach.domain.known_case import Heard, KnownContact, KnownLetter
from services.breach.domain.stages import DisputeState
from shared.contracts.model import Obligation
from shared.probation.described import Described
from shared.probation.vocabulary import (
    AppointmentOutcome,
    BreachState,
    ContactKind,
    ExcuseDecision,
    InstructionProof,
)


class Owed(Heard):
    """One clock of a breach that nothing has ended: what is owed, by which name, and until when."""

    obligation: Obligation
    subject_id: UUID
    due_at: datetime


class PackReview(Heard):
    """One reading of a version of the pack: a check by the rules, a return, or an acceptance."""

    breach_id: UUID
    number: int
    pack_version: int
    kind: ReviewKind
    at: datetime
    organisation: str
    officer: str | None
    findings: tuple[PackFinding, ...]


class BreachStep(Heard):
    """One state that the breach came into."""

    breach_id: UUID
    number: int
    state: BreachState
    at: datetime
    organisation: str
    officer: str | None


class OwnFailure(Heard):
    """One failure that the division's own officer recorded: the NPS's contact log is not among the events heard."""

    breach_id: UUID
    appointment_id: UUID
    kind: ContactKind
    at: datetime
    office: str
    outcome: AppointmentOutcome
    instructed_by: str
    instruction_proof: InstructionProof
    warned_on: date | None
    excuse_decision: ExcuseDecision

    def contact(self, sentence_id: UUID) -> KnownContact:
        """The failure as a line of the contact log."""
        return KnownContact(
            sentence_id=sentence_id,
            appointment_id=self.appointment_id,
            kind=self.kind,
            at=self.at,
            office=self.office,
            instructed_by=self.instructed_by,
            instruction_proof=self.instruction_proof,
            enforceable=True,
            rar=False,
            outcome=self.outcome,
            excuse=self.excuse_decision,
            recordings=1,
        )

    def letter(self, sentence_id: UUID) -> KnownLetter | None:
        """The warning that was sent for it; None where none was."""
        if self.warned_on is None:
            return None
        return KnownLetter(
            sentence_id=sentence_id,
            letter_id=uuid5(self.appointment_id, "warning"),
            appointment_id=self.appointment_id,
            sent_on=self.warned_on,
        )


class PackSignature(Heard):
    """A manager of the provider has read a version and signed it."""

    breach_id: UUID
    pack_version: int
    manager: str
    signed_at: datetime


class ReturnDispute(Heard):
    """The CRC's objection to one return, and what a third person made of it (¶18)."""

    breach_id: UUID
    dispute_id: UUID
    pack_version: int
    state: DisputeState = DisputeState.OPEN
    reasons: tuple[PackFinding, ...]
    grounds: str
    disputed_at: datetime
    disputed_by: str
    ended_at: datetime | None = None
    ended_by: str | None = None
    decision_grounds: str | None = None

    @property
    def resubmission_id(self) -> UUID:
        """What the CRC owes once the dispute is over and the return stands: the pack, by a clock of its own."""
        return uuid5(self.dispute_id, "resubmission")


class Hearing(Heard):
    """A hearing that the court has listed: the first, or another after an adjournment."""

    breach_id: UUID
    number: int
    court_code: str
    hearing_on: date
    listed_at: datetime
    listed_by: str


class PackAnswer(Described):
    """What the NPS answered to a referral."""

    RETURNED = "returned", "Returned"
    ACCEPTED = "accepted", "Accepted"


class PackExchange(Heard):
    """One referral of a version and the answer to it, with the working time that each side took (¶18)."""

    breach_id: UUID
    pack_version: int
    provider: str
    division: str
    referred_at: datetime
    provider_minutes: int
    answer: PackAnswer | None = None
    division_minutes: int | None = None
    reasons: tuple[str, ...] = ()
    corrections: int = 0
    dispute: DisputeState | None = None
