"""Before the story: the CRC says what it offers, so that the court can propose it (¶12)."""

from simulator.directory import court_has_heard, crc_has_heard, fill_directory, set_budget
from simulator.journey.story import COURT, MANAGER, OFFICER, Story
from simulator.officers import Entry, register_officers

BUDGET_PENCE = 25_000_000


async def the_court_knows_what_the_crc_offers(story: Story) -> None:
    """The CRC's contract manager fills its directory; court and officers have it before they need it."""
    await story.step("The CRC lists what it offers, and the court hears of it")
    await story.time(0, 9, 30)
    codes = await fill_directory(story.staff, "C17")
    await set_budget(story.staff, "N07", "2016/17", BUDGET_PENCE)
    await court_has_heard(story.staff, COURT, "C17", codes)
    await crc_has_heard(story.staff, OFFICER, codes)
    await register_officers(story.staff, MANAGER, [Entry(MANAGER, "SPO"), Entry(OFFICER)])
