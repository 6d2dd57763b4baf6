"""Create the cases: gaps to read, contact, the plan, and what officers decide."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002_create_the_cases"
down_revision = "0001_create_the_event_backbone"


def upgrade() -> None:
    """The cases of the CRCs, and everything that belongs to one."""
    op.create_table(
        "supervised_case",
        sa.Column("sentence_id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("crn", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("disposal", sa.Text),
        sa.Column("sentenced_at", sa.DateTime(timezone=True)),
        sa.Column("order_ends_on", sa.Date),
        sa.Column("requirements", JSONB, nullable=False),
        sa.Column("risk", JSONB),
        sa.Column("event_number", sa.Integer),
        sa.Column("division", sa.Text),
        sa.Column("allocation_result", sa.Text),
        sa.Column("provider", sa.Text),
        sa.Column("provisional", sa.Boolean),
        sa.Column("allocated_at", sa.DateTime(timezone=True)),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("transferred_to", sa.Text),
        sa.Column("transferred_at", sa.DateTime(timezone=True)),
        sa.Column("opened_at", sa.DateTime(timezone=True)),
        sa.Column("officer", sa.Text),
        sa.Column("officer_grade", sa.Text),
        sa.Column("officer_named_at", sa.DateTime(timezone=True)),
        sa.Column("rosh_reviewed", sa.Text),
        sa.Column("plan_id", sa.Uuid),
        sa.Column("plan_agreed_at", sa.DateTime(timezone=True)),
        sa.Column("plan_agreed_by", sa.Text),
        sa.Column("owed", JSONB, nullable=False),
        sa.Column("breaches", JSONB, nullable=False),
        sa.CheckConstraint(
            "allocation_result IN ('provisional', 'decided', 'confirmed', 'wronglyAllocated')",
            name="supervised_case_allocation_result_is_known",
        ),
        sa.CheckConstraint(
            "disposal IN ('communityOrder', 'suspendedSentenceOrder', 'custody', 'other')",
            name="supervised_case_disposal_is_known",
        ),
        sa.CheckConstraint(
            "(state = 'known') = (opened_at IS NULL) AND (state = 'known' OR num_nulls(disposal, "
            "sentenced_at, order_ends_on, risk, event_number, division, provider, provisional, "
            "allocated_at, accepted_at) = 0)",
            name="supervised_case_is_open_when_all_is_known",
        ),
        sa.CheckConstraint(
            "officer_grade IN ('PO', 'PSO', 'SPO', 'trainee')", name="supervised_case_officer_grade_is_known"
        ),
        sa.CheckConstraint(
            "rosh_reviewed IN ('low', 'medium', 'high', 'veryHigh')", name="supervised_case_rosh_reviewed_is_known"
        ),
        sa.CheckConstraint("state IN ('known', 'open', 'transferred')", name="supervised_case_state_is_known"),
        sa.CheckConstraint(
            "num_nulls(provider, provisional, allocated_at, accepted_at) IN (0, 4)",
            name="supervised_case_acceptance_is_known_whole",
        ),
        sa.CheckConstraint("provider LIKE 'C%'", name="supervised_case_is_of_a_crc"),
        sa.CheckConstraint(
            "num_nulls(officer, officer_grade, officer_named_at) IN (0, 3) AND (officer IS NULL OR "
            "left(officer, 3) = provider)",
            name="supervised_case_officer_is_of_the_provider",
        ),
        sa.CheckConstraint(
            "state = 'open' OR jsonb_array_length(owed) = 0", name="supervised_case_owes_while_it_is_open"
        ),
        sa.CheckConstraint(
            "num_nulls(plan_id, plan_agreed_at, plan_agreed_by) IN (0, 3)", name="supervised_case_plan_has_its_author"
        ),
        sa.CheckConstraint(
            "num_nulls(disposal, sentenced_at, order_ends_on) IN (0, 3)", name="supervised_case_sentence_is_known_whole"
        ),
        sa.CheckConstraint(
            "(transferred_to IS NULL) = (transferred_at IS NULL) AND (state <> 'open' OR transferred_to IS "
            "NULL) AND (state <> 'transferred' OR transferred_to IS NOT NULL)",
            name="supervised_case_transferred_has_its_receiver",
        ),
    )
    op.create_index("supervised_case_of_officer", "supervised_case", ["officer", "state", "opened_at", "sentence_id"])
    op.create_index("supervised_case_of_provider", "supervised_case", ["provider", "state", "opened_at", "sentence_id"])
    op.create_table(
        "case_gap",
        sa.Column("gap_id", sa.Uuid, primary_key=True),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("check_kind", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True)),
        sa.Column("acknowledged_by", sa.Text),
        sa.Column("closure", sa.Text),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("answer", sa.Text),
        sa.Column("indicates_rosh", sa.Text),
        sa.Column("told", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["sentence_id"], ["supervised_case.sentence_id"], name="case_gap_is_of_a_case"),
        sa.CheckConstraint("answer IN ('nothingKnown', 'information')", name="case_gap_answer_is_known"),
        sa.CheckConstraint(
            "cause IN ('checkUnanswered', 'checkNeverRequested', 'roshNotFullyAssessed', "
            "'rsrNotCalculated', 'saraMissing', 'sourceNotConsulted')",
            name="case_gap_cause_is_known",
        ),
        sa.CheckConstraint(
            "check_kind IN ('domesticAbuse', 'childSafeguarding', 'previousConvictions', "
            "'priorSupervision', 'mentalHealth', 'victimStatement')",
            name="case_gap_check_kind_is_known",
        ),
        sa.CheckConstraint("closure IN ('lateAnswer', 'supervisedWithoutIt')", name="case_gap_closure_is_known"),
        sa.CheckConstraint(
            "indicates_rosh IN ('low', 'medium', 'high', 'veryHigh')", name="case_gap_indicates_rosh_is_known"
        ),
        sa.CheckConstraint("state IN ('toRead', 'acknowledged')", name="case_gap_state_is_known"),
        sa.CheckConstraint(
            "num_nulls(acknowledged_at, acknowledged_by) = CASE WHEN state = 'acknowledged' THEN 0 ELSE 2 END",
            name="case_gap_acknowledged_has_its_reader",
        ),
        sa.CheckConstraint(
            "closure IS NOT DISTINCT FROM 'lateAnswer' OR (answer IS NULL AND indicates_rosh IS NULL AND NOT told)",
            name="case_gap_answer_came_late",
        ),
        sa.CheckConstraint("(closure IS NULL) = (closed_at IS NULL)", name="case_gap_closure_has_its_time"),
    )
    op.create_index("case_gap_of_case", "case_gap", ["sentence_id"])
    op.create_table(
        "case_appointment",
        sa.Column("appointment_id", sa.Uuid, primary_key=True),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("instructed_by", sa.Text, nullable=False),
        sa.Column("instruction_proof", sa.Text, nullable=False),
        sa.Column("enforceable", sa.Boolean, nullable=False),
        sa.Column("rar", sa.Boolean, nullable=False),
        sa.Column("arranged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("recorded_at", sa.DateTime(timezone=True)),
        sa.Column("recorded_by", sa.Text),
        sa.Column("letter_id", sa.Uuid),
        sa.Column("letter_sent_on", sa.Date),
        sa.ForeignKeyConstraint(["sentence_id"], ["supervised_case.sentence_id"], name="case_appointment_is_of_a_case"),
        sa.CheckConstraint(
            "instruction_proof IN ('letter', 'handedOver', 'textMessage', 'recordedVerbally', 'none')",
            name="case_appointment_instruction_proof_is_known",
        ),
        sa.CheckConstraint(
            "kind IN ('officerAppointment', 'rehabilitationActivity', 'unpaidWork', 'programme', "
            "'treatment', 'attendanceCentre', 'other')",
            name="case_appointment_kind_is_known",
        ),
        sa.CheckConstraint(
            "outcome IN ('ATTC', 'AFTC', 'ATSH', 'ATSS', 'UAAB', 'AACL', 'AAEM', 'AAFC', 'AAHO', 'AAME', "
            "'AARC', 'AARE', 'AASD', 'AAAA', 'RSOF', 'RSSR')",
            name="case_appointment_outcome_is_known",
        ),
        sa.CheckConstraint("state IN ('arranged', 'recorded', 'warned')", name="case_appointment_state_is_known"),
        sa.CheckConstraint(
            "NOT (enforceable AND instruction_proof = 'none')", name="case_appointment_enforceable_is_proved"
        ),
        sa.CheckConstraint("NOT rar OR kind = 'rehabilitationActivity'", name="case_appointment_rar_is_of_its_kind"),
        sa.CheckConstraint(
            "num_nulls(outcome, recorded_at, recorded_by) = CASE WHEN state = 'arranged' THEN 3 ELSE 0 END",
            name="case_appointment_recorded_has_its_outcome",
        ),
        sa.CheckConstraint(
            "num_nulls(letter_id, letter_sent_on) = CASE WHEN state = 'warned' THEN 0 ELSE 2 END",
            name="case_appointment_warned_has_its_letter",
        ),
        sa.CheckConstraint(
            "state <> 'warned' OR (enforceable AND outcome IN ('UAAB', 'AFTC', 'ATSH'))",
            name="case_appointment_warned_is_a_failure",
        ),
    )
    op.create_index("case_appointment_of_case", "case_appointment", ["sentence_id"])
    op.create_table(
        "case_objective",
        sa.Column("objective_id", sa.Uuid, primary_key=True),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("need", sa.Text, nullable=False),
        sa.Column("intervention", sa.Text, nullable=False),
        sa.Column("rar_days", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["sentence_id"], ["supervised_case.sentence_id"], name="case_objective_is_of_a_case"),
        sa.CheckConstraint(
            "need IN ('accommodation', 'employmentTraining', 'finance', 'domesticAbuse', 'sexWork', "
            "'relationships', 'alcohol', 'drugs', 'thinkingAndBehaviour', 'attitudes', 'lifestyle', "
            "'mentalHealth', 'physicalHealth')",
            name="case_objective_need_is_known",
        ),
        sa.CheckConstraint("intervention <> ''", name="case_objective_has_its_intervention"),
        sa.CheckConstraint("rar_days >= 0", name="case_objective_rar_days_are_counted"),
    )
    op.create_index("case_objective_of_case", "case_objective", ["sentence_id"])
    op.create_table(
        "case_risk_review",
        sa.Column("review_id", sa.Uuid, primary_key=True),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("gap_id", sa.Uuid),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("rosh_before", sa.Text),
        sa.Column("rosh_after", sa.Text),
        sa.Column("completed_at", sa.DateTime(timezone=True)),
        sa.Column("completed_by", sa.Text),
        sa.ForeignKeyConstraint(["sentence_id"], ["supervised_case.sentence_id"], name="case_risk_review_is_of_a_case"),
        sa.CheckConstraint(
            "cause IN ('lateAnswer', 'newInformation', 'registerInterval', 'officerChanged')",
            name="case_risk_review_cause_is_known",
        ),
        sa.CheckConstraint(
            "rosh_after IN ('low', 'medium', 'high', 'veryHigh')", name="case_risk_review_rosh_after_is_known"
        ),
        sa.CheckConstraint(
            "rosh_before IN ('low', 'medium', 'high', 'veryHigh')", name="case_risk_review_rosh_before_is_known"
        ),
        sa.CheckConstraint("state IN ('due', 'completed', 'cancelled')", name="case_risk_review_state_is_known"),
        sa.CheckConstraint(
            "num_nulls(rosh_after, completed_at, completed_by) = CASE WHEN state = 'completed' THEN 0 ELSE 3 END",
            name="case_risk_review_completed_has_its_result",
        ),
        sa.CheckConstraint("state = 'completed' OR due_at IS NOT NULL", name="case_risk_review_due_has_its_time"),
        sa.CheckConstraint("(cause = 'lateAnswer') = (gap_id IS NOT NULL)", name="case_risk_review_names_its_gap"),
    )
    op.create_index("case_risk_review_of_case", "case_risk_review", ["sentence_id"])
    op.create_table(
        "case_enforcement_decision",
        sa.Column("decision_id", sa.Uuid, primary_key=True),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("failures", JSONB, nullable=False),
        sa.Column("failures_in_12_months", sa.Integer, nullable=False),
        sa.Column("aware_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("manager", sa.Text),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.Text),
        sa.ForeignKeyConstraint(
            ["sentence_id"], ["supervised_case.sentence_id"], name="case_enforcement_decision_is_of_a_case"
        ),
        sa.CheckConstraint("decision IN ('breach', 'notEnforced')", name="case_enforcement_decision_decision_is_known"),
        sa.CheckConstraint(
            "reason IN ('excuseAcceptedLate', 'evidenceInsufficient', 'instructionNotProved', "
            "'providerAtFault', 'complianceResumed', 'healthCrisis', 'inCustody', "
            "'breachAlreadyBeforeCourt', 'orderEndsBeforeAHearing')",
            name="case_enforcement_decision_reason_is_known",
        ),
        sa.CheckConstraint("state IN ('due', 'decided', 'cancelled')", name="case_enforcement_decision_state_is_known"),
        sa.CheckConstraint(
            "num_nulls(decision, manager, decided_at, decided_by) = CASE WHEN state = 'decided' THEN 0 ELSE 4 END",
            name="case_enforcement_decision_decided_has_its_manager",
        ),
        sa.CheckConstraint("jsonb_array_length(failures) > 0", name="case_enforcement_decision_names_its_failures"),
        sa.CheckConstraint(
            "(reason IS NOT NULL) = (decision IS NOT DISTINCT FROM 'notEnforced')",
            name="case_enforcement_decision_not_enforced_has_its_reason",
        ),
    )
    op.create_index(
        "case_enforcement_decision_is_owed_once",
        "case_enforcement_decision",
        ["sentence_id"],
        unique=True,
        postgresql_where=sa.text("state = 'due'"),
    )
    op.create_index("case_enforcement_decision_of_case", "case_enforcement_decision", ["sentence_id"])
    op.create_table(
        "case_escalation",
        sa.Column("escalation_id", sa.Uuid, primary_key=True),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("trigger", sa.Text, nullable=False),
        sa.Column("rosh_before", sa.Text),
        sa.Column("rosh_after", sa.Text, nullable=False),
        sa.Column("who_is_at_risk", JSONB, nullable=False),
        sa.Column("imminent", sa.Boolean, nullable=False),
        sa.Column("phone_call", JSONB),
        sa.Column("agreed_by_manager", sa.Text, nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalated_by", sa.Text, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("information_wanted", JSONB, nullable=False),
        sa.ForeignKeyConstraint(["sentence_id"], ["supervised_case.sentence_id"], name="case_escalation_is_of_a_case"),
        sa.CheckConstraint(
            "rosh_after IN ('low', 'medium', 'high', 'veryHigh')", name="case_escalation_rosh_after_is_known"
        ),
        sa.CheckConstraint(
            "rosh_before IN ('low', 'medium', 'high', 'veryHigh')", name="case_escalation_rosh_before_is_known"
        ),
        sa.CheckConstraint(
            "state IN ('undecided', 'accepted', 'notAccepted', 'returned', 'withdrawn', 'overtaken')",
            name="case_escalation_state_is_known",
        ),
        sa.CheckConstraint(
            "trigger IN ('arrestOrCharge', 'domesticAbuseCallOut', 'childProtectionPlan', 'weapons', "
            "'restrainingOrderBreach', 'relapse', 'victimContact', 'intelligence', 'mappaChange', "
            "'rsrRecalculated')",
            name="case_escalation_trigger_is_known",
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (state IN ('undecided', 'overtaken'))", name="case_escalation_decided_has_its_time"
        ),
        sa.CheckConstraint("NOT imminent OR phone_call IS NOT NULL", name="case_escalation_imminent_has_its_call"),
        sa.CheckConstraint(
            "rosh_after IN ('high', 'veryHigh') OR trigger = 'mappaChange'", name="case_escalation_is_for_the_nps"
        ),
    )
    op.create_index(
        "case_escalation_is_undecided_once",
        "case_escalation",
        ["sentence_id"],
        unique=True,
        postgresql_where=sa.text("state = 'undecided'"),
    )
    op.create_index("case_escalation_of_case", "case_escalation", ["sentence_id"])


def downgrade() -> None:
    """Undo it."""
    for table in (
        "case_escalation",
        "case_enforcement_decision",
        "case_risk_review",
        "case_objective",
        "case_appointment",
        "case_gap",
        "supervised_case",
    ):
        op.drop_table(table)
