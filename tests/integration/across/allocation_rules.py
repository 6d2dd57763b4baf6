"""What the people of the division and of the CRCs do about allocations, transfers and escalations, in any order."""

from typing import Any

from hypothesis import strategies as st

from shared.runtime.auth import Role
from tests.integration.across.asking import WHICH, command, headers, pick
from tests.integration.across.office import ALLOCATION_OFFICER, SENIOR, Escalation, Office

CRCS = ("C17", "C18")
PROVIDERS = st.sampled_from(["N07", *CRCS])


def manager(organisation: str) -> dict[str, str]:
    """A senior probation officer of an organisation."""
    return headers(organisation, f"{organisation}S410", Role.SENIOR_PROBATION_OFFICER)


class AllocationRules(Office):
    """Who is to supervise, and who does."""

    def free_to_go(self) -> list[str]:
        """The sentences whose risk a CRC holds, and of which no transfer is undecided."""
        going = {one.sentence_id for one in self.transfers if one.transfer_id in self.undecided}
        return [one for one, holder in self.holders.now.items() if holder in CRCS and one not in going]

    @command(
        "answers",
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
        "answers",
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
        "transfers",
        when=lambda self: self.free_to_go(),
        which=WHICH,
        to=PROVIDERS,
        by=st.sampled_from(["N07", "C17"]),
    )
    def a_transfer_is_proposed(self, which: int, to: str, by: str) -> None:
        sentence = pick(which, self.free_to_go(), list(self.holders.now))
        asked = {"toProvider": to, "reason": "wronglyAllocated" if to == "N07" else "moveOfResidence"}
        self.post("allocation", f"/allocations/{sentence}/transfers", manager(by), asked)

    @command(
        "transfers",
        when=lambda self: any(one.transfer_id in self.undecided for one in self.transfers),
        which=WHICH,
        does=st.sampled_from(["accepted", "accepted", "rejected", "withdrawn"]),
    )
    def a_transfer_is_decided(self, which: int, does: str) -> None:
        undecided = [one for one in self.transfers if one.transfer_id in self.undecided]
        transfer = pick(which, undecided, self.transfers)
        path = f"/allocations/{transfer.sentence_id}/transfers/{transfer.transfer_id}"
        if does == "withdrawn":
            self.post("allocation", f"{path}/withdrawal", manager(transfer.by))
            return
        asked = {"outcome": does} | ({"rejectionReason": "breachRunning"} if does == "rejected" else {})
        takes = (transfer.sentence_id, transfer.to) if does == "accepted" else None
        self.post("allocation", f"{path}/decision", manager(transfer.to), asked, takes)

    @command(
        "escalations",
        when=lambda self: self.waiting_for_the_nps(),
        which=WHICH,
        decision=st.sampled_from(["accepted", "notAccepted", "returned"]),
    )
    def an_escalation_is_decided(self, which: int, decision: str) -> None:
        escalation = pick(which, self.waiting_for_the_nps(), self.escalations)
        asked: dict[str, Any] = {"decision": decision}
        asked |= {"advice": "Review the plan with the police."} if decision == "notAccepted" else {}
        asked |= {"informationWanted": ["policeInformation"]} if decision == "returned" else {}
        takes = (escalation.sentence_id, "N07") if decision == "accepted" else None
        self.post("allocation", f"/escalations/{escalation.escalation_id}/decision", SENIOR, asked, takes)

    @command("escalations", when=lambda self: self.waiting_for_the_nps(), which=WHICH)
    def an_escalation_is_withdrawn(self, which: int) -> None:
        escalation = pick(which, self.waiting_for_the_nps(), self.escalations)
        path = f"/escalations/{escalation.escalation_id}/withdrawal"
        self.post("allocation", path, manager(escalation.by), {"reason": "riskReduced"})

    def waiting_for_the_nps(self) -> list[Escalation]:
        """The escalations that have been received and not answered."""
        return [one for one in self.escalations if one.escalation_id in self.undecided]
