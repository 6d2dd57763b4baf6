"""Reviews of the plan: the whole plan anew, with what was left out kept, and how far it came (¶12)."""

from services.crc.domain.acting import officer_acting
from services.crc.domain.cases import Case
from services.crc.domain.clocks import Clocks
from services.crc.domain.plans import AgreePlan, Directory, make
from services.crc.domain.refusals import Refused
from shared.decisions import Decision, Occasion


def review_plan(case: Case, directory: Directory, asked: AgreePlan, occasion: Occasion) -> Decision[Case]:
    """The plan has another number, and another sign-off is owed; one that nobody has signed in time stays missed.

    Raises Refused where there is no plan yet, Invalid as the initial plan does.
    """
    officer = officer_acting(case, "reviewPlan", occasion)
    if case.plan is None:
        raise Refused(case, "reviewPlan", "There is no plan to review yet; agree the initial one.", ["agreePlan"])
    return make(case, directory, asked, officer, occasion, Clocks(case))
