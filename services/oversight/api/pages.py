"""The pages: made on the server, without a script, from assets of this package alone."""

from datetime import datetime

from fastapi import APIRouter, FastAPI, Request
from fastapi.staticfiles import StaticFiles
from starlette.responses import HTMLResponse

from services.oversight.api import letter_pages, presenting, sign_in
from services.oversight.api.people import find_people, read_timeline
from services.oversight.api.rendering import HERE, rendered
from services.oversight.api.sign_in import SignedIn, SignInFailed
from shared.decisions import Invalid, NotFound
from shared.runtime.settings import Settings

PEOPLE_ON_A_PAGE = 25
router = APIRouter(include_in_schema=False)
router.include_router(sign_in.router)
router.include_router(letter_pages.router)


def extend(app: FastAPI, settings: Settings) -> None:
    """Give the app what its pages need: sign-in, the other services' addresses, and the vendored assets."""
    sign_in.install(app, settings)
    letter_pages.install(app, settings)

    @app.exception_handler(SignInFailed)
    async def sign_in_failed(_: Request, error: SignInFailed) -> HTMLResponse:
        return rendered("sign_in_failed.html", None, status=error.status, sentence=error.sentence)

    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")


@router.get("/", response_class=HTMLResponse)
async def people_page(reader: SignedIn, crn: str = "", cursor: str | None = None) -> HTMLResponse:
    """Find a person by CRN, or see whoever was last heard of."""
    prefix, fault = crn.strip().upper(), None
    try:
        people, next_cursor = await find_people(reader, _like(prefix), PEOPLE_ON_A_PAGE, cursor)
    except Invalid as refusal:
        people, next_cursor, fault = [], None, str(refusal)
    return rendered("people.html", reader, prefix=prefix, fault=fault, people=people, next_cursor=next_cursor)


@router.get("/timeline/{crn}", response_class=HTMLResponse)
async def timeline_page(crn: str, reader: SignedIn, request: Request) -> HTMLResponse:
    """One person's timeline across the split."""
    now: datetime = request.app.state.runtime.clock.now()
    try:
        if not crn.isalnum():
            raise NotFound
        timeline = await read_timeline(reader, crn.upper())
    except NotFound:
        return rendered("not_found.html", reader, status=404)
    return rendered("timeline.html", reader, page=presenting.present(timeline, now))


def _like(prefix: str) -> str:
    """A CRN's beginning; what is none is a fault of the form."""
    if not (prefix.isascii() and prefix.isalnum()) and prefix:
        raise Invalid.one("/crn", "notACrn", "Enter a letter and up to six digits.")
    return prefix
