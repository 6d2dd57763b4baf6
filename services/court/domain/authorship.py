"""Who may write which report, as dated configuration: by the type of report, the author's grade and training (¶12).

Inspectorate ¶12: "Some court staff had not received sufficient training, and lacked confidence in completing the
necessary assessments."
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from services.court.domain.dated import Dated, in_force
from shared.probation.described import Described
from shared.probation.limits import SPLIT
from shared.probation.vocabulary import ReportType, StaffGrade, Training


class MayWrite(Described):
    """Whether an author may write a report. In the order from the freest to the strictest."""

    ALONE = "alone", "May write and deliver it"
    COUNTERSIGNED = "countersigned", "May write it; a senior probation officer countersigns before it is delivered"
    NOT = "not", "May not write it"


@dataclass(frozen=True, slots=True)
class Authorship(Dated):
    """One entry for every type of report and every grade, for an author who is trained for court reports."""

    table: Mapping[tuple[ReportType, StaffGrade], MayWrite]


_T, _G, _M = ReportType, StaffGrade, MayWrite
AUTHORSHIP = (
    Authorship(
        effective_from=SPLIT,
        source="Standard delivery report by a qualified officer: practice of the field, not verified; the rest is ours",
        mark="C",
        table={
            (_T.ORAL, _G.PO): _M.ALONE,
            (_T.ORAL, _G.PSO): _M.ALONE,
            (_T.ORAL, _G.SPO): _M.ALONE,
            (_T.ORAL, _G.TRAINEE): _M.COUNTERSIGNED,
            (_T.FAST, _G.PO): _M.ALONE,
            (_T.FAST, _G.PSO): _M.ALONE,
            (_T.FAST, _G.SPO): _M.ALONE,
            (_T.FAST, _G.TRAINEE): _M.COUNTERSIGNED,
            (_T.STANDARD, _G.PO): _M.ALONE,
            (_T.STANDARD, _G.PSO): _M.NOT,
            (_T.STANDARD, _G.SPO): _M.ALONE,
            (_T.STANDARD, _G.TRAINEE): _M.NOT,
            (_T.ADDENDUM, _G.PO): _M.ALONE,
            (_T.ADDENDUM, _G.PSO): _M.ALONE,
            (_T.ADDENDUM, _G.SPO): _M.ALONE,
            (_T.ADDENDUM, _G.TRAINEE): _M.COUNTERSIGNED,
        },
    ),
)


def may_write(
    types: Collection[ReportType], grade: StaffGrade, training: Collection[Training], on: date, *, sara: bool = False
) -> MayWrite:
    """What an author of that grade and training may do, by the rule of that London day.

    Of several types the strictest entry counts: an addendum is of its own type and of that of the report it adds to.
    Whoever is not recorded as trained for court reports is countersigned, and so is a SARA (`sara`) by whoever is not
    recorded as trained for that; no training opens what the grade does not.
    """
    table = in_force(AUTHORSHIP, on).table
    by_grade = max((table[one, grade] for one in types), key=tuple(MayWrite).index)
    trained = Training.COURT_REPORTS in training and (not sara or Training.SARA in training)
    return by_grade if trained or by_grade is MayWrite.NOT else MayWrite.COUNTERSIGNED
