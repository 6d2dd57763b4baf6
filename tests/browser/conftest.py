"""A real Chromium on the real pages: the whole stack, the journey played, and an inspector who signs in."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from deploy.embedded.stack import Stack
from deploy.play import set_clock_to_the_story, simulator_on
from simulator import journey
from simulator.journey.story import Story

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Pages:
    """The pages of a stack on which the journey has been played, and a browser that is signed in."""

    url: str
    crn: str
    browser: Browser
    state: Path

    stack: Stack

    async def context(self, width: int, *, scripts: bool = True) -> BrowserContext:
        """A window of a width, with the inspector signed in."""
        return await self.browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, storage_state=self.state
        )


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def pages(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pages]:
    """Everything that a page needs, once for all browser tests."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("there is no Chromium on this machine (Debian: apt-get install chromium)")
    with Stack(tmp_path_factory.mktemp("stack") / "stack") as stack:
        set_clock_to_the_story(stack)
        crn = await _played(stack)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            state = tmp_path_factory.mktemp("browser") / "state.json"
            found = Pages(stack.urls["oversight"], crn, browser, state, stack)
            page = await browser.new_page()
            await sign_in(page, f"{found.url}/timeline/{crn}")
            await page.context.storage_state(path=state)
            await page.context.close()
            yield found
            await browser.close()


async def sign_in(page: Page, address: str, officer: str = "HMIP001") -> None:
    """Open a page as somebody who is not signed in: by way of the issuer, as the inspector or another."""
    await page.goto(address)
    await page.get_by_role("button", name=officer).click()
    await page.wait_for_url(address)


async def _played(stack: Stack) -> str:
    async with simulator_on(stack) as (world, staff, topics):
        story = Story(world, staff, topics)
        await journey.play(story)
        return story.crn
