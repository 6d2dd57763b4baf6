"""The pages as a browser asks for them, with the token in its cookie: what they show, to whom, and what they refuse."""

import re
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from services.oversight.api import presenting
from shared.runtime.auth import Role
from tests.integration.oversight.stories import journey
from tests.integration.oversight.story import at
from tests.support import tokens
from tests.support.cases import accepted, sentence
from tests.support.running import Running, message_of


def cookie(organisation: str = "HMIP", role: Role = Role.INSPECTOR, **more: int) -> dict[str, str]:
    """A browser's cookie header, with somebody signed in."""
    return {"Cookie": f"throughcare_token={tokens.token(organisation, f'{organisation}001', role, **more)}"}


async def shown(
    oversight: Running, path: str, status: int = 200, *, organisation: str = "HMIP", role: Role = Role.INSPECTOR
) -> str:
    answer = await oversight.client.get(path, headers=cookie(organisation, role))
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return re.sub(r"\s+", " ", answer.text)


def words(html: str) -> str:
    """The words of a page, as they are read."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


async def test_the_timeline_page_tells_the_whole_case(oversight: Running) -> None:
    oversight.clock.move_to(at(70, 9))
    await oversight.deliver(journey().messages())
    text = words(await shown(oversight, "/timeline/X320741"))
    for said in (
        "NPS London holds the risk now",
        "2 gaps at sentence still open",
        "1 gap not read by the officer",
        "4 clocks missed or met late",
        "Tuesday 6 September 2016",
        "London CRC accepted the allocation, with 3 gaps to read, and holds the risk.",
        "Reading what was missing at sentence Risk of serious harm was not fully assessed London CRC 8 Sep 2016",
    ):
        assert said in text, said


async def test_times_are_londons_in_summer_and_in_winter(oversight: Running) -> None:
    moments = [datetime(2016, month, 1, 23, 30, tzinfo=UTC) for month in (7, 12)]
    await oversight.deliver([message_of(sentence(moment), moment) for moment in moments])
    html = await shown(oversight, "/timeline/X320741")
    # half past eleven in the evening by UTC is the next day in a British summer
    assert '<time datetime="2016-07-02">Saturday 2 July 2016</time>' in html
    assert '<time datetime="2016-07-02T00:30+01:00">00:30</time>' in html
    assert '<time datetime="2016-12-01">Thursday 1 December 2016</time>' in html
    assert '<time datetime="2016-12-01T23:30+00:00">23:30</time>' in html


async def test_each_sentence_has_its_own_band_of_who_held_its_risk(oversight: Running) -> None:
    first, second = sentence(at(1, 9)), sentence(at(30, 9))
    told = [(first, at(1, 9)), (accepted(first), at(2, 9)), (second, at(30, 9)), (accepted(second), at(31, 9))]
    await oversight.deliver([message_of(data, when) for data, when in told])
    html = await shown(oversight, "/timeline/X320741")
    assert html.count('class="tc-band govuk-body"') == 2
    assert "Sentence of 6 Sep 2016" in words(html)
    assert "London CRC holds the risk now" in words(html)  # of both, and said once


async def test_a_person_not_sentenced_yet_has_a_page_too(oversight: Running) -> None:
    await oversight.deliver(journey().messages()[:2])
    text = words(await shown(oversight, "/timeline/X320741"))
    assert "Nobody yet: the court has not sentenced." in text
    assert "Check requested: domestic-abuse call-outs known to the police." in text


@pytest.mark.parametrize("organisation", ["N07", "C17"])
async def test_an_organisation_sees_the_pages_of_its_own(oversight: Running, organisation: str) -> None:
    await oversight.deliver(journey().messages())
    role = Role.RESPONSIBLE_OFFICER
    assert "X320741" in await shown(oversight, "/timeline/X320741", organisation=organisation, role=role)
    assert 'href="/timeline/X320741"' in await shown(oversight, "/", organisation=organisation, role=role)


async def test_to_another_organisation_a_person_is_as_unknown_as_nobody(oversight: Running) -> None:
    await oversight.deliver(journey().messages())
    role = Role.RESPONSIBLE_OFFICER
    theirs = await shown(oversight, "/timeline/X320741", 404, organisation="C21", role=role)
    assert theirs == await shown(oversight, "/timeline/X999999", 404, organisation="C21", role=role)
    for path in ("/", "/?crn=X32"):
        assert "/timeline/" not in await shown(oversight, path, organisation="C21", role=role)


@pytest.mark.parametrize("crn", ["X%00", "%27", "X" * 3000, "X32074", "%F0%9F%98%80"])
async def test_what_is_no_crn_has_no_page(oversight: Running, crn: str) -> None:
    answer = await oversight.client.get(f"/timeline/{crn}", headers=cookie())
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


async def test_a_crn_may_be_typed_in_small_letters(oversight: Running) -> None:
    await oversight.deliver(journey().messages())
    assert "X320741" in await shown(oversight, "/timeline/x320741")
    assert 'href="/timeline/X320741"' in await shown(oversight, "/?crn=%20x32")


@pytest.mark.parametrize("asked", ["<script>alert(1)</script>", "%", "X1'--", "\x00", "é"])
async def test_a_search_for_what_is_no_crn_says_so_beside_the_field(oversight: Running, asked: str) -> None:
    answer = await oversight.client.get("/", headers=cookie(), params={"crn": asked})
    assert answer.status_code == 200
    assert "Enter a letter and up to six digits." in answer.text
    assert "<title>Error: People" in answer.text
    assert "<script" not in answer.text
    assert "<table" not in answer.text


async def test_a_cursor_of_no_list_is_no_fault_of_the_service(oversight: Running) -> None:
    for cursor in ("nonsense", "z" * 9000, "bnVsbA"):
        answer = await oversight.client.get("/", headers=cookie(), params={"cursor": cursor})
        assert answer.status_code == 200, cursor


@pytest.mark.parametrize("path", ["/", "/?crn=X32", "/timeline/X320741?from=mail"])
async def test_whoever_is_not_signed_in_is_asked_to_and_comes_back(oversight: Running, path: str) -> None:
    for headers in ({}, {"Cookie": "throughcare_token=forged"}, cookie(lifetime=-60)):
        answer = await oversight.client.get(path, headers=headers)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/sign-in?next={quote(path, safe='')}"


async def test_a_page_fetches_nothing_from_elsewhere_and_runs_no_script(oversight: Running) -> None:
    await oversight.deliver(journey().messages())
    for path in ("/", "/timeline/X320741", "/timeline/X999999"):
        answer = await oversight.client.get(path, headers=cookie())
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert "<script" not in answer.text
        for address in re.findall(r'(?:href|src|action)="([^"]*)"', answer.text):
            assert address.startswith(("/", "#", "data:,")), address


async def test_the_style_sheets_are_here_and_reach_for_nothing(oversight: Running) -> None:
    for name in ("govuk-frontend-6.3.0.min.css", "throughcare.css"):
        sheet = (await oversight.client.get(f"/static/{name}")).text
        assert len(sheet) > 1000
        assert not re.findall(r"@import|@font-face|url\((?!data:)[^)]*\)", sheet)
    assert (await oversight.client.get("/static/..%2fstore.py")).status_code == 404


async def test_signing_out_forgets_the_token(oversight: Running) -> None:
    answer = await oversight.client.get("/sign-out", headers=cookie())
    assert answer.status_code == 303
    assert 'throughcare_token=""' in answer.headers["set-cookie"]
    assert "Max-Age=0" in answer.headers["set-cookie"]


def test_a_side_of_the_split_is_told_by_the_code() -> None:
    assert [presenting.side(code) for code in ("N07", "C17", "HMIP")] == ["nps", "crc", "nps"]
