"""The directory and its rate card: kept by each CRC, found by everybody, and told to the courts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.runtime.auth import Role
from tests.integration.allocation.directory.desk import Desk


def codes(problem: dict[str, Any]) -> list[str]:
    return [error["code"] for error in problem["errors"]]


async def a_directory(desk: Desk) -> None:
    """Two CRCs of London's and of the South East's ground, five entries."""
    charity = await desk.supplier(name="Women first", kind="voluntary")
    itself = await desk.supplier(name="London CRC", kind="provider")
    await desk.intervention(itself)
    await desk.intervention(charity, code="C17-WOMEN", needs=["relationships", "finance"], openTo=["female"])
    await desk.intervention(charity, code="C17-DEBT", needs=["finance"], openTo=["female", "male"], price=None)
    await desk.intervention(itself, code="C17-NEXT", needs=["drugs"], offeredFrom="2017-01-01")
    kent = await desk.supplier("C21", "Kent CRC", "provider")
    await desk.intervention(kent, openTo=["male", "female"])


async def test_everybody_with_a_token_finds_what_is_offered(desk: Desk) -> None:
    await a_directory(desk)

    async def found(who: dict[str, str] | None = None, **query: str) -> list[str]:
        return [item["code"] for item in await desk.every("/interventions", who, **query)]

    everything = ["C17-BBR", "C17-DEBT", "C17-NEXT", "C17-WOMEN", "C21-BBR"]
    assert await found() == everything
    for organisation, role in (
        ("C21", Role.RESPONSIBLE_OFFICER),
        ("N01", Role.COURT_OFFICER),
        ("police", "checkAgency"),
    ):
        assert await found(desk.service.as_(organisation, "anybody", role)) == everything
    assert await found(provider="C17") == everything[:4]
    assert await found(provider="N06") == ["C21-BBR"]
    assert await found(provider="C01") == await found(provider="N99") == await found(provider="C99") == []
    assert await found(need="relationships") == ["C17-BBR", "C17-WOMEN", "C21-BBR"]
    assert await found(need="relationships", sex="female") == ["C17-WOMEN", "C21-BBR"]
    assert await found(need="relationships", sex="female", provider="N07") == ["C17-WOMEN"]
    assert await found(supplierKind="voluntary") == ["C17-DEBT", "C17-WOMEN"]
    assert await found(openOn="2016-09-05") == ["C17-BBR", "C17-DEBT", "C17-WOMEN", "C21-BBR"]
    assert await found(openOn="2017-01-01") == everything
    assert await found(openOn="2015-01-31") == []
    assert (await desk.service.client.get("/interventions")).status_code == 401


async def test_an_entry_says_what_it_costs_today_and_what_is_free(desk: Desk) -> None:
    made = await desk.intervention()
    assert (made["price"], made["placesFree"], made["number"], made["version"]) == (64500, 3, 1, 1)
    path = f"/interventions/{made['interventionId']}"
    raised = await desk.post(f"{path}/prices", {"from": "2016-10-01", "price": 70000}, desk.manager(), 200)
    assert (raised["price"], [one["from"] for one in raised["prices"]]) == (64500, ["2015-02-01", "2016-10-01"])
    await desk.post(f"{path}/capacity", {"capacity": 5}, desk.manager(), 200)
    desk.service.clock.move_to(datetime(2016, 9, 30, 23, 0, tzinfo=UTC))  # midnight in London
    [item] = (await desk.get("/interventions"))["items"]
    assert (item["price"], item["placesFree"], item["supplierName"], item["supplierKind"]) == (
        70000,
        5,
        "Relate well",
        "voluntary",
    )
    seen = await desk.service.client.get(path, headers=desk.officer("C01"))
    assert (seen.headers["ETag"], seen.json()["price"]) == ('"3"', 70000)


async def test_what_a_court_would_act_on_is_told_under_the_code(desk: Desk) -> None:
    made = await desk.intervention()
    path = f"/interventions/{made['interventionId']}"
    await desk.post(f"{path}/prices", {"from": "2016-10-01", "price": 1}, desk.manager(), 200)
    await desk.post(f"{path}/capacity", {"capacity": 5}, desk.manager(), 200)
    for _ in range(2):
        withdrawn = await desk.post(f"{path}/withdrawal", {"offeredUntil": "2016-12-31"}, desk.manager(), 200)
    assert (withdrawn["offeredUntil"], withdrawn["number"], withdrawn["version"]) == ("2016-12-31", 2, 4)
    told = [body for _, body in await desk.service.events("intervention-listed")]
    assert [(one["code"], one["number"], one["offeredUntil"]) for one in told] == [
        ("C17-BBR", 1, None),
        ("C17-BBR", 2, "2016-12-31"),
    ]
    assert told[0]["detailUrl"] == f"http://allocation.test{path}"
    assert "crn" not in told[0]
    assert {row["crn"] for row in await desk.service.rows("SELECT crn FROM event")} == {"C17-BBR"}


async def test_only_the_provider_s_contract_manager_changes_its_directory(desk: Desk) -> None:
    made = await desk.intervention()
    path = f"/interventions/{made['interventionId']}"
    wishes: dict[str, dict[str, Any]] = {
        "prices": {"from": "2016-10-01", "price": 1},
        "capacity": {"capacity": 1},
        "withdrawal": {"offeredUntil": "2016-12-31"},
    }
    for step, body in wishes.items():
        await desk.refused(f"{path}/{step}", body, desk.manager("C21"), 404)
        await desk.refused(f"{path}/{step}", body, desk.manager("N07"), 404)
        await desk.refused(f"{path}/{step}", body, desk.officer("C17"), 403)
    for path, body in (("/suppliers", {"name": "X", "kind": "private"}), ("/interventions", {})):
        await desk.refused(path, body, desk.officer("C17"), 403)


async def test_a_code_a_name_and_the_provider_itself_stand_once(desk: Desk) -> None:
    charity = await desk.supplier()
    await desk.intervention(charity)
    await desk.refused("/suppliers", {"name": "Relate well", "kind": "private"}, desk.manager(), 409)
    await desk.supplier(name="London CRC", kind="provider")
    await desk.refused("/suppliers", {"name": "London CRC again", "kind": "provider"}, desk.manager(), 409)
    await desk.supplier("C21")
    body = {"code": "C17-BBR", "title": "Again", "needs": ["drugs"], "openTo": ["male"], "capacity": 1}
    again = {**body, "supplierId": charity["supplierId"], "offeredFrom": "2016-01-01"}
    await desk.refused("/interventions", again, desk.manager(), 409)
    problem = await desk.refused("/interventions", again, desk.manager("C21"))
    assert codes(problem) == ["codeOfAnotherProvider", "supplierUnknown"]


async def test_suppliers_are_listed_by_name_and_the_voluntary_sector_can_be_told_apart(desk: Desk) -> None:
    await a_directory(desk)

    async def names(**query: Any) -> list[str]:
        return [item["name"] for item in await desk.every("/suppliers", **query)]

    assert await names() == ["London CRC", "Women first", "Kent CRC"]
    assert await names(kind="voluntary") == ["Women first"]
    assert await names(provider="N06") == ["Kent CRC"]
    assert await names(provider="C17", kind="provider") == ["London CRC"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"code": "C17_BBR"}, "/code"),
        ({"title": "a\x00b"}, "/title"),
        ({"title": "\ud800"}, "/title"),
        ({"needs": []}, "/needs"),
        ({"needs": ["money"]}, "/needs/0"),
        ({"openTo": ["male"] * 3}, "/openTo"),
        ({"capacity": -1}, "/capacity"),
        ({"capacity": 2**70}, "/capacity"),
        ({"price": 100_000_001}, "/price"),
        ({"offeredFrom": "2016-02-30"}, "/offeredFrom"),
        ({"offeredFrom": "10000-01-01"}, "/offeredFrom"),
        ({"supplierId": "x"}, "/supplierId"),
        ({"colour": "red"}, "/colour"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_place(desk: Desk, changes: dict[str, Any], pointer: str) -> None:
    body: dict[str, Any] = {
        "code": "C17-BBR",
        "title": "Building Better Relationships",
        "needs": ["relationships"],
        "openTo": ["male"],
        "supplierId": (await desk.supplier())["supplierId"],
        "capacity": 3,
        "offeredFrom": "0001-01-01",
        "price": 0,
    }
    problem = await desk.refused("/interventions", {**body, **changes}, desk.manager())
    assert problem["errors"][0]["pointer"] == pointer
    await desk.post("/interventions", body, desk.manager())


@pytest.mark.parametrize("path", ["/interventions", "/suppliers", "/budgets", "/purchases"])
async def test_a_cursor_that_is_not_ours_is_refused(desk: Desk, path: str) -> None:
    for cursor in ("nonsense", "WzEsMl0", "WyJcdTAwMDAiXQ", "WyJcdTAwMDAiLCJcdTAwMDAiXQ", "W251bGwsIG51bGxd"):
        answer = await desk.service.client.get(path, params={"cursor": cursor}, headers=desk.officer())
        assert answer.status_code in (200, 422), answer.text


async def test_budgets_are_the_division_s_own_with_every_amount(desk: Desk) -> None:
    first = await desk.budget(500)
    again = await desk.budget(800)
    assert (first["budgetId"], first["version"], again["version"]) == (again["budgetId"], 1, 2)
    assert [one["amount"] for one in again["amounts"]] == [500, 800]
    await desk.budget(100_000_000_000, year="2017/18")
    await desk.budget(7, division="N04")
    own = await desk.every("/budgets")
    assert [(one["financialYear"], one["amount"], one["left"]) for one in own] == [
        ("2017/18", 100_000_000_000, 100_000_000_000),
        ("2016/17", 800, 800),
    ]
    assert await desk.every("/budgets", desk.officer("C17")) == []
    inspector = desk.service.as_("HMIP", "HMIP001", Role.INSPECTOR)
    assert [one["division"] for one in await desk.every("/budgets", inspector)] == ["N07", "N07", "N04"]
    for organisation, code in (("C17", "notADivision"), ("police", "notADivision")):
        body = {"financialYear": "2016/17", "amount": 1}
        assert codes(await desk.refused("/budgets", body, desk.manager(organisation))) == [code]
    problem = await desk.refused("/budgets", {"financialYear": "2015/16", "amount": 1}, desk.manager("N07"))
    assert codes(problem) == ["yearIsOver"]
    await desk.refused("/budgets", {"financialYear": "2016/18", "amount": 1}, desk.manager("N07"))


async def test_after_its_last_day_an_entry_does_not_change(desk: Desk) -> None:
    made = await desk.intervention()
    path = f"/interventions/{made['interventionId']}"
    await desk.post(f"{path}/withdrawal", {"offeredUntil": "2016-09-05"}, desk.manager(), 200)
    desk.service.clock.move_to(desk.service.clock.now() + timedelta(days=1))
    problem = await desk.refused(f"{path}/capacity", {"capacity": 9}, desk.manager(), 409)
    assert (problem["state"], problem["allowed"]) == ("withdrawn", [])
