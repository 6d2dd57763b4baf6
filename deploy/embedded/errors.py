"""Whatever keeps the embedded stack from running is told to whoever started it in one plain sentence."""

from collections.abc import Iterator
from contextlib import contextmanager


class StackError(Exception):
    """A sentence for the person at the terminal: what failed, where, and what to do. It needs no traceback."""


@contextmanager
def told_as(sentence: str) -> Iterator[None]:
    """Tell a failure of the operating system as the sentence, its reason and the path."""
    try:
        yield
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise StackError(f"{sentence}: {error.strerror or error}{where}.") from None
