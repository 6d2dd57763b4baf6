"""An operator looks after dead letters in a browser: from the list to the letter, and by plain forms."""

import os
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Page

from deploy.contracts import ROOT
from shared.contracts.allocation import AllocationDecided
from shared.contracts.envelope import Envelope, encode
from shared.runtime.auth import Role
from shared.runtime.transaction import new_id
from simulator.calendar import at
from simulator.journey.story import FIRST_DAY
from tests.browser.conftest import Pages, sign_in
from tests.support.cases import decided, sentence
from tests.support.kafka import eventually, producing

WIDTHS = pytest.mark.parametrize("width", [1280, 390])


def headers(version: int) -> list[tuple[str, bytes]]:
    """Of an allocation that was decided, told in the version that services know, or in one that they do not."""
    kind = AllocationDecided.event_type.replace(".v1", f".v{version}")
    when = at(FIRST_DAY, 9)
    return encode(Envelope(new_id(), kind, "/throughcare/allocation", "X900001", when, "", str(uuid4()), None, None))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def parked(pages: Pages) -> AsyncIterator[Pages]:
    """In court, crc and oversight: an allocation in a version that nobody knows, and another that stands behind it."""
    fact = decided(sentence(at(FIRST_DAY, 9))).model_copy(update={"crn": "X900001"})
    event = fact.model_dump_json(by_alias=True).encode()
    async with producing(pages.stack.bootstrap_servers) as producer:
        for version in (9, 1):
            topic, told = "probation.allocation", headers(version)
            await producer.send_and_wait(topic, key=b"X900001", value=event, headers=told)
    token = pages.stack.token("OPS", "OPS0001", [Role.OPERATOR])

    async def all_parked() -> bool:
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}, trust_env=False) as client:
            answers = [await client.get(f"{pages.stack.urls[name]}/dead-letters") for name in ("court", "oversight")]
        return all(len(answer.json()["items"]) == 2 for answer in answers)

    await eventually(all_parked, "both are parked in court and in oversight")
    yield pages


async def operating(pages: Pages, width: int, path: str = "/letters") -> Page:
    """A page as the operator sees it, without scripts."""
    browser = await pages.browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
    page = await browser.new_page()
    await sign_in(page, f"{pages.url}{path}", "OPS0001")
    return page


async def first_of_court(page: Page) -> None:
    await page.locator("th a", has_text="court").nth(1).click()


async def pictured(page: Page, name: str, width: int, folder: Path) -> None:
    """It fits its window, and there is a picture of it."""
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    picture = folder / f"{name}-{width}.png"
    await page.screenshot(path=picture, full_page=True)
    assert picture.stat().st_size > 10_000


@WIDTHS
async def test_the_list_and_a_letter_fit_their_window(parked: Pages, width: int, tmp_path: Path) -> None:
    folder = ROOT / "docs" / "pictures" if os.environ.get("THROUGHCARE_PICTURES") else tmp_path
    page = await operating(parked, width)
    assert "X900001" in await page.inner_text("main")
    await pictured(page, "dead-letters", width, folder)
    await first_of_court(page)
    assert "no contract is known" in await page.inner_text("main")
    await pictured(page, "dead-letter", width, folder)
    await page.get_by_role("button", name="Discard").click()
    assert await page.title() == (
        f"Error: {(await page.locator('h1').inner_text()).split(' Parked')[0]}: dead letter – Throughcare"
    )
    await pictured(page, "dead-letter-without-a-reason", width, tmp_path)
    await page.context.close()


async def test_the_pages_of_letters_can_be_read_by_more_than_eyes(parked: Pages) -> None:
    page = await operating(parked, 1280)
    for number in range(2):
        assert await page.locator("h1").count() == 1
        assert await page.locator("table:not(:has(caption))").count() == 0
        assert await page.locator("th:not([scope])").count() == 0
        assert (
            await page.locator("input:not([type=hidden]):not([id]), select:not([id]), textarea:not([id])").count() == 0
        )
        names = await page.locator("h1,h2,h3").evaluate_all("found => found.map(one => +one.tagName[1])")
        assert all(later - earlier <= 1 for earlier, later in pairwise(names))
        if number == 0:
            await first_of_court(page)
    await page.context.close()


@WIDTHS
async def test_a_service_that_is_away_is_seen_to_be(parked: Pages, width: int, tmp_path: Path) -> None:
    parked.stack.stop_service("breach")
    try:
        page = await operating(parked, width)
        text = await page.inner_text("main")
        assert "This is not all: breach does not answer." in text
        assert "Whether it has letters is not known." in text
        await pictured(page, "dead-letters-away", width, tmp_path)
        await page.context.close()
    finally:
        parked.stack.start_service("breach")


async def test_an_operator_finds_redrives_and_discards_letters_by_plain_forms(parked: Pages, tmp_path: Path) -> None:
    page = await operating(parked, 1280, "/")
    await page.get_by_role("link", name="Dead letters").click()
    await first_of_court(page)
    await page.get_by_role("button", name="Redrive X900001").click()
    assert "no contract is known" in await page.inner_text("main")
    await pictured(page, "redriven", 1280, tmp_path)
    await page.go_back()
    await page.get_by_label("Why it is given up").fill("Told in a version that was never released.")
    await page.get_by_role("button", name="Discard").click()
    assert "1 letter of X900001 was parked behind it." in await page.inner_text("main")
    await pictured(page, "discarded", 1280, tmp_path)
    await page.get_by_role("button", name="Redrive X900001").click()
    assert await page.locator("h1").inner_text() == "1 letter applied"
    await page.reload()
    assert await page.locator("h1").inner_text() == "1 letter applied"
    await page.goto(f"{parked.url}/letters?service=court&state=discarded")
    await first_of_court(page)
    assert "OPS/OPS0001" in await page.inner_text("main")
    assert "Told in a version that was never released." in await page.inner_text("main")
    await page.context.close()
