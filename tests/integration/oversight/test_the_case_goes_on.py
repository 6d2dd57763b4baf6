"""After the first officer: gaps are read anew, the case moves to another CRC and to the NPS, and the order ends."""

import re
from itertools import permutations
from typing import Any

import pytest

from shared.contracts import allocation, court, crc
from shared.contracts.model import Actor, Obligation
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.probation.vocabulary import (
    GapCause,
    GapClosure,
    InterventionOutcome,
    Need,
    PurchaseState,
    RevocationCause,
    Source,
    StaffGrade,
    SupplierKind,
    TransferOutcome,
    TransferReason,
)
from shared.runtime.inbox import Message
from tests.integration.oversight.reading import READ_MODEL, forget, officer_of, people, timeline
from tests.integration.oversight.stories import court_and_allocation
from tests.integration.oversight.story import (
    ALLOCATION,
    DOMESTIC_ABUSE,
    MANAGER,
    ROSH,
    SAFEGUARDING,
    Story,
    at,
    started,
)
from tests.integration.oversight.test_the_pages import shown, words
from tests.support.running import Running

GAPS = (DOMESTIC_ABUSE, SAFEGUARDING, ROSH)
COLLEAGUE, ELSEWHERE = Actor(organisation="C17", officer="C17A102"), Actor(organisation="C21", officer="C21A101")
NPS_OFFICER = Actor(organisation="N07", officer="N07B500")
THERE = Actor(organisation="C21")
NAMING: dict[str, Any] = {
    "supervised_by": None,
    "caseload": 1,
    "handed_over_by": None,
    "handover_reason": None,
}


def supervised() -> Story:
    """To where the first officer has read two of the three gaps."""
    story = Story()
    court_and_allocation(story)
    return story


def to_be_read(story: Story, day: int, owner: str, obligation: Obligation = Obligation.GAP_ACKNOWLEDGED) -> list[Any]:
    by = due(LimitName.GAP_ACKNOWLEDGED, at(day, 9))
    return [started(obligation, story.id(name), by, owner) for name in GAPS]


def another_officer(story: Story) -> None:
    again = to_be_read(story, 20, "C17")[:2]
    named: dict[str, Any] = {"provider": "C17", "officer": "C17A102", "grade": StaffGrade.PO, **NAMING}
    story.tell(crc.ResponsibleOfficerNamed, at(20, 9), MANAGER, *again, **named)
    story.tell(crc.GapAcknowledged, at(21, 9), COLLEAGUE, gap_id=story.id(DOMESTIC_ABUSE), officer="C17A102")


def move(story: Story) -> None:
    """To another CRC's area, where the officer reads one gap."""
    transfer: dict[str, Any] = {
        "transfer_id": story.id("transfer"),
        "from_provider": "C17",
        "to_provider": "C21",
    }
    story.tell(
        allocation.TransferProposed,
        at(29, 9),
        ALLOCATION,
        started(Obligation.TRANSFER_DECIDED, story.id("transfer"), due(LimitName.TRANSFER_DECISION, at(29, 9)), "C21"),
        **transfer,
        reason=TransferReason.MOVE_OF_RESIDENCE,
        risk_held_by="C17",
    )
    story.tell(
        allocation.TransferDecided, at(30, 9), THERE, **transfer, outcome=TransferOutcome.ACCEPTED, risk_held_by="C21"
    )
    moved = story.tell(
        allocation.CaseTransferred,
        at(30, 9),
        THERE,
        **transfer,
        reason=TransferReason.MOVE_OF_RESIDENCE,
        escalation_id=None,
        risk_held_by="C21",
    )
    story.tell(
        crc.CaseClosed, at(30, 9), Actor(organisation="C17"), because=moved, provider="C17", transferred_to="C21"
    )
    clocks = to_be_read(story, 30, "C21")
    gaps = tuple(story.id(name) for name in GAPS)
    came: dict[str, Any] = {"provider": "C21", "provisional": True, "gaps_to_read": gaps}
    story.tell(crc.CaseOpened, at(30, 9), THERE, *clocks, because=moved, **came)
    named: dict[str, Any] = {"provider": "C21", "officer": "C21A101", "grade": StaffGrade.PO, **NAMING}
    story.tell(crc.ResponsibleOfficerNamed, at(31, 9), THERE, **named)
    story.tell(crc.GapAcknowledged, at(31, 10), ELSEWHERE, gap_id=story.id(SAFEGUARDING), officer="C21A101")


def nps_takes_over(story: Story) -> None:
    moved = story.tell(
        allocation.CaseTransferred,
        at(60, 9),
        ALLOCATION,
        *to_be_read(story, 60, "N07", Obligation.NPS_GAP_ACKNOWLEDGED),
        started(Obligation.NPS_OFFICER_NAMED, story.sentence_id, due(LimitName.GAP_ACKNOWLEDGED, at(60, 9)), "N07"),
        from_provider="C21",
        to_provider="N07",
        reason=TransferReason.WRONGLY_ALLOCATED,
        escalation_id=None,
        risk_held_by="N07",
    )
    story.tell(crc.CaseClosed, at(60, 9), THERE, because=moved, provider="C21", transferred_to="N07")
    officer: dict[str, Any] = {"provider": "N07", "officer": "N07B500", "grade": StaffGrade.PO}
    story.tell(allocation.NpsOfficerNamed, at(61, 9), ALLOCATION, **officer)
    story.tell(allocation.NpsGapAcknowledged, at(62, 9), NPS_OFFICER, gap_id=story.id(ROSH), officer="N07B500")


def order_ends(story: Story) -> None:
    ended: dict[str, Any] = {"cause": RevocationCause.GOOD_PROGRESS, "ended_on": at(90, 9).date()}
    revoked = story.tell(court.OrderRevoked, at(90, 9), ALLOCATION, **ended)
    story.tell(allocation.AllocationEnded, at(90, 9), ALLOCATION, because=revoked, **ended, risk_held_by="N07")


def whole() -> Story:
    story = supervised()
    for step in (another_officer, move, nps_takes_over, order_ends):
        step(story)
    return story


async def gaps_of(oversight: Running, story: Story) -> dict[str, dict[str, Any]]:
    found = {gap["gapId"]: gap for gap in (await timeline(oversight))["gaps"]}
    return {name: found[str(story.id(name))] for name in GAPS}


async def test_after_a_change_of_officers_a_gap_counts_as_read_by_the_officer_of_now_only(oversight: Running) -> None:
    story = supervised()
    another_officer(story)
    await oversight.deliver(story.messages())
    gaps = await gaps_of(oversight, story)
    read, again, never = (gaps[name] for name in GAPS)
    assert (read["acknowledgedBy"], [one["officer"] for one in read["earlierReadings"]]) == ("C17A102", ["C17A101"])
    assert (again["acknowledgedAt"], again["acknowledgedBy"]) == (None, None)
    assert again["earlierReadings"] == [{"officer": "C17A101", "at": "2016-09-08T10:00:00Z"}]
    assert (never["acknowledgedBy"], never["earlierReadings"]) == (None, [])
    assert {gap["toBeReadBy"] for gap in gaps.values()} == {"C17A102"}


async def test_the_page_says_who_is_to_read_it_now_and_who_read_it_before(oversight: Running) -> None:
    story = supervised()
    another_officer(story)
    await oversight.deliver(story.messages())
    text = words(await shown(oversight, "/timeline/X320741"))
    assert "2 gaps not read by the officer" in text
    assert "Not read to be read by C17A102 before: C17A101, 8 Sep 2016, 11:00" in text
    assert "26 Sep 2016, 10:00 C17A102 before: C17A101, 8 Sep 2016, 11:00" in text
    assert "Responsible officer named (probation officer); 2 gaps to be read again." in text


async def test_the_risk_and_the_reading_follow_the_case_to_another_crc_and_to_the_nps(oversight: Running) -> None:
    story = supervised()
    for step in (another_officer, move):
        step(story)
    await oversight.deliver(story.messages())
    there = await gaps_of(oversight, story)
    assert [there[name]["acknowledgedBy"] for name in GAPS] == [None, "C21A101", None]
    assert [one["officer"] for one in there[DOMESTIC_ABUSE]["earlierReadings"]] == ["C17A101", "C17A102"]
    nps_takes_over(story)
    await oversight.deliver(story.messages())
    held = (await timeline(oversight))["riskHolders"]
    assert [one["organisation"] for one in held] == ["N07", "C17", "C21", "N07"]
    assert [one["from"] for one in held][2:] == ["2016-10-05T09:00:00Z", "2016-11-04T09:00:00Z"]
    gaps = await gaps_of(oversight, story)
    assert [gaps[name]["acknowledgedBy"] for name in GAPS] == [None, None, "N07B500"]
    assert {gap["toBeReadBy"] for gap in gaps.values()} == {"N07B500"}


async def test_when_the_order_has_ended_nobody_holds_the_risk_any_more(oversight: Running) -> None:
    await oversight.deliver(whole().messages())
    found = await timeline(oversight)
    assert (found["riskHolders"][-1]["organisation"], found["riskHolders"][-1]["to"]) == ("N07", "2016-12-04T09:00:00Z")
    assert {gap["toBeReadBy"] for gap in found["gaps"]} == {None}
    text = words(await shown(oversight, "/timeline/X320741"))
    assert "Nobody holds the risk: the order has ended" in text
    assert "holds it now" not in text
    assert "The order ended on 4 December 2016: revoked early for good progress." in text


async def test_who_is_asked_to_take_the_case_sees_the_person(oversight: Running) -> None:
    story = supervised()
    before = officer_of(oversight, "C21")
    await oversight.deliver(story.messages())
    assert (await people(oversight, before))["items"] == []
    move(story)
    await oversight.deliver(story.messages())
    for organisation in ("C17", "C21", "N07"):
        assert len((await people(oversight, officer_of(oversight, organisation)))["items"]) == 1, organisation


async def test_who_sells_the_nps_an_intervention_sees_the_person(oversight: Running) -> None:
    story = supervised()
    about: dict[str, Any] = {
        "purchase_id": story.id("purchase"),
        "intervention": "C05-BBR",
        "provider": "C05",
        "division": "N07",
    }
    bought: dict[str, Any] = {"supplier_kind": SupplierKind.VOLUNTARY, "need": Need.FINANCE, "price": 64500}
    owed = started(Obligation.REFERRAL_ANSWERED, story.id("purchase"), due(LimitName.REFERRAL_ANSWER, at(9, 9)), "C05")
    story.tell(allocation.InterventionPurchased, at(9, 9), ALLOCATION, owed, **about, **bought)
    story.tell(
        allocation.PurchaseProgressed,
        at(40, 9),
        Actor(organisation="C05", officer="C05A001"),
        **about,
        state=PurchaseState.ENDED,
        outcome=InterventionOutcome.COMPLETED,
    )
    await oversight.deliver(story.messages())
    assert len((await people(oversight, officer_of(oversight, "C05")))["items"]) == 1
    text = words(await shown(oversight, "/timeline/X320741"))
    assert re.search(r"NPS London bought an intervention of .* CRC for £645.00 \(finance, benefit and debt\)\.", text)
    assert "has ended: completed." in text
    assert "The provider&#39;s answer to the referral" in text


async def test_a_source_that_was_not_consulted_is_named(oversight: Running) -> None:
    story = supervised()
    story.tell(
        court.InformationGapClosed,
        at(9, 9),
        ALLOCATION,
        gap_id=story.id("source"),
        cause=GapCause.SOURCE_NOT_CONSULTED,
        check_kind=None,
        source=Source.VICTIM_STATEMENT,
        closure=GapClosure.ORDER_ENDED,
        risk=court.RiskPicture(),
        open_gaps=(),
    )
    await oversight.deliver(story.messages())
    [gap] = [one for one in (await timeline(oversight))["gaps"] if one["source"]]
    assert (gap["source"], gap["closure"]) == ("victimStatement", "orderEnded")
    text = words(await shown(oversight, "/timeline/X320741"))
    assert f"Victim&#39;s statement {GapCause.SOURCE_NOT_CONSULTED.description} – 14 Sep 2016, 10:00" in text
    assert "Information gap closed unanswered, with the end of the order (victim&#39;s statement)" in text


async def test_a_page_can_be_read_before_the_sentence_is_heard_of(oversight: Running) -> None:
    await oversight.deliver(supervised().by_topic()["crc"])
    text = words(await shown(oversight, "/timeline/X320741"))
    assert text.count("Not known yet: the sentence has not been heard of –") == 3


async def everything(oversight: Running) -> dict[str, Any]:
    tables = {
        table: sorted(repr(sorted(row.items())) for row in await oversight.rows(f"SELECT * FROM {table}"))
        for table in READ_MODEL
    }
    return tables | {"timeline": await timeline(oversight)}


@pytest.mark.parametrize("order", list(permutations(["court", "allocation", "crc"])))
async def test_whichever_topic_is_read_first_the_timeline_is_the_same(
    oversight: Running, order: tuple[str, ...]
) -> None:
    topics = whole().by_topic()
    await oversight.deliver(whole().messages())
    expected = await everything(oversight)
    await forget(oversight)
    for name in order:
        for one in topics[name]:
            batch: list[Message] = [one]
            await oversight.deliver(batch)
    assert await everything(oversight) == expected
