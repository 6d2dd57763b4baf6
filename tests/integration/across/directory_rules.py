"""What a CRC offers, and what the NPS buys of it for the people whom it supervises."""

from hypothesis import strategies as st

from shared.runtime.auth import Role
from tests.integration.across.asking import command, headers
from tests.integration.across.office import Office
from tests.integration.across.world import World

CONTRACT_MANAGER = headers("C17", "C17M001", Role.CONTRACT_MANAGER)
DIVISION_MANAGER = headers("N07", "N07M001", Role.CONTRACT_MANAGER)
BUYER = headers("N07", "N07R310", Role.RESPONSIBLE_OFFICER)
ENTRY = {"code": "C17-BBR", "title": "Building Better Relationships", "needs": ["relationships"], "openTo": ["male"]}


class DirectoryRules(Office):
    """Interventions and purchases."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        supplier = self.post("allocation", "/suppliers", CONTRACT_MANAGER, {"name": "Relate well", "kind": "voluntary"})
        assert supplier
        offered = {"supplierId": supplier["supplierId"], "capacity": 2, "offeredFrom": "2016-01-01", "price": 64500}
        entry = self.post("allocation", "/interventions", CONTRACT_MANAGER, {**ENTRY, **offered})
        budget = {"financialYear": "2016/17", "amount": 200_000}
        assert entry
        assert self.post("allocation", "/budgets", DIVISION_MANAGER, budget)
        self.intervention = entry["interventionId"]

    @command(
        "kept",
        when=lambda self: self.holders.now and not self.undecided.intersection(self.purchases),
        which=st.integers(0, 5),
    )
    def the_nps_buys_an_intervention(self, which: int) -> None:
        held = [one for one, holder in self.holders.now.items() if holder == "N07"]
        sentence = (held or list(self.holders.now))[which % len(held or self.holders.now)]
        asked = {"sentenceId": sentence, "interventionId": self.intervention, "need": "relationships", "sex": "male"}
        self.post("allocation", "/purchases", BUYER, asked)

    @command(
        "kept",
        when=lambda self: self.purchases,
        which=st.integers(0, 5),
        does=st.sampled_from(["answer", "answer", "decline", "start", "end", "withdrawal"]),
    )
    def a_purchase_goes_on(self, which: int, does: str) -> None:
        path = f"/purchases/{self.purchases[-1 - which % len(self.purchases)]}"
        asked = {"answer": {"accepted": True}, "decline": {"accepted": False}, "end": {"outcome": "completed"}}
        who = BUYER if does == "withdrawal" else CONTRACT_MANAGER
        step = "answer" if does == "decline" else does
        self.post("allocation", f"{path}/{step}", who, asked.get(does, {}))
