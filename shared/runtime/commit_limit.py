"""How far a consumer may commit while a newer version of what it has passed over is still to come.

Invariant: whoever reads on from a committed offset meets the older version of a fact before its newer one, or has the
fact already. So where processes of two releases share a group, as in a rolling upgrade, one that knows only the older
version may take a partition over at any moment.

Of one key nothing comes between two versions of a fact, so what was passed over is waited for until the key's next
message.
"""

from collections.abc import Iterable, Sequence

from aiokafka import TopicPartition

from shared.runtime.inbox import Message


class CommitLimit:
    """The offsets, by partition and key, of what was passed over and has not been followed yet."""

    def __init__(self) -> None:
        self._waiting: dict[TopicPartition, dict[str, int]] = {}

    def note(self, messages: Iterable[Message], passed_over: Sequence[Message]) -> None:
        """Take a batch into account, of each partition in order, and what of it was passed over."""
        if not passed_over and not self._waiting:
            return  # as nearly always: no fact is told in two versions
        older = {(one.topic, one.partition, one.position) for one in passed_over}
        for one in messages:
            place = TopicPartition(one.topic, one.partition)
            if (one.topic, one.partition, one.position) in older:
                self._waiting.setdefault(place, {})[one.key] = one.position
            elif (keys := self._waiting.get(place)) is not None:
                keys.pop(one.key, None)
                if not keys:
                    del self._waiting[place]

    def of(self, place: TopicPartition, offset: int) -> int:
        """The offset to commit instead of `offset`: that of the first message that may have to be read again."""
        return min([offset, *self._waiting.get(place, {}).values()])

    def forget(self, place: TopicPartition) -> None:
        """The partition has been elsewhere meanwhile: others know what was applied there."""
        self._waiting.pop(place, None)
