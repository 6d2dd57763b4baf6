"""The responsible officer, and the guardrails on who may hold which case (¶17)."""

from pydantic import ConfigDict, Field

from services.crc.domain.acting import faults_of_officer, officer_acting
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.reading import by_another_officer
from services.crc.domain.refusals import Refused
from shared.contracts.crc import ResponsibleOfficerNamed
from shared.contracts.model import Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.identifiers import OfficerCode
from shared.probation.vocabulary import CheckKind, GapCause, RoshLevel, StaffGrade

_CONCERNS = {
    CheckKind.DOMESTIC_ABUSE: ("domestic_abuse", "domesticAbuse", "domestic abuse"),
    CheckKind.CHILD_SAFEGUARDING: ("child_safeguarding", "childSafeguarding", "child safeguarding"),
}


class NameOfficer(Contract):
    """The senior probation officer gives the case to an officer of the provider."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"officer": "C17A001", "grade": "PO"}]})

    officer: OfficerCode
    grade: StaffGrade = Field(description="The officer's grade; what it may hold is checked (¶17).")


def name_officer(case: Case, asked: NameOfficer, occasion: Occasion) -> Decision[Case]:
    """The case has its responsible officer, the first or another; another has every gap to read (¶11).

    Raises Invalid where the officer is not the provider's or the grade may not hold the case (¶17), Refused where this
    officer has it already.
    """
    officer_acting(case, "nameOfficer", occasion)
    if faults := [*faults_of_officer(case, asked.officer, "/officer"), *guardrails(case, asked.grade)]:
        raise Invalid(faults)
    if (asked.officer, asked.grade) == (case.officer, case.officer_grade):
        raise Refused(case, "nameOfficer", f"{asked.officer} is the responsible officer already.")
    clocks = Clocks(case)
    clocks.meet(Obligation.OFFICER_NAMED, case.sentence_id)
    changes = asked.officer != case.officer
    gaps = by_another_officer(case, clocks, occasion.now) if changes else case.gaps
    after = case.model_copy(
        update={
            "gaps": gaps,
            "officer": asked.officer,
            "officer_grade": asked.grade,
            "officer_named_at": occasion.now,
            "owed": clocks.owed,
        }
    )
    told = ResponsibleOfficerNamed(
        crn=case.crn,
        detail_url=case.url,
        recorded_by=occasion.actor,
        clocks=clocks.told,
        sentence_id=case.sentence_id,
        provider=case.crc,
        officer=asked.officer,
        grade=asked.grade,
        supervised_by=None,
        caseload=1,
        handed_over_by=case.officer if changes else None,
        handover_reason=None,
    )
    return Decision(after, (told,))


def guardrails(case: Case, grade: StaffGrade) -> list[Fault]:
    """Why an officer of that grade may not hold the case as it is known now; each names its rule (¶17).

    A PSO holds low RoSH, and medium only without domestic abuse or safeguarding. Unknown is not "no": an unassessed
    RoSH is not low, and a check without an answer is not "nothing known" (¶11). A trainee needs a named supervising
    officer, which cannot be said yet. There is no override here.
    """
    if grade is StaffGrade.TRAINEE:
        return [Fault("/grade", "traineeNeedsSupervisor", "A trainee holds no case without a supervising PO (¶17).")]
    if grade is not StaffGrade.PSO or case.rosh is RoshLevel.LOW:
        return []
    if case.rosh is None:
        sentence = "A PSO holds low risk of serious harm; here it has not been assessed, and unknown is not low (¶17)."
        return [Fault("/grade", "roshNotKnown", sentence)]
    if case.rosh is not RoshLevel.MEDIUM:
        sentence = f"A PSO does not hold a case of {case.rosh.description.lower()} risk of serious harm (¶17)."
        return [Fault("/grade", "roshAboveGrade", sentence)]
    return [
        Fault(
            "/grade", f"{code}{what[0].upper()}{what[1:]}", f"A PSO holds medium risk only without {name}: {why} (¶17)."
        )
        for kind, (field, code, name) in _CONCERNS.items()
        for what, why in _concern(case, kind, field)
    ]


def _concern(case: Case, kind: CheckKind, field: str) -> list[tuple[str, str]]:
    if case.risk is not None and getattr(case.risk, field):
        return [("known", "here it is known")]
    if kind is CheckKind.DOMESTIC_ABUSE and any(gap.cause is GapCause.SARA_MISSING for gap in case.gaps):
        return [("known", "here an assessment of it is missing")]
    if any(gap.check_kind is kind and not gap.is_answered for gap in case.gaps):
        return [("unknown", "here the check has no answer, and unknown is not 'no'")]
    return []
