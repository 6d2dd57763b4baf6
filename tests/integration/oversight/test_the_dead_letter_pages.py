"""Operators see the dead letters of every service on one page, and settle them by plain forms; nobody else does."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import httpx
import pytest

from services.oversight.api.other_services import OtherServices
from services.oversight.api.same_origin import origin_of
from shared.contracts.allocation import AllocationDecided
from shared.contracts.court import SentencePassed
from shared.runtime.auth import Role
from shared.runtime.inbox import Message
from tests.conftest import Starter
from tests.support import tokens
from tests.support.letters import letters
from tests.support.running import Running, message_of
from tests.support.samples import sample

HERE = "http://oversight.test"
NAMES = ("court", "allocation", "crc", "breach", "oversight")


@dataclass
class Network(httpx.AsyncBaseTransport):
    """Leads to the services of this process by their hosts; to whoever is away it does not."""

    services: dict[str, Running]
    away: set[str] = field(default_factory=set)
    answers: dict[str, httpx.Response] = field(default_factory=dict)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        name = request.url.host.removesuffix(".test")
        if name in self.away:
            raise httpx.ConnectError("nobody is there")
        if name in self.answers:
            return self.answers[name]
        transport: httpx.ASGITransport = self.services[name].client._transport  # type: ignore[assignment]
        return await transport.handle_async_request(request)


class Desk:
    """An operator's browser at the pages."""

    def __init__(self, services: dict[str, Running]) -> None:
        self.services, self.oversight = services, services["oversight"]
        self.network = Network(services)
        self.app: Any = self.oversight.client._transport.app  # type: ignore[attr-defined]
        urls = {name: f"http://{name}.test" for name in NAMES}
        self.app.state.other_services = OtherServices(urls, self.network)

    def cookie(self, role: Role = Role.OPERATOR) -> dict[str, str]:
        return {"Cookie": f"throughcare_token={tokens.token('OPS', 'OPS0001', role)}"}

    async def get(self, path: str, status: int = 200, **parameters: str) -> str:
        answer = await self.oversight.client.get(path, headers=self.cookie(), params=parameters or None)
        assert answer.status_code == status, answer.text
        return answer.text

    async def post(self, path: str, status: int = 200, *, headers: dict[str, str] | None = None, **form: str) -> str:
        sent = self.cookie() | {"Origin": HERE} if headers is None else headers
        answer = await self.oversight.client.post(path, headers=sent, data={"attempt": "a", **form})
        assert answer.status_code == status, answer.text
        return answer.text


def words(html: str) -> str:
    """The words of a page, as they are read."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def rubbish(crn: str, position: int = 7) -> Message:
    return Message(
        "probation.court", 0, position, crn, (("odd", b"<script>"),), b'{"crn": "<script>alert(1)</script>"}'
    )


@pytest.fixture
async def desk(running: Starter) -> AsyncIterator[Desk]:
    async with AsyncExitStack() as stack:
        yield Desk({name: await stack.enter_async_context(running(name)) for name in NAMES})


async def park(desk: Desk) -> str:
    """In court: one letter that cannot be read, and an allocation behind it. In breach: one that cannot be read."""
    court = desk.services["court"]
    behind = message_of(sample(AllocationDecided.event_type, "X111111"), court.clock.now())
    await court.deliver([rubbish("X111111"), behind])
    await desk.services["breach"].deliver([rubbish("X222222")])
    return str((await letters(court))[0]["letter_id"])


async def test_the_letters_of_all_services_are_in_one_list_with_counts_by_service(desk: Desk) -> None:
    first = await park(desk)
    text = words(await desk.get("/letters"))
    assert "court 2 1 0 0 Consumes allocation 0 0 0 0 Consumes crc 0 0 0 0 Consumes breach 1 1 0 0 Consumes" in text
    assert f"court {first} X111111 Cannot be read the CloudEvents attribute" in text
    assert "X222222" in text
    assert "Behind An earlier event of this person is parked." in text
    only = words(await desk.get("/letters", service="breach"))
    assert "X222222" in only
    assert "X111111" not in only
    assert "X222222" not in words(await desk.get("/letters", key=" x1111 11 "))
    assert "Parked None." in words(await desk.get("/letters", state="discarded"))


async def test_a_service_that_is_away_is_said_to_be_and_never_to_have_no_letters(desk: Desk) -> None:
    await park(desk)
    desk.network.away = {"court"}
    desk.network.answers = {
        "crc": httpx.Response(502, text="bad gateway"),
        "allocation": httpx.Response(200, json={"items": "what"}),
        "breach": httpx.Response(403, json={"detail": "Not for you."}),
    }
    text = words(await desk.get("/letters"))
    assert "This is not all: court, allocation, crc, breach do not answer." in text
    assert "court Does not answer It cannot be reached (ConnectError). Whether it has letters is not known." in text
    assert "crc Does not answer It has answered 502." in text
    assert "allocation Does not answer It has answered 200 with what is no answer of its API." in text
    assert "breach Does not answer It has refused: Not for you." in text
    assert "oversight 0 0 0 0 Consumes" in text
    assert "None in the services that answer." in text
    assert "The court service does not answer" in words(await desk.get("/letters/court/1", 503))
    text = words(await desk.post("/letters/court/1", 503, command="redrive", key="X111111"))
    assert "The court service does not answer" in text


async def test_a_service_whose_address_is_not_set_is_said_not_to_be_known(desk: Desk) -> None:
    desk.app.state.other_services = OtherServices({"oversight": HERE}, desk.network)
    text = words(await desk.get("/letters"))
    assert "crc Does not answer Its address is not set: see THROUGHCARE_SERVICE_URLS." in text


async def test_a_consumer_that_has_stopped_is_shown_with_the_reason(desk: Desk) -> None:
    consumer = desk.services["crc"].runtime.consumer
    assert consumer is not None
    consumer.stopped_because = "20 of the last 20 messages could not be applied, more than 20%."
    text = words(await desk.get("/letters"))
    assert "Stopped 20 of the last 20 messages could not be applied, more than 20%. Mend the cause" in text


async def test_a_long_list_goes_on_service_by_service(desk: Desk) -> None:
    await desk.services["court"].deliver([rubbish(f"X{number:06}", number) for number in range(60)][:19])
    desk.services["court"].clock.move_to(desk.services["court"].clock.now().replace(hour=23))
    await desk.services["court"].deliver([rubbish(f"X{number:06}", number) for number in range(19, 38)])
    html = await desk.get("/letters")
    more = re.search(r'href="(/letters\?service=court[^"]*cursor=[^"]*)"', html)
    assert more is not None
    assert html.count('data-label="Letter"') == 20
    rest = await desk.get(unescape(more[1]))
    assert rest.count('data-label="Letter"') == 18
    assert "X000037" in rest
    assert "More of" not in rest


async def test_a_letter_is_shown_whole_and_nothing_of_it_is_taken_for_markup(desk: Desk) -> None:
    first = await park(desk)
    html = await desk.get(f"/letters/court/{first}")
    text = words(html)
    assert "probation.court, partition 0, offset 7" in text
    assert "None: it is the first of its person" in text
    assert f"Holds back 1 letter: {int(first) + 1}" in text
    assert "alert(1)" in text
    assert "<script" not in html
    behind = words(await desk.get(f"/letters/court/{int(first) + 1}"))
    assert '"crn": "X111111"' in behind
    assert f"Stands behind 1 letter: {first}" in behind


async def test_a_letter_is_discarded_by_a_form_with_a_reason_and_what_waits_behind_is_told(desk: Desk) -> None:
    first = await park(desk)
    page, court = f"/letters/court/{first}", desk.services["court"]
    for blank in ("", "  ", "x" * 2001):
        html = await desk.post(page, 422, command="discard", reason=blank)
        assert "Enter a reason of up to 2,000 characters" in html
        assert "<title>Error: court" in html
    assert len(await letters(court)) == 2
    text = words(await desk.post(page, command="discard", reason="a <b>test</b> message"))
    assert "By OPS/OPS0001: a <b>test</b> message" in text
    assert "1 letter of X111111 was parked behind it." in text
    assert await desk.post(page, command="discard", reason="a <b>test</b> message")  # the browser's reload
    [row] = await letters(court, "discarded")
    assert (row["settled_by"], row["settled_because"]) == ("OPS/OPS0001", "a <b>test</b> message")
    text = words(await desk.get(page))
    assert "Because a <b>test</b> message" in text
    assert "Redrive X111111" not in text
    again = words(await desk.post(page, 409, command="discard", reason="once more", attempt="b"))
    assert "Nothing was done 'discard' is not possible in state 'discarded'" in again


async def test_a_key_is_redriven_by_a_form_and_the_page_says_what_became_of_it(desk: Desk) -> None:
    first = await park(desk)
    page, court = f"/letters/court/{first}", desk.services["court"]
    text = words(await desk.post(page, command="redrive", key="X111111"))
    assert "No letters applied" in text
    assert "X111111 0 2 Still fails It cannot be read as an event at all" in text
    await desk.post(page, command="discard", reason="a test message", attempt="b")
    once = await desk.post(page, command="redrive", key="X111111", attempt="c")
    assert "1 letter applied" in words(once)
    assert await desk.post(page, command="redrive", key="X111111", attempt="c") == once
    assert [row["settled_by"] for row in await letters(court, "redriven")] == ["OPS/OPS0001"]


async def test_everything_parked_in_a_service_is_redriven_by_one_form(desk: Desk) -> None:
    await park(desk)
    assert "Redrive everything" not in await desk.get("/letters")
    assert "Redrive everything parked in court" in await desk.get("/letters", service="court")
    text = words(await desk.post("/letters", service="court"))
    assert "X111111 0 2 Still fails" in text
    assert "Still fails" not in words(await desk.post("/letters", service="allocation"))


async def test_a_form_that_another_page_sends_does_nothing(desk: Desk) -> None:
    first = await park(desk)
    for origin in (None, "null", "http://oversight.test:8005", "https://oversight.test", "http://evil.test"):
        headers = desk.cookie() | ({"Origin": origin} if origin else {})
        for path, form in (
            (f"/letters/court/{first}", {"command": "discard", "reason": "why"}),
            (f"/letters/court/{first}", {"command": "redrive", "key": "X111111"}),
            ("/letters", {"service": "court"}),
        ):
            html = await desk.post(path, 403, headers=headers, **form)
            assert "The form was not sent by a page of Throughcare." in html
    assert len(await letters(desk.services["court"])) == 2


def test_an_origin_is_written_as_browsers_write_it() -> None:
    assert origin_of("https://Throughcare.example:443/oversight/") == "https://throughcare.example"
    assert origin_of("http://127.0.0.1:8005") == "http://127.0.0.1:8005"
    assert origin_of("http://[::1]:80") == "http://[::1]"


async def test_whoever_is_no_operator_sees_no_letter_and_no_link_to_any(desk: Desk) -> None:
    first = await park(desk)
    client = desk.oversight.client
    form = {"command": "discard", "reason": "why", "attempt": "a"}
    for role in set(Role) - {Role.OPERATOR}:
        headers = desk.cookie(role) | {"Origin": HERE}
        for answer in (
            await client.get("/letters", headers=headers),
            await client.get(f"/letters/court/{first}", headers=headers),
            await client.post(f"/letters/court/{first}", headers=headers, data=form),
            await client.post("/letters", headers=headers, data={"service": "court", "attempt": "a"}),
        ):
            assert answer.status_code == 403
            assert "X111111" not in answer.text
        assert "/letters" not in (await client.get("/", headers=headers)).text
    assert 'href="/letters"' in await desk.get("/")
    assert len(await letters(desk.services["court"])) == 2


async def test_whose_sign_in_has_lapsed_comes_back_to_the_letter_and_nothing_was_done(desk: Desk) -> None:
    first = await park(desk)
    page = f"/letters/court/{first}"
    form = {"command": "discard", "reason": "why", "attempt": "a"}
    answer = await desk.oversight.client.post(page, headers={"Origin": HERE}, data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next=%2Fletters%2Fcourt%2F{first}")
    assert len(await letters(desk.services["court"])) == 2


async def test_a_letter_that_is_not_there_has_a_page_that_says_so(desk: Desk) -> None:
    for place in ("court/999", "court/0", "court/x", f"court/{'9' * 30}", "nowhere/1", "court/%00"):
        assert "There is no such letter" in await desk.get(f"/letters/{place}", 404)
        assert "<h1" in await desk.post(f"/letters/{place}", 404, command="discard", reason="why")


async def test_the_pages_of_letters_run_no_script_and_fetch_nothing_from_elsewhere(desk: Desk) -> None:
    first = await park(desk)
    for path in ("/letters", f"/letters/court/{first}", "/letters/court/999"):
        answer = await desk.oversight.client.get(path, headers=desk.cookie())
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "<script" not in answer.text
        for address in re.findall(r'(?:href|src|action)="([^"]*)"', answer.text):
            assert address.startswith(("/", "#", "data:,")), address


async def test_the_services_are_asked_with_the_readers_own_token(desk: Desk) -> None:
    # Whoever is no operator by the token is refused by the service itself, whatever these pages let through.
    [sentence] = [sample(SentencePassed.event_type, "X333333")]
    await desk.services["allocation"].deliver([message_of(sentence, desk.oversight.clock.now())])
    services: OtherServices = desk.app.state.other_services
    token = tokens.token("HMIP", "HMIP001", Role.INSPECTOR)
    with pytest.raises(Exception, match="needs one of the roles: operator"):
        await services.letters("allocation", token, state="parked", key=None, cursor=None, limit=1)
