"""Rules on the failures relied on: enforceable, proved, as the contact log has them, not excused, and warned of."""

from services.breach.domain.assembling import line_of
from services.breach.domain.pack import ContactLine, PackLetter
from services.breach.domain.reading import Found, Reading, rule
from shared.probation.calendar import add_months, due_by, london_date, start_of_day
from shared.probation.limits import LimitName, limit
from shared.probation.vocabulary import ExcuseDecision, InstructionProof, ReturnReason

_R = ReturnReason
_STANDARDS = "The count of failures [S]"


@rule("noFailure", _R.FAILURE_NOT_ENFORCEABLE, "The pack relies on no failure")
def no_failure(reading: Reading) -> Found:
    """Then there is nothing to breach for."""
    if not reading.pack.failures:
        yield "/failures", "The pack relies on no failure."


@rule("notEnforceable", _R.FAILURE_NOT_ENFORCEABLE, "An appointment that was not enforceable", _STANDARDS)
def not_enforceable(reading: Reading) -> Found:
    """Only an enforceable contact can be failed."""
    for index, failure in enumerate(reading.pack.failures):
        if not failure.enforceable:
            yield f"/failures/{index}/enforceable", "The appointment was not an enforceable one."


@rule("notAFailure", _R.FAILURE_NOT_ENFORCEABLE, "An outcome that is no failure to comply", _STANDARDS)
def not_a_failure(reading: Reading) -> Found:
    """Complied with, excused, moved, or nobody has recorded it."""
    for index, failure in enumerate(reading.pack.failures):
        if failure.outcome is None or not failure.outcome.counts_as_failure:
            what = "no outcome" if failure.outcome is None else f"the outcome '{failure.outcome.description}'"
            yield f"/failures/{index}/outcome", f"The appointment has {what}: that is not a failure to comply."


@rule("excuseAccepted", _R.FAILURE_NOT_ENFORCEABLE, "A failure whose excuse was accepted", _STANDARDS)
def excuse_accepted(reading: Reading) -> Found:
    """What is excused is no failure."""
    for index, failure in enumerate(reading.pack.failures):
        if failure.excuse_decision is ExcuseDecision.ACCEPTED:
            yield f"/failures/{index}/excuseDecision", "The excuse was accepted: there is no failure to rely on."


@rule("usedBefore", _R.FAILURE_NOT_ENFORCEABLE, "A failure that an earlier breach relied on", _STANDARDS)
def used_before(reading: Reading) -> Found:
    """Nobody answers twice for one failure."""
    used = {one: earlier.concluded_at for earlier in reading.earlier for one in earlier.failures}
    for index, failure in enumerate(reading.pack.failures):
        if failure.appointment_id in used:
            ended = london_date(used[failure.appointment_id])
            yield f"/failures/{index}/appointmentId", f"The breach that ended on {ended} relied on this failure."


@rule(
    "beforeLastBreach",
    _R.FAILURE_NOT_ENFORCEABLE,
    "A failure from before the last breach ended",
    _STANDARDS,
)
def before_the_last_breach(reading: Reading) -> Found:
    """The count starts from nothing when a breach ends."""
    ends = [one.concluded_at for one in reading.earlier if one.sentence_id == reading.known.sentence_id]
    for index, failure in enumerate(reading.pack.failures):
        if ends and failure.at <= max(ends):
            sentence = f"The last breach of the order ended on {london_date(max(ends))}; only later failures count."
            yield f"/failures/{index}/at", sentence


@rule("instructionNotProved", _R.INSTRUCTION_NOT_PROVED, "Nothing proves that the person was told to attend")
def instruction_not_proved(reading: Reading) -> Found:
    """A failure is only one where it can be shown that the person was told to come."""
    for index, failure in enumerate(reading.pack.failures):
        if failure.instruction_proof is InstructionProof.NONE:
            yield f"/failures/{index}/instructionProof", "Nothing proves that the person was told to attend."


@rule("notInTheLog", _R.CONTRADICTS_CONTACT_LOG, "An appointment that the contact log has not")
def not_in_the_log(reading: Reading) -> Found:
    """Then nobody can say that it was missed."""
    for index, failure in enumerate(reading.pack.failures):
        if reading.known.contact(failure.appointment_id) is None:
            yield f"/failures/{index}/appointmentId", "The contact log has no such appointment."


@rule("correctedSince", _R.CONTRADICTS_CONTACT_LOG, "An outcome that was corrected after the version was prepared")
def corrected_since(reading: Reading) -> Found:
    """The version keeps what its author had; the contact log has what is known now."""
    for index, failure in enumerate(reading.pack.failures):
        contact = reading.known.contact(failure.appointment_id)
        if contact is not None and contact.outcome is not failure.outcome:
            said, now = (None if one is None else one.description for one in (failure.outcome, contact.outcome))
            yield f"/failures/{index}/outcome", f"The pack says '{said}', the contact log says '{now}'."


@rule("contradictsTheLog", _R.CONTRADICTS_CONTACT_LOG, "Time, place, officer or proof other than in the contact log")
def contradicts_the_log(reading: Reading) -> Found:
    """What the pack says of each failure is what the contact log says now; the outcome has a rule of its own."""
    for index, failure in enumerate(reading.pack.failures):
        contact = reading.known.contact(failure.appointment_id)
        if contact is None:
            continue
        log, line = line_of(contact), failure.line
        for name, field in ContactLine.model_fields.items():
            said, logged = getattr(line, name), getattr(log, name)
            if name != "outcome" and said != logged:
                yield f"/failures/{index}/{field.alias}", f"The pack says {said}, the contact log says {logged}."


@rule("excuseDecidedSince", _R.CONTRADICTS_CONTACT_LOG, "An excuse decided after the version was prepared")
def excuse_decided_since(reading: Reading) -> Found:
    """A decision is in the log that the version does not have."""
    for index, failure in enumerate(reading.pack.failures):
        contact = reading.known.contact(failure.appointment_id)
        if contact is None or contact.excuse is None or contact.excuse is failure.excuse_decision:
            continue
        sentence = f"The excuse has been decided since: {contact.excuse.description.lower()}. Prepare the pack again."
        yield f"/failures/{index}/excuseDecision", sentence


@rule("excuseUndecided", _R.EXCUSE_NOT_DECIDED, "The time for an excuse still runs, or nothing is known of one")
def excuse_undecided(reading: Reading) -> Found:
    """Each excuse, or that there was none, is settled before a court is asked."""
    for index, failure in enumerate(reading.pack.failures):
        if failure.outcome is None or not failure.outcome.counts_as_failure:
            continue  # that it is no failure is another rule's
        if failure.excuse_decision in (None, ExcuseDecision.PENDING):
            sentence = "Whether there was an excuse, and whether it is accepted, has not been decided."
            yield f"/failures/{index}/excuseDecision", sentence


@rule("neverWarned", _R.NO_VALID_WARNING, "No warning before the last failure")
def never_warned(reading: Reading) -> Found:
    """A breach follows a warning."""
    if reading.pack.failures and not _warnings(reading):
        yield "/letters", "No warning was sent before the last failure."


@rule("warningTooOld", _R.NO_VALID_WARNING, "The last warning is older than a warning holds")
def warning_too_old(reading: Reading) -> Found:
    """A warning holds twelve months."""
    if not (letters := _warnings(reading)):
        return
    last = max(failure.at for failure in reading.pack.failures)
    holds = limit(LimitName.WARNING_VALIDITY, london_date(last))
    if any(due_by(holds, start_of_day(letter.sent_on)) >= last for _, letter in letters):
        return
    index, letter = letters[-1]
    sentence = f"The last warning is of {letter.sent_on}, more than {holds.whole} months before the last failure."
    yield f"/letters/{index}/sentOn", sentence


def _warnings(reading: Reading) -> list[tuple[int, PackLetter]]:
    """The letters sent until the day of the last failure, with their place in the pack."""
    if not reading.pack.failures:
        return []
    last = london_date(max(failure.at for failure in reading.pack.failures))
    return [(index, letter) for index, letter in enumerate(reading.pack.letters) if letter.sent_on <= last]


@rule("failureTooOld", _R.OUT_OF_TIME, "A failure from before the twelve months in which failures count", _STANDARDS)
def failure_too_old(reading: Reading) -> Found:
    """Counted back from when the last was known as one."""
    aware = london_date(reading.aware_at)
    window = limit(LimitName.FAILURES_TO_COMPLY_WINDOW, aware)
    opens = add_months(aware, -window.whole)
    for index, failure in enumerate(reading.pack.failures):
        if london_date(failure.at) < opens:
            sentence = f"The failure is more than {window.whole} months before the decision."
            yield f"/failures/{index}/at", sentence


@rule("failureWithoutLetter", _R.SUMMARY_INCOMPLETE, "A failure before the last that no letter was sent for")
def failure_without_letter(reading: Reading) -> Found:
    """The last failure may be answered by the breach itself; the others were to be answered in writing [S]."""
    lettered = {letter.appointment_id for letter in reading.pack.letters}
    for index, failure in enumerate(reading.pack.failures[:-1]):
        if failure.appointment_id not in lettered:
            yield f"/failures/{index}/appointmentId", "No letter was sent for this failure: say why not."
