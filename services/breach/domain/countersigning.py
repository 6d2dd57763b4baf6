"""Countersigning: a manager of the provider reads the newest version of the pack, and signs it by a login of theirs."""

from services.breach.domain.acting import officer_of
from services.breach.domain.breaches import ActsForTheOtherSide, Breach, only_for
from services.breach.domain.exchange import Nothing
from services.breach.domain.parts import PackSignature
from shared.contracts.breach import PackCountersigned
from shared.decisions import Decision, NotAllowed, Occasion


def countersign(breach: Breach, asked: Nothing, occasion: Occasion) -> Decision[Breach]:
    """The version stands as it is signed; a later one needs a signature of its own.

    Raises `ActsForTheOtherSide` for another organisation and for the author of the version, `NotAllowed` where it is
    signed already or is not prepared.
    """
    only_for(breach.provider, occasion, "countersign the pack")
    breach.must_allow("countersign")
    manager = officer_of(occasion, "A countersignature is somebody's")
    if manager == breach.pack.author:
        raise ActsForTheOtherSide("The author cannot countersign their own pack: another manager does.")
    if breach.signed_pack.countersigned_by is not None:
        raise NotAllowed(breach.state, "countersign", tuple(one for one in breach.allowed if one != "countersign"))
    signature = PackSignature(
        breach_id=breach.breach_id, pack_version=breach.pack.version, manager=manager, signed_at=occasion.now
    )
    told = PackCountersigned(**breach.facts(occasion), version=breach.pack.version, manager=manager)
    return Decision(breach.model_copy(update={"signatures": (*breach.signatures, signature)}), (told,))
