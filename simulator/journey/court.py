"""Part one: the court sentences without knowing all, and says so (¶10-11)."""

from typing import Any

from simulator.journey.story import COURT, COURT_MANAGER, Story, expect


async def court_sentences_without_knowing(story: Story) -> None:
    """An oral report; domestic abuse never answered, safeguarding never asked for; sentence records the gaps."""
    await story.step("The court asks for an oral report")
    await story.time(0, 10)
    report = await story.staff.post(
        COURT,
        "court",
        "/reports",
        {
            "crn": story.crn,
            "courtCode": "CROYMC",
            "division": "N07",
            "team": "N07DTX",
            "requestedType": "oral",
            "courtDate": story.day(1).isoformat(),
        },
    )
    story.report_id = report["reportId"]
    await story.told("report-requested", reportId=story.report_id)

    await story.step("The report is given to an author whose grade and training are in the register")
    author = await author_in_the_register(story)
    report = await story.staff.post(COURT, "court", f"/reports/{story.report_id}/author", {"author": author})
    expect("the author needs a countersignature", report["countersignatureNeeded"], False)
    await story.told("report-author-named", author=author, trained=True)

    await story.step("The police are asked about domestic-abuse call-outs; children's services are not asked")
    report = await story.staff.post(COURT, "court", f"/reports/{story.report_id}/checks", {"kind": "domesticAbuse"})
    story.checks = {check["kind"]: check["checkId"] for check in report["checks"]}
    await story.told("check-requested", checkKind="domesticAbuse")

    await story.step("The report is delivered, saying what it does not know")
    await story.time(1, 10, 30)
    completion = {
        "deliveredType": "oral",
        "offences": [{"code": "10501", "main": True, "committedOn": story.day(-16).isoformat()}],
        "factors": ["relationships", "alcohol"],
        "analysis": "Violence within a relationship; the police have not said yet what they know.",
        "roshLevel": "medium",
        "roshDepth": "full",
        "rsr": "2.41",
        "ogrs3": 47,
        "mappaEligible": False,
        "subjectToDeportation": False,
        "publicInterest": False,
        "deferredSentence": False,
        "sourcesConsulted": ["interview", "prosecutionPapers", "previousConvictions"],
        "proposal": {
            "disposal": "communityOrder",
            "months": 18,
            "areaCrc": "C17",
            "sex": "male",
            "requirements": requirements(),
        },
    }
    await story.staff.post(COURT, "court", f"/reports/{story.report_id}/completion", completion, status=422)
    report = await story.staff.post(
        COURT, "court", f"/reports/{story.report_id}/completion", {**completion, "roshDepth": "screening"}
    )
    expect("a report without its checks reads as complete", report["complete"], False)
    expect("what the report had of what it needed", (report["had"], report["needed"]), (3, 6))
    await story.told("report-completed", complete=False, author=author, had=3, needed=6)

    await story.step("The court sentences, and what was not known travels with the sentence")
    await story.time(1, 14)
    sentence = await story.staff.post(
        COURT,
        "court",
        "/sentences",
        {
            "crn": story.crn,
            "reportId": story.report_id,
            "courtCode": "CROYMC",
            "division": "N07",
            "areaCrc": "C17",
            "eventNumber": 1,
            "disposal": "communityOrder",
            "orderEndsOn": story.day(1 + 548).isoformat(),
            "requirements": requirements(),
        },
    )
    story.sentence_id = sentence["sentenceId"]
    story.gaps = {gap["checkKind"] or gap["cause"]: gap["gapId"] for gap in sentence["gaps"]}
    causes = sorted(gap["cause"] for gap in sentence["gaps"])
    expect("the gaps at sentence", causes, ["checkNeverRequested", "checkUnanswered", "roshNotFullyAssessed"])
    told = await story.told("sentence-passed", sentenceId=story.sentence_id)
    expect("the gaps told with the sentence", sorted(g["cause"] for g in told.data["gaps"]), causes)


async def author_in_the_register(story: Story) -> str:
    """The officer who writes the report. A manager enters them once, however many stories are played."""
    page = await story.staff.get(COURT_MANAGER, "court", "/authors", limit=200)
    if COURT.code not in {author["officer"] for author in page["items"]}:
        asked = {
            "officer": COURT.code,
            "team": "N07DTX",
            "grade": "PO",
            "employment": "permanent",
            "training": ["courtReports", "sara"],
        }
        await story.staff.post(COURT_MANAGER, "court", "/authors", asked)
    return COURT.code


def requirements() -> list[dict[str, Any]]:
    """Twenty RAR days with a named need and intervention, and eighty hours of unpaid work."""
    return [
        {
            "kind": "rehabilitationActivity",
            "amount": 20,
            "unit": "days",
            "need": "relationships",
            "intervention": "C17-BBR",
        },
        {"kind": "unpaidWork", "amount": 80, "unit": "hours"},
    ]
