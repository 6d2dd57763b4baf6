"""The checker: a pack is read by the same rules before the CRC refers it and when the NPS receives it.

Invariant: a rule names the reason, the place and a sentence; whether the fault may return a pack belongs to its reason
(¶18). So neither side can be stricter than the list, and what would be returned is found before it is sent.
"""

from services.breach.domain import failure_rules, order_rules
from services.breach.domain.findings import PackFinding
from services.breach.domain.reading import Reading, Rule

RULES: tuple[Rule, ...] = (
    order_rules.the_order,
    order_rules.current_address,
    order_rules.risk,
    order_rules.countersignature,
    failure_rules.failures_are_enforceable,
    failure_rules.instructions_are_proved,
    failure_rules.the_contact_log,
    failure_rules.excuses_are_decided,
    failure_rules.a_valid_warning,
    order_rules.the_recommendation_is_lawful,
    order_rules.in_time,
    order_rules.the_summary_is_complete,
    order_rules.what_the_author_writes,
)
"""Every rule, in the order in which a reader turns the pages."""


def read(reading: Reading) -> tuple[PackFinding, ...]:
    """Every fault of a pack; none means that it may be referred with nothing to correct."""
    return tuple(finding for rule in RULES for finding in rule(reading))
