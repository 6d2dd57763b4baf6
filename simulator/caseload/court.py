"""The court team's part: report and author, checks asked, chased and answered, delivery, sentence, and what follows."""

from typing import Any

from simulator import mix
from simulator.caseload.case import Case, Play
from simulator.caseload.people import AGENCIES, AUTHORS, COURT, COURT_CODE, CRC, DIVISION, NPS_MANAGER, TEAM


async def register_authors(play: Play) -> None:
    """The team's authors are in the register, with the training that is recorded."""
    page = await play.staff.get(NPS_MANAGER, "court", "/authors", limit=200)
    known = {author["officer"] for author in page["items"]}
    for officer, grade, training in AUTHORS.values():
        if officer not in known:
            asked = {"officer": officer, "team": TEAM, "grade": grade, "employment": "permanent", "training": training}
            await play.court(NPS_MANAGER, "/authors", asked)


async def request_report(play: Play, case: Case) -> None:
    """The court asks for a report, the team gives it to an author, and asks for the checks that are thought of."""
    asked = {
        "crn": case.crn,
        "courtCode": COURT_CODE,
        "division": DIVISION,
        "team": TEAM,
        "requestedType": case.person.report_type,
        "courtDate": play.day(1).isoformat(),
    }
    case.report_id = (await play.court(COURT, "/reports", asked))["reportId"]
    officer, _, _ = AUTHORS[case.person.author]
    report = await play.court(COURT, f"/reports/{case.report_id}/author", {"author": officer})
    for kind, is_asked in case.person.asked.items():
        if is_asked:
            report = await play.court(COURT, f"/reports/{case.report_id}/checks", {"kind": kind})
    case.checks = {check["kind"]: check["checkId"] for check in report["checks"]}


async def answer_checks(play: Play, case: Case) -> None:
    """Some of the agencies answer in time; some reports are not wanted any more."""
    if case.person.withdrawn:
        await play.court(COURT, f"/reports/{case.report_id}/withdrawal", {"reason": "notNeeded"})
        case.ended = True
        return
    for kind, answered in case.person.answered.items():
        if answered:
            await answer(play, case, kind)


async def answer(play: Play, case: Case, kind: str) -> None:
    """An agency's own system posts what it knows."""
    said: dict[str, Any] = {"answer": "nothingKnown"}
    if case.person.information:
        said = {"answer": "information", "indicatesRosh": case.person.indicated}
    await play.court(AGENCIES[kind], f"/agency/checks/{case.checks[kind]}/answer", said)


async def chase_and_adjourn(play: Play, case: Case) -> None:
    """What is unanswered on the court's morning is chased, and some hearings are put off for it."""
    if case.ended:
        return
    for kind, asked in case.person.asked.items():
        if asked and not case.person.answered[kind] and case.random.random() < mix.CHASED:
            await play.court(COURT, f"/reports/{case.report_id}/checks/{case.checks[kind]}/chase")
    if case.person.adjourned:
        asked_for = {"courtDate": play.day(2).isoformat(), "reason": "checksOutstanding", "addendumWanted": False}
        await play.court(COURT, f"/reports/{case.report_id}/adjournment", asked_for)


async def complete_on_the_day(play: Play, case: Case) -> None:
    """The reports of the day are delivered."""
    if not case.person.adjourned:
        await complete_report(play, case)


async def complete_the_adjourned(play: Play, case: Case) -> None:
    """The reports that were put off are delivered."""
    if case.person.adjourned:
        await complete_report(play, case)


async def complete_report(play: Play, case: Case) -> None:
    """The report is written with what is known, and countersigned where its author's grade or training needs it."""
    if case.ended:
        return
    person = case.person
    asked = {
        "deliveredType": person.report_type,
        "offences": [{"code": "10501", "main": True}],
        "factors": [person.need],
        "roshLevel": person.rosh,
        "roshDepth": "full" if person.full else "screening",
        "rsr": person.rsr,
        "ogrs3": person.ogrs3,
        "mappaEligible": False,
        "subjectToDeportation": False,
        "publicInterest": False,
        "deferredSentence": False,
        "sourcesConsulted": list(person.sources),
        "proposal": proposal(play, case),
    }
    report = await play.court(COURT, f"/reports/{case.report_id}/completion", asked)
    if report["state"] == "awaitingCountersignature":
        path = f"/reports/{case.report_id}/countersignature"
        await play.court(NPS_MANAGER, path, {"decision": "countersigned"})


def proposal(play: Play, case: Case) -> dict[str, Any]:
    """A community order with RAR days whose need and intervention are in the local directory (¶12)."""
    return {
        "disposal": "communityOrder",
        "months": 12,
        "areaCrc": CRC,
        "sex": case.person.sex,
        "requirements": requirements(play, case),
    }


def requirements(play: Play, case: Case) -> list[dict[str, Any]]:
    """RAR days with a purpose, and for many unpaid work."""
    fitting = [
        entry
        for entry in play.interventions
        if case.person.need in entry["needs"] and case.person.sex in entry["openTo"]
    ]
    made: list[dict[str, Any]] = []
    if fitting:
        made.append(
            {
                "kind": "rehabilitationActivity",
                "amount": case.person.rar_days,
                "unit": "days",
                "need": case.person.need,
                "intervention": fitting[0]["code"],
            }
        )
    if case.person.unpaid_work or not made:
        made.append({"kind": "unpaidWork", "amount": case.person.unpaid_work or 80, "unit": "hours"})
    return made


async def sentence_on_the_day(play: Play, case: Case) -> None:
    """The court sentences."""
    if not case.person.adjourned:
        await sentence(play, case)


async def sentence_the_adjourned(play: Play, case: Case) -> None:
    """The court sentences those that were put off."""
    if case.person.adjourned:
        await sentence(play, case)


async def sentence(play: Play, case: Case) -> None:
    """The court passes its sentence; allocation follows by itself."""
    if case.ended:
        return
    ordered = requirements(play, case) if case.person.disposal in mix.ORDERS else []
    if case.person.otherwise and len(ordered) > 1:
        ordered = ordered[:-1]  # the court does not make a requirement that was proposed
    asked = {
        "crn": case.crn,
        "reportId": case.report_id,
        "courtCode": COURT_CODE,
        "division": DIVISION,
        "areaCrc": CRC,
        "eventNumber": 1,
        "disposal": case.person.disposal,
        "orderEndsOn": play.day(366).isoformat(),
        "requirements": ordered,
    }
    passed = await play.court(COURT, "/sentences", asked)
    if case.person.disposal == "other":
        case.ended = True
        return
    case.sentence_id, case.gaps = passed["sentenceId"], passed["gaps"]
    case.holder = (await play.told(case, "allocation-decided")).data["receivingProvider"]


async def answer_late(play: Play, case: Case) -> None:
    """Some of the answers that were missing come after sentence."""
    if not case.sentenced:
        return
    for kind, asked in case.person.asked.items():
        late = asked and not case.person.answered[kind]
        if late and case.random.random() < mix.ANSWERED_LATE:
            await answer(play, case, kind)


async def assess_late(play: Play, case: Case) -> None:
    """A score or a source that sentence did not have is added, or somebody decides to go without it."""
    if not case.sentenced:
        return
    sources = [gap["source"] for gap in case.open_gaps("sourceNotConsulted")]
    asked: dict[str, Any] = {"sourcesConsulted": sources} if sources else {}
    if case.open_gaps("rsrNotCalculated"):
        asked["rsr"] = case.person.rsr_in_truth
    if asked and case.random.random() < mix.ASSESSED_LATE:
        await play.court(COURT, f"/sentences/{case.sentence_id}/assessments", asked)
    for gap in case.open_gaps("checkNeverRequested"):
        if case.random.random() < mix.SUPERVISED_WITHOUT:
            path = f"/sentences/{case.sentence_id}/gaps/{gap['gapId']}/closure"
            decided = {"closure": "supervisedWithoutIt", "reason": "No area of residence holds a record."}
            await play.court(NPS_MANAGER, path, decided)


async def back_before_the_court(play: Play, case: Case) -> None:
    """Some sentences are appealed, some orders amended, some revoked."""
    if not case.sentenced:
        return
    path = f"/sentences/{case.sentence_id}"
    if case.person.appealed is not None:
        lodged = await play.court(COURT, f"{path}/appeals")
        outcome = {"outcome": case.person.appealed}
        appeal = lodged["appeals"][-1]["appealId"]
        await play.court(COURT, f"{path}/appeals/{appeal}/outcome", outcome)
        case.ended = case.person.appealed == "quashed"
    elif case.person.amended and case.person.disposal in mix.ORDERS:
        changed = {
            "cause": "application",
            "orderEndsOn": play.day(456).isoformat(),
            "requirements": requirements(play, case),
        }
        await play.court(COURT, f"{path}/amendments", changed)
    elif case.person.revoked and case.person.disposal in mix.ORDERS:
        ended = {"cause": "goodProgress", "endedOn": play.day(20).isoformat(), "reason": "Everything asked was done."}
        await play.court(COURT, f"{path}/revocation", ended)
        case.ended = True
