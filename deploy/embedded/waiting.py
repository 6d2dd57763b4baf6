"""Every wait ends: at what is waited for, or at a deadline."""

import time
from collections.abc import Callable

PAUSE_SECONDS = 0.02


def wait_until(holds: Callable[[], bool], seconds: float) -> bool:
    """Whether the condition came to hold in that time. It is asked at least once, then every 20 ms."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() >= end:
            return False
        time.sleep(PAUSE_SECONDS)
    return True
