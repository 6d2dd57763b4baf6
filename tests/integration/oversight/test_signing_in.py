"""Signing in to the pages at the development issuer, and what is said where it does not succeed."""

import re
from collections.abc import AsyncIterator
from html import unescape

import httpx
import httpx2
import pytest

from deploy.embedded.issuer import create_issuer
from services.oversight.api.sign_in import local
from shared.runtime.auth import TokenVerifier
from tests.support.running import Running

ISSUER, PAGES = "http://127.0.0.1:8006", "http://127.0.0.1:8005"


class Browser:
    """A browser at the pages and at the issuer, neither of which leaves this process."""

    def __init__(self, oversight: Running) -> None:
        self.oversight = oversight
        app = oversight.client._transport.app  # type: ignore[attr-defined]
        self.issuer = app.state.oauth.issuer
        self.issuer_app = create_issuer(ISSUER)
        transport = httpx.ASGITransport(self.issuer_app)
        self.client = httpx.AsyncClient(mounts={ISSUER: transport, PAGES: oversight.client._transport})
        oversight.runtime.work.public_url = PAGES
        oversight.runtime.tokens = TokenVerifier(ISSUER, "throughcare", self.client)
        self.issuer._server_metadata_url = f"{ISSUER}/.well-known/openid-configuration"
        self.issuer.client_kwargs["transport"] = httpx2.ASGITransport(self.issuer_app)

    async def choose(self, officer: str, then: str = "/") -> httpx.Response:
        """Ask to sign in and choose whom to be: the answer that leads back to the pages."""
        asked = await self.client.get(f"{PAGES}/sign-in", params={"next": then})
        page = await self.client.get(asked.headers["location"])
        hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text)
        form = {name: unescape(value) for name, value in hidden}
        return await self.client.post(f"{ISSUER}/authorize", data={**form, "officer": officer})


@pytest.fixture
async def browser(oversight: Running) -> AsyncIterator[Browser]:
    browser = Browser(oversight)
    yield browser
    await browser.client.aclose()


async def test_whoever_signs_in_comes_to_the_page_that_was_asked_for(browser: Browser) -> None:
    chosen = await browser.choose("HMIP001", "/?crn=X32")
    back = await browser.client.get(chosen.headers["location"])
    assert (back.status_code, back.headers["location"]) == (303, "/?crn=X32")
    kept = next(one for one in back.headers.get_list("set-cookie") if one.startswith("throughcare_token="))
    assert {"HttpOnly", "Max-Age=3600", "Path=/", "SameSite=lax"} <= set(kept.split("; "))
    page = await browser.client.get(f"{PAGES}/?crn=X32")
    assert page.status_code == 200
    assert "HMIP001" in page.text


async def test_a_sign_in_is_good_once(browser: Browser) -> None:
    chosen = await browser.choose("HMIP001")
    await browser.client.get(chosen.headers["location"])
    again = await browser.client.get(chosen.headers["location"])
    assert again.status_code == 401
    assert "The sign-in took too long, or was begun in another window." in again.text


async def test_a_sign_in_begun_by_somebody_else_is_refused(browser: Browser) -> None:
    chosen = await browser.choose("HMIP001")
    browser.client.cookies.clear()
    back = await browser.client.get(chosen.headers["location"])
    assert back.status_code == 401
    assert "throughcare_token" not in back.headers.get("set-cookie", "")


async def test_whoever_cancels_is_told_so_and_may_try_again(browser: Browser) -> None:
    back = await browser.client.get(f"{PAGES}/signed-in?error=access_denied&error_description=%3Cb%3Ephone+0900")
    assert back.status_code == 401
    assert "The sign-in was cancelled." in back.text
    assert "0900" not in back.text  # the words of an address are nobody's message
    assert "Try again" in back.text


async def test_an_issuer_that_is_away_is_said_on_a_page(browser: Browser) -> None:
    def away(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("nobody is there")

    browser.issuer.client_kwargs["transport"] = httpx2.MockTransport(away)
    answer = await browser.client.get(f"{PAGES}/sign-in")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "The issuer cannot be reached, or its answer cannot be read." in answer.text


@pytest.mark.parametrize("body", ["not JSON", "[]", "{}", "null"])
async def test_an_issuer_that_answers_nonsense_is_said_on_a_page(browser: Browser, body: str) -> None:
    browser.issuer.client_kwargs["transport"] = httpx2.MockTransport(lambda _: httpx2.Response(200, text=body))
    answer = await browser.client.get(f"{PAGES}/sign-in")
    assert answer.status_code == 503


async def test_a_token_that_the_api_would_not_take_is_not_kept(browser: Browser) -> None:
    chosen = await browser.choose("HMIP001")
    browser.oversight.runtime.tokens.audience = "somebody else"
    back = await browser.client.get(chosen.headers["location"])
    # or the browser would be sent to the issuer and back without end
    assert back.status_code == 401
    assert "throughcare_token" not in back.headers.get("set-cookie", "")
    assert "The token is not valid" in back.text


@pytest.mark.parametrize(
    "elsewhere", ["//example.org", "https://example.org", "/\\example.org", "example.org", "", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere(elsewhere: str) -> None:
    assert local(elsewhere) == "/"


@pytest.mark.parametrize("here", ["/", "/timeline/X320741", "/?crn=X32"])
def test_an_address_of_the_pages_is_kept(here: str) -> None:
    assert local(here) == here
