"""The development issuer: tokens that services believe, for whoever asks properly, and OAuth's errors for the rest."""

import base64
import hashlib
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from deploy.embedded.errors import StackError
from deploy.embedded.issuer import create_issuer
from deploy.embedded.oauth import DEVELOPMENT_CLIENT, DEVELOPMENT_SECRET
from shared.runtime.auth import TokenVerifier, Unauthenticated

ISSUER = "http://127.0.0.1:8006"
CLIENT = {"client_id": DEVELOPMENT_CLIENT, "client_secret": DEVELOPMENT_SECRET}
ASKED = {"organisation": "C17", "officer": "C17A101", "roles": "responsibleOfficer"}
MACHINE = {"grant_type": "client_credentials", **CLIENT, **ASKED}
VERIFIER = "a-verifier-of-forty-three-characters-or-more-it-is"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
BACK = "http://127.0.0.1:8005/signed-in"
SIGN_IN = {
    "response_type": "code",
    "client_id": "throughcare-web",
    "redirect_uri": BACK,
    "scope": "openid",
    "state": "a state & more",
    "nonce": "a-nonce",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


def browser(key_file: Path | None = None) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(create_issuer(ISSUER, key_file)), base_url=ISSUER)


async def code_for(client: httpx.AsyncClient, officer: str) -> str:
    answer = await client.post("/authorize", data={**SIGN_IN, "officer": officer})
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


def redeeming(code: str) -> dict[str, str]:
    known = {"client_id": "throughcare-web", "redirect_uri": BACK, "code_verifier": VERIFIER}
    return {"grant_type": "authorization_code", "code": code, **known}


async def test_services_believe_a_token_that_a_machine_asked_for() -> None:
    async with browser() as client:
        answer = (await client.post("/token", data={**MACHINE, "roles": "responsibleOfficer inspector"})).json()
        caller = await TokenVerifier(ISSUER, "throughcare", client).verify(answer["access_token"])
    assert (caller.organisation, caller.subject) == ("C17", "C17A101")
    assert caller.roles == {"responsibleOfficer", "inspector"}
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 3600)
    assert "id_token" not in answer


async def test_a_machine_may_say_who_it_is_in_the_authorization_header() -> None:
    async with browser() as client:
        answer = await client.post(
            "/token", data={"grant_type": "client_credentials", **ASKED}, auth=(DEVELOPMENT_CLIENT, DEVELOPMENT_SECRET)
        )
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("key_file", [True, False])
async def test_tokens_outlive_a_restart_where_the_key_is_kept(tmp_path: Path, key_file: bool) -> None:
    file = tmp_path / "issuer" / "key.pem" if key_file else None
    async with browser(file) as client:
        token = (await client.post("/token", data=MACHINE)).json()["access_token"]
    async with browser(file) as restarted:
        verifier = TokenVerifier(ISSUER, "throughcare", restarted)
        if file is None:
            with pytest.raises(Unauthenticated, match="signed with a key that its issuer does not publish"):
                await verifier.verify(token)
        else:
            assert (await verifier.verify(token)).subject == "C17A101"
            assert file.stat().st_mode & 0o777 == 0o600


def test_a_key_file_that_holds_no_key_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("no key")
    with pytest.raises(StackError, match=r"key\.pem does not hold an unencrypted P-256 key"):
        create_issuer(ISSUER, tmp_path / "key.pem")


@pytest.mark.parametrize(
    ("wrong", "code", "sentence"),
    [
        ({"grant_type": ""}, "invalid_request", "The parameter grant_type is missing."),
        ({"grant_type": "password"}, "unsupported_grant_type", "Use client_credentials or authorization_code."),
        ({"client_secret": "guessed"}, "invalid_client", "The client or its secret is unknown."),
        ({"client_id": "throughcare-web"}, "invalid_client", "The client or its secret is unknown."),
        ({"organisation": "C99"}, "invalid_request", "There is no organisation 'C99'."),
        ({"officer": ""}, "invalid_request", "The parameter officer is missing."),
        ({"officer": "a name"}, "invalid_request", "An officer is a code of letters, digits and hyphens."),
        ({"lifetime": "0"}, "invalid_request", "A lifetime is between 1 and 86400 seconds."),
        ({"lifetime": "soon"}, "invalid_request", "A lifetime is between 1 and 86400 seconds."),
    ],
)
async def test_a_machine_that_asks_wrongly_is_refused(wrong: dict[str, str], code: str, sentence: str) -> None:
    async with browser() as client:
        answer = await client.post("/token", data={**MACHINE, **wrong})
    assert answer.json() == {"error": code, "error_description": sentence}
    assert answer.status_code == (401 if code == "invalid_client" else 400)


async def test_a_role_that_does_not_exist_is_refused_with_those_that_do() -> None:
    async with browser() as client:
        answer = await client.post("/token", data={**MACHINE, "roles": "responsibleOfficer king"})
    assert answer.json()["error_description"].startswith("There is no role 'king': the roles are courtOfficer, ")


async def test_a_form_that_cannot_be_read_is_refused_as_the_protocol_says() -> None:
    async with browser() as client:
        answer = await client.post("/token", content=b"--x", headers={"Content-Type": "multipart/form-data"})
    assert answer.json()["error"] == "invalid_request"


async def test_the_page_says_what_it_is_and_lists_the_people() -> None:
    async with browser() as client:
        page = await client.get("/authorize", params={**SIGN_IN, "state": '"><script>'})
    assert page.status_code == 200
    assert "Development only: whoever opens this page may sign in as anybody." in page.text
    assert "Responsible officer, London CRC" in page.text
    assert "Kent, Surrey &amp; Sussex CRC" in page.text
    assert "<script" not in page.text


async def test_choosing_a_person_leads_back_with_a_code_and_the_state() -> None:
    async with browser() as client:
        answer = await client.post("/authorize", data={**SIGN_IN, "officer": "HMIP001"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{BACK}?")
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert (query["state"], query["iss"], len(query["code"])) == (["a state & more"], [ISSUER], 1)


async def test_a_code_is_good_once_and_only_with_its_verifier() -> None:
    async with browser() as client:
        redeemed = redeeming(await code_for(client, "HMIP001"))
        first, again = await client.post("/token", data=redeemed), await client.post("/token", data=redeemed)
        unproved = await client.post(
            "/token", data=redeeming(await code_for(client, "HMIP001")) | {"code_verifier": "x"}
        )
        elsewhere = await client.post(
            "/token", data=redeeming(await code_for(client, "HMIP001")) | {"redirect_uri": "x"}
        )
    assert first.status_code == 200
    assert again.json() == {"error": "invalid_grant", "error_description": "The code is unknown, spent or too old."}
    assert unproved.json()["error"] == elsewhere.json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/signed-in",
        "http://localhost.elsewhere.example/",
        "http://127.0.0.1@elsewhere.example/",
        "http://elsewhere.example\\@127.0.0.1/",
        "javascript:alert(1)",
        "//127.0.0.1/",
        "http://127.0.0.1:8005/#fragment",
        "http://[::1/",
    ],
)
async def test_a_sign_in_never_leads_off_this_machine(address: str) -> None:
    async with browser() as client:
        answers = [
            await client.get("/authorize", params={**SIGN_IN, "redirect_uri": address}),
            await client.post("/authorize", data={**SIGN_IN, "redirect_uri": address, "officer": "HMIP001"}),
        ]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].json()["error"] == "invalid_request"


@pytest.mark.parametrize(
    "wrong", [{"response_type": "token"}, {"code_challenge": ""}, {"code_challenge_method": "plain"}]
)
async def test_a_client_that_asks_wrongly_is_told_so_at_its_own_address(wrong: dict[str, str]) -> None:
    async with browser() as client:
        answer = await client.get("/authorize", params={**SIGN_IN, **wrong})
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert query["error"] == ["unsupported_response_type" if "response_type" in wrong else "invalid_request"]
    assert query["state"] == ["a state & more"]


async def test_nobody_else_can_be_signed_in() -> None:
    async with browser() as client:
        answer = await client.post("/authorize", data={**SIGN_IN, "officer": "N07X999"})
    assert "error=access_denied" in answer.headers["location"]
