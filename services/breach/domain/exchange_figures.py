"""What is kept of each referral, so that both sides see the same figures of each other (¶18).

Invariant: a version is referred once, and answered once. The time of a side is working time from when it had the pack
to when it handed it on: the CRC from the beginning of the breach, a return or the end of a dispute to the referral, the
NPS from the referral to its answer.
"""

from datetime import datetime

from services.breach.domain.breaches import Breach
from services.breach.domain.findings import PackFinding, ReviewKind
from services.breach.domain.parts import PackAnswer, PackExchange
from services.breach.domain.stages import DisputeState
from services.breach.domain.working_time import working_minutes


def referred_now(breach: Breach, now: datetime) -> PackExchange:
    """The newest version goes to the NPS."""
    returns = (one.at for one in breach.reviews if one.kind is ReviewKind.RETURN)
    disputes = (one.ended_at for one in breach.disputes if one.ended_at is not None)
    return PackExchange(
        breach_id=breach.breach_id,
        pack_version=breach.pack.version,
        provider=breach.provider,
        division=breach.division,
        referred_at=now,
        provider_minutes=working_minutes(max((breach.initiated_at, *returns, *disputes)), now),
    )


def answered(
    breach: Breach, answer: PackAnswer, findings: tuple[PackFinding, ...], now: datetime
) -> tuple[PackExchange, ...]:
    """The referrals with the answer to the newest: the reasons of a return, or how much is to be corrected."""
    if not breach.exchanges:
        return ()  # referred before figures were kept
    *before, newest = breach.exchanges
    returned = answer is PackAnswer.RETURNED
    reasons = tuple(sorted({one.reason.value for one in findings})) if returned else ()
    changes = {
        "answer": answer,
        "division_minutes": working_minutes(newest.referred_at, now),
        "reasons": reasons,
        "corrections": 0 if returned else len(findings),
    }
    return (*before, newest.model_copy(update=changes))


def disputed(breach: Breach, state: DisputeState) -> tuple[PackExchange, ...]:
    """The referrals with what became of the dispute of the newest one's return."""
    if not breach.exchanges:
        return ()
    *before, newest = breach.exchanges
    return (*before, newest.model_copy(update={"dispute": state}))
