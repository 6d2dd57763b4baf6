"""An order that was changed, moved or ended, as both sides of a breach see it."""

from tests.integration.breach.desk import Desk
from tests.support.running import Running
from tests.unit.breach.story import CRC, OTHER_CRC
from tests.unit.breach.test_changed_orders import amended, moved, revoked


async def test_the_known_order_is_the_one_that_stands_and_the_pack_keeps_the_one_it_was_made_of(
    breach: Running,
) -> None:
    desk = Desk(breach)
    await desk.hear()
    before = await desk.prepared()
    await breach.deliver([amended(), revoked(), moved()])
    after = await desk.seen()
    assert after["pack"] == before["pack"]
    assert after["known"]["order"]["disposal"] == "suspendedSentenceOrder"
    assert [one["amount"] for one in after["known"]["order"]["requirements"]] == [10]
    assert (after["known"]["endedOn"], after["known"]["endedBecause"]) == ("2016-09-05", "reSentenced")
    assert (after["known"]["provider"], after["known"]["officer"]) == (OTHER_CRC, None)
    # What becomes of the breach itself is not decided by any of it.
    assert (after["state"], after["provider"], after["holder"]) == (before["state"], CRC, CRC)
    assert len(await breach.events("breach-initiated")) == 1
