"""One timeline across the split: what happened, who held the risk when, what was missing, every clock; and for whom."""

from collections import Counter

import pytest

from shared.contracts.catalogue import VERSIONS
from shared.contracts.court import SentencePassed
from shared.contracts.model import EventData
from shared.probation.vocabulary import Disposal
from shared.runtime.auth import Role
from tests.integration.oversight.reading import forget, inspector, officer_of, people, timeline
from tests.integration.oversight.stories import journey
from tests.integration.oversight.story import COURT, DOMESTIC_ABUSE, ROSH, SAFEGUARDING, Story, at
from tests.support.cases import accepted, sentence
from tests.support.running import Running, message_of
from tests.support.samples import PERSONAL, one_of_each


async def test_every_event_is_told_once_and_in_the_order_in_which_it_happened(oversight: Running) -> None:
    story = journey()
    assert (await oversight.deliver(story.messages())).applied == len(story.told)
    assert (await oversight.deliver(story.messages())).applied == 0
    found = (await timeline(oversight))["events"]
    assert [event["eventId"] for event in found] == [str(one.event_id) for one in story.told]
    assert {event["service"] for event in found} == {"court", "allocation", "crc", "breach"}


async def test_an_event_says_in_one_sentence_what_happened_and_who_did_it(oversight: Running) -> None:
    await oversight.deliver(journey().messages())
    found = {event["type"].split(".")[2]: event for event in (await timeline(oversight))["events"]}
    accepted = found["allocation-accepted"]
    assert accepted["summary"] == "London CRC accepted the allocation, with 3 gaps to read, and holds the risk."
    assert (accepted["organisation"], accepted["officer"], accepted["riskHeldBy"]) == ("C17", "C17S201", "C17")
    assert accepted["occurredAt"] == "2016-09-07T09:00:00Z"
    assert found["allocation-decided"]["officer"] is None


async def test_the_crc_holds_the_risk_from_its_acceptance_until_the_nps_has_accepted_the_escalation(
    oversight: Running,
) -> None:
    story = journey()
    await oversight.deliver(story.messages())
    held = (await timeline(oversight))["riskHolders"]
    assert [(one["organisation"], one["from"], one["to"]) for one in held] == [
        ("N07", "2016-09-06T13:00:00Z", "2016-09-07T09:00:00Z"),
        ("C17", "2016-09-07T09:00:00Z", "2016-11-07T15:00:00Z"),
        ("N07", "2016-11-07T15:00:00Z", None),
    ]
    assert {one["sentenceId"] for one in held} == {str(story.sentence_id)}


async def test_each_sentence_has_a_holder_of_its_own(oversight: Running) -> None:
    first, second = sentence(at(1, 9)), sentence(at(3, 9))
    told = [(first, at(1, 9)), (accepted(first), at(2, 9)), (second, at(3, 9)), (accepted(second), at(4, 9))]
    await oversight.deliver([message_of(data, when) for data, when in told])
    held = (await timeline(oversight))["riskHolders"]
    assert [(one["sentenceId"], one["organisation"], one["to"]) for one in held] == [
        (str(first.sentence_id), "N07", "2016-09-07T09:00:00Z"),
        (str(first.sentence_id), "C17", None),
        (str(second.sentence_id), "N07", "2016-09-09T09:00:00Z"),
        (str(second.sentence_id), "C17", None),
    ]


async def test_a_disposal_without_probation_work_gives_nobody_the_risk(oversight: Running) -> None:
    passed = sentence(at(1, 9)).model_copy(update={"disposal": Disposal.OTHER})
    assert isinstance(passed, SentencePassed)
    await oversight.deliver([passed])
    assert (await timeline(oversight))["riskHolders"] == []


async def test_each_gap_says_whether_it_was_answered_and_by_whom_it_was_read(oversight: Running) -> None:
    story = journey()
    await oversight.deliver(story.messages())
    gaps = {gap["gapId"]: gap for gap in (await timeline(oversight))["gaps"]}
    answered, unasked, unread = (gaps[str(story.id(name))] for name in (DOMESTIC_ABUSE, SAFEGUARDING, ROSH))
    assert (answered["closure"], answered["closedAt"]) == ("lateAnswer", "2016-09-13T15:00:00Z")
    assert (unasked["cause"], unasked["checkKind"]) == ("checkNeverRequested", "childSafeguarding")
    assert (unasked["closure"], unasked["acknowledgedBy"]) == (None, "C17A101")
    assert (unread["acknowledgedAt"], unread["checkKind"], unread["openedAt"]) == (None, None, "2016-09-06T13:00:00Z")
    assert len(gaps) == 3


async def test_each_clock_says_whether_it_was_met(oversight: Running) -> None:
    await oversight.deliver(journey().messages())
    oversight.clock.move_to(at(70, 9))
    found = (await timeline(oversight))["clocks"]
    assert Counter((clock["obligation"], clock["result"]) for clock in found) == {
        ("reportDelivered", "met"): 1,
        ("preSentenceCheckAnswered", "cancelled"): 1,
        ("allocationDecided", "met"): 1,
        ("informationGapAnswered", "met"): 1,
        ("informationGapAnswered", "missed"): 2,
        ("responsibleOfficerNamed", "met"): 1,
        ("informationGapAcknowledged", "met"): 2,
        ("informationGapAcknowledged", "missed"): 1,
        ("firstAppointment", "met"): 1,
        ("initialPlan", "met"): 1,
        ("riskReview", "met"): 1,
        ("warningLetter", "metLate"): 1,
        ("enforcementDecision", "met"): 1,
        ("breachReferred", "met"): 1,
        ("packResubmitted", "met"): 1,
        ("breachPresented", "met"): 1,
        ("riskEscalationDecided", "met"): 1,
    }
    [unread] = [c for c in found if (c["obligation"], c["result"]) == ("informationGapAcknowledged", "missed")]
    assert unread["owner"] == "C17"
    assert unread["overdueAt"] is not None
    assert unread["cancelledAt"] is not None  # the case left the CRC; that forgives nothing


async def test_a_clock_runs_until_its_time_and_is_then_missed_whether_or_not_anybody_has_said_so(
    oversight: Running,
) -> None:
    oversight.clock.move_to(at(1, 9))
    await oversight.deliver([one.message() for one in journey().told[:1]])
    assert [clock["result"] for clock in (await timeline(oversight))["clocks"]] == ["running"]
    oversight.clock.move_to(at(2, 9))
    assert [clock["result"] for clock in (await timeline(oversight))["clocks"]] == ["missed"]


async def test_an_event_of_every_type_in_the_catalogue_is_written_down_and_can_be_read(oversight: Running) -> None:
    of_a_person = [event for event in one_of_each() if isinstance(event, EventData)]
    for event in of_a_person:
        # the samples' clocks are any clocks, also ones that no service would start
        done = await oversight.deliver([event.model_copy(update={"clocks": ()})])
        assert (done.applied, done.parked) == (1, 0), event.event_type
        [told] = (await timeline(oversight, event.crn))["events"]
        newest = VERSIONS.newest(event.event_type)
        assert (told["type"], told["summary"].endswith(".")) == (newest, True)
    assert {event.event_type for event in of_a_person} == set(PERSONAL)


@pytest.mark.parametrize("organisation", ["N07", "C17"])
async def test_an_organisation_sees_whoever_it_has_a_part_in(oversight: Running, organisation: str) -> None:
    await oversight.deliver(journey().messages())
    headers = officer_of(oversight, organisation)
    assert (await oversight.client.get("/people/X320741/timeline", headers=headers)).status_code == 200
    assert [person["crn"] for person in (await people(oversight, headers))["items"]] == ["X320741"]


@pytest.mark.parametrize("organisation", ["C21", "N01", "HMIP", ""])
async def test_to_another_organisation_nobody_is_there(oversight: Running, organisation: str) -> None:
    await oversight.deliver(journey().messages())
    headers = oversight.as_(organisation, "C21A101", Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER)
    theirs = await oversight.client.get("/people/X320741/timeline", headers=headers)
    nobodys = await oversight.client.get("/people/X999999/timeline", headers=headers)
    assert (theirs.status_code, theirs.json()) == (404, nobodys.json())
    assert (await people(oversight, headers))["items"] == []
    assert (await people(oversight, headers, q="X320741"))["items"] == []


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.OPERATOR])
async def test_inspectors_and_operators_see_everybody(oversight: Running, role: Role) -> None:
    await oversight.deliver(journey().messages())
    headers = oversight.as_("HMIP", "HMIP001", role)
    assert (await oversight.client.get("/people/X320741/timeline", headers=headers)).status_code == 200
    assert (await oversight.client.get("/people/X999999/timeline", headers=headers)).status_code == 404


async def test_a_crc_sees_nobody_before_a_case_is_its_own(oversight: Running) -> None:
    story = journey()
    headers = officer_of(oversight, "C17")
    seen = []
    for one in story.told[:5]:
        await oversight.deliver([one.message()])
        seen.append((await oversight.client.get("/people/X320741/timeline", headers=headers)).status_code)
    # the sentence names the CRC of the area; only the allocation gives it a part
    assert seen == [404, 404, 404, 404, 200]


async def test_without_a_token_nothing_is_read(oversight: Running) -> None:
    for path in ("/people", "/people/X320741/timeline"):
        assert (await oversight.client.get(path)).status_code == 401


async def test_what_is_no_crn_is_refused_with_its_place(oversight: Running) -> None:
    answer = await oversight.client.get("/people/jones/timeline", headers=inspector(oversight))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/path/crn")


async def test_the_read_model_can_be_thrown_away_and_told_again(oversight: Running) -> None:
    messages = journey().messages()
    await oversight.deliver(messages)
    before = await timeline(oversight)
    await forget(oversight)
    await oversight.deliver(messages)
    assert await timeline(oversight) == before


async def test_an_effect_in_the_same_microsecond_comes_after_its_cause(oversight: Running) -> None:
    story = Story()
    passed = sentence(at(1, 9))
    cause = message_of(passed, at(1, 9), event_id=story.id("late"))  # ids that say nothing of the order
    for number in range(8):
        effect_id = story.id(f"effect {number}")
        effect = message_of(accepted(passed), at(1, 9), event_id=effect_id, causation_id=str(story.id("late")))
        await oversight.deliver([effect])
    await oversight.deliver([cause])
    found = (await timeline(oversight))["events"]
    assert found[0]["eventId"] == str(story.id("late"))
    assert [e["eventId"] for e in found[1:]] == sorted(str(story.id(f"effect {n}")) for n in range(8))
    assert found[0]["officer"] == COURT.officer
