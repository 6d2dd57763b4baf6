"""A service is started once it answers that it is ready; whoever waits in vain is told which, and its last words."""

from collections.abc import Collection
from dataclasses import dataclass

from deploy.embedded.children import Child
from deploy.embedded.errors import StackError
from deploy.embedded.ports import answer_of
from deploy.embedded.waiting import wait_until


@dataclass
class Expected:
    """A process that is to answer 200 at a path, and what it answered last."""

    child: Child
    port: int
    path: str
    answered: bool = False
    says: str = "no answer"

    def ask(self) -> None:
        """Ask once more, unless it has answered."""
        if not self.answered and self.child.running:
            status, self.says = answer_of(self.port, self.path)
            self.answered = status == 200


def wait_until_all_answer(all_expected: Collection[Expected], seconds: float) -> None:
    """Wait for all. Raises StackError as soon as one has ended, or when the time is over."""

    def settled() -> bool:
        for expected in all_expected:
            expected.ask()
        return all(one.answered for one in all_expected) or any(not one.child.running for one in all_expected)

    wait_until(settled, seconds)
    for one in all_expected:
        if (status := one.child.status()) is not None:
            raise StackError(f"{one.child.name} ended with status {status} at its start; {last_words(one.child)}")
    for one in all_expected:
        if not one.answered:
            late = f"{one.child.name} was not ready within {seconds:.0f} s (it says: {one.says})"
            raise StackError(f"{late}; {last_words(one.child)}")


def last_words(child: Child) -> str:
    """The end of a process's log, and where the rest is."""
    return f"the last lines of {child.log}:\n{child.last_lines()}"
