"""Who holds the risk of each sentence, followed through allocation's facts by rules of the test's own."""

from collections.abc import Mapping
from typing import Any


class Holders:
    """One organisation for each sentence. It changes by an acceptance that somebody has named, and by nothing else."""

    def __init__(self) -> None:
        self.now: dict[str, str] = {}
        self.offered: dict[str, str] = {}
        """The sentences that a provider is to answer for, and which; the empty one where one has refused."""
        self._named: dict[str, str] = {}
        self._had_it: dict[str, str] = {}
        self.taken_over: set[str] = set()
        """The sentences that the NPS has taken over from a CRC, for good."""

    def may_take(self, who: tuple[str, str] | None) -> None:
        """The command that follows may give the risk of this sentence to this organisation; None: no risk may move."""
        self._named = dict([who]) if who else {}

    def hear(self, fact: str, body: Mapping[str, Any]) -> None:
        """Take a fact of allocation; AssertionError where the risk is anybody's but the one's who should have it."""
        self._follow_the_offer(fact, body)
        said, sentence = body.get("riskHeldBy"), body.get("sentenceId")
        if said is None or sentence is None:
            return
        before = self.now.get(sentence)
        if before is None:
            assert fact == "allocation-decided", f"{fact} is the first that is told of a sentence"
            assert said == body["division"], f"{said} holds the risk before anybody has accepted the case"
        elif said != before:
            assert self._named.get(sentence) == said, f"{fact} gives the risk from {before} to {said}: who accepted it?"
            assert sentence not in self.taken_over, (
                f"{fact} gives the risk from the NPS to {said}: there is no way back"
            )
            self._had_it[sentence] = before
        if fact == "case-transferred":
            passed = (body["fromProvider"], body["toProvider"])
            assert passed == (self._had_it.get(sentence), said), (
                f"{fact} {passed}: {said} has it now, of {self._had_it}"
            )
            if said.startswith("N"):
                self.taken_over.add(sentence)
        self.now[sentence] = said

    def _follow_the_offer(self, fact: str, body: Mapping[str, Any]) -> None:
        if fact == "allocation-decided" and body["receivingProvider"].startswith("C"):
            self.offered[body["sentenceId"]] = body["receivingProvider"]
        elif fact == "allocation-rejected":
            self.offered[body["sentenceId"]] = ""
        elif fact in ("allocation-decided", "allocation-accepted", "case-transferred", "allocation-ended"):
            self.offered.pop(body["sentenceId"], None)
