"""Who supervises reads what was missing: the CRC's officer, whose service is played here, and the NPS's own."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from shared.contracts.crc import GapAcknowledged, PhoneCall, ResponsibleOfficerNamed, RiskEscalated
from shared.contracts.model import Actor, EventData
from shared.probation.vocabulary import EscalationTrigger, PersonAtRisk, RoshLevel, StaffGrade
from shared.runtime.auth import Role
from tests.integration.across.allocation_rules import manager
from tests.integration.across.asking import WHICH, command, headers
from tests.integration.across.office import Escalation, Office, Sentence
from tests.integration.across.world import World


class SupervisionRules(Office):
    """Responsible officers."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.nps_officer: dict[str, str] = {}
        self.read_by_nps: dict[str, set[str]] = {}

    def supervised(self, by: str) -> list[Sentence]:
        """The sentences whose risk somebody of the CRCs, or of the NPS, holds."""
        return [one for one in self.sentences if self.holders.now.get(one.sentence_id, " ")[0] == by]

    def crc_tells(self, kind: type[EventData], sentence: Sentence, **facts: Any) -> UUID:
        """The service of the CRC that has the case tells something; answers the identifier of the event."""
        provider = self.holders.now[sentence.sentence_id]
        data = kind.model_validate(
            {
                "crn": sentence.crn,
                "detail_url": f"http://crc.test/cases/{sentence.sentence_id}",
                "recorded_by": Actor(organisation=provider, officer=f"{provider}A101"),
                "sentence_id": sentence.sentence_id,
                **facts,
            }
        )
        return self.tell("crc", data)

    @command(
        "escalations transfers",
        when=lambda self: self.supervised("C"),
        which=WHICH,
        officer=st.sampled_from(["A101", "A102"]),
        reads=st.booleans(),
    )
    def a_crc_names_its_officer_who_reads(self, which: int, officer: str, reads: bool) -> None:
        cases = self.supervised("C")
        sentence = cases[which % len(cases)]
        provider = self.holders.now[sentence.sentence_id]
        code = f"{provider}{officer}"
        self.crc_tells(
            ResponsibleOfficerNamed,
            sentence,
            provider=provider,
            officer=code,
            grade=StaffGrade.PO,
            supervised_by=None,
            caseload=1,
            handed_over_by=None,
            handover_reason=None,
        )
        if reads and sentence.gaps:
            gap = list(sentence.gaps)[which % len(sentence.gaps)]
            self.crc_tells(GapAcknowledged, sentence, gap_id=gap, officer=code)

    @command(
        "escalations",
        when=lambda self: self.supervised("C"),
        which=WHICH,
        imminent=st.booleans(),
        heard_later=st.booleans(),
    )
    def a_crc_escalates_the_risk(self, which: int, imminent: bool, heard_later: bool) -> None:
        cases = self.supervised("C")
        sentence = cases[which % len(cases)]
        provider, now = self.holders.now[sentence.sentence_id], self.world.clock.now()
        escalation_id = UUID(int=self.world.number_of("crc") << 96 | 1 << 64 | len(self.escalations))
        self.escalations.append(Escalation(str(escalation_id), sentence.sentence_id, provider))
        self.crc_tells(
            RiskEscalated,
            sentence,
            escalation_id=escalation_id,
            provider=provider,
            trigger=EscalationTrigger.DOMESTIC_ABUSE_CALL_OUT,
            rosh_before=RoshLevel.MEDIUM,
            rosh_after=RoshLevel.HIGH,
            who_is_at_risk=(PersonAtRisk.KNOWN_ADULT,),
            imminent=imminent,
            phone_call=PhoneCall(at=now - timedelta(minutes=5), spoken_to="N07A210") if imminent else None,
            agreed_by_manager=f"{provider}S201",
            risk_held_by=provider,
        )
        if not heard_later:
            self.deliver_everything()

    @command(
        "kept escalations",
        when=lambda self: self.supervised("N"),
        which=WHICH,
        officer=st.sampled_from(["N07R310", "N07R311"]),
    )
    def the_nps_names_its_officer(self, which: int, officer: str) -> None:
        cases = self.supervised("N")
        sentence = cases[which % len(cases)].sentence_id
        path = f"/allocations/{sentence}/responsible-officer"
        if self.post("allocation", path, manager("N07"), {"officer": officer, "grade": "PO"}):
            self.nps_officer[sentence] = officer
            self.read_by_nps[sentence] = set()  # what the one before has read, this one has not (¶11)

    @command("kept escalations", when=lambda self: self.nps_officer, which=WHICH, gap=WHICH)
    def the_officer_of_the_nps_reads_a_gap(self, which: int, gap: int) -> None:
        named = [one for one in self.sentences if one.sentence_id in self.nps_officer and one.gaps]
        if not named:
            return
        sentence = named[which % len(named)]
        gap_id, officer = list(sentence.gaps)[gap % len(sentence.gaps)], self.nps_officer[sentence.sentence_id]
        path = f"/allocations/{sentence.sentence_id}/gaps/{gap_id}/acknowledgement"
        who = headers("N07", officer, Role.RESPONSIBLE_OFFICER)
        if self.post("allocation", path, who):
            self.read_by_nps[sentence.sentence_id].add(gap_id)
