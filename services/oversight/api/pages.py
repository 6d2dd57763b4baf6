"""The pages: made on the server, without a script, from assets of this package alone."""

from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2
from fastapi import APIRouter, FastAPI, Request
from fastapi.staticfiles import StaticFiles
from starlette.responses import HTMLResponse

from services.oversight.api import presenting, sign_in
from services.oversight.api.people import find_people, read_timeline
from services.oversight.api.sign_in import SignedIn, SignInFailed
from services.oversight.domain.words import who
from shared.decisions import Invalid, NotFound
from shared.runtime.reading import Reader
from shared.runtime.settings import Settings

HERE = Path(__file__).resolve().parent.parent
PEOPLE_ON_A_PAGE = 25
# Nothing from elsewhere, no script at all, and no other site around it. Where forms may lead is not limited: a search
# by somebody whose sign-in has lapsed is redirected to the issuer, and browsers would stop it there without a word.
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src data:; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
router = APIRouter(include_in_schema=False)
router.include_router(sign_in.router)

_templates = jinja2.Environment(
    loader=jinja2.ChoiceLoader(
        [
            jinja2.FileSystemLoader(HERE / "templates"),
            jinja2.PrefixLoader({"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")}),
        ]
    ),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters |= {
    "organisation": who,
    "side": presenting.side,
    "moment": presenting.moment,
    "day": presenting.day,
    "clock": presenting.clock_time,
}


def extend(app: FastAPI, settings: Settings) -> None:
    """Give the app what its pages need: sign-in and the vendored assets."""
    sign_in.install(app, settings)

    @app.exception_handler(SignInFailed)
    async def sign_in_failed(_: Request, error: SignInFailed) -> HTMLResponse:
        return _page("sign_in_failed.html", None, status=error.status, sentence=error.sentence)

    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")


@router.get("/", response_class=HTMLResponse)
async def people_page(reader: SignedIn, crn: str = "", cursor: str | None = None) -> HTMLResponse:
    """Find a person by CRN, or see whoever was last heard of."""
    prefix, fault = crn.strip().upper(), None
    try:
        people, next_cursor = await find_people(reader, _like(prefix), PEOPLE_ON_A_PAGE, cursor)
    except Invalid as refusal:
        people, next_cursor, fault = [], None, str(refusal)
    return _page("people.html", reader, prefix=prefix, fault=fault, people=people, next_cursor=next_cursor)


@router.get("/timeline/{crn}", response_class=HTMLResponse)
async def timeline_page(crn: str, reader: SignedIn, request: Request) -> HTMLResponse:
    """One person's timeline across the split."""
    now: datetime = request.app.state.runtime.clock.now()
    try:
        if not crn.isalnum():
            raise NotFound
        timeline = await read_timeline(reader, crn.upper())
    except NotFound:
        return _page("not_found.html", reader, status=404)
    return _page("timeline.html", reader, page=presenting.present(timeline, now))


def _like(prefix: str) -> str:
    """A CRN's beginning; what is none is a fault of the form."""
    if not (prefix.isascii() and prefix.isalnum()) and prefix:
        raise Invalid.one("/crn", "notACrn", "Enter a letter and up to six digits.")
    return prefix


def _page(template: str, reader: Reader | None, status: int = 200, **shown: Any) -> HTMLResponse:
    html = _templates.get_template(template).render(caller=reader and reader.caller, **shown)
    return HTMLResponse(html, status, SECURITY)
