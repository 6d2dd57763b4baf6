"""Rules on the order, the person and what the author writes.

Each names the reason, the place and a sentence; see `checker`.
"""

from collections.abc import Iterator

from services.breach.domain.findings import PackFinding
from services.breach.domain.powers import lawful_recommendations
from services.breach.domain.reading import Reading, blank, found
from services.breach.domain.thresholds import least_words_of_a_rationale
from shared.probation.calendar import add_months, london_date
from shared.probation.identifiers import provider_of
from shared.probation.limits import LimitName, limit
from shared.probation.vocabulary import ReturnReason


def the_order(reading: Reading) -> Iterator[PackFinding]:
    """The order must be known, be one that can be breached, and be older than each failure."""
    order = reading.pack.order
    reason = ReturnReason.WRONG_PERSON_OR_ORDER
    if order is None:
        yield found(reason, "/order", "The order was not known when this version was prepared: prepare it again.")
        return
    if order.kind is None:
        yield found(reason, "/order/disposal", f"{order.disposal.description} leaves nothing that can be breached.")
    for index, failure in enumerate(reading.pack.failures):
        if failure.at < order.sentenced_at:
            yield found(reason, f"/failures/{index}/at", "The failure is from before the order was made.")


def current_address(reading: Reading) -> Iterator[PackFinding]:
    """A summons has to reach the person."""
    if blank(reading.pack.current_address):
        reason = ReturnReason.NO_CURRENT_ADDRESS
        yield found(reason, "/currentAddress", "There is no current address: a summons could not reach the person.")


def risk(reading: Reading) -> Iterator[PackFinding]:
    """RoSH is known; where the events do not say whether there is abuse or a child at risk, the author does (¶11)."""
    reason, pack = ReturnReason.RISK_INFORMATION_MISSING, reading.pack
    if pack.risk.rosh is None:
        yield found(reason, "/risk/rosh", "The risk of serious harm has not been assessed.")
    unknown = [
        words
        for words, value in (
            ("domestic abuse", pack.risk.domestic_abuse),
            ("child safeguarding", pack.risk.child_safeguarding),
        )
        if value is None
    ]
    if unknown and blank(pack.risk_summary):
        what = " and ".join(unknown)
        yield found(reason, "/riskSummary", f"Nothing is known of {what}: say what was done to find out.")


def countersignature(reading: Reading) -> Iterator[PackFinding]:
    """Somebody else of the provider has read and signed it."""
    reason, place, by = ReturnReason.NOT_COUNTERSIGNED, "/countersignedBy", reading.pack.countersigned_by
    if by is None:
        yield found(reason, place, "Nobody has countersigned the pack.")
    elif by == reading.pack.author:
        yield found(reason, place, "The author cannot countersign their own pack.")
    elif provider_of(by) != reading.provider:
        yield found(reason, place, f"{by} does not belong to {reading.provider} and cannot countersign for it.")


def the_recommendation_is_lawful(reading: Reading) -> Iterator[PackFinding]:
    """The court has the power that is asked for."""
    order = reading.pack.order
    if order is None or order.kind is None:
        return
    if reading.pack.recommendation not in lawful_recommendations(order.kind):
        yield found(
            ReturnReason.UNLAWFUL_RECOMMENDATION,
            "/recommendation",
            f"'{reading.pack.recommendation.description}' is not open to the court for a"
            f" {order.kind.description.lower()}.",
        )


def in_time(reading: Reading) -> Iterator[PackFinding]:
    """The order still runs, and no failure is older than failures are counted.

    A referral past its own time is not refused for it: its clock says that it is late, and the court still hears it.
    """
    reason, order = ReturnReason.OUT_OF_TIME, reading.pack.order
    if order is not None and order.order_ends_on < london_date(reading.now):
        yield found(reason, "/order/orderEndsOn", f"The order ended on {order.order_ends_on}.")
    aware = london_date(reading.aware_at)
    window = limit(LimitName.FAILURES_TO_COMPLY_WINDOW, aware)
    opens = add_months(aware, -window.whole)
    for index, failure in enumerate(reading.pack.failures):
        if london_date(failure.at) < opens:
            yield found(
                reason, f"/failures/{index}/at", f"The failure is more than {window.whole} months before the decision."
            )


def the_summary_is_complete(reading: Reading) -> Iterator[PackFinding]:
    """Every appointment that has passed has an outcome."""
    if missing := reading.pack.summary.without_outcome:
        yield found(
            ReturnReason.SUMMARY_INCOMPLETE,
            "/summary/withoutOutcome",
            f"{missing} past appointment(s) have no outcome, so the summary of attendance is incomplete.",
        )


def what_the_author_writes(reading: Reading) -> Iterator[PackFinding]:
    """Rationale, progress and previous breaches: the court can hear the breach without them, less well."""
    pack = reading.pack
    if len((pack.rationale or "").split()) < least_words_of_a_rationale(reading.now):
        yield found(ReturnReason.RATIONALE_THIN, "/rationale", "The rationale could say more.")
    if blank(pack.progress):
        yield found(ReturnReason.PROGRESS_NOT_DESCRIBED, "/progress", "Progress on the order is not described.")
    if blank(pack.previous_breaches):
        reason = ReturnReason.PREVIOUS_BREACHES_NOT_LISTED
        yield found(reason, "/previousBreaches", "Say which breaches there were before, or that there were none.")
