"""The states of a breach, as the domain has them: what may follow what, and by which fact."""

from collections.abc import Mapping
from typing import Any

ENDED = frozenset({"proven", "notProven", "withdrawn"})

FOLLOWS: Mapping[str, frozenset[str]] = {
    "initiated": frozenset({"prepared", "withdrawn"}),
    # A further version before the referral; presented at once only where the NPS breaches its own.
    "prepared": frozenset({"prepared", "referred", "presented", "withdrawn"}),
    "referred": frozenset({"returned", "accepted", "withdrawn"}),
    # Accepted from here only where a third person has upheld the dispute.
    "returned": frozenset({"prepared", "accepted", "withdrawn"}),
    "accepted": frozenset({"presented", "withdrawn"}),
    "presented": frozenset({"summonsIssued", "warrantIssued", "proven", "notProven", "withdrawn"}),
    "summonsIssued": frozenset({"executed", "withdrawn"}),
    "warrantIssued": frozenset({"executed", "withdrawn"}),
    "executed": frozenset({"proven", "notProven", "withdrawn"}),
    "proven": frozenset(),
    "notProven": frozenset(),
    "withdrawn": frozenset(),
}

MINOR = (
    "spellingOrLayout",
    "wrongTemplate",
    "summaryIncomplete",
    "progressNotDescribed",
    "previousBreachesNotListed",
    "rationaleThin",
)
"""The reasons that may return no pack (¶18)."""

FATAL = ("instructionNotProved", "noCurrentAddress", "excuseNotDecided")

_BY_FACT = {
    "breach-initiated": "initiated",
    "pack-prepared": "prepared",
    "breach-referred": "referred",
    "pack-returned": "returned",
    "pack-accepted": "accepted",
    "breach-presented": "presented",
}


def state_after(fact: str, body: Mapping[str, Any]) -> str | None:
    """The state into which a fact brings a breach; None where it leaves it in the one that it has."""
    if fact in ("process-issued", "breach-concluded"):
        return str(body["state"])
    if fact == "return-dispute-decided":
        return "accepted" if body["outcome"] == "upheld" else None
    return _BY_FACT.get(fact)
