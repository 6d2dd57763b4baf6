"""The pack between the CRC and the NPS: prepared, signed, checked, referred, returned, disputed, accepted."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from shared.runtime.auth import Role
from tests.integration.across.asking import WHICH, command, headers, pick
from tests.integration.across.enforcement.cases import DIVISION, ENFORCEMENT_OFFICER, Breach, Cases, manager
from tests.integration.across.enforcement.states import FATAL, MINOR

RECOMMENDED = st.sampled_from(["continue", "fine", "moreOnerous", "revokeAndResentence"])
PLACES = {"noCurrentAddress": "/currentAddress"}
WITH_THE_NPS = ("referred", "accepted")
RETURNER, ANOTHER = f"{DIVISION}E510", f"{DIVISION}S420"
WORDS = {
    "courtCode": "CRYDMC",
    "currentAddress": "12 Example Street, Croydon CR0 0AA",
    "riskSummary": "Medium risk to a known adult; police and children's services were asked.",
    "progress": "Attended the first appointment and agreed a plan; no RAR day completed.",
    "previousBreaches": "Those that the record shows on this order, and no others.",
}
RATIONALES = (
    "Two failures without an excuse after a warning; the order can work with more structure and a harder requirement.",
    "Nothing has been heard of the person since; what was offered has been refused twice, and it does not work.",
    "What has been learned since speaks for another course: the person works nights, and comes where that is minded.",
)


def named(*reasons: str) -> list[dict[str, str]]:
    """Reasons for a return, or corrections, each with its place."""
    return [{"reason": one, "place": PLACES.get(one, "/")} for one in reasons]


class PackRules(Cases):
    """Packs."""

    def breach(self, which: int, *states: str) -> Breach:
        """One of the breaches; mostly one in these states."""
        return pick(which, self.running(*states), list(self.breaches.values()))

    @command(
        "packs everything",
        when=lambda self: self.running("initiated", "prepared", "returned"),
        which=WHICH,
        whole=st.sampled_from([True, True, True, False]),
        recommended=RECOMMENDED,
        rationale=st.integers(0, 2),
    )
    def a_pack_is_prepared(self, which: int, whole: bool, recommended: str, rationale: int) -> None:
        breach = self.breach(which, "initiated", "prepared", "returned")
        asked: dict[str, Any] = dict(WORDS) if whole else {"courtCode": "CRYDMC"}
        asked |= {"recommendation": recommended, "rationale": RATIONALES[rationale]}
        if breach.recommendation not in (None, recommended):
            asked["recommendationChange"] = "newInformation"
        self.post("breach", f"{breach.url}/pack", breach.author, asked)

    @command(
        "packs everything",
        when=lambda self: self.running("prepared", "returned"),
        which=WHICH,
        recommended=RECOMMENDED,
        by_manager=st.booleans(),
        rationale=st.integers(0, 2),
    )
    def somebody_recommends_something_else(
        self, which: int, recommended: str, by_manager: bool, rationale: int
    ) -> None:
        breach = self.breach(which, "prepared", "returned")
        first, version = breach.first, breach.version
        asked = {"recommendation": recommended, "reason": "managersView", "rationale": RATIONALES[rationale]}
        who = breach.manager if by_manager else breach.author
        if self.post("breach", f"{breach.url}/recommendation", who, asked):
            assert (breach.first, breach.version) == (first, version + 1), "the first recommendation was overwritten"
            assert breach.recommendation == recommended

    @command("packs everything", when=lambda self: self.running("prepared"), which=WHICH, by_author=st.booleans())
    def a_pack_is_countersigned(self, which: int, by_author: bool) -> None:
        breach = self.breach(which, "prepared")
        who = manager(f"{breach.provider}A101") if by_author and which == 5 else breach.manager
        self.post("breach", f"{breach.url}/countersignature", who)

    @command("packs everything", when=lambda self: self.running("prepared", "referred"), which=WHICH)
    def a_pack_is_checked(self, which: int) -> None:
        """The CRC and the NPS, one after the other, see the same list (¶18)."""
        breach = self.breach(which, "prepared", "referred")
        path = f"{breach.url}/check"
        seen = [self.post("breach", path, who) for who in (breach.author, ENFORCEMENT_OFFICER)]
        lists = [None if one is None else one["findings"] for one in seen]
        assert lists[0] == lists[1], f"the CRC sees {lists[0]}, the NPS {lists[1]}"

    @command("packs everything", when=lambda self: self.running("prepared"), which=WHICH)
    def a_pack_is_referred(self, which: int) -> None:
        breach = self.breach(which, "prepared")
        self.post("breach", f"{breach.url}/referral", breach.manager)

    @command(
        "packs disputes everything",
        when=lambda self: self.running("initiated", "prepared", "returned"),
        which=WHICH,
        recommended=RECOMMENDED,
    )
    def a_pack_goes_to_the_nps(self, which: int, recommended: str) -> None:
        """Written whole, signed and referred: by one step each, few would arrive."""
        breach = self.breach(which, "initiated", "prepared", "returned")
        self.refer(breach, breach.recommendation or recommended)

    def refer(self, breach: Breach, recommended: str) -> None:
        """Everything that brings a pack to the NPS."""
        asked = {**WORDS, "recommendation": recommended, "rationale": RATIONALES[0]}
        for path, who, said in (
            ("pack", breach.author, asked),
            ("countersignature", breach.manager, {}),
            ("referral", breach.manager, {}),
        ):
            self.post("breach", f"{breach.url}/{path}", who, said)

    @command(
        "packs disputes everything",
        when=lambda self: self.running("referred"),
        which=WHICH,
        fatal=st.sampled_from([(), (), FATAL[:1], FATAL[1:]]),
        minor=st.lists(st.sampled_from(MINOR), min_size=1, max_size=3, unique=True),
    )
    def the_nps_returns_a_pack(self, which: int, fatal: Sequence[str], minor: list[str]) -> None:
        """For whatever reasons: a minor one, and any number of them, returns no pack (¶18)."""
        breach = self.breach(which, "referred")
        asked = {"reasons": named(*fatal, *minor)}
        if self.post("breach", f"{breach.url}/return", ENFORCEMENT_OFFICER, asked):
            assert fatal, f"a pack was returned for {minor}"
            assert breach.returned == breach.version

    @command(
        "packs disputes everything",
        when=lambda self: self.running("referred"),
        which=WHICH,
        corrections=st.lists(st.sampled_from([*MINOR, *MINOR, FATAL[0]]), max_size=2, unique=True),
    )
    def the_nps_accepts_a_pack(self, which: int, corrections: list[str]) -> None:
        breach = self.breach(which, "referred")
        asked = {"corrections": named(*corrections)}
        if self.post("breach", f"{breach.url}/acceptance", ENFORCEMENT_OFFICER, asked):
            assert FATAL[0] not in corrections, "a pack was accepted with what the court could not hear"

    def disputable(self) -> list[Breach]:
        """The breaches whose return nobody has disputed yet."""
        return [one for one in self.running("returned") if one.disputed < one.returned]

    @command(
        "packs disputes everything", when=lambda self: self.running("returned"), which=WHICH, manager=st.booleans()
    )
    def a_return_is_disputed(self, which: int, manager: bool) -> None:
        breach = pick(which, self.disputable(), list(self.breaches.values()))
        asked = {"reasons": [1], "grounds": "The address is on the first page of the pack."}
        before = breach.dispute
        if self.post("breach", f"{breach.url}/dispute", breach.manager if manager else breach.author, asked):
            assert before is None
            assert breach.dispute is not None

    def disputed(self) -> list[Breach]:
        """The breaches whose return is disputed."""
        return [one for one in self.running("returned") if one.dispute]

    @command(
        "packs disputes everything",
        when=lambda self: self.disputed(),
        which=WHICH,
        outcome=st.sampled_from(["upheld", "upheld", "notUpheld"]),
        by=st.sampled_from([ANOTHER, ANOTHER, RETURNER, "C17S201"]),
    )
    def a_dispute_is_decided(self, which: int, outcome: str, by: str) -> None:
        breach = pick(which, self.disputed(), list(self.breaches.values()))
        who = headers(by[:3], by, Role.SENIOR_PROBATION_OFFICER)
        asked = {"outcome": outcome, "grounds": "The pack says where the person lives."}
        returned_by = breach.returned_by
        answer = self.ask("breach", "POST", f"{breach.url}/dispute/decision", who, asked)
        told = self.hear("breach")
        if answer.is_success:
            assert by not in (returned_by, "C17S201"), f"{by} decided on what {returned_by} returned"
            assert breach.state == ("accepted" if outcome == "upheld" else "returned")
        else:
            assert not told, f"a refused decision told {told}"
            assert answer.status_code in (403, 404, 409, 422), answer.text

    @command("packs disputes everything", when=lambda self: self.disputed(), which=WHICH)
    def a_dispute_is_taken_back(self, which: int) -> None:
        breach = pick(which, self.disputed(), list(self.breaches.values()))
        if self.post("breach", f"{breach.url}/dispute/withdrawal", breach.manager):
            assert breach.dispute is None
            assert breach.state == "returned"
