"""Rules on the failures relied on: enforceable, proved, as the contact log has them, not excused, and warned of.

Each names the reason, the place and a sentence; see `checker`.
"""

from collections.abc import Iterator

from services.breach.domain.assembling import line_of
from services.breach.domain.findings import PackFinding
from services.breach.domain.reading import Reading, found
from shared.probation.calendar import due_by, london_date, start_of_day
from shared.probation.limits import LimitName, limit
from shared.probation.vocabulary import ExcuseDecision, InstructionProof, ReturnReason


def failures_are_enforceable(reading: Reading) -> Iterator[PackFinding]:
    """Each failure relied on is one: enforceable, not complied with, and not excused [S]."""
    reason = ReturnReason.FAILURE_NOT_ENFORCEABLE
    if not reading.pack.failures:
        yield found(reason, "/failures", "The pack relies on no failure.")
    for index, failure in enumerate(reading.pack.failures):
        place = f"/failures/{index}"
        if not failure.enforceable:
            yield found(reason, f"{place}/enforceable", "The appointment was not an enforceable one.")
        if failure.outcome is None or not failure.outcome.counts_as_failure:
            what = "no outcome" if failure.outcome is None else f"the outcome '{failure.outcome.description}'"
            yield found(reason, f"{place}/outcome", f"The appointment has {what}: that is not a failure to comply.")
        if failure.excuse_decision is ExcuseDecision.ACCEPTED:
            yield found(reason, f"{place}/excuseDecision", "The excuse was accepted: there is no failure to rely on.")


def instructions_are_proved(reading: Reading) -> Iterator[PackFinding]:
    """A failure is only one where it can be shown that the person was told to come [C]."""
    for index, failure in enumerate(reading.pack.failures):
        if failure.instruction_proof is InstructionProof.NONE:
            yield found(
                ReturnReason.INSTRUCTION_NOT_PROVED,
                f"/failures/{index}/instructionProof",
                "Nothing proves that the person was told to attend.",
            )


def the_contact_log(reading: Reading) -> Iterator[PackFinding]:
    """What the pack says of each failure is what the contact log says now."""
    reason = ReturnReason.CONTRADICTS_CONTACT_LOG
    for index, failure in enumerate(reading.pack.failures):
        contact = reading.known.contact(failure.appointment_id)
        place = f"/failures/{index}"
        if contact is None:
            yield found(reason, f"{place}/appointmentId", "The contact log has no such appointment.")
            continue
        log, line = line_of(contact), failure.line
        for name, field in type(line).model_fields.items():
            said, logged = getattr(line, name), getattr(log, name)
            if said != logged:
                yield found(reason, f"{place}/{field.alias}", f"The pack says {said}, the contact log says {logged}.")


def excuses_are_decided(reading: Reading) -> Iterator[PackFinding]:
    """Each excuse, or that there was none, has been decided."""
    for index, failure in enumerate(reading.pack.failures):
        if failure.excuse_decision in (None, ExcuseDecision.PENDING):
            yield found(
                ReturnReason.EXCUSE_NOT_DECIDED,
                f"/failures/{index}/excuseDecision",
                "Whether there was an excuse, and whether it is accepted, has not been decided.",
            )


def a_valid_warning(reading: Reading) -> Iterator[PackFinding]:
    """A warning came before the last failure, and no longer before it than a warning holds [C]."""
    if not reading.pack.failures:
        return
    last = max(failure.at for failure in reading.pack.failures)
    holds = limit(LimitName.WARNING_VALIDITY, london_date(last))
    before = [
        (index, letter) for index, letter in enumerate(reading.pack.letters) if letter.sent_on <= london_date(last)
    ]
    if any(due_by(holds, start_of_day(letter.sent_on)) >= last for _, letter in before):
        return
    reason = ReturnReason.NO_VALID_WARNING
    if not before:
        yield found(reason, "/letters", "No warning was sent before the last failure.")
        return
    index, letter = before[-1]
    yield found(
        reason,
        f"/letters/{index}/sentOn",
        f"The last warning is of {letter.sent_on}, more than {holds.whole} months before the last failure.",
    )
