"""Every work list and search of the allocation service, as a division, a CRC and an inspector read them."""

from collections.abc import Iterator

from benchmarks.lists.listing import CRC, DIVISION, INSPECTOR, Listing, Records
from deploy.embedded.people import Person

CODE, PROVIDER = DIVISION.organisation, CRC.organisation
ALLOCATION, ESCALATION = ("sentenced_at", "sentence_id"), ("imminent", "due_at", "escalation_id")
WAITING = ("NOT imminent", "due_at", "escalation_id")
TRANSFER = ("due_at", "transfer_id")


def own(caller: Person, *providers: str) -> str:
    """What a caller may see of rows with a division and columns for the providers."""
    seen = " OR ".join(f"{column} = '{caller.organisation}'" for column in ("division", *providers))
    return "division IS NOT NULL" if caller is INSPECTOR else f"({seen})"


def allocation_lists() -> Iterator[Listing]:
    """The lists."""
    for caller in (DIVISION, CRC, INSPECTOR):
        yield from _allocations(caller)
        for state in ("", "received", "accepted"):
            said = {"state": state} if state else {}
            rows = f"FROM escalation WHERE {own(caller, 'from_provider')}" + (
                f" AND state = '{state}'" if state else ""
            )
            yield Listing("allocation", "/escalations", caller, rows, ESCALATION, said, said, columns=WAITING)
        for state in ("", "proposed"):
            said = {"state": state} if state else {}
            rows = f"FROM allocation_transfer WHERE {own(caller, 'from_provider', 'to_provider')}" + (
                f" AND state = '{state}'" if state else ""
            )
            yield Listing("allocation", "/transfers", caller, rows, TRANSFER, said, said)
        for state in ("", "started"):
            said = {"state": state} if state else {}
            rows = f"FROM purchase WHERE {own(caller, 'provider')}" + (f" AND state = '{state}'" if state else "")
            yield Listing("allocation", "/purchases", caller, rows, ("purchase_id",), said, said, newest_first=True)
        which = f"SELECT intervention_id FROM intervention WHERE code = '{PROVIDER}-ALC'"
        rows = f"FROM purchase WHERE {own(caller, 'provider')} AND intervention_id = ({which})"
        said, shows = {"interventionId": which}, {"intervention": f"{PROVIDER}-ALC"}
        yield Listing("allocation", "/purchases", caller, rows, ("purchase_id",), said, shows, newest_first=True)
    yield from _directory()


def _allocations(caller: Person) -> Iterator[Listing]:
    filters: list[dict[str, str]] = [{}, {"state": "accepted"}, {"state": "awaitingReply"}]
    if caller is not CRC:
        filters += [{"provider": PROVIDER}, {"provider": PROVIDER, "state": "accepted"}]
    for said in filters:
        columns = {"state": "state", "provider": "receiving_provider"}
        narrower = "".join(f" AND {columns[name]} = '{value}'" for name, value in said.items())
        fields = {"state": "state", "provider": "receivingProvider"}
        shows = {fields[name]: value for name, value in said.items()}
        rows = f"FROM allocation WHERE {own(caller, 'receiving_provider')}{narrower}"
        yield Listing("allocation", "/allocations", caller, rows, ALLOCATION, said, shows, newest_first=True)


def _directory() -> Iterator[Listing]:
    """What every caller reads, and what does not grow with the people."""
    yield Listing("allocation", "/interventions", CRC, "FROM intervention", ("code",))
    said = {"provider": PROVIDER, "need": "alcohol", "sex": "male"}
    rows = f"FROM intervention WHERE provider = '{PROVIDER}' AND needs ? 'alcohol' AND open_to ? 'male'"
    yield Listing("allocation", "/interventions", CRC, rows, ("code",), said, {"provider": PROVIDER})
    yield Listing("allocation", "/suppliers", CRC, "FROM supplier", ("provider", "name"))
    rows, said = f"FROM supplier WHERE provider = '{PROVIDER}'", {"provider": PROVIDER}
    yield Listing("allocation", "/suppliers", CRC, rows, ("provider", "name"), said, said)
    key = ("financial_year", "division")
    yield Listing("allocation", "/budgets", INSPECTOR, "FROM budget", key, newest_first=True)


def allocation_records() -> Iterator[Records]:
    """Single records, spread over the whole table."""
    for noun, key in (("allocation", "sentence_id"), ("escalation", "escalation_id"), ("purchase", "purchase_id")):
        field = {"sentence_id": "sentenceId", "escalation_id": "escalationId"}.get(key, "purchaseId")
        paths = f"SELECT '/{noun}s/' || {key} FROM {noun} WHERE division = '{CODE}'"
        yield Records("allocation", f"/{noun}s/{{id}}", DIVISION, paths, field)
    for caller in (DIVISION, INSPECTOR):
        path = "/misallocations?from=2016-01-01&to=2016-12-31"
        yield Records("allocation", path, caller, f"SELECT '{path}'", "items", counts=True)
