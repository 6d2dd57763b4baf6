"""Every way in which a case can go is played by the simulator on the whole system, and no service refuses any of it."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from deploy.embedded.stack import Stack
from deploy.play import simulator_on
from simulator import mix
from simulator.caseload import Caseload
from simulator.caseload.case import Case
from simulator.caseload.people import CRC, DIVISION, IN_A_HURRY, NEXT_CRC, NPS_MANAGER
from simulator.journey.story import FIRST_DAY, INSPECTOR
from tests.end_to_end import ledger
from tests.support.kafka import eventually

PLAIN: dict[str, Any] = {
    "sex": "female",
    "need": "alcohol",
    "report_type": "fast",
    "author": "PO",
    "disposal": "communityOrder",
    "rosh": "medium",
    "full": False,
    "rsr": "2.41",
    "rsr_in_truth": "2.41",
    "sources": mix.SOURCES,
    "asked": {"domesticAbuse": True, "childSafeguarding": True},
    "answered": {"domesticAbuse": False, "childSafeguarding": True},
    "information": False,
    "indicated": "medium",
    "unpaid_work": 80,
    "withdrawn": False,
    "adjourned": False,
    "otherwise": False,
    "slow": False,
    "rejected": False,
    "overridden": False,
    "given_to": "officer",
    "officer_changes": False,
    "signed_off": "inAHurry",
    "escalation": None,
    "plan": "purposeful",
    "register_review": None,
    "resettlement": "helped",
    "gate_needs": ("accommodation", "finance"),
    "recalled": None,
    "absent": "never",
    "excuse": "none",
    "enforced": "breach",
    "corrected": False,
    "own_breach": False,
    "pack": "accepted",
    "recommendation_changed": False,
    "court_does": "fined",
    "moved": False,
    "bought": None,
    "appealed": None,
    "amended": False,
    "revoked": False,
}
ALL_ANSWERED = {"domesticAbuse": True, "childSafeguarding": True}
NONE_ANSWERED = {"domesticAbuse": False, "childSafeguarding": False}
NEVER_ASKED = {"domesticAbuse": True, "childSafeguarding": False}

WAYS: tuple[tuple[dict[str, Any], str, dict[str, Any]], ...] = (
    ({}, "gap-acknowledged", {}),
    ({"withdrawn": True}, "report-withdrawn", {"reason": "notNeeded"}),
    ({"adjourned": True}, "report-adjourned", {"reason": "checksOutstanding"}),
    ({"author": "trainee"}, "report-completed", {"countersignedBy": NPS_MANAGER.code}),
    ({"full": True, "answered": ALL_ANSWERED}, "report-completed", {"complete": True, "missing": []}),
    ({"asked": NEVER_ASKED, "answered": NONE_ANSWERED}, "check-chased", {"times": 1}),
    ({"otherwise": True}, "sentence-passed", {"proposalDifferences": ["requirementLeftOut"]}),
    ({"rsr": None}, "assessment-revised", {}),
    ({"disposal": "custody"}, "sentence-passed", {"disposal": "custody"}),
    ({"disposal": "custody"}, "person-released", {"helpedEnough": True}),
    ({"disposal": "custody", "resettlement": "plannedOnly"}, "pre-release-work-overdue", {"owner": CRC}),
    ({"disposal": "custody", "resettlement": "notAvailable"}, "person-released", {"helpedEnough": False}),
    ({"disposal": "custody", "resettlement": "unplanned"}, "resettlement-plan-overdue", {"owner": CRC}),
    ({"disposal": "custody", "resettlement": "unscreened"}, "custody-screening-overdue", {"owner": "prison"}),
    ({"disposal": "custody", "recalled": "inTime"}, "recall-decided", {"outcome": "recalled"}),
    ({"disposal": "custody", "recalled": "late"}, "recall-countersignature-overdue", {"owner": CRC}),
    ({"disposal": "other"}, "sentence-passed", {"gaps": []}),
    ({"slow": True}, "allocation-reply-overdue", {"owner": CRC}),
    ({"rejected": True}, "allocation-decided", {"overrideReason": "rejectionNotUpheld", "number": 2}),
    ({"overridden": True}, "allocation-decided", {"overrideReason": "victimSafety", "receivingProvider": DIVISION}),
    ({"rosh": "high"}, "responsible-officer-named", {"provider": DIVISION}),
    (
        {"information": True, "indicated": "high"},
        "case-transferred",
        {"reason": "wronglyAllocated", "riskHeldBy": DIVISION},
    ),
    ({"officer_changes": True}, "responsible-officer-named", {"handoverReason": "caseloadRelief"}),
    ({"given_to": "pso"}, "assignment-overridden", {"grade": "PSO", "reason": "noQualifiedOfficer"}),
    ({"given_to": "pso"}, "responsible-officer-named", {"handoverReason": "gradeNeeded"}),
    ({"given_to": "partTimer"}, "responsible-officer-named", {"supervisedBy": "C17S201"}),
    ({"signed_off": "carefully"}, "work-signed-off", {"signedOffInWindow": 1}),
    ({}, "work-signed-off", {"manager": "C17S202", "gapsUnanswered": 1}),
    ({"signed_off": "never"}, "plan-sign-off-overdue", {"owner": CRC}),
    ({"moved": True}, "case-transferred", {"reason": "moveOfResidence", "riskHeldBy": NEXT_CRC}),
    ({"escalation": "accepted"}, "case-transferred", {"reason": "riskEscalation", "riskHeldBy": DIVISION}),
    ({"escalation": "notAccepted"}, "escalation-decided", {"decision": "notAccepted", "riskHeldBy": CRC}),
    ({"escalation": "notAccepted"}, "escalation-answer-read", {}),
    ({"escalation": "returned"}, "escalation-decided", {"informationWanted": ["policeInformation"]}),
    ({}, "plan-agreed", {"number": 1, "needsWithoutObjective": []}),
    ({"plan": "purposeless"}, "plan-agreed", {"rarDaysPlanned": 0, "needsWithoutObjective": ["lifestyle"]}),
    ({"plan": "reviewed"}, "plan-agreed", {"number": 2, "purposes": ["attitudes"]}),
    ({"plan": "declined"}, "objective-ended", {"outcome": "declined", "rarDaysDelivered": 0}),
    ({"register_review": "made"}, "risk-reviewed", {"registerType": "requiredReview"}),
    ({"register_review": "missed"}, "risk-review-overdue", {"owner": CRC}),
    ({"escalation": "withdrawn"}, "escalation-decided", {"decision": "withdrawn", "riskHeldBy": CRC}),
    ({}, "appointment-outcome-recorded", {"kind": "unpaidWork", "unpaidWorkMinutes": 420}),
    ({}, "appointment-outcome-recorded", {"kind": "rehabilitationActivity", "purpose": "alcohol", "rar": True}),
    ({"absent": "once", "corrected": True}, "appointment-outcome-corrected", {"number": 2, "failuresIn12Months": 0}),
    ({"absent": "twice", "enforced": "silence"}, "enforcement-decision-overdue", {"owner": CRC}),
    ({"absent": "twice", "enforced": "silence"}, "follow-up-started", {"kind": "homeVisit"}),
    ({"absent": "twice", "enforced": "notEnforced"}, "enforcement-decided", {"reason": "complianceResumed"}),
    ({"absent": "twice", "excuse": "accepted"}, "enforcement-decision-withdrawn", {"failuresIn12Months": 1}),
    ({"absent": "twice", "excuse": "notAccepted"}, "breach-concluded", {"penalty": "fine", "provider": CRC}),
    ({"absent": "twice", "pack": "corrected"}, "failure-count-reset", {}),
    ({"absent": "twice", "pack": "returned"}, "pack-returned", {"version": 1}),
    ({"absent": "twice", "pack": "disputeUpheld"}, "return-dispute-decided", {"outcome": "upheld"}),
    ({"absent": "twice", "pack": "disputeLost"}, "return-dispute-decided", {"outcome": "notUpheld"}),
    ({"absent": "twice", "recommendation_changed": True}, "recommendation-changed", {"byFirstAuthor": False}),
    ({"rosh": "high", "own_breach": True}, "breach-presented", {"application": "summons"}),
    ({"rosh": "high", "own_breach": True}, "breach-concluded", {"penalty": "fine", "provider": DIVISION}),
    ({"rosh": "high", "own_breach": True, "court_does": "harder"}, "order-amended", {"cause": "breach"}),
    ({"rosh": "high", "own_breach": True, "court_does": "extended"}, "order-amended", {"cause": "breach"}),
    ({"rosh": "high", "own_breach": True, "court_does": "reSentenced"}, "allocation-ended", {"cause": "reSentenced"}),
    ({"rosh": "high", "own_breach": True, "court_does": "notProven"}, "breach-concluded", {"state": "notProven"}),
    ({"rosh": "high", "bought": "completed"}, "purchase-progressed", {"outcome": "completed"}),
    ({"rosh": "high", "bought": "declined"}, "purchase-progressed", {"outcome": "declined"}),
    ({"appealed": "dismissed"}, "appeal-decided", {"outcome": "dismissed"}),
    ({"appealed": "quashed"}, "order-revoked", {"cause": "quashedOnAppeal"}),
    ({"amended": True}, "order-amended", {"cause": "application", "number": 1}),
    ({"revoked": True}, "allocation-ended", {"cause": "goodProgress"}),
)
"""What is so of a person beside what is plain, and a fact that must have been told of them."""

FIRST_NUMBER = 700_001
SIGNED_OFF = "work-signed-off"


@pytest.mark.timeout(600)
async def test_every_way_in_which_a_case_can_go_is_played_and_the_ledgers_agree(stack: Stack) -> None:
    async with simulator_on(stack) as (world, staff, topics):
        first_day = FIRST_DAY + timedelta(days=7)
        caseload = Caseload(world, staff, topics, first_day, len(WAYS), first_number=FIRST_NUMBER)
        for case, (so, _, _) in zip(caseload.cases, WAYS, strict=True):
            case.person = replace(case.person, **{**PLAIN, **so})
            case.random = Always()
        await caseload.play()

        async def none_left() -> bool:
            return not await ledger.unfinished(stack)

        await eventually(none_left, "no event unpublished, no dead letter")
        for case, (so, fact, expected) in zip(caseload.cases, WAYS, strict=True):
            facts = [told.data for told in topics.about(case.crn) if told.fact == fact]
            assert any(_says(data, expected) for data in facts), (so, fact, expected, facts)
            await the_ledgers_agree(stack, staff, case)
        signed = [told.data for case in caseload.cases for told in topics.about(case.crn) if told.fact == SIGNED_OFF]
        bursts = [one for one in signed if "burst" in one["concerns"]]
        assert max(one["signedOffInWindow"] for one in bursts) >= 30
        assert {one["manager"] for one in bursts} == {IN_A_HURRY.code}


class Always(Random):
    """Chance that always falls on the side of doing."""

    def random(self) -> float:
        return 0.0


def _says(data: dict[str, Any], expected: dict[str, Any]) -> bool:
    return all(data.get(name) == value for name, value in expected.items())


async def the_ledgers_agree(stack: Stack, staff: Any, case: Case) -> None:
    async def agree() -> bool:
        timeline = await staff.get(INSPECTOR, "oversight", f"/people/{case.crn}/timeline")
        seen = {
            (c["obligation"], c["subjectId"], c["metAt"], c["cancelledAt"], c["overdueAt"]) for c in timeline["clocks"]
        }
        told = {event["eventId"] for event in timeline["events"]}
        return seen == await ledger.clocks(stack, case.crn) and told == await ledger.recorded(stack, case.crn)

    await eventually(agree, f"oversight's ledger of {case.crn} is that of the owners")
