"""Which migrations may break which rule, and why: they were released before there was a rule, and are never edited.

All of them are of 0.1.0, the first version: there is no version whose code could be running while they run, and no
older database but those of developers. Who upgrades such a database stops its service first. The reasons say what
would have kept somebody waiting or broken running code, had there been any.

A table or column that no running code uses any more goes in the third step of a rename: its migration is named here
with `ban-drop-column` or `ban-drop-table`, and its reason says since which version nothing uses it.
"""

from dataclasses import dataclass

CHECKS = "Of 0.1.0: its checks read every row under the lock."
INDEXES = "Of 0.1.0: its indexes on a table that was there keep writers waiting while they are made."
ROWS = "Of 0.1.0: it fills what it adds in one statement, and misses what code that runs would write after it."
NOT_NULL = "Of 0.1.0: it demands at once what it has just filled; code that ran before would not give it."
NAMES = "Of 0.1.0: PostgreSQL named them event_event_id_key and outbox_sequence_fkey; a rename would help nobody."


@dataclass(frozen=True)
class Exemption:
    """One migration may break one rule."""

    service: str
    migration: str
    rule: str
    reason: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What it exempts."""
        return self.service, self.migration, self.rule


_BACKBONE = "0001_create_the_event_backbone"
_BY_MIGRATION: dict[tuple[str, str], dict[str, str]] = {
    **{(name, _BACKBONE): {"unnamed": NAMES} for name in ("court", "allocation", "crc", "breach", "oversight")},
    ("court", "0003_say_who_writes_a_report_and_keep_every_delivery_of_it"): {
        "constraint-missing-not-valid": CHECKS,
        "require-concurrent-index-creation": INDEXES,
    },
    ("court", "0004_keep_what_became_of_a_check_a_gap_and_a_sentence"): {
        "constraint-missing-not-valid": CHECKS,
        "require-concurrent-index-creation": INDEXES,
        "rows-changed": ROWS,
        "not-null-unproven": NOT_NULL,
    },
    ("allocation", "0003_keep_the_evidence_of_a_decision_and_let_a_person_decide"): {
        "constraint-missing-not-valid": CHECKS,
        "require-concurrent-index-creation": INDEXES,
        "rows-changed": ROWS,
    },
    ("allocation", "0004_let_a_case_pass_to_another_provider_and_say_who_has_read"): {
        "constraint-missing-not-valid": CHECKS,
        "require-concurrent-index-creation": INDEXES,
        "require-concurrent-index-deletion": "Of 0.1.0: two indexes go and come again under one lock.",
        "rows-changed": ROWS,
        "not-null-unproven": NOT_NULL,
    },
    ("crc", "0003_let_a_case_move_or_end_and_its_gaps_be_read_again"): {
        "constraint-missing-not-valid": CHECKS,
        "ban-drop-default": "Of 0.1.0: the numbers of orders and allocations lose their default at once.",
        "rows-changed": ROWS,
    },
    ("crc", "0006_keep_every_outcome_and_excuse_and_each_month_of_contact"): {
        "constraint-missing-not-valid": CHECKS,
        "require-concurrent-index-creation": INDEXES,
        "rows-changed": ROWS,
        "not-null-unproven": NOT_NULL,
    },
    ("crc", "0007_review_plans_and_registers_and_copy_the_directory"): {
        "constraint-missing-not-valid": CHECKS,
        "require-concurrent-index-creation": INDEXES,
        "ban-drop-column": "Of 0.1.0: a plan moves from its case to a table of its own in one step, not in three.",
        "ban-drop-default": "Of 0.1.0: the state of an objective loses its default at once.",
        "rows-changed": ROWS,
        "not-null-unproven": NOT_NULL,
    },
    ("crc", "0008_go_through_the_gate_and_back_on_recall"): {
        "constraint-missing-not-valid": CHECKS,
        "rows-changed": ROWS,
    },
    ("breach", "0003_know_that_an_order_was_changed_or_has_ended"): {
        "constraint-missing-not-valid": CHECKS,
        "ban-drop-default": "Of 0.1.0: the number of the order loses its default at once.",
    },
    ("breach", "0004_put_packs_together_with_excuses_attachments_and_signatures"): {
        "constraint-missing-not-valid": CHECKS,
        "require-concurrent-index-creation": INDEXES,
        "ban-drop-column": "Of 0.1.0: a signature moves from its pack to a table of its own in one step, not in three.",
        "rows-changed": ROWS,
    },
    ("breach", "0005_dispute_returns_and_keep_what_the_court_did"): {
        "constraint-missing-not-valid": CHECKS,
        "require-concurrent-index-creation": INDEXES,
        "ban-drop-not-null": "Of 0.1.0: a breach of the division's own has no decision; code before needs one.",
        "rows-changed": ROWS,
    },
}
EXEMPTIONS = tuple(
    Exemption(*migration, rule, reason)
    for migration, reasons in _BY_MIGRATION.items()
    for rule, reason in reasons.items()
)
