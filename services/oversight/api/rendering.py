"""How a page is made: templates, the words they use, and headers that keep a browser to this package's own assets."""

from pathlib import Path
from typing import Any

import jinja2
from starlette.responses import HTMLResponse

from services.oversight.api import presenting
from services.oversight.domain.words import count, who
from shared.runtime.auth import Role
from shared.runtime.reading import Reader

HERE = Path(__file__).resolve().parent.parent
# Nothing from elsewhere, no script at all, and no other site around it. Where forms may lead is not limited: a search
# by somebody whose sign-in has lapsed is redirected to the issuer, and browsers would stop it there without a word.
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src data:; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

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
    "count": count,
}


def rendered(template: str, reader: Reader | None, status: int = 200, **shown: Any) -> HTMLResponse:
    """A page; its header names the reader, where there is one, and leads operators to the dead letters."""
    caller = None if reader is None else reader.caller
    operates = caller is not None and Role.OPERATOR in caller.roles
    html = _templates.get_template(template).render(caller=caller, operates=operates, **shown)
    return HTMLResponse(html, status, SECURITY)
