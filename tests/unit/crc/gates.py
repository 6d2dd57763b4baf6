"""What the tests of custody begin from: a person in prison, screened, planned for, released on licence, recalled."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.crc.domain.cases import Case
from services.crc.domain.custody import stay_of
from services.crc.domain.gate import recalls, resettlement, screening
from services.crc.domain.gate import release as releases
from services.crc.domain.gate.parts import Recall, Stay
from shared.contracts.model import Obligation
from shared.decisions import Decision
from shared.probation.vocabulary import Disposal
from tests.unit.crc.given import MANAGER, MONDAY, OFFICER, STAFF, occasion, opened, supervised

SCREENED_AT = MONDAY + timedelta(days=2)
"""Wednesday: 48 hours after sentence."""
PLANNED_AT = MONDAY + timedelta(days=4)
RELEASE_ON = date(2017, 1, 13)
"""A Friday."""
RELEASED_AT = datetime(2017, 1, 13, 9, 0, tzinfo=UTC)
LICENCE_ENDS, SUPERVISION_ENDS = date(2017, 5, 12), date(2018, 1, 12)
ON_LICENCE = datetime(2017, 3, 6, 9, 0, tzinfo=UTC)
"""A Monday on licence."""
NEEDS = ("accommodation", "finance")


def in_custody(**changes: Any) -> Case:
    """A person sentenced to custody, whose case the CRC has, with an officer."""
    return supervised(opened(disposal=Disposal.CUSTODY, requirements=(), **changes))


def screen(
    case: Case,
    needs: Iterable[str] = NEEDS,
    at: datetime = SCREENED_AT,
    now: datetime | None = None,
    by: str = OFFICER,
    prison: str = "BXI",
) -> Decision[Case]:
    asked = screening.ScreenCustody.model_validate({"prison": prison, "screenedAt": at, "needs": list(needs)})
    return screening.screen(case, asked, occasion(by, now or at))


def plan_resettlement(
    case: Case,
    needs: Iterable[str] = NEEDS,
    release_on: date = RELEASE_ON,
    now: datetime = PLANNED_AT,
    by: str = OFFICER,
) -> Decision[Case]:
    asked = resettlement.PlanResettlement.model_validate({"needs": list(needs), "releaseOn": release_on})
    return resettlement.plan_resettlement(case, asked, occasion(by, now))


def planned_in_custody(**changes: Any) -> Case:
    """Screened, and planned for."""
    return plan_resettlement(screen(in_custody(**changes)).state).state


def change_release_date(
    case: Case, release_on: date = date(2017, 1, 20), now: datetime = datetime(2016, 12, 1, 9, tzinfo=UTC)
) -> Decision[Case]:
    asked = resettlement.ChangeReleaseDate(release_on=release_on)
    return resettlement.change_release_date(case, asked, occasion(now=now))


def help_with(
    case: Case,
    need: str = "accommodation",
    help: str = "received",
    on: date = date(2016, 12, 1),
    now: datetime | None = None,
) -> Decision[Case]:
    asked = resettlement.RecordHelp.model_validate({"need": need, "help": help, "on": on})
    return resettlement.record_help(
        case, asked, occasion(now=now or datetime(on.year, on.month, on.day, 15, tzinfo=UTC))
    )


def release(
    case: Case, at: datetime = RELEASED_AT, now: datetime | None = None, by: str = OFFICER, **asked: Any
) -> Decision[Case]:
    facts = {"releasedAt": at, "licenceEndsOn": LICENCE_ENDS, "supervisionEndsOn": SUPERVISION_ENDS}
    wanted = releases.Release.model_validate(facts | asked)
    return releases.release(case, wanted, occasion(by, now or at + timedelta(hours=1)))


def on_licence(**changes: Any) -> Case:
    """Released on the day that was planned."""
    return release(planned_in_custody(**changes)).state


def recall(case: Case, reason: str = "outOfTouch", now: datetime = ON_LICENCE, by: str = OFFICER) -> Decision[Case]:
    return recalls.request_recall(case, recalls.RequestRecall.model_validate({"reason": reason}), occasion(by, now))


def recall_of(case: Case) -> Recall:
    """The one recall of the case."""
    (only,) = case.recalls
    return only


def countersign(
    case: Case,
    recall_id: UUID | None = None,
    yes: bool = True,
    by: str = MANAGER,
    now: datetime = ON_LICENCE + timedelta(hours=2),
) -> Decision[Case]:
    asked = recalls.CountersignRecall(countersigned=yes)
    return recalls.countersign_recall(case, recall_id or recall_of(case).recall_id, STAFF, asked, occasion(by, now))


def decide_recall(
    case: Case,
    outcome: str = "recalled",
    on: date = date(2017, 3, 8),
    now: datetime = ON_LICENCE + timedelta(days=2, hours=3),
    recall_id: UUID | None = None,
) -> Decision[Case]:
    asked = recalls.DecideRecall.model_validate({"outcome": outcome, "on": on})
    return recalls.decide_recall(case, recall_id or recall_of(case).recall_id, asked, occasion(now=now))


def back_in_custody(**changes: Any) -> Case:
    """Recalled from licence."""
    return decide_recall(countersign(recall(on_licence(**changes)).state).state).state


def last_stay(case: Case) -> Stay:
    """The stay that goes on, or went on last."""
    stay = stay_of(case)
    assert stay is not None
    return stay


def owed_on(case: Case) -> dict[Obligation, datetime]:
    """What is owed of custody and contact, and by when."""
    of_others = {Obligation.OFFICER_NAMED, Obligation.GAP_ACKNOWLEDGED, Obligation.RISK_REVIEW}
    return {one.obligation: one.due_at for one in case.owed if one.obligation not in of_others}
