"""Contact with the people: told to come, come or not, excused, corrected, followed up, warned."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from tests.integration.across.asking import WHICH, command, pick
from tests.integration.across.enforcement.cases import Case, Cases
from tests.integration.across.enforcement.counting import ATTENDED, FAILURES, Contact, Recording, day_of
from tests.support.running import MONDAY

OUTCOMES = st.sampled_from(["ATTC", "ATTC", "UAAB", "UAAB", "UAAB", "AFTC", "ATSH", "AAME", "RSOF"])
KINDS = st.sampled_from(["officerAppointment", "rehabilitationActivity", "rehabilitationActivity", "unpaidWork"])
OFFICE = {"office": "Croydon", "instructionProof": "letter"}


class ContactRules(Cases):
    """Appointments and what becomes of them."""

    def is_late(self) -> bool:
        """Whether so much time has passed that the orders of the story end soon."""
        return self.world.clock.now() > MONDAY + timedelta(days=500)

    def contacts(self) -> list[tuple[Case, Contact]]:
        """Every appointment, with its case."""
        return [(case, one) for case in self.cases.values() for one in case.contacts.values()]

    def over(self) -> list[tuple[Case, Contact]]:
        """Those whose time has come and of which nothing is recorded."""
        now = self.world.clock.now()
        return [(case, one) for case, one in self.contacts() if one.outcome is None and one.at <= now]

    def recorded(self) -> list[tuple[Case, Contact]]:
        """Those of which something is recorded."""
        return [(case, one) for case, one in self.contacts() if one.outcome is not None]

    def failures(self) -> list[tuple[Case, Contact]]:
        """Those that are failures to comply."""
        return [(case, one) for case, one in self.recorded() if one.is_failure]

    def case(self, which: int) -> Case:
        """One of the cases; mostly one that a CRC has open."""
        return pick(which, self.open_cases(), list(self.cases.values()))

    @command(
        "contact staff gate everything",
        when=lambda self: self.cases,
        which=WHICH,
        hours=st.sampled_from([1, 24, 24, 48, 170]),
        kind=KINDS,
        enforceable=st.sampled_from([True, True, True, False]),
        face_to_face=st.sampled_from([True, True, False]),
    )
    def the_person_is_told_to_come(
        self, which: int, hours: int, kind: str, enforceable: bool, face_to_face: bool
    ) -> None:
        asked = {"kind": kind, "enforceable": enforceable, "faceToFace": face_to_face}
        self.tell_to_come(self.case(which), hours, **asked)

    def tell_to_come(self, case: Case, hours: int, **asked: Any) -> str | None:
        """The person is told to come in so many hours; the appointment, where that was possible."""
        at = self.world.clock.now() + timedelta(hours=hours)
        asked = {**OFFICE, "at": at.isoformat(), **asked}
        known = set(case.contacts)
        self.post("crc", f"{case.url}/appointments", case.who, asked)
        return next(iter(set(case.contacts) - known), None)

    @command("contact gate everything", when=lambda self: self.over(), which=WHICH, outcome=OUTCOMES)
    def it_is_recorded_what_became_of_it(self, which: int, outcome: str) -> None:
        case, contact = pick(which, self.over(), self.contacts())
        self.record(case, contact, outcome)

    def record(self, case: Case, contact: Contact, outcome: str) -> bool:
        """Record what became of an appointment; whether that was possible."""
        path = f"{case.url}/appointments/{contact.appointment_id}/outcome"
        return self.note_outcome(case, contact, outcome, path, case.who, {"outcome": outcome})

    def note_outcome(
        self, case: Case, contact: Contact, outcome: str, path: str, who: dict[str, str], asked: dict[str, Any]
    ) -> bool:
        """Ask for something that says anew what became of an appointment, and keep it.

        A decision that is due only because of a failure that there was not, is not due any more.
        """
        before, due = self.count(case), list(case.due)
        if self.post("crc", path, who, asked) is None:
            return False
        contact.recordings.append(Recording(self.world.clock.now(), outcome))
        after = self.count(case)
        if due and not after.frozen and len(after) < 2 <= len(before):
            assert not case.due, f"{len(after)} failures count, and a decision on {len(before)} is still due"
        return True

    @command(
        "contact decisions breach gate staff everything",
        when=lambda self: self.open_cases(),
        which=WHICH,
        outcome=st.sampled_from(["UAAB", "UAAB", "UAAB", "AFTC", "ATSH", "ATTC"]),
        warned=st.booleans(),
        refused=st.booleans(),
    )
    def the_person_is_told_to_come_and_does_not(self, which: int, outcome: str, warned: bool, refused: bool) -> None:
        """A day goes by between; a letter may follow at once, and the excuse may be refused at once."""
        case = self.case(which)
        asked = {"kind": "rehabilitationActivity", "enforceable": True, "faceToFace": True}
        appointment = self.tell_to_come(case, 24, **asked)
        self.world.clock.advance(timedelta(hours=25))
        if appointment is None or not self.record(case, contact := case.contacts[appointment], outcome):
            return
        if warned and contact.is_failure:
            self.warn(case, contact)
        if refused and contact.is_failure:
            self.decide_on_the_excuse(case, contact, "notAccepted", None)

    @command("contact everything", when=lambda self: self.failures(), which=WHICH)
    def a_letter_is_sent(self, which: int) -> None:
        unwarned = [(case, one) for case, one in self.failures() if not one.warned]
        self.warn(*pick(which, unwarned, self.contacts()))

    def warn(self, case: Case, contact: Contact) -> None:
        """A warning letter."""
        path = f"{case.url}/appointments/{contact.appointment_id}/warning-letter"
        if self.post("crc", path, case.who, {"sentOn": self.day(0)}):
            assert contact.is_failure, f"a warning is sent of {contact.outcome}"
            contact.warned = True

    @command(
        "contact decisions everything",
        when=lambda self: self.failures(),
        which=WHICH,
        decision=st.sampled_from(["accepted", "accepted", "notAccepted"]),
        outcome=st.sampled_from(["AAME", "AAFC", "AAEM"]),
    )
    def an_excuse_is_decided(self, which: int, decision: str, outcome: str) -> None:
        undecided = [(case, one) for case, one in self.failures() if one.excuse is None]
        case, contact = pick(which, undecided, self.contacts())
        self.decide_on_the_excuse(case, contact, decision, outcome if decision == "accepted" else None)

    def decide_on_the_excuse(self, case: Case, contact: Contact, decision: str, outcome: str | None) -> None:
        """An excuse for a failure is accepted, with what it was then, or is not."""
        path = f"{case.url}/appointments/{contact.appointment_id}/excuse"
        asked = {"givenOn": day_of(contact.at).isoformat(), "decision": decision, "outcome": outcome}
        stands = outcome or contact.outcome or ""
        was = contact.is_failure
        if self.note_outcome(case, contact, stands, path, case.who, asked):
            assert was, "an excuse was taken for no failure"
            assert contact.excuse is None, "a second excuse was taken"
            late = day_of(self.world.clock.now()) - day_of(contact.at)
            assert late <= timedelta(days=7), f"an excuse was taken {late.days} days after the appointment"
            contact.excuse = decision

    @command("contact decisions everything", when=lambda self: self.recorded(), which=WHICH, outcome=OUTCOMES)
    def an_outcome_is_corrected(self, which: int, outcome: str) -> None:
        case, contact = pick(which, self.recorded(), self.contacts())
        if contact.outcome != outcome:
            self.correct(case, contact, outcome)

    def correct(self, case: Case, contact: Contact, outcome: str) -> None:
        """A manager records anew what became of an appointment."""
        path = f"{case.url}/appointments/{contact.appointment_id}/correction"
        asked = {"outcome": outcome, "reason": "recordedInError"}
        self.note_outcome(case, contact, outcome, path, case.manager, asked)

    def missed(self) -> list[tuple[Case, Contact]]:
        """Those to which nobody came, and which were not moved."""
        return [
            (case, one)
            for case, one in self.recorded()
            if one.outcome not in ATTENDED and not str(one.outcome).startswith("RS")
        ]

    @command(
        "contact everything",
        when=lambda self: self.missed(),
        which=WHICH,
        kind=st.sampled_from(["phoneCall", "homeVisit"]),
    )
    def a_missed_contact_is_followed_up(self, which: int, kind: str) -> None:
        unfollowed = [(case, one) for case, one in self.missed() if not one.followed]
        case, contact = pick(which, unfollowed, self.contacts())
        path = f"{case.url}/appointments/{contact.appointment_id}/follow-up"
        if self.post("crc", path, case.who, {"kind": kind}):
            assert contact.outcome not in {*(ATTENDED - FAILURES), None}, f"{contact.outcome} is followed up"
            contact.followed = True

    @command("contact", when=lambda self: not self.is_late(), days=st.sampled_from([31, 180, 364, 365, 366]))
    def a_long_time_passes(self, days: int) -> None:
        self.world.clock.advance(timedelta(days=days))
