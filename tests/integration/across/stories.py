"""How many stories are told, and of what length."""

import os

from hypothesis import HealthCheck, Phase, settings

PROFILE = os.environ.get("THROUGHCARE_PROOFS", "")
LONG = PROFILE == "long"
"""Thousands of stories, other ones at each run; otherwise the same few dozen, so that a failure is a failure of ours.

With `long`, and with `shrink`, a story that fails is told again as short as it can be, which takes minutes.
"""

SETTINGS = settings(
    max_examples=500 if LONG else 12,
    stateful_step_count=60 if LONG else 30,
    derandomize=not LONG,
    phases=(Phase.generate, Phase.shrink) if PROFILE else (Phase.generate,),
    report_multiple_bugs=False,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=LONG,
)
