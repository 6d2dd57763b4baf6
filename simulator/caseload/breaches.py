"""Breaches between the two sides and before the court: accepted, corrected, returned, disputed; and what the court did.

Most packs go through; some come back for a fatal reason, and of those some should not have (¶18). The NPS breaches
people whom it supervises itself, too. The court fines, hardens, extends, ends an order, or finds nothing proven.
"""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from simulator import mix
from simulator.caseload.case import Case, Play
from simulator.caseload.people import (
    COURT_CODE,
    CRC,
    DIVISION,
    ENFORCEMENT,
    IN_A_HURRY,
    MANAGER,
    NPS_MANAGER,
    NPS_OFFICER,
)
from simulator.staff import Officer

ADDRESS = "14 Example Road, Croydon CR0 0AB"
WORDS = {
    "courtCode": COURT_CODE,
    "currentAddress": ADDRESS,
    "rationale": "Two failures without an excuse after a warning; the order can work with more structure than before.",
    "riskSummary": "Police and children's services were asked; what they answered is on the case.",
    "progress": "Attended the first appointments; the work of the plan has begun.",
    "previousBreaches": "None on this order.",
}
CORRECTION = {"reason": "spellingOrLayout", "place": "/rationale"}
FATAL = {"reason": "noCurrentAddress", "place": "/currentAddress"}


async def begin_own(play: Play, case: Case) -> None:
    """The division breaches a person whom it supervises: two failures, a warning after the first."""
    if not case.person.own_breach or case.holder != DIVISION or not _on_an_order(case):
        return
    failures = [
        {
            "at": play.at(day, 10),
            "kind": "officerAppointment",
            "office": "Croydon",
            "outcome": "UAAB",
            "instructedBy": NPS_OFFICER.code,
            "instructionProof": "letter",
            "warnedOn": play.day(day + 1).isoformat(),
            "excuseDecision": "noneGiven",
        }
        for day in (29, 43)
    ]
    asked = {"sentenceId": case.sentence_id, "awareAt": play.at(43, 12), "failures": failures}
    case.breach_id = (await play.breach(NPS_OFFICER, "/breaches", asked))["breachId"]


async def prepare_own(play: Play, case: Case) -> None:
    """Its pack is written and signed as any other, and referred to nobody."""
    if case.breach_id and case.holder == DIVISION:
        await _write(play, case, NPS_OFFICER)
        await _act(play, case, NPS_MANAGER, "countersignature")


async def refer(play: Play, case: Case) -> None:
    """The CRC writes the pack, a manager signs it or recommends something else first, and it is referred (¶8)."""
    if not await _is_breached(play, case):
        return
    await _write(play, case, case.officer)
    signs = MANAGER
    if case.person.recommendation_changed:
        await _recommend_something_else(play, case)
        signs = IN_A_HURRY  # who changed it does not sign it
    await _act(play, case, signs, "countersignature")
    await _act(play, case, case.officer, "referral")


async def answer(play: Play, case: Case) -> None:
    """The NPS accepts the pack, with a correction or without, or returns it: often for what is there."""
    if not _with_the_crc(case):
        return
    match case.person.pack:
        case "accepted":
            await _act(play, case, ENFORCEMENT, "acceptance")
        case "corrected":
            await _act(play, case, ENFORCEMENT, "acceptance", {"corrections": [CORRECTION]})
        case _:
            await _act(play, case, ENFORCEMENT, "return", {"reasons": [FATAL]})


async def object_or_resubmit(play: Play, case: Case) -> None:
    """The CRC disputes a return that it thinks wrong; otherwise it makes the pack good."""
    if not _with_the_crc(case):
        return
    if case.person.pack in ("disputeUpheld", "disputeLost"):
        grounds = {"reasons": [1], "grounds": "The address is in the pack, and the summons can reach the person."}
        await _act(play, case, MANAGER, "dispute", grounds)
    elif case.person.pack == "returned":
        await _resubmit(play, case)


async def decide_the_dispute(play: Play, case: Case) -> None:
    """A manager of the division who did not return the pack decides."""
    if _with_the_crc(case) and case.person.pack in ("disputeUpheld", "disputeLost"):
        upheld = case.person.pack == "disputeUpheld"
        said = {"outcome": "upheld" if upheld else "notUpheld", "grounds": "The pack was read again."}
        await _act(play, case, NPS_MANAGER, "dispute/decision", said)


async def resubmit_what_stands(play: Play, case: Case) -> None:
    """Where the return stands, the CRC makes the pack good after all."""
    if _with_the_crc(case) and case.person.pack == "disputeLost":
        await _resubmit(play, case)


async def accept_what_came_back(play: Play, case: Case) -> None:
    """The second version is accepted."""
    if _with_the_crc(case) and case.person.pack in ("returned", "disputeLost"):
        await _act(play, case, ENFORCEMENT, "acceptance")


async def present_at_once(play: Play, case: Case) -> None:
    """What was accepted at once is laid before the court within its two working days."""
    if _with_the_crc(case) and case.person.pack in ("accepted", "corrected"):
        await _present(play, case)


async def present(play: Play, case: Case) -> None:
    """The others follow when their packs have come back, or are written."""
    if case.breach_id and not case.presented:
        await _present(play, case)


async def _present(play: Play, case: Case) -> None:
    """The NPS lays the breach before the court, and the court lists it."""
    case.presented = True
    asked = {"courtCode": COURT_CODE, "application": "summons"}
    await _act(play, case, ENFORCEMENT, "presentation", asked)
    hearing = {"courtCode": COURT_CODE, "hearingOn": play.day(HEARD_ON).isoformat()}
    await _act(play, case, ENFORCEMENT, "hearings", hearing)
    await _act(play, case, ENFORCEMENT, "process", {"state": "summonsIssued"})


async def hear(play: Play, case: Case) -> None:
    """The summons was served, and the court deals with the breach."""
    if not case.breach_id:
        return
    view = await _act(play, case, ENFORCEMENT, "process", {"state": "executed"})
    asked = _outcome(play, case, view["known"]["order"])
    concluded = await _act(play, case, ENFORCEMENT, "outcome", asked)
    if concluded["court"]["endedOn"]:
        await play.told(case, "order-revoked", cause="reSentenced")
        case.ended = True
    elif concluded["court"]["orderAfter"]:
        await play.told(case, "order-amended", cause="breach")


def _outcome(play: Play, case: Case, order: dict[str, Any]) -> dict[str, Any]:
    """What the court does; a sentence that was suspended is not passed anew, but takes effect."""
    suspended = order["disposal"] == "suspendedSentenceOrder"
    does = "custody" if suspended and case.person.court_does == "reSentenced" else case.person.court_does
    harder = {"kind": "curfew", "amount": 8, "unit": "hoursADay", "months": 2}
    match does:
        case "fined":
            return {"state": "proven", "outcome": "continue", "penalty": "fine", "fineAmount": 120}
        case "harder":
            after = {"orderEndsOn": order["orderEndsOn"], "requirements": [*order["requirements"], harder]}
            return {"state": "proven", "outcome": "continue", "penalty": "moreOnerous", "orderAfter": after}
        case "extended":
            longer = date.fromisoformat(order["orderEndsOn"]) + timedelta(weeks=12)
            after = {"orderEndsOn": longer.isoformat(), "requirements": order["requirements"]}
            return {"state": "proven", "outcome": "continue", "penalty": "extended", "orderAfter": after}
        case "reSentenced" | "custody":
            return {"state": "proven", "outcome": does, "endedOn": play.day(HEARD_ON).isoformat()}
        case _:
            return {"state": "notProven"}


async def _is_breached(play: Play, case: Case) -> bool:
    """The CRC has decided to breach, and the breach has begun."""
    if not case.sentenced or case.holder != CRC or not case.appointment_id:
        return False
    seen = await play.staff.get(case.officer, "crc", f"/cases/{case.sentence_id}")
    decided = [one["decisionId"] for one in seen["enforcementDecisions"] if one["decision"] == "breach"]
    if decided:
        begun = await play.told(case, "breach-initiated", decisionId=decided[-1])
        case.breach_id = begun.data["breachId"]
    return bool(case.breach_id)


async def _resubmit(play: Play, case: Case) -> None:
    await _write(play, case, case.officer)
    await _act(play, case, MANAGER, "countersignature")
    await _act(play, case, case.officer, "referral")


async def _write(play: Play, case: Case, author: Officer) -> None:
    view = await play.staff.get(author, "breach", f"/breaches/{case.breach_id}")
    recommendation = view["recommendation"] or case.random.choice(mix.RECOMMENDED)
    await _act(play, case, author, "pack", {**WORDS, "recommendation": recommendation, "attachments": [_letters(case)]})


async def _recommend_something_else(play: Play, case: Case) -> None:
    view = await play.staff.get(MANAGER, "breach", f"/breaches/{case.breach_id}")
    other = next(one for one in mix.RECOMMENDED if one != view["recommendation"])
    why = "The same facts speak for another answer of the court, in the manager's view of them."
    await _act(
        play, case, MANAGER, "recommendation", {"recommendation": other, "reason": "managersView", "rationale": why}
    )


def _letters(case: Case) -> dict[str, str]:
    """The instructions, as the CRC keeps them: a reference and a checksum, and never the document."""
    name = f"instructions-{case.crn}.pdf"
    checksum = sha256(name.encode()).hexdigest()
    return {"kind": "instruction", "reference": f"DOC/{case.crn}", "name": name, "sha256": checksum}


async def _act(play: Play, case: Case, officer: Officer, path: str, asked: dict[str, Any] | None = None) -> Any:
    return await play.breach(officer, f"/breaches/{case.breach_id}/{path}", asked)


def _with_the_crc(case: Case) -> bool:
    return bool(case.breach_id) and case.holder == CRC


def _on_an_order(case: Case) -> bool:
    return case.sentenced and case.person.disposal in mix.ORDERS


HEARD_ON = 70

BEFORE_THE_COURT = (
    (49, 10, begin_own),
    (50, 10, prepare_own),
    (45, 11, refer),
    (46, 11, answer),
    (47, 10, present_at_once),
    (48, 10, object_or_resubmit),
    (49, 11, decide_the_dispute),
    (51, 10, resubmit_what_stands),
    (52, 11, accept_what_came_back),
    (53, 10, present),
    (HEARD_ON, 12, hear),
)
"""The parts of those who are breached."""
