"""Signing in to the pages, by way of the issuer, as a browser does it without any script."""

import re
from urllib.parse import urlsplit

import httpx

from deploy.embedded.stack import Stack


async def sign_in(browser: httpx.AsyncClient, stack: Stack, officer: str, address: str) -> httpx.Response:
    """Open a page and choose whom to be where the issuer asks; the page that comes of it."""
    asked = await browser.get(address)
    assert str(asked.url).startswith(f"{stack.issuer_url}/authorize")
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', asked.text))
    hidden = {name: value.replace("&amp;", "&") for name, value in hidden.items()}
    return await browser.post(f"{stack.issuer_url}/authorize", data={**hidden, "officer": officer})


async def test_an_inspector_signs_in_and_comes_to_the_page_that_was_asked_for(stack: Stack) -> None:
    async with httpx.AsyncClient(follow_redirects=True) as browser:
        page = await sign_in(browser, stack, "HMIP001", f"{stack.urls['oversight']}/?crn=X1")
        assert page.status_code == 200
        assert urlsplit(str(page.url)).query == "crn=X1"
        assert "HMIP001" in page.text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]


async def test_nobody_is_sent_elsewhere_after_signing_in(stack: Stack) -> None:
    async with httpx.AsyncClient(follow_redirects=True) as browser:
        for elsewhere in ("//example.org/", "https://example.org/", "/%5Cexample.org"):
            browser.cookies.clear()
            address = f"{stack.urls['oversight']}/sign-in?next={elsewhere}"
            page = await sign_in(browser, stack, "HMIP001", address)
            assert str(page.url) == f"{stack.urls['oversight']}/"


async def test_a_page_shows_nothing_to_whoever_has_a_token_that_is_not_ours(stack: Stack) -> None:
    async with httpx.AsyncClient(cookies={"throughcare_token": "forged"}) as browser:
        answer = await browser.get(f"{stack.urls['oversight']}/timeline/X000001")
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in?next=")
