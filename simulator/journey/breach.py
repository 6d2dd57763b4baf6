"""Part six: the breach goes back and forth between the CRC and the NPS, and comes before the court (¶18)."""

import asyncio

from simulator.journey.story import ENFORCEMENT, MANAGER, OFFICER, NotSeen, Story, expect


async def the_breach_goes_back_and_forth(story: Story) -> None:
    """Prepared from what is known, found wanting, referred, returned, accepted with a correction, presented."""
    await story.step("A pack is begun from what the events already know")
    initiated = await story.told("breach-initiated")
    story.breach_id = initiated.data["breachId"]
    breach = await story.staff.get(OFFICER, "breach", f"/breaches/{story.breach_id}")
    expect("failures that nobody had to retype", len(breach["known"]["failures"]), 2)

    await story.step("The first check fails, and names each place")
    await story.time(36, 11)
    thin = {"courtCode": "CROYMC", "recommendation": "moreOnerous", "rationale": "Two failures in five weeks."}
    await story.nps(OFFICER, "/pack", thin)
    checked = await story.nps(OFFICER, "/check")
    fatal = [f for f in checked["findings"] if f["severity"] == "fatal"]
    if not fatal or not all(f["place"].startswith("/") and f["sentence"] for f in fatal):
        raise NotSeen(f"a thin pack has fatal findings, each with its place: {checked['findings']}")
    await story.told("pack-checked", passed=False)
    problem = await story.nps(OFFICER, "/referral", status=422)
    expect("the places named", {e["pointer"] for e in problem["errors"]} >= {f["place"] for f in fatal}, True)

    await story.step("The pack is made good and referred")
    await story.time(37, 10)
    good = {
        **thin,
        "rationale": "Two failures without an excuse after a warning; the order can work with more structure.",
        "currentAddress": "12 Example Street, Croydon CR0 0AA",
        "riskSummary": "Medium risk of serious harm to a known adult; police information of September.",
        "progress": "Attended the first appointment and agreed a plan; no RAR day completed.",
        "previousBreaches": "None on this order.",
        "attachments": [{"kind": "instruction", "reference": "DOC/1", "name": "instructions.pdf", "sha256": "5a" * 32}],
    }
    last = breach["known"]["failures"][-1]["appointmentId"]
    excuse = {"givenOn": story.day(36).isoformat(), "decision": "notAccepted"}
    await story.crc(OFFICER, f"/appointments/{last}/excuse", excuse)
    await story.told("excuse-decided", appointmentId=last)
    await _is_known(story, last)
    await story.nps(OFFICER, "/pack", good)
    await story.nps(OFFICER, "/countersignature", status=403)
    await story.nps(MANAGER, "/countersignature")
    await story.told("pack-countersigned", version=2)
    checked = await story.nps(OFFICER, "/check")
    expect("fatal findings", [f for f in checked["findings"] if f["severity"] == "fatal"], [])
    await story.nps(OFFICER, "/referral")
    await story.told("breach-referred", version=2)

    await story.step("The NPS returns it: a minor reason may not, a fatal one may")
    await story.time(38, 14)
    minor = {"reason": "spellingOrLayout", "place": "/rationale"}
    await story.nps(ENFORCEMENT, "/return", {"reasons": [minor]}, status=422)
    proof = {"reason": "instructionNotProved", "place": "/failures/1/instructionProof"}
    await story.nps(ENFORCEMENT, "/return", {"reasons": [proof]})
    await story.told("pack-returned")
    presentation = {"courtCode": "CROYMC", "application": "summons"}
    await story.nps(ENFORCEMENT, "/presentation", presentation, status=409)

    await story.step("The CRC resubmits; the NPS accepts it with a minor correction")
    await story.time(42, 10)
    await story.nps(OFFICER, "/pack", good)
    await story.nps(MANAGER, "/countersignature")
    await story.nps(OFFICER, "/referral")
    await story.told("breach-referred", version=3)
    await story.time(42, 15)
    await story.nps(ENFORCEMENT, "/acceptance", {"corrections": [minor]})
    await story.told("pack-accepted")

    await story.time(43, 11)
    await story.nps(ENFORCEMENT, "/presentation", presentation)
    await story.told("breach-presented", application="summons")


async def the_court_deals_with_it(story: Story) -> None:
    """A summons, a hearing, and a fine: the order continues, and the count of failures is back at nothing."""
    await story.step("The court issues a summons and finds the breach proven: the order continues, with a fine")
    await story.time(44, 11)
    await story.told("contact-follow-up-overdue", owner="C17")  # nobody asked why the person did not come
    await story.nps(ENFORCEMENT, "/hearings", {"courtCode": "CROYMC", "hearingOn": story.day(56).isoformat()})
    await story.told("hearing-listed", number=1)
    await story.nps(ENFORCEMENT, "/process", {"state": "summonsIssued"})
    await story.time(49, 11)
    await story.nps(ENFORCEMENT, "/process", {"state": "executed"})
    await story.time(56, 12)
    fined = {"state": "proven", "outcome": "continue", "penalty": "fine", "fineAmount": 120}
    await story.nps(ENFORCEMENT, "/outcome", fined)
    # The CRC recommended a harder order: what the court did instead is a fact beside it (¶8).
    await story.told("breach-concluded", state="proven", outcome="continue", recommendationFollowed=False)

    await story.step("The CRC's count of failures is back at nothing")
    await story.told("failure-count-reset")
    case = await story.staff.get(OFFICER, "crc", story.case)
    expect("the failures within twelve months", case["failuresIn12Months"], 0)


async def _is_known(story: Story, failure: str) -> None:
    """Wait until the breach service knows what was decided on the excuse: a pack is made of what it knows."""
    for _ in range(200):
        known = (await story.staff.get(OFFICER, "breach", f"/breaches/{story.breach_id}"))["known"]["failures"]
        if any(one["appointmentId"] == failure and one["excuseDecision"] == "notAccepted" for one in known):
            return
        await asyncio.sleep(0.1)
    raise NotSeen("the breach service knows of the excuse")
