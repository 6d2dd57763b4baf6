"""The pages of dead letters, for operators: all services' in one list, one letter whole, and what became of it.

What a form does carries an Idempotency-Key that was made with the form: sent again, it does nothing and shows the same.
"""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, FastAPI, Form, Request
from starlette.responses import HTMLResponse

from services.oversight.api import letters
from services.oversight.api.letters import Asked
from services.oversight.api.other_services import NAMES, DoesNotAnswer, OtherServices, Refused
from services.oversight.api.rendering import rendered
from services.oversight.api.same_origin import FromElsewhere, FromThesePages
from services.oversight.api.sign_in import COOKIE, SignedIn
from shared.runtime.auth import Role
from shared.runtime.dead_letter_views import LettersRedriven
from shared.runtime.reading import Reader
from shared.runtime.settings import Settings
from shared.runtime.transaction import new_id

router = APIRouter(include_in_schema=False)
Attempt = Annotated[str, Form(min_length=1, max_length=100)]
NO_REASON = "Enter a reason of up to 2,000 characters"


class NotAnOperator(Exception):
    """The reader is signed in, and is no operator."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        super().__init__()


def install(app: FastAPI, settings: Settings) -> None:
    """Give the app the services' addresses, and pages for whoever may not be here."""
    app.state.other_services = OtherServices(settings.service_urls)

    @app.exception_handler(NotAnOperator)
    async def not_an_operator(_: Request, error: NotAnOperator) -> HTMLResponse:
        return _said(error.reader, 403, "This page is for operators", "Your roles do not allow it.")

    @app.exception_handler(FromElsewhere)
    async def from_elsewhere(_: Request, __: FromElsewhere) -> HTMLResponse:
        return _said(None, 403, "Nothing was done", "The form was not sent by a page of Throughcare.")


class Operator:
    """The operator who reads a page, with the token that the services are asked with."""

    def __init__(self, reader: Reader, request: Request) -> None:
        self.reader, self.token = reader, request.cookies[COOKIE]
        self.services: OtherServices = request.app.state.other_services


async def operator_of(reader: SignedIn, request: Request) -> Operator:
    """The operator behind a request. `NotAnOperator` where the reader is none."""
    if Role.OPERATOR not in reader.caller.roles:
        raise NotAnOperator(reader)
    return Operator(reader, request)


Operating = Annotated[Operator, Depends(operator_of)]


@router.get("/letters", response_class=HTMLResponse)
async def letters_page(
    operator: Operating, service: str = "", state: str = "parked", key: str = "", cursor: str | None = None
) -> HTMLResponse:
    """The letters of all services, or of one; a service that does not answer is said not to."""
    asked = Asked.of(service, state, key, cursor)
    shown = await letters.overview(operator.services, operator.token, asked)
    return rendered("dead_letters.html", operator.reader, asked=asked, shown=shown, names=NAMES, attempt=new_id())


@router.post("/letters", response_class=HTMLResponse, dependencies=[FromThesePages])
async def redrive_a_service(operator: Operating, service: Annotated[str, Form()], attempt: Attempt) -> HTMLResponse:
    """Redrive everything that is parked in one service."""
    try:
        redriven = await operator.services.redrive(service, operator.token, None, attempt)
    except (DoesNotAnswer, Refused) as error:
        return _not_done(operator, service, error)
    return _redriven(operator, service, redriven)


@router.get("/letters/{service}/{letter_id}", response_class=HTMLResponse)
async def letter_page(service: str, letter_id: str, operator: Operating) -> HTMLResponse:
    """One letter whole, with what can be done about it."""
    return await _letter(operator, service, letter_id)


@router.post("/letters/{service}/{letter_id}", response_class=HTMLResponse, dependencies=[FromThesePages])
async def settle_a_letter(
    service: str,
    letter_id: str,
    operator: Operating,
    command: Annotated[Literal["redrive", "discard"], Form()],
    attempt: Attempt,
    key: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """Redrive the letter's key, or discard the letter with a reason.

    The address is that of the letter's page: whose sign-in has lapsed comes back to it, and nothing was done.
    """
    number = letters.id_in(letter_id)
    if service not in NAMES or number is None:
        return _no_letter(operator)
    try:
        if command == "redrive":
            redriven = await operator.services.redrive(service, operator.token, key, attempt)
            return _redriven(operator, service, redriven)
        if not 1 <= len(reason.strip()) <= 2000 or "\x00" in reason:
            return await _letter(operator, service, letter_id, fault=NO_REASON, reason=reason)
        done = await operator.services.discard(service, operator.token, number, reason, attempt)
    except (DoesNotAnswer, Refused) as error:
        return _not_done(operator, service, error)
    return rendered("letter_discarded.html", operator.reader, service=service, done=done, attempt=new_id())


async def _letter(
    operator: Operator, service: str, letter_id: str, *, fault: str | None = None, reason: str = ""
) -> HTMLResponse:
    number = letters.id_in(letter_id)
    if service not in NAMES or number is None:
        return _no_letter(operator)
    try:
        letter = await operator.services.letter(service, operator.token, number)
    except DoesNotAnswer as error:
        return _said(operator.reader, 503, f"The {service} service does not answer", error.sentence)
    except Refused as refused:
        if refused.status == 404:
            return _no_letter(operator)
        return _said(operator.reader, refused.status, "The letter cannot be shown", refused.sentence)
    shown = letters.whole(letter)
    more = {"fault": fault, "reason": reason, "attempt": new_id()}
    return rendered(
        "dead_letter.html", operator.reader, 422 if fault else 200, service=service, letter=letter, shown=shown, **more
    )


def _redriven(operator: Operator, service: str, redriven: LettersRedriven) -> HTMLResponse:
    return rendered("letters_redriven.html", operator.reader, service=service, redriven=redriven)


def _not_done(operator: Operator, service: str, error: DoesNotAnswer | Refused) -> HTMLResponse:
    if isinstance(error, DoesNotAnswer):
        return _said(operator.reader, 503, f"The {service} service does not answer", error.sentence)
    return _said(operator.reader, error.status, "Nothing was done", error.sentence)


def _no_letter(operator: Operator) -> HTMLResponse:
    sentence = "It may have been settled and removed since: settled letters are kept for a time only."
    return _said(operator.reader, 404, "There is no such letter", sentence)


def _said(reader: Reader | None, status: int, title: str, sentence: str) -> HTMLResponse:
    return rendered("said.html", reader, status, title=title, sentence=sentence)
