"""What the court service does when another's event arrives: nothing yet. Everything that it tells begins in court."""

from shared.runtime.reactions import Reactions

reactions = Reactions()
