"""Through the gate and back: screening, resettlement, release, licence, recall."""

from datetime import timedelta

from hypothesis import strategies as st

from tests.integration.across.asking import WHICH, command
from tests.integration.across.enforcement.cases import Case, manager
from tests.integration.across.enforcement.staff_rules import StaffRules

NEEDS = ["accommodation", "finance"]
RESETTLEMENT = ("screening", "resettlement-plan", "help", "release-date")


class GateRules(StaffRules):
    """Custody and licence."""

    def custodial(self, inside: bool | None = None) -> list[Case]:
        """The open cases of people who were sentenced to custody; who are there now, or are not."""
        return [one for one in self.open_cases() if one.custody and inside in (None, one.inside)]

    @command(
        "gate",
        when=lambda self: self.custodial(inside=True),
        which=WHICH,
        further=st.sampled_from([2, 2, 3, 1, 0]),
        need=st.sampled_from(NEEDS),
        help_given=st.sampled_from(["planned", "received", "received", "declined"]),
    )
    def resettlement_goes_on(self, which: int, further: int, need: str, help_given: str) -> None:
        """With the next step; seldom with one that is not possible yet, or not any more."""
        case = self.custodial()[which % len(self.custodial())]
        does = RESETTLEMENT[further] if which == 5 or case.prepared == 2 else RESETTLEMENT[case.prepared]
        asked = {
            "screening": {"prison": "BXI", "screenedAt": self.world.clock.now().isoformat(), "needs": NEEDS},
            "resettlement-plan": {"needs": NEEDS, "releaseOn": self.day(100)},
            "release-date": {"releaseOn": self.day(30)},
            "help": {"need": need, "help": help_given, "on": self.day(0)},
        }
        self.post("crc", f"{case.url}/custody/{does}", case.who, asked[does])

    @command("gate", when=lambda self: self.custodial(inside=True), which=WHICH)
    def a_person_is_released(self, which: int) -> None:
        case = self.custodial(inside=True)[which % len(self.custodial(inside=True))]
        self.release(case)

    def release(self, case: Case) -> None:
        """The person leaves prison on licence."""
        asked = {"releasedAt": self.world.clock.now().isoformat(), "prison": "BXI"}
        asked |= {"licenceEndsOn": self.day(180), "supervisionEndsOn": self.day(365)}
        self.post("crc", f"{case.url}/custody/release", case.who, asked)

    @command("gate", when=lambda self: self.custodial(inside=False), which=WHICH)
    def a_recall_is_asked_for(self, which: int) -> None:
        case = self.custodial()[which % len(self.custodial())]
        self.post("crc", f"{case.url}/recalls", case.who, {"reason": "outOfTouch"})

    @command(
        "gate",
        when=lambda self: any(one.recalls for one in self.custodial()),
        which=WHICH,
        agreed=st.sampled_from([True, True, False]),
        by=st.sampled_from(["S201", "S201", "S202"]),
    )
    def a_recall_is_countersigned(self, which: int, agreed: bool, by: str) -> None:
        asked = [one for one in self.custodial() if one.recalls]
        case = asked[which % len(asked)]
        path = f"{case.url}/recalls/{case.recalls[-1]}/countersignature"
        self.post("crc", path, manager(f"{case.at}{by}"), {"countersigned": agreed})

    @command(
        "gate",
        when=lambda self: any(one.recalls for one in self.custodial()),
        which=WHICH,
        outcome=st.sampled_from(["recalled", "recalled", "notRecalled"]),
    )
    def a_recall_is_decided(self, which: int, outcome: str) -> None:
        asked = [one for one in self.custodial() if one.recalls]
        case = asked[which % len(asked)]
        path = f"{case.url}/recalls/{case.recalls[-1]}/decision"
        self.post("crc", path, case.manager, {"outcome": outcome, "on": self.day(0)})

    @command("gate", when=lambda self: self.custodial(inside=False) and not self.is_late(), now=st.integers(0, 3))
    def the_licence_passes(self, now: int) -> None:
        """What follows is supervision under a sentence, which is breached and not recalled."""
        if not now:  # seldom: on licence more is possible
            self.world.clock.advance(timedelta(days=190))
