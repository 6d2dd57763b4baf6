"""A sign-in lasts as long as its token: whoever goes on after that is asked again, and not left with a dead button."""

from tests.browser.conftest import Pages


async def test_a_search_after_the_sign_in_has_lapsed_leads_to_the_issuer_and_back(pages: Pages) -> None:
    page = await (await pages.context(1280)).new_page()
    await page.goto(pages.url)
    await page.context.clear_cookies()
    await page.get_by_label("Find a person by CRN").fill(pages.crn)
    await page.get_by_role("button", name="Find").click()
    await page.get_by_role("button", name="HMIP001").click()
    await page.wait_for_url(f"{pages.url}/?crn={pages.crn}")
    assert await page.get_by_role("link", name=pages.crn).count() == 1
    await page.context.close()


async def test_a_sign_in_that_fails_says_so_on_a_page(pages: Pages) -> None:
    page = await (await pages.context(390)).new_page()
    await page.goto(f"{pages.url}/signed-in?error=access_denied&state=none")
    assert await page.locator("h1").inner_text() == "You are not signed in"
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await page.context.close()
