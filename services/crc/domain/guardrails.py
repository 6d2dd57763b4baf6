"""The guardrails on who may hold which case (¶15, ¶17).

¶17: for want of probation officers, medium-risk cases with domestic abuse were held by probation services officers and
agency staff, some without the training. Unknown is not "no": what is not known of a case counts against an officer who
may hold it only without (¶11).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from services.crc.domain.caseloads import Caseload, limit_of
from services.crc.domain.cases import Case
from services.crc.domain.staff import Officer, Staff
from shared.probation.vocabulary import (
    CaseloadThreshold,
    CheckKind,
    EmploymentKind,
    GapCause,
    GuardrailRule,
    RoshLevel,
    StaffGrade,
    Training,
)


@dataclass(frozen=True, slots=True)
class Roster:
    """What a naming has to know of staff: the register's entries, and what the officer holds besides this case."""

    staff: Staff
    others: Caseload = field(default_factory=Caseload)


@dataclass(frozen=True, slots=True)
class Guard:
    """A guardrail that stands against an officer and a case, and why it does."""

    rule: GuardrailRule
    sentence: str


def guards(case: Case, officer: Officer, roster: Roster, on: date) -> tuple[Guard, ...]:
    """Every guardrail that stands against this officer holding the case as it is known on that day."""
    return (
        *of_grade(case, officer.grade),
        *_of_training(case, officer),
        *_of_supervision(officer, roster.staff),
        *_of_caseload(officer, roster.others.cases + 1, on),
    )


def of_grade(case: Case, grade: StaffGrade) -> Iterator[Guard]:
    """A PSO holds low RoSH, and medium only without domestic abuse or safeguarding (¶17).

    An unassessed RoSH is not low, and a check without an answer is not "nothing known" (¶11).
    """
    if grade is not StaffGrade.PSO or case.rosh is RoshLevel.LOW:
        return
    if case.rosh is None:
        sentence = "A PSO holds low risk of serious harm; here it has not been assessed, and unknown is not low (¶17)."
        yield Guard(GuardrailRule.ROSH_NOT_KNOWN, sentence)
    elif case.rosh is not RoshLevel.MEDIUM:
        sentence = f"A PSO does not hold a case of {case.rosh.description.lower()} risk of serious harm (¶17)."
        yield Guard(GuardrailRule.ROSH_ABOVE_GRADE, sentence)
    else:
        yield from _of_medium_risk(case)


_CONCERNS = {
    CheckKind.DOMESTIC_ABUSE: (
        "domestic_abuse",
        "domestic abuse",
        GuardrailRule.DOMESTIC_ABUSE_KNOWN,
        GuardrailRule.DOMESTIC_ABUSE_UNKNOWN,
    ),
    CheckKind.CHILD_SAFEGUARDING: (
        "child_safeguarding",
        "child safeguarding",
        GuardrailRule.CHILD_SAFEGUARDING_KNOWN,
        GuardrailRule.CHILD_SAFEGUARDING_UNKNOWN,
    ),
}


def _of_medium_risk(case: Case) -> Iterator[Guard]:
    for kind, (flag, name, known, unknown) in _CONCERNS.items():
        only = f"A PSO holds medium risk only without {name}"
        if case.risk is not None and getattr(case.risk, flag):
            yield Guard(known, f"{only}: here it is known (¶17).")
        elif kind is CheckKind.DOMESTIC_ABUSE and any(gap.cause is GapCause.SARA_MISSING for gap in case.gaps):
            yield Guard(known, f"{only}: here an assessment of it is missing (¶17).")
        elif any(gap.check_kind is kind and not gap.is_answered for gap in case.gaps):
            yield Guard(unknown, f"{only}: here the check has no answer, and unknown is not 'no' (¶17).")


def _of_training(case: Case, officer: Officer) -> Iterator[Guard]:
    """Sexual offences need the training."""
    if case.sexual_offence and Training.SEXUAL_OFFENCES not in officer.training:
        sentence = (
            f"A sexual offence was sentenced, and {officer.officer} has not been trained for work with such (¶17)."
        )
        yield Guard(GuardrailRule.SEXUAL_OFFENCE_UNTRAINED, sentence)


_SUPERVISES = frozenset({StaffGrade.PO, StaffGrade.SPO})


def needs_supervision(officer: Officer) -> bool:
    """Trainees and agency staff work under a named officer (¶17)."""
    return officer.grade is StaffGrade.TRAINEE or officer.employment is EmploymentKind.AGENCY


def is_supervised(officer: Officer, staff: Staff) -> bool:
    """Whether a PO or SPO of the same provider, who is still there, is named as supervising them."""
    by = staff.get(officer.supervised_by or "")
    return by is not None and by.provider == officer.provider and by.grade in _SUPERVISES and by.left_on is None


def _of_supervision(officer: Officer, staff: Staff) -> Iterator[Guard]:
    if needs_supervision(officer) and not is_supervised(officer, staff):
        kind = "A trainee" if officer.grade is StaffGrade.TRAINEE else "An agency officer"
        sentence = f"{kind} holds no case without a supervising PO who is in the register and still there (¶17)."
        yield Guard(GuardrailRule.SUPERVISING_OFFICER_MISSING, sentence)


def _of_caseload(officer: Officer, cases: int, on: date) -> Iterator[Guard]:
    most = limit_of(CaseloadThreshold.HARD_STOP, officer, on)
    if cases > most:
        sentence = f"{officer.officer} would hold {cases} cases, and {most} are the most for their working time (¶15)."
        yield Guard(GuardrailRule.CASELOAD_HARD_STOP, sentence)
