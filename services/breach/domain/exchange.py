"""The exchange between CRC and NPS: check, refer, return, accept.

Invariant: only a fatal reason returns a pack; a minor one travels with the accepted pack as a correction (¶18).
To refer is not to lay: until the NPS has accepted, nothing is owed to the court.
"""

from typing import Annotated

from pydantic import Field

from services.breach.domain import checker
from services.breach.domain.breaches import Breach, only_for
from services.breach.domain.clocks import Clocks
from services.breach.domain.exchange_figures import answered, referred_now
from services.breach.domain.findings import PackFinding, ReasonAsked, ReviewKind, is_in
from services.breach.domain.parts import PackAnswer
from services.breach.domain.passing_on import follow_the_case
from services.breach.domain.reading import Reading
from shared.contracts.breach import BreachReferred, PackAccepted, PackChecked, PackReturned
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import due
from shared.probation.limits import LimitName


class Nothing(Contract):
    """A command that needs nothing said."""


class ReturnAsked(Contract):
    """Why the pack goes back; at least one reason must be fatal (¶18)."""

    reasons: Annotated[tuple[ReasonAsked, ...], Field(min_length=1, max_length=50)]


class AcceptanceAsked(Contract):
    """What is to be corrected; minor reasons only (¶18)."""

    corrections: Annotated[tuple[ReasonAsked, ...], Field(max_length=50)] = ()


def findings_of(breach: Breach, occasion: Occasion) -> tuple[PackFinding, ...]:
    """The newest version read by the rules, as the contact log is now."""
    reading = Reading(
        pack=breach.signed_pack,
        known=breach.case,
        earlier=breach.earlier,
        provider=breach.provider,
        aware_at=breach.aware_at,
        now=occasion.now,
    )
    return checker.read(reading)


def without_a_fatal_fault(breach: Breach, occasion: Occasion) -> tuple[PackFinding, ...]:
    """What the rules find in a pack that may go on; `Invalid`, with the place of each fault, where one is fatal."""
    findings = findings_of(breach, occasion)
    if fatal := [finding.fault() for finding in findings if finding.is_fatal]:
        raise Invalid(fatal)
    return findings


def check(breach: Breach, asked: Nothing, occasion: Occasion) -> Decision[Breach]:
    """Read the pack by the rules: either side may, and both see the same list (¶18)."""
    breach.must_allow("check")
    findings = findings_of(breach, occasion)
    checked = PackChecked(
        **breach.facts(occasion),
        version=breach.pack.version,
        passed=not any(finding.is_fatal for finding in findings),
        findings=tuple(finding.told() for finding in findings),
    )
    review = breach.reviewed(ReviewKind.CHECK, findings, occasion)
    return Decision(breach.model_copy(update={"reviews": (*breach.reviews, review)}), (checked,))


def refer(breach: Breach, asked: Nothing, occasion: Occasion) -> Decision[Breach]:
    """Send the pack to the NPS; `Invalid`, with the place of every fault, where it would have to be returned.

    From its receipt the NPS owes the presentation [S], so that no clock stops while a pack lies unopened; each version
    has a clock of its own, and a return cancels it.
    """
    only_for(breach.provider, occasion, "refer the pack")
    breach.must_allow("refer")
    findings = without_a_fatal_fault(breach, occasion)
    clocks = Clocks.of(breach)
    clocks.meet(Obligation.BREACH_REFERRED, Obligation.PACK_RESUBMITTED)
    due_at = due(LimitName.BREACH_PRESENTED_REFERRED, occasion.now)
    clocks.start(Obligation.BREACH_PRESENTED, breach.pack.pack_id, due_at, breach.division)
    review = breach.reviewed(ReviewKind.CHECK, findings, occasion)
    referred = BreachReferred(
        **breach.facts(occasion),
        version=breach.pack.version,
        provider=breach.provider,
        division=breach.division,
        clocks=clocks.told,
    )
    after = breach.moved(
        "refer",
        occasion,
        referred_at=occasion.now,
        reviews=(*breach.reviews, review),
        exchanges=(*breach.exchanges, referred_now(breach, occasion.now)),
        owed=clocks.owed,
    )
    return Decision(after, (referred,))


def return_(breach: Breach, asked: ReturnAsked, occasion: Occasion) -> Decision[Breach]:
    """Send the pack back to the CRC, which a list of minor reasons cannot do (¶18)."""
    only_for(breach.division, occasion, "return the pack")
    breach.must_allow("return")
    reasons, faults = _named(breach, asked.reasons, "/reasons")
    if not any(reason.is_fatal for reason in reasons):
        faults.append(
            Fault("/reasons", "noFatalReason", "Only a fatal reason returns a pack: accept it with corrections.")
        )
    if faults:
        raise Invalid(faults)
    clocks = Clocks.of(breach)
    clocks.end(occasion.now, Obligation.BREACH_PRESENTED)
    due_at = due(LimitName.PACK_RESUBMITTED, occasion.now)
    clocks.start(Obligation.PACK_RESUBMITTED, breach.pack.pack_id, due_at, breach.provider)
    review = breach.reviewed(ReviewKind.RETURN, reasons, occasion)
    returned = PackReturned(
        **breach.facts(occasion),
        version=breach.pack.version,
        provider=breach.provider,
        division=breach.division,
        reasons=tuple(reason.told() for reason in reasons),
        clocks=clocks.told,
    )
    after = breach.moved(
        "return",
        occasion,
        reviews=(*breach.reviews, review),
        exchanges=answered(breach, PackAnswer.RETURNED, reasons, occasion.now),
        owed=clocks.owed,
    )
    # The case may have moved while the pack lay with the NPS: then it comes back to whoever supervises now.
    followed = follow_the_case(after, occasion)
    return Decision(followed.state, (returned, *followed.events))


def accept(breach: Breach, asked: AcceptanceAsked, occasion: Occasion) -> Decision[Breach]:
    """Take the pack, with minor corrections if there are any. The clock of its presentation runs on from receipt."""
    only_for(breach.division, occasion, "accept the pack")
    breach.must_allow("accept")
    corrections, faults = _named(breach, asked.corrections, "/corrections")
    faults += [
        Fault(
            f"/corrections/{index}/reason",
            "fatalReason",
            f"'{one.reason.description}' is a fatal reason: a pack with it is returned, not corrected.",
        )
        for index, one in enumerate(corrections)
        if one.is_fatal
    ]
    if faults:
        raise Invalid(faults)
    review = breach.reviewed(ReviewKind.ACCEPTANCE, corrections, occasion)
    accepted = PackAccepted(
        **breach.facts(occasion),
        version=breach.pack.version,
        corrections=tuple(correction.told() for correction in corrections),
    )
    after = breach.moved(
        "accept",
        occasion,
        reviews=(*breach.reviews, review),
        exchanges=answered(breach, PackAnswer.ACCEPTED, corrections, occasion.now),
    )
    return Decision(after, (accepted,))


def _named(breach: Breach, reasons: tuple[ReasonAsked, ...], where: str) -> tuple[tuple[PackFinding, ...], list[Fault]]:
    """The faults that the NPS names, and what is wrong with how it names them: a place must be one of the pack."""
    pack = breach.signed_pack.model_dump(mode="json", by_alias=True)
    faults = [
        Fault(f"{where}/{index}/place", "noSuchPlace", f"The pack has no '{one.place}'.")
        for index, one in enumerate(reasons)
        if not is_in(pack, one.place)
    ]
    named = tuple(
        PackFinding(reason=one.reason, place=one.place, sentence=f"{one.reason.description}.") for one in reasons
    )
    return named, faults
