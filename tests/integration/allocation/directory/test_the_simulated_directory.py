"""The directory that the simulator fills: whole, through the API, once however often, and enough for every proposal."""

import itertools
from typing import Any

import httpx
import pytest

from shared.probation.vocabulary import Need, Sex, SupplierKind
from simulator.directory import OFFERS, SUPPLIERS, fill_directory, set_budget
from simulator.staff import Officer, Staff
from tests.integration.allocation.directory.desk import Desk


class Inside(Staff):
    """Staff who call the service in the test's own process."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def _call(
        self,
        officer: Officer,
        service: str,
        method: str,
        path: str,
        status: int | None,
        headers: dict[str, str],
        **more: Any,
    ) -> httpx.Response:
        assert service == "allocation"
        bearer = self.desk.service.as_(officer.organisation, officer.code, *officer.roles)
        answer = await self.desk.service.client.request(method, path, headers={**headers, **bearer}, **more)
        assert answer.is_success, answer.text
        return answer


@pytest.mark.parametrize(("need", "sex"), list(itertools.product(Need, Sex)))
def test_there_is_something_for_every_need_of_either_sex(need: Need, sex: Sex) -> None:
    assert [offer.code for offer in OFFERS if need in offer.needs and sex in offer.open_to]


def test_every_kind_of_supplier_delivers_and_some_of_it_is_for_women_only() -> None:
    assert set(SUPPLIERS.values()) == {kind.value for kind in SupplierKind}
    assert {offer.supplier for offer in OFFERS} == set(SUPPLIERS)
    assert any(offer.open_to == ("female",) for offer in OFFERS)


async def test_two_crcs_fill_their_directories_and_doing_it_again_changes_nothing(desk: Desk) -> None:
    staff = Inside(desk)
    for crc in ("C17", "C01"):
        codes = await fill_directory(staff, crc)
        assert [item["code"] for item in await desk.every("/interventions", provider=crc)] == sorted(codes)
    before = await desk.stored()
    await fill_directory(staff, "C17")
    assert await desk.stored() == before
    assert len(await desk.service.events("intervention-listed")) == 2 * len(OFFERS)


async def test_a_division_has_a_budget_and_setting_it_again_changes_nothing(desk: Desk) -> None:
    staff = Inside(desk)
    for amount in (500, 800):
        await set_budget(staff, "N07", "2016/17", amount)
    assert await desk.left() == (0, 500)
