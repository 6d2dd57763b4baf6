"""Words of contact and enforcement: appointments, their outcomes, excuses, and the decision at the threshold."""

from shared.probation.described import Described


class ContactKind(Described):
    """What an appointment is for. Only a rehabilitation activity contact can make a RAR day [S]."""

    OFFICER_APPOINTMENT = "officerAppointment", "Appointment with the responsible officer"
    REHABILITATION_ACTIVITY = "rehabilitationActivity", "Rehabilitation activity"
    UNPAID_WORK = "unpaidWork", "Unpaid work session"
    PROGRAMME = "programme", "Accredited programme session"
    TREATMENT = "treatment", "Treatment appointment"
    ATTENDANCE_CENTRE = "attendanceCentre", "Attendance centre session"
    OTHER = "other", "Other contact"

    @property
    def can_make_a_rar_day(self) -> bool:
        """A RAR day is a distinct date with such a contact attended; officer appointments do not count [S]."""
        return self is ContactKind.REHABILITATION_ACTIVITY


class AppointmentOutcome(Described):
    """How an appointment ended. Codes and their attended and complied flags are published [S].

    Sent home (service issues) is the provider's doing, never a failure of the person who came.
    """

    ATTC = "ATTC", "Attended, complied"
    AFTC = "AFTC", "Attended, failed to comply"
    ATSH = "ATSH", "Attended, sent home (behaviour)"
    ATSS = "ATSS", "Attended, sent home (service issues)"
    UAAB = "UAAB", "Unacceptable absence"
    AACL = "AACL", "Acceptable absence: court or legal"
    AAEM = "AAEM", "Acceptable absence: employment"
    AAFC = "AAFC", "Acceptable absence: family or childcare"
    AAHO = "AAHO", "Acceptable absence: holiday"
    AAME = "AAME", "Acceptable absence: medical"
    AARC = "AARC", "Acceptable absence: remanded in custody"
    AARE = "AARE", "Acceptable absence: religious"
    AASD = "AASD", "Acceptable absence: stood down"
    AAAA = "AAAA", "Acceptable absence: other"
    RSOF = "RSOF", "Rescheduled at the person's request"
    RSSR = "RSSR", "Rescheduled by the service"

    @property
    def attended(self) -> bool:
        """The person came, whatever happened then."""
        return self in (
            AppointmentOutcome.ATTC,
            AppointmentOutcome.AFTC,
            AppointmentOutcome.ATSH,
            AppointmentOutcome.ATSS,
        )

    @property
    def counts_as_failure(self) -> bool:
        """A failure to comply, if the contact was enforceable [S]."""
        return self in (AppointmentOutcome.UAAB, AppointmentOutcome.AFTC, AppointmentOutcome.ATSH)

    @property
    def complied(self) -> bool:
        """Nothing to answer for: complied, was excused, or the appointment moved [S]. Read with `attended`."""
        return not self.counts_as_failure

    @property
    def acceptable_absence(self) -> bool:
        """Did not come, and the reason is accepted [S]."""
        return self.value.startswith("AA")

    @property
    def rescheduled(self) -> bool:
        """Moved to another time; neither attended nor missed [S]."""
        return self.value.startswith("RS")


class ExcuseDecision(Described):
    """What was decided on the excuse for an absence [C]. Pending only inside the excuse window."""

    PENDING = "pending", "Not decided yet"
    ACCEPTED = "accepted", "Accepted"
    NOT_ACCEPTED = "notAccepted", "Not accepted"
    NONE_GIVEN = "noneGiven", "None given in the window"


class EnforcementDecision(Described):
    """What is decided at the second failure to comply [D ¶14]. "None taken" is no decision: the clock catches it."""

    BREACH = "breach", "Breach"
    RECALL = "recall", "Recall, where the failures are of a licence"
    NOT_ENFORCED = "notEnforced", "Not enforced, with a reason and a manager's name"


class NotEnforcedReason(Described):
    """Why a breach is not taken at the threshold [D ¶14].

    What a breach costs the provider under its contract is deliberately not on the list (¶8, ¶14).
    """

    EXCUSE_ACCEPTED_LATE = "excuseAcceptedLate", "An excuse was accepted after the window"
    EVIDENCE_INSUFFICIENT = "evidenceInsufficient", "The failure cannot be proved"
    INSTRUCTION_NOT_PROVED = "instructionNotProved", "The instruction cannot be proved"
    PROVIDER_AT_FAULT = "providerAtFault", "The provider was at fault"
    COMPLIANCE_RESUMED = "complianceResumed", "Compliance has resumed and a plan to keep it is agreed"
    HEALTH_CRISIS = "healthCrisis", "Crisis of health or personal safety"
    IN_CUSTODY = "inCustody", "In custody"
    BREACH_ALREADY_BEFORE_COURT = "breachAlreadyBeforeCourt", "A breach of the order is already before the court"
    ORDER_ENDS_BEFORE_A_HEARING = "orderEndsBeforeAHearing", "The order ends before it could be heard"


class InstructionProof(Described):
    """How it can be shown that the person was told to attend [C]; a failure without proof cannot be enforced."""

    LETTER = "letter", "Letter sent"
    HANDED_OVER = "handedOver", "Written instruction handed over"
    TEXT_MESSAGE = "textMessage", "Text message delivered"
    RECORDED_VERBALLY = "recordedVerbally", "Told in person, recorded in the contact log"
    NONE = "none", "No proof"


class FollowUpKind(Described):
    """How a missed contact was followed up [C]."""

    PHONE_CALL = "phoneCall", "Phone call"
    TEXT_MESSAGE = "textMessage", "Text message"
    LETTER = "letter", "Letter"
    HOME_VISIT = "homeVisit", "Home visit"
    NEW_APPOINTMENT = "newAppointment", "New appointment"
    PARTNER_AGENCY = "partnerAgency", "Word from a partner agency"


class CorrectionReason(Described):
    """Why an outcome that was recorded is recorded anew [C]; an excuse has a decision of its own."""

    RECORDED_IN_ERROR = "recordedInError", "Recorded in error"
    EVIDENCE_ARRIVED = "evidenceArrived", "Evidence arrived after the excuse window"
    PROVIDER_AT_FAULT = "providerAtFault", "The provider was at fault"
    SUPPLIER_REPORTED_LATE = "supplierReportedLate", "The supplier reported late what happened"
