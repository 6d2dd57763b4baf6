"""The page on which development chooses whom to be: plain HTML, no script, and it says what it is before all else."""

from collections.abc import Mapping
from html import escape
from itertools import groupby

from deploy.embedded.people import PEOPLE, Person, organisation_name

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_STYLE = """
body { font: 1.125rem/1.5 system-ui, sans-serif; color: #0b0c0c; max-width: 44rem; margin: 0 auto; padding: 1.5rem }
.warning { border-left: .5rem solid #d4351c; padding: .5rem 1rem; font-weight: bold }
ul { list-style: none; padding: 0 } li { margin: .5rem 0 }
button { font: inherit; width: 100%; text-align: left; padding: .6rem .9rem; color: inherit; background: #f3f2f1;
  border: 1px solid #505a5f; cursor: pointer }
button:hover { background: #dbdad9 } button:focus { outline: 3px solid #fd0; outline-offset: 0; border-color: #0b0c0c }
code { font-size: 1rem }
"""


def sign_in_page(request: Mapping[str, str]) -> str:
    """The page for one authorization request, which each choice sends back with it."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in request.items()
    )
    groups = "".join(
        f"<h2>{escape(organisation_name(code))} (<code>{code}</code>)</h2><ul>{''.join(map(_choice, people))}</ul>"
        for code, people in groupby(PEOPLE, key=lambda person: person.organisation)
    )
    return (
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>Sign in (development only) - Throughcare</title><style>{_STYLE}</style></head><body><main>"
        '<p class="warning">Development only: whoever opens this page may sign in as anybody.</p>'
        f'<h1>Whom do you want to sign in as?</h1><form method="post" action="authorize">{hidden}{groups}</form>'
        "</main></body></html>"
    )


def _choice(person: Person) -> str:
    return (
        f'<li><button type="submit" name="officer" value="{person.officer}">'
        f"{escape(person.description)} (<code>{person.officer}</code>)</button></li>"
    )
