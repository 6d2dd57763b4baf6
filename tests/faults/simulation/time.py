"""The time of waiting: how long relay, consumer and operator wait is simulated, and nobody really does."""


class SimulatedTime:
    """In place of the module `time` where the runtime waits: seconds that only the story moves on."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def monotonic(self) -> float:
        """The seconds."""
        return self.seconds

    def move_on(self, seconds: float) -> None:
        """Let so many pass."""
        self.seconds += seconds
