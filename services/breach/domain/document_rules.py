"""Rules on the summary, the documents and what the author writes: the court can hear the breach without, less well."""

from services.breach.domain.assembling import summary_of
from services.breach.domain.reading import Found, Reading, blank, rule
from services.breach.domain.thresholds import least_words_of_a_rationale
from shared.probation.vocabulary import AttachmentKind, InstructionProof, ReturnReason

_R = ReturnReason

_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""The SHA-256 of no bytes at all."""

_FIGURES = ("rar_days_delivered", "unpaid_work_minutes_credited", "attended", "failed_to_comply", "acceptable_absences")
_ON_PAPER = (InstructionProof.LETTER, InstructionProof.HANDED_OVER)


@rule("outcomeMissing", _R.SUMMARY_INCOMPLETE, "A past appointment without an outcome")
def outcome_missing(reading: Reading) -> Found:
    """Every appointment that has passed has an outcome."""
    if missing := reading.pack.summary.without_outcome:
        sentence = f"{missing} past appointment(s) have no outcome, so the summary of attendance is incomplete."
        yield "/summary/withoutOutcome", sentence


@rule(
    "figuresHaveChanged",
    _R.SUMMARY_INCOMPLETE,
    "Attendance, RAR days or unpaid work other than in the contact log",
)
def figures_have_changed(reading: Reading) -> Found:
    """The version keeps what was counted for its author; the contact log may have gone on."""
    said, now = reading.pack.summary, summary_of(reading.known, reading.now)
    for name in _FIGURES:
        before, after = getattr(said, name), getattr(now, name)
        if before is not None and before != after:
            alias = type(said).model_fields[name].alias
            yield f"/summary/{alias}", f"The pack counts {before}, the contact log {after}."


@rule("attachmentRepeated", _R.DOCUMENT_MISSING, "Two attachments that are the same document")
def attachment_repeated(reading: Reading) -> Found:
    """Then one that was meant is not there."""
    seen: dict[str, int] = {}
    for index, one in enumerate(reading.pack.attachments):
        if one.sha256 in seen:
            first = seen[one.sha256] + 1
            yield f"/attachments/{index}/sha256", f"This is the same document as attachment {first}."
        seen.setdefault(one.sha256, index)


@rule("attachmentEmpty", _R.DOCUMENT_MISSING, "An attachment whose checksum is that of an empty document")
def attachment_empty(reading: Reading) -> Found:
    """A file of no bytes proves nothing."""
    for index, one in enumerate(reading.pack.attachments):
        if one.sha256 in (_OF_NOTHING, "0" * 64):
            yield f"/attachments/{index}/sha256", "The document is empty."


@rule("instructionNotAttached", _R.DOCUMENT_MISSING, "An instruction on paper that is not among the attachments")
def instruction_not_attached(reading: Reading) -> Found:
    """Where a letter or a paper handed over proves the instruction, the court wants to see it."""
    if any(one.kind is AttachmentKind.INSTRUCTION for one in reading.pack.attachments):
        return
    for index, failure in enumerate(reading.pack.failures):
        if failure.instruction_proof in _ON_PAPER:
            sentence = f"The instruction is proved by {failure.instruction_proof.description.lower()}: attach it."
            yield f"/failures/{index}/instructionProof", sentence


@rule("rationaleThin", _R.RATIONALE_THIN, "A rationale of few words", "Ours, from inspectors ¶18 [D]")
def rationale_thin(reading: Reading) -> Found:
    """The court is to understand why."""
    if len((reading.pack.rationale or "").split()) < least_words_of_a_rationale(reading.now):
        yield "/rationale", "The rationale could say more."


@rule("progressMissing", _R.PROGRESS_NOT_DESCRIBED, "Nothing on progress under the order")
def progress_missing(reading: Reading) -> Found:
    """What has gone well matters to what the court does."""
    if blank(reading.pack.progress):
        yield "/progress", "Progress on the order is not described."


@rule(
    "previousBreachesMissing",
    _R.PREVIOUS_BREACHES_NOT_LISTED,
    "Neither breaches before nor that there were none",
)
def previous_breaches_missing(reading: Reading) -> Found:
    """Those that this service knows are in the pack already."""
    if not reading.pack.earlier_breaches and blank(reading.pack.previous_breaches):
        yield "/previousBreaches", "Say which breaches there were before, or that there were none."
