"""The court's part of the journey, through the API, on a real database: what it stores, tells and owes."""

from datetime import timedelta

from shared.runtime.auth import Role
from tests.integration.court.conftest import Court


async def test_the_gaps_of_the_journey_are_recorded_and_published_with_the_sentence(court: Court) -> None:
    report, sentence = await court.journey_to_sentence()
    assert await court.told() == [
        "report-requested",
        "report-author-named",
        "check-requested",
        "report-completed",
        "sentence-passed",
    ]
    assert [(gap["cause"], gap["checkKind"], gap["bearsOn"]) for gap in sentence["gaps"]] == [
        ("checkUnanswered", "domesticAbuse", ["roshHighOrVeryHigh"]),
        ("checkNeverRequested", "childSafeguarding", ["roshHighOrVeryHigh"]),
        ("roshNotFullyAssessed", None, ["roshHighOrVeryHigh"]),
    ]
    assert {gap["dueAt"] for gap in sentence["gaps"]} == {"2016-09-12T22:59:59.999999Z"}
    assert (report["state"], report["complete"], report["sentenceId"]) == ("sentenced", False, sentence["sentenceId"])
    assert report["missing"] == ["checkUnanswered", "checkNeverRequested", "roshNotFullyAssessed"]
    assert report["missingChecks"] == ["domesticAbuse", "childSafeguarding"]
    [(_, told)] = await court.service.events("sentence-passed")
    assert [gap["gapId"] for gap in told["gaps"]] == [gap["gapId"] for gap in sentence["gaps"]]
    assert told["detailUrl"] == f"http://court.test/sentences/{sentence['sentenceId']}"
    assert told["risk"]["rsr"] == "2.41"
    assert await court.clocks() == {
        ("reportDelivered", report["reportId"]): "met",
        ("preSentenceCheckAnswered", report["checks"][0]["checkId"]): "cancelled",
        **{("informationGapAnswered", gap["gapId"]): "running" for gap in sentence["gaps"]},
    }


async def test_the_late_answer_is_told_first_and_then_closes_its_gap(court: Court) -> None:
    report, sentence = await court.journey_to_sentence()
    court.service.clock.advance(timedelta(days=8))
    assert await court.service.tick() == 3
    indicates = {"indicatesRosh": "high", "indicatesDomesticAbuse": True}
    after = await court.answer(report, "domesticAbuse", "information", **indicates)
    assert (after["checks"][0]["late"], after["checks"][0]["indicatesRosh"]) == (True, "high")
    assert after["missing"] == report["missing"]
    assert (await court.told())[-2:] == ["check-answered", "information-gap-closed"]
    [(_, answered)] = await court.service.events("check-answered")
    [(_, closed)] = await court.service.events("information-gap-closed")
    gap = sentence["gaps"][0]
    assert (answered["late"], answered["gapId"], answered["sentenceId"]) == (True, gap["gapId"], sentence["sentenceId"])
    assert (closed["closure"], closed["indicatesRosh"]) == ("lateAnswer", "high")
    assert (closed["risk"]["domesticAbuse"], closed["risk"]["roshLevel"]) == (True, "medium")
    assert closed["openGaps"] == [other["gapId"] for other in sentence["gaps"][1:]]
    assert (await court.clocks())["informationGapAnswered", gap["gapId"]] == "met"
    stored = await court.get(f"/sentences/{sentence['sentenceId']}")
    assert (stored["gaps"][0]["state"], stored["gaps"][0]["closedBy"]) == ("closed", "N07B960")
    assert (stored["risk"]["domesticAbuse"], stored["version"]) == (True, 2)


async def test_a_check_never_requested_is_requested_after_sentence_and_answered(court: Court) -> None:
    report, sentence = await court.journey_to_sentence()
    report = await court.ask(report, "childSafeguarding")
    gap_id = sentence["gaps"][1]["gapId"]
    assert ("preSentenceCheckAnswered", report["checks"][1]["checkId"]) not in await court.clocks()
    await court.answer(report, "childSafeguarding", "nothingKnown")
    [(_, closed)] = await court.service.events("information-gap-closed")
    assert (closed["gapId"], closed["cause"], closed["checkId"]) == (
        gap_id,
        "checkNeverRequested",
        report["checks"][1]["checkId"],
    )
    assert closed["risk"]["childSafeguarding"] is False


async def test_a_decision_to_supervise_without_it_is_kept_with_its_reason_and_published_without(court: Court) -> None:
    _, sentence = await court.journey_to_sentence()
    gap = sentence["gaps"][2]
    path = f"/sentences/{sentence['sentenceId']}/gaps/{gap['gapId']}/closure"
    senior = court.headers(role=Role.SENIOR_PROBATION_OFFICER)
    body = {"closure": "supervisedWithoutIt", "reason": "The interview was refused twice."}
    after = (await court.post(path, body, senior, expected=200)).json()
    assert (after["gaps"][2]["state"], after["gaps"][2]["reason"]) == ("closed", body["reason"])
    [(_, closed)] = await court.service.events("information-gap-closed")
    assert closed["recordedBy"] == {"organisation": "N07", "officer": "N07B960"}
    assert body["reason"] not in str(closed)
    assert (await court.clocks())["informationGapAnswered", gap["gapId"]] == "cancelled"
    again = await court.post(path, body, senior, expected=409)
    assert (again.json()["state"], again.json()["allowed"]) == ("closed", ["lateAnswer"])


async def test_a_report_with_everything_known_is_complete_and_its_sentence_has_no_gap(court: Court) -> None:
    report = await court.ask(await court.request(), "childSafeguarding", notRequiredBecause="No contact with children.")
    report = await court.answer(await court.ask(report, "domesticAbuse"), "domesticAbuse", "nothingKnown")
    assert report["complete"] is False  # not delivered yet
    report = await court.complete(report, roshDepth="full")
    assert (report["complete"], report["missing"]) == (True, [])
    sentence = await court.sentence(report)
    assert sentence["gaps"] == []
    assert set((await court.clocks()).values()) == {"met"}


async def test_what_is_stored_comes_back_as_it_was(court: Court) -> None:
    report = await court.ask(await court.request(requestedType="standard"), "domesticAbuse")
    report = await court.complete(
        report,
        differsBecause="The court wanted it on the day.",
        sourcesConsulted=["interview", "police"],
        domesticAbuse=True,
        ogrs3=47,
        offences=[{"code": "10501", "main": True, "committedOn": "2016-08-20"}, {"code": "00801", "main": False}],
        factors=["relationships", "alcohol"],
        analysis="Alcohol since the separation.",
        proposal={
            "disposal": "communityOrder",
            "months": 12,
            "requirements": [{"kind": "curfew", "amount": 12, "unit": "hoursADay", "months": 3}],
        },
    )
    assert await court.get(f"/reports/{report['reportId']}") == report
    sentence = await court.sentence(report)
    assert await court.get(f"/sentences/{sentence['sentenceId']}") == sentence
    assert sentence["risk"] == report["risk"]
    assert "saraMissing" in [gap["cause"] for gap in sentence["gaps"]]


async def test_a_check_that_is_not_answered_is_told_as_overdue_once(court: Court) -> None:
    report = await court.ask(await court.request(), "domesticAbuse")
    court.service.clock.advance(timedelta(days=1))
    assert await court.service.tick() == 0
    court.service.clock.advance(timedelta(days=1))
    assert await court.service.tick() == 2
    assert await court.service.tick() == 0
    [(_, overdue)] = await court.service.events("check-overdue")
    check = report["checks"][0]
    assert (overdue["subjectId"], overdue["owner"], overdue["dueAt"]) == (check["checkId"], "N07", check["dueAt"])
    assert (await court.get(f"/reports/{report['reportId']}"))["checks"][0]["state"] == "overdue"
    sentence = await court.sentence(report)
    # Missed stays missed: sentence gives the gap its time, and does not excuse the check.
    assert (await court.clocks())["preSentenceCheckAnswered", check["checkId"]] == "overdue"
    await court.answer(report, "domesticAbuse", "nothingKnown")
    clocks = await court.clocks()
    assert clocks["preSentenceCheckAnswered", check["checkId"]] == "met"
    assert clocks["informationGapAnswered", sentence["gaps"][0]["gapId"]] == "met"


async def test_a_gap_past_its_time_is_told_as_overdue_with_its_sentence(court: Court) -> None:
    _, sentence = await court.journey_to_sentence()
    court.service.clock.advance(timedelta(days=8))
    assert (await court.service.tick(), await court.service.tick()) == (3, 0)
    told = await court.service.events("information-gap-overdue")
    assert {body["subjectId"] for _, body in told} == {gap["gapId"] for gap in sentence["gaps"]}
    assert {body["sentenceId"] for _, body in told} == {sentence["sentenceId"]}
