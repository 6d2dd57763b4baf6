"""The checker: a pack is read by the same rules before the CRC refers it and when the NPS receives it.

Invariant: a rule names the reason, the place and a sentence; whether the fault may return a pack belongs to its reason
(¶18). So neither side can be stricter than the list, and what would be returned is found before it is sent.
"""

from services.breach.domain import document_rules, failure_rules, order_rules
from services.breach.domain.findings import PackFinding
from services.breach.domain.reading import Reading, Rule

RULES: tuple[Rule, ...] = (
    order_rules.order_not_known,
    order_rules.nothing_to_breach,
    order_rules.failure_before_order,
    order_rules.order_ended,
    order_rules.no_longer_supervises,
    order_rules.address_missing,
    order_rules.rosh_not_known,
    order_rules.risk_unexplained,
    order_rules.not_countersigned,
    order_rules.signed_elsewhere,
    failure_rules.no_failure,
    failure_rules.not_enforceable,
    failure_rules.not_a_failure,
    failure_rules.excuse_accepted,
    failure_rules.used_before,
    failure_rules.before_the_last_breach,
    failure_rules.instruction_not_proved,
    failure_rules.not_in_the_log,
    failure_rules.corrected_since,
    failure_rules.contradicts_the_log,
    failure_rules.excuse_decided_since,
    failure_rules.excuse_undecided,
    failure_rules.never_warned,
    failure_rules.warning_too_old,
    failure_rules.failure_too_old,
    failure_rules.failure_without_letter,
    order_rules.unlawful_recommendation,
    document_rules.outcome_missing,
    document_rules.figures_have_changed,
    document_rules.attachment_repeated,
    document_rules.attachment_empty,
    document_rules.instruction_not_attached,
    document_rules.rationale_thin,
    document_rules.progress_missing,
    document_rules.previous_breaches_missing,
)
"""Every rule, in the order in which a reader turns the pages."""


def read(reading: Reading) -> tuple[PackFinding, ...]:
    """Every fault of a pack; none means that it may be referred with nothing to correct."""
    return tuple(finding for rule in RULES for finding in rule(reading))
