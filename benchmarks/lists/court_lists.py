"""Every work list and search of the court service, as a division, an agency and an inspector read them."""

from collections.abc import Iterator

from benchmarks.lists.listing import AGENCY, DIVISION, INSPECTOR, Listing, Records
from benchmarks.lists.people import TODAY

CODE = DIVISION.organisation
TEAM, COURT, AUTHOR = f"{CODE}T03", f"{CODE}MC05", f"{CODE}A003"
CALLERS = ((DIVISION, f"division = '{CODE}'"), (INSPECTOR, "true"))
REPORT, CHECK, GAP, SENTENCE = ("due_at", "report_id"), ("due_at", "check_id"), ("due_at", "gap_id"), ("sentence_id",)
SEVERAL = f"SELECT crn FROM sentence WHERE division = '{CODE}' GROUP BY crn HAVING count(*) = 2 ORDER BY crn LIMIT 1"

REPORTS: tuple[tuple[dict[str, str], str], ...] = (
    ({}, "true"),
    ({"state": "requested"}, "state = 'requested'"),
    ({"state": "sentenced"}, "state = 'sentenced'"),
    ({"team": TEAM}, f"team = '{TEAM}'"),
    ({"courtCode": COURT}, f"court_code = '{COURT}'"),
    ({"author": AUTHOR}, f"author = '{AUTHOR}'"),
    ({"team": TEAM, "state": "sentenced"}, f"team = '{TEAM}' AND state = 'sentenced'"),
    ({"team": TEAM, "courtCode": COURT}, f"team = '{TEAM}' AND court_code = '{COURT}'"),
)
CHECKS: tuple[tuple[dict[str, str], str], ...] = (
    ({}, "true"),
    ({"state": "overdue"}, f"awaited AND due_at < '{TODAY.isoformat()}'"),
    ({"state": "received"}, "state = 'received'"),
    ({"kind": "domesticAbuse"}, "kind = 'domesticAbuse'"),
)


def court_lists() -> Iterator[Listing]:
    """The lists."""
    for caller, own in CALLERS:
        for said, where in REPORTS:
            rows = f"FROM report WHERE {own} AND {where}"
            yield Listing("court", "/reports", caller, rows, REPORT, said, said)
        rows = f"FROM report WHERE {own} AND due_at < '2016-05-31T23:00:00Z'"
        yield Listing("court", "/reports", caller, rows, REPORT, {"dueBefore": "2016-06-01"})
        rows = f"FROM report WHERE {own} AND crn = ({SEVERAL})"
        yield Listing("court", "/reports", caller, rows, REPORT, {"crn": SEVERAL}, short=True)
        for said, where in CHECKS:
            rows = f"FROM report_check WHERE {own} AND (awaited OR state = 'received') AND {where}"
            yield Listing("court", "/checks", caller, rows, CHECK, said, said)
        yield Listing("court", "/sentences", caller, f"FROM sentence WHERE {own}", SENTENCE, newest_first=True)
        rows = f"FROM sentence WHERE {own} AND crn = ({SEVERAL})"
        yield Listing("court", "/sentences", caller, rows, SENTENCE, {"crn": SEVERAL}, newest_first=True, short=True)
        for said in ({}, {"state": "open"}, {"state": "closed"}):
            where = "".join(f" AND {name} = '{value}'" for name, value in said.items())
            yield Listing("court", "/gaps", caller, f"FROM information_gap WHERE {own}{where}", GAP, said, said)
        yield Listing("court", "/authors", caller, f"FROM author WHERE {own}", ("officer",))
        of_team = {"team": TEAM}
        rows = f"FROM author WHERE {own} AND team = '{TEAM}'"
        yield Listing("court", "/authors", caller, rows, ("officer",), of_team, of_team)
    rows = f"FROM report_check WHERE asked_of = '{AGENCY.organisation}' AND awaited"
    yield Listing("court", "/agency/checks", AGENCY, rows, CHECK)
    yield Listing("court", "/interventions", DIVISION, "FROM intervention", ("code",))
    rows = "FROM intervention WHERE provider = 'C11' AND needs ? 'alcohol' AND open_to ? 'male'"
    said = {"areaCrc": "C11", "need": "alcohol", "sex": "male"}
    yield Listing("court", "/interventions", DIVISION, rows, ("code",), said, {"provider": "C11"})


def court_records() -> Iterator[Records]:
    """Single records, spread over the whole table."""
    for noun in ("report", "sentence"):
        paths = f"SELECT '/{noun}s/' || {noun}_id FROM {noun} WHERE division = '{CODE}'"
        yield Records("court", f"/{noun}s/{{id}}", DIVISION, paths, f"{noun}Id")
    paths = f"SELECT '/sentences/' || sentence_id || '/gaps/' || gap_id || '/history' FROM information_gap WHERE {OWN}"
    yield Records("court", "/sentences/{id}/gaps/{id}/history", DIVISION, paths, "items")
    month = "from=2016-03-01&to=2016-03-31"
    for caller, _ in CALLERS:
        path = f"/reports/completeness?{month}"
        yield Records("court", path, caller, f"SELECT '{path}'", "items", counts=True)


OWN = CALLERS[0][1]
