"""The pages as people see them: at a desk and on a phone, without scripts, and asking nobody else for anything."""

import os
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.async_api import Page, Request

from deploy.contracts import ROOT
from tests.browser.conftest import Pages

WIDTHS = pytest.mark.parametrize("width", [1280, 390])


async def open_timeline(pages: Pages, width: int, *, scripts: bool = True) -> tuple[Page, list[str]]:
    """The timeline page in a window of that width, and every address that it asked for."""
    asked: list[str] = []
    page = await (await pages.context(width, scripts=scripts)).new_page()

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    await page.goto(f"{pages.url}/timeline/{pages.crn}", wait_until="networkidle")
    return page, asked


@WIDTHS
async def test_the_timeline_fits_its_window_and_asks_nobody_else(pages: Pages, width: int, tmp_path: Path) -> None:
    page, asked = await open_timeline(pages, width)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked
    assert all(address.startswith((pages.url, "data:")) for address in asked)
    folder = ROOT / "docs" / "pictures" if os.environ.get("THROUGHCARE_PICTURES") else tmp_path
    split = await page.locator("#events").bounding_box()
    assert split is not None
    for name, top in (("timeline", 0.0), ("split", split["y"] - 20)):
        picture = folder / f"{name}-{width}.png"
        await page.screenshot(path=picture, full_page=True, clip={"x": 0, "y": top, "width": width, "height": 1600})
        assert picture.stat().st_size > 20_000
    await page.context.close()


@WIDTHS
async def test_the_timeline_reads_the_same_without_scripts(pages: Pages, width: int) -> None:
    with_scripts, _ = await open_timeline(pages, width)
    without, _ = await open_timeline(pages, width, scripts=False)
    assert await without.inner_text("main") == await with_scripts.inner_text("main")
    assert "<script" not in await without.content()
    for page in (with_scripts, without):
        await page.context.close()


async def test_the_timeline_tells_the_journey(pages: Pages) -> None:
    page, _ = await open_timeline(pages, 1280)
    text = await page.inner_text("main")
    for sentence in (
        "3 information gaps at sentence",
        "Allocated to London CRC, provisionally",
        "Reading what was missing at sentence is overdue: London CRC owes it.",
        "2 failures in 12 months: an enforcement decision is due.",
        "The NPS returned the pack",
        "Breach proven",
        "The case passed from London CRC to NPS London, on the day that the NPS was asked.",
    ):
        assert sentence in text
    facts = await page.locator(".tc-fact").all_inner_texts()
    assert facts[0].startswith("NPS London")
    await page.context.close()


async def test_the_page_can_be_read_by_more_than_eyes(pages: Pages) -> None:
    page, _ = await open_timeline(pages, 1280)
    assert await page.get_attribute("html", "lang") == "en"
    assert pages.crn in await page.title()
    assert await page.locator("h1").count() == 1
    assert await page.locator("main").count() == 1
    assert await page.locator("table:not(:has(caption))").count() == 0
    assert await page.locator("th:not([scope])").count() == 0
    levels = await page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    await page.context.close()


async def test_a_person_is_found_by_crn(pages: Pages) -> None:
    page = await (await pages.context(390)).new_page()
    await page.goto(pages.url)
    await page.get_by_label("Find a person by CRN").fill(pages.crn.lower())
    await page.get_by_role("button", name="Find").click()
    await page.get_by_role("link", name=pages.crn).click()
    assert await page.locator("h1").inner_text() == pages.crn
    await page.goto(f"{pages.url}/?crn=%27")
    assert "Enter a letter and up to six digits." in await page.inner_text("main")
    await page.goto(f"{pages.url}/timeline/X000000")
    assert "There is nobody of that CRN" in await page.inner_text("main")
    await page.context.close()


async def test_whoever_signs_out_is_asked_to_sign_in(pages: Pages) -> None:
    page = await (await pages.context(1280)).new_page()
    await page.goto(f"{pages.url}/sign-out")
    assert "Whom do you want to sign in as?" in await page.inner_text("main")
    await page.goto(f"{pages.url}/timeline/{pages.crn}")
    assert "Whom do you want to sign in as?" in await page.inner_text("main")
    await page.context.close()
