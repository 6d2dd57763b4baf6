"""Two people, or a person and a fact, at one case or one breach at the same moment: it ends as if one had come first.

Whichever comes second is done too, or is refused because of what stands; nothing is lost, doubled or half done.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from shared.contracts.crc import MonthlyContactOverdue
from shared.probation.vocabulary import StaffGrade
from shared.runtime.auth import Role
from tests.integration.across.at_once import Do, end_together_as_in_some_order
from tests.integration.breach.desk import DISPUTED, FATAL, MINOR, PRESENTED, WITHDRAWN, pack
from tests.integration.breach.desk import Desk as Exchange
from tests.integration.crc.desk import Desk
from tests.integration.crc.many import ABUSE
from tests.support.postgres import Databases
from tests.support.running import MONDAY, Running, running
from tests.unit.breach.test_changed_orders import revoked
from tests.unit.crc.breaches import concluded, initiated
from tests.unit.crc.given import COLLEAGUE, MANAGER, OFFICER, accepted, ended, entry, moved, naming, sentence

ANOTHER_MANAGER = "C17M002"
EXCUSED = {"decision": "accepted", "outcome": "AAME"}
UPHELD = {"outcome": "upheld", "grounds": "The address is there."}
SCENES: dict[str, Callable[[Running], Awaitable[tuple[Do, Do]]]] = {}


def scene(does: Callable[[Running], Awaitable[tuple[Do, Do]]]) -> Callable[[Running], Awaitable[tuple[Do, Do]]]:
    """Two things that happen at once, by their name."""
    SCENES[does.__name__.replace("_", " ")] = does
    return does


async def held(service: Running) -> Desk:
    """An open case that has its officer."""
    desk = Desk(service)
    await desk.open()
    await desk.name()
    return desk


async def failed_twice(service: Running) -> tuple[Desk, list[str], str]:
    """Two failures to comply, and the decision that is due."""
    desk = await held(service)
    missed = [await desk.kept(MONDAY + timedelta(days=days), "UAAB") for days in (4, 9)]
    (due,) = (await desk.seen())["enforcementDecisions"]
    return desk, missed, str(due["decisionId"])


def given(desk: Desk, officer: str, before: str | None = None) -> Do:
    return partial(desk.asked, "responsible-officer", naming(officer, before), desk.manager)


def leaves(desk: Desk, officer: str) -> Do:
    day = desk.service.clock.now().date().isoformat()
    path = f"/officers/{officer}/departure"
    return partial(desk.service.client.post, path, json={"leftOn": day}, headers=desk.manager)


def excused(desk: Desk, appointment: str) -> Do:
    day = desk.service.clock.now().date().isoformat()
    return partial(desk.asked, f"appointments/{appointment}/excuse", {"givenOn": day, **EXCUSED})


def decided(desk: Desk, decision_id: str, **asked: Any) -> Do:
    said = {"decision": "breach", "manager": MANAGER, **asked}
    return partial(desk.asked, f"enforcement-decisions/{decision_id}", said)


def heard(service: Running, *facts: Any) -> Do:
    return partial(service.deliver, facts)


@scene
async def crc_a_case_is_given_to_an_officer_who_leaves(service: Running) -> tuple[Do, Do]:
    desk = await held(service)
    return given(desk, COLLEAGUE, OFFICER), leaves(desk, COLLEAGUE)


@scene
async def crc_an_officer_leaves_and_their_case_moves(service: Running) -> tuple[Do, Do]:
    desk = await held(service)
    return leaves(desk, OFFICER), heard(service, moved())


@scene
async def crc_two_cases_are_given_to_one_officer_at_the_hard_stop(service: Running) -> tuple[Do, Do]:
    """At a twentieth of full time the hard stop is above 3: one more is possible, and two are not."""
    desk = Desk(service)
    await desk.open()
    terms = {"fullTimePercent": 5}
    answer = await service.client.post(f"/officers/{COLLEAGUE}/terms", json=terms, headers=desk.manager)
    assert answer.is_success, answer.text
    about = [{"sentence_id": UUID(int=1000 + number), "crn": f"Y{number:06}"} for number in range(4)]
    await service.deliver([sentence(gaps=(), risk=ABUSE, **one) for one in about])
    await service.deliver([accepted(**one) for one in about])

    def named(number: int) -> Do:
        path = f"/cases/{about[number]['sentence_id']}/responsible-officer"
        return partial(service.client.post, path, json={"officer": COLLEAGUE}, headers=desk.manager)

    for number in (0, 1):
        assert (await named(number)()).is_success
    return named(2), named(3)


@scene
async def crc_an_outcome_is_recorded_while_a_breach_ends(service: Running) -> tuple[Do, Do]:
    desk, _, decision = await failed_twice(service)
    await decided(desk, decision)()
    await desk.hear(initiated())
    arranged = await desk.appointment(service.clock.now() + timedelta(days=1))
    service.clock.advance(timedelta(days=2))
    outcome = partial(desk.asked, f"appointments/{arranged}/outcome", {"outcome": "UAAB"})
    return outcome, heard(service, concluded())


@scene
async def crc_an_outcome_is_recorded_when_its_month_has_run_out(service: Running) -> tuple[Do, Do]:
    desk = await held(service)
    arranged = await desk.appointment(MONDAY + timedelta(days=50))
    service.clock.move_to(MONDAY + timedelta(days=60))
    await service.tick()
    (overdue,) = await desk.told("monthly-contact-overdue")
    outcome = partial(desk.asked, f"appointments/{arranged}/outcome", {"outcome": "ATTC"})
    return outcome, heard(service, MonthlyContactOverdue.model_validate(overdue))


@scene
async def crc_a_breach_is_decided_and_an_excuse_is_accepted(service: Running) -> tuple[Do, Do]:
    desk, (_, second), decision = await failed_twice(service)
    return decided(desk, decision), excused(desk, second)


@scene
async def crc_it_is_decided_twice(service: Running) -> tuple[Do, Do]:
    desk, _, decision = await failed_twice(service)
    return decided(desk, decision), decided(desk, decision, decision="notEnforced", reason="complianceResumed")


@scene
async def crc_a_breach_is_decided_and_an_outcome_is_corrected(service: Running) -> tuple[Do, Do]:
    desk, (first, _), decision = await failed_twice(service)
    asked = {"outcome": "AAME", "reason": "recordedInError"}
    return decided(desk, decision), partial(desk.asked, f"appointments/{first}/correction", asked, desk.manager)


@scene
async def crc_an_excuse_is_accepted_and_the_outcome_is_corrected(service: Running) -> tuple[Do, Do]:
    desk, (_, second), _ = await failed_twice(service)
    asked = {"outcome": "ATTC", "reason": "recordedInError"}
    return excused(desk, second), partial(desk.asked, f"appointments/{second}/correction", asked, desk.manager)


@scene
async def crc_a_breach_is_decided_and_the_case_moves(service: Running) -> tuple[Do, Do]:
    desk, _, decision = await failed_twice(service)
    return decided(desk, decision), heard(service, moved())


@scene
async def crc_a_breach_is_decided_and_the_order_has_ended(service: Running) -> tuple[Do, Do]:
    desk, _, decision = await failed_twice(service)
    return decided(desk, decision), heard(service, ended(ended_on=service.clock.now().date()))


@scene
async def crc_two_managers_sign_off_one_plan(service: Running) -> tuple[Do, Do]:
    desk = await held(service)
    await desk.register(entry(ANOTHER_MANAGER, StaffGrade.SPO))
    planned = await desk.plan(("finance", "C17-DEBT", 5))
    asked = {"work": "plan", "subjectId": planned["plan"]["planId"], "lookedAt": ["plan", "risk"]}
    another = service.as_("C17", ANOTHER_MANAGER, Role.SENIOR_PROBATION_OFFICER)
    return partial(desk.asked, "sign-offs", asked, desk.manager), partial(desk.asked, "sign-offs", asked, another)


@scene
async def crc_a_plan_is_signed_off_and_reviewed(service: Running) -> tuple[Do, Do]:
    desk = await held(service)
    planned = await desk.plan(("finance", "C17-DEBT", 5))
    asked = {"work": "plan", "subjectId": planned["plan"]["planId"], "lookedAt": ["plan"]}
    body = {"needs": ["finance"], "objectives": [{"need": "finance", "intervention": "C17-DEBT", "rarDays": 9}]}
    return partial(desk.asked, "sign-offs", asked, desk.manager), partial(desk.asked, "plan-reviews", body)


async def begun(service: Running) -> Exchange:
    """A breach that has been decided."""
    exchange = Exchange(service)
    await exchange.hear()
    return exchange


def newer(exchange: Exchange) -> Do:
    """Another version of the pack, which says something else of the progress."""
    return partial(exchange.post, "pack", pack(progress="The person has come twice since."), exchange.crc)


@scene
async def breach_a_return_is_disputed_while_a_new_version_is_written(service: Running) -> tuple[Do, Do]:
    exchange = await begun(service)
    await exchange.returned()
    return partial(exchange.post, "dispute", DISPUTED, exchange.manager), newer(exchange)


@scene
async def breach_a_dispute_is_decided_while_it_is_taken_back(service: Running) -> tuple[Do, Do]:
    exchange = await begun(service)
    await exchange.returned()
    await exchange.done("dispute", DISPUTED, exchange.manager)
    decision = partial(exchange.post, "dispute/decision", UPHELD, exchange.third)
    return decision, partial(exchange.post, "dispute/withdrawal", {}, exchange.manager)


@scene
async def breach_a_dispute_is_upheld_while_a_new_version_is_written(service: Running) -> tuple[Do, Do]:
    exchange = await begun(service)
    await exchange.returned()
    await exchange.done("dispute", DISPUTED, exchange.manager)
    return partial(exchange.post, "dispute/decision", UPHELD, exchange.third), newer(exchange)


@scene
async def breach_a_pack_is_accepted_and_returned(service: Running) -> tuple[Do, Do]:
    exchange = await begun(service)
    await exchange.referred()
    acceptance = partial(exchange.post, "acceptance", MINOR, exchange.nps)
    return acceptance, partial(exchange.post, "return", FATAL, exchange.nps)


@scene
async def breach_a_pack_is_accepted_and_the_breach_withdrawn(service: Running) -> tuple[Do, Do]:
    exchange = await begun(service)
    await exchange.referred()
    acceptance = partial(exchange.post, "acceptance", MINOR, exchange.nps)
    return acceptance, partial(exchange.post, "outcome", WITHDRAWN, exchange.nps)


@scene
async def breach_a_pack_is_signed_while_a_new_version_is_written(service: Running) -> tuple[Do, Do]:
    exchange = await begun(service)
    await exchange.prepared()
    return partial(exchange.post, "countersignature", {}, exchange.manager), newer(exchange)


@scene
async def breach_a_pack_is_referred_while_a_new_version_is_written(service: Running) -> tuple[Do, Do]:
    exchange = await begun(service)
    await exchange.signed()
    return partial(exchange.post, "referral", {}, exchange.manager), newer(exchange)


@scene
async def breach_a_pack_is_referred_while_its_manager_recommends_something_else(service: Running) -> tuple[Do, Do]:
    exchange = await begun(service)
    await exchange.signed()
    said = {"recommendation": "fine", "reason": "managersView", "rationale": "A fine is what the person will notice."}
    change = partial(exchange.post, "recommendation", said, exchange.manager)
    return partial(exchange.post, "referral", {}, exchange.manager), change


@scene
async def breach_a_pack_is_referred_and_the_nps_takes_the_case(service: Running) -> tuple[Do, Do]:
    exchange = await begun(service)
    await exchange.signed()
    return partial(exchange.post, "referral", {}, exchange.manager), heard(service, exchange.story.transferred())


@scene
async def breach_a_breach_is_presented_and_its_order_has_ended(service: Running) -> tuple[Do, Do]:
    exchange = await begun(service)
    await exchange.referred()
    await exchange.done("acceptance", {}, exchange.nps)
    return partial(exchange.post, "presentation", PRESENTED, exchange.nps), heard(service, revoked())


@pytest.fixture(scope="module")
async def services(databases: Databases) -> AsyncIterator[dict[str, Running]]:
    """The two services."""
    async with running(databases, "crc") as crc, running(databases, "breach") as breach:
        yield {"crc": crc, "breach": breach}


@pytest.mark.parametrize("name", SCENES)
async def test_two_at_once_end_as_one_after_the_other(services: dict[str, Running], name: str) -> None:
    one_first, other_first = await end_together_as_in_some_order(services[name.split(" ")[0]], SCENES[name])
    assert one_first != other_first, "it makes no difference who comes first: nothing is proved"
