"""Rules on the order, the person, the signature and what is asked of the court."""

from services.breach.domain.powers import lawful_recommendations
from services.breach.domain.reading import Found, Reading, blank, rule
from shared.probation.calendar import london_date
from shared.probation.identifiers import provider_of
from shared.probation.vocabulary import ReturnReason

_R = ReturnReason


@rule("orderNotKnown", _R.WRONG_PERSON_OR_ORDER, "The order was not known when the version was prepared")
def order_not_known(reading: Reading) -> Found:
    """Without the order nobody can say what is breached."""
    if reading.pack.order is None:
        yield "/order", "The order was not known when this version was prepared: prepare it again."


@rule("nothingToBreach", _R.WRONG_PERSON_OR_ORDER, "The disposal leaves nothing that a court can hear the breach of")
def nothing_to_breach(reading: Reading) -> Found:
    """A fine, or a discharge, is no order to comply with."""
    order = reading.pack.order
    if order is not None and order.kind is None:
        yield "/order/disposal", f"{order.disposal.description} leaves nothing that can be breached."


@rule("failureBeforeOrder", _R.WRONG_PERSON_OR_ORDER, "A failure from before the order was made")
def failure_before_order(reading: Reading) -> Found:
    """It is a failure of another order, or of none."""
    order = reading.pack.order
    for index, failure in enumerate(reading.pack.failures):
        if order is not None and failure.at < order.sentenced_at:
            yield f"/failures/{index}/at", "The failure is from before the order was made."


@rule("orderEnded", _R.OUT_OF_TIME, "The order has run out, or the court has ended it")
def order_ended(reading: Reading) -> Found:
    """A referral past its own time is not refused for it: its clock says that it is late, and the court hears it."""
    order = reading.pack.order
    if reading.known.ended_on is not None:
        yield "/order/orderEndsOn", f"The court ended the order on {reading.known.ended_on}."
    elif order is not None and order.order_ends_on < london_date(reading.now):
        yield "/order/orderEndsOn", f"The order ended on {order.order_ends_on}."


@rule("noLongerSupervises", _R.WRONG_PERSON_OR_ORDER, "The case has passed from the provider whose pack it is")
def no_longer_supervises(reading: Reading) -> Found:
    """Who supervises now knows what the person does now, and answers for the pack."""
    now = reading.known.provider
    if now is not None and now != reading.provider:
        yield "/", f"{now} supervises now, and {reading.provider} does not any more."


@rule("addressMissing", _R.NO_CURRENT_ADDRESS, "No current address")
def address_missing(reading: Reading) -> Found:
    """A summons has to reach the person."""
    if blank(reading.pack.current_address):
        yield "/currentAddress", "There is no current address: a summons could not reach the person."


@rule("roshNotKnown", _R.RISK_INFORMATION_MISSING, "The risk of serious harm was never assessed", "Inspectors, ¶11")
def rosh_not_known(reading: Reading) -> Found:
    """Not known is not low."""
    if reading.pack.risk.rosh is None:
        yield "/risk/rosh", "The risk of serious harm has not been assessed."


@rule(
    "riskUnexplained",
    _R.RISK_INFORMATION_MISSING,
    "Domestic abuse or child safeguarding is not known, and the author does not say what was done to find out",
    "Inspectors, ¶11",
)
def risk_unexplained(reading: Reading) -> Found:
    """Where the events do not say whether there is abuse or a child at risk, the author does."""
    risk = reading.pack.risk
    asked = (("domestic abuse", risk.domestic_abuse), ("child safeguarding", risk.child_safeguarding))
    unknown = [words for words, value in asked if value is None]
    if unknown and blank(reading.pack.risk_summary):
        yield "/riskSummary", f"Nothing is known of {' and '.join(unknown)}: say what was done to find out."


@rule("notCountersigned", _R.NOT_COUNTERSIGNED, "Nobody but its author has read and signed the version")
def not_countersigned(reading: Reading) -> Found:
    """A manager of the provider stands behind the pack."""
    if reading.pack.countersigned_by is None:
        yield "/countersignedBy", "Nobody has countersigned the pack."


@rule("signedElsewhere", _R.NOT_COUNTERSIGNED, "Countersigned by somebody of another organisation")
def signed_elsewhere(reading: Reading) -> Found:
    """The case may have passed on since: who signed for the one before does not sign for this one."""
    by = reading.pack.countersigned_by
    if by is not None and provider_of(by) != reading.provider:
        yield "/countersignedBy", f"{by} does not belong to {reading.provider} and cannot countersign for it."


@rule(
    "unlawfulRecommendation",
    _R.UNLAWFUL_RECOMMENDATION,
    "What is recommended is not open to the court for the order",
    "Criminal Justice Act 2003, Schedules 8 and 12, section 256AC [C]",
)
def unlawful_recommendation(reading: Reading) -> Found:
    """The court has the power that is asked for."""
    order, asked = reading.pack.order, reading.pack.recommendation
    if order is None or order.kind is None or asked in lawful_recommendations(order.kind):
        return
    yield "/recommendation", f"'{asked.description}' is not open to the court for a {order.kind.description.lower()}."
