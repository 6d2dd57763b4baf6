"""What the people of the division and of the CRCs do about allocations, transfers and escalations, in any order."""

from typing import Any

from hypothesis import strategies as st

from shared.runtime.auth import Role
from tests.integration.across.office import ALLOCATION_OFFICER, SENIOR, Office, command, headers, pick

CRCS = ("C17", "C18")
WHICH = st.integers(0, 5)
PROVIDERS = st.sampled_from(["N07", *CRCS])


def manager(organisation: str) -> dict[str, str]:
    """A senior probation officer of an organisation."""
    return headers(organisation, f"{organisation}S410", Role.SENIOR_PROBATION_OFFICER)


class AllocationRules(Office):
    """Who is to supervise, and who does."""

    def with_a_crc(self) -> list[str]:
        """The sentences whose risk a CRC holds."""
        return [one for one, holder in self.holders.now.items() if holder in CRCS]

    @command(
        "allocations orders supervision",
        when=lambda self: self.holders.offered,
        which=WHICH,
        by=st.sampled_from([None, None, None, *CRCS]),
        accepts=st.sampled_from([True, True, False]),
    )
    def a_crc_answers_the_allocation(self, which: int, by: str | None, accepts: bool) -> None:
        sentence = pick(which, list(self.holders.offered), list(self.holders.now))
        provider = by or self.holders.offered.get(sentence) or "C17"
        path = f"/allocations/{sentence}"
        if accepts:
            self.post("allocation", f"{path}/acceptance", manager(provider), takes=(sentence, provider))
        else:
            self.post("allocation", f"{path}/rejection", manager(provider), {"reason": "wrongArea"})

    @command(
        "allocations",
        when=lambda self: self.holders.offered,
        which=WHICH,
        provider=PROVIDERS,
        reason=st.sampled_from(["rejectionUpheld", "rejectionNotUpheld", "wrongArea"]),
    )
    def the_division_overrides_the_rules(self, which: int, provider: str, reason: str) -> None:
        sentence = pick(which, list(self.holders.offered), list(self.holders.now))
        asked = {"provider": provider, "reason": reason, "note": "Decided after a call with the receiving team."}
        self.post("allocation", f"/allocations/{sentence}/override", ALLOCATION_OFFICER, asked)

    @command(
        "allocations",
        when=lambda self: self.with_a_crc(),
        which=WHICH,
        to=PROVIDERS,
        by=st.sampled_from(["N07", "C17"]),
    )
    def a_transfer_is_proposed(self, which: int, to: str, by: str) -> None:
        sentence = pick(which, self.with_a_crc(), list(self.holders.now))
        asked = {"toProvider": to, "reason": "wronglyAllocated" if to == "N07" else "moveOfResidence"}
        self.post("allocation", f"/allocations/{sentence}/transfers", manager(by), asked)

    @command(
        "allocations",
        when=lambda self: self.transfers,
        which=WHICH,
        does=st.sampled_from(["accepted", "accepted", "rejected", "withdrawn"]),
    )
    def a_transfer_is_decided(self, which: int, does: str) -> None:
        sentence, transfer, by, to = pick(which, self.transfers[-1:], self.transfers)
        path = f"/allocations/{sentence}/transfers/{transfer}"
        if does == "withdrawn":
            self.post("allocation", f"{path}/withdrawal", manager(by))
            return
        asked = {"outcome": does} | ({"rejectionReason": "breachRunning"} if does == "rejected" else {})
        takes = (sentence, to) if does == "accepted" else None
        self.post("allocation", f"{path}/decision", manager(to), asked, takes)

    @command(
        "allocations supervision",
        when=lambda self: self.escalations,
        which=WHICH,
        decision=st.sampled_from(["accepted", "notAccepted", "returned"]),
    )
    def an_escalation_is_decided(self, which: int, decision: str) -> None:
        sentence, escalation, _ = pick(which, self.escalations[-1:], self.escalations)
        asked: dict[str, Any] = {"decision": decision}
        asked |= {"advice": "Review the plan with the police."} if decision == "notAccepted" else {}
        asked |= {"informationWanted": ["policeInformation"]} if decision == "returned" else {}
        takes = (sentence, "N07") if decision == "accepted" else None
        self.post("allocation", f"/escalations/{escalation}/decision", SENIOR, asked, takes)

    @command("allocations supervision", when=lambda self: self.escalations, which=WHICH)
    def an_escalation_is_withdrawn(self, which: int) -> None:
        _, escalation, by = pick(which, self.escalations[-1:], self.escalations)
        self.post("allocation", f"/escalations/{escalation}/withdrawal", manager(by), {"reason": "riskReduced"})
