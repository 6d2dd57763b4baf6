"""The court service hears how a breach has ended, and changes or ends the order: nobody types it again."""

from functools import partial
from typing import Any
from uuid import UUID

import pytest

from shared.contracts.breach import BreachConcluded
from tests.integration.court.conftest import Court
from tests.support.counting import statements_of

LEFT = {
    "order_ends_on": "2018-03-05",
    "requirements": [{"kind": "unpaidWork", "amount": 120, "unit": "hours"}],
}


def ended(sentence: dict[str, Any], **said: Any) -> BreachConcluded:
    facts = {
        "crn": sentence["crn"],
        "detail_url": "http://breach.test/breaches/1",
        "recorded_by": {"organisation": "N07", "officer": "N07E001"},
        "breach_id": UUID(int=7),
        "sentence_id": sentence["sentenceId"],
        "provider": "C17",
        "division": "N07",
        "state": "proven",
        "outcome": "continue",
        "penalty": "moreOnerous",
        "order_after": LEFT,
        "order_ends": False,
        "ended_on": None,
        "withdrawal_reason": None,
        "recommendation_followed": True,
        "first_recommendation": "moreOnerous",
        "recommendation": "moreOnerous",
    }
    return BreachConcluded.model_validate({**facts, **said})


def revoked(sentence: dict[str, Any]) -> BreachConcluded:
    said = {"outcome": "custody", "penalty": None, "order_after": None, "order_ends": True, "ended_on": "2016-09-05"}
    return ended(sentence, **said)


async def test_a_harder_order_is_the_order_from_now(court: Court) -> None:
    sentence = await court.sentence()
    await court.service.deliver([ended(sentence)])
    after = await court.get(f"/sentences/{sentence['sentenceId']}")
    assert (after["orderEndsOn"], [one["amount"] for one in after["requirements"]]) == ("2018-03-05", [120])
    [change] = after["changes"]
    assert (change["cause"], change["changedBy"]) == ("breach", "N07E001")
    assert change["before"]["requirements"] == sentence["requirements"]
    [(_, event)] = await court.service.events("order-amended")
    assert (event["cause"], event["recordedBy"]["officer"]) == ("breach", "N07E001")


async def test_an_order_that_the_court_ended_has_ended_here(court: Court) -> None:
    sentence = await court.sentence()
    told = await court.told()
    await court.service.deliver([revoked(sentence)])
    after = await court.get(f"/sentences/{sentence['sentenceId']}")
    assert (after["state"], after["endedOn"], after["endedBecause"]) == ("ended", "2016-09-05", "reSentenced")
    assert {gap["state"] for gap in after["gaps"]} == {"closed"}
    since = (await court.told())[len(told) :]
    assert (since[0], set(since[1:])) == ("order-revoked", {"information-gap-closed"})
    assert not {how for how in (await court.clocks()).values() if how == "runs"}


async def test_an_end_that_is_heard_twice_is_followed_once(court: Court) -> None:
    sentence = await court.sentence()
    for _ in range(2):
        await court.service.deliver([ended(sentence)])
    assert len(await court.service.events("order-amended")) == 1


async def test_a_breach_of_an_unknown_sentence_is_passed_over(court: Court) -> None:
    sentence = await court.sentence()
    applied = await court.service.deliver([ended({**sentence, "sentenceId": UUID(int=9)})])
    assert applied.parked == 0
    assert await court.service.events("order-amended") == []


@pytest.mark.parametrize("how", [ended, revoked])
async def test_a_batch_costs_the_same_whatever_its_size(court: Court, how: Any) -> None:
    costs = []
    for size in (1, 20):
        sentences = [await court.sentence(crn=f"X{size:02}{number:04}") for number in range(size)]
        batch = [how(sentence) for sentence in sentences]
        costs.append(len(await statements_of(court.service, partial(court.service.deliver, batch))))
    assert costs[0] == costs[1] <= 8, costs
