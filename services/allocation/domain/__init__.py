"""The decisions of allocation: which organisation supervises, and how a risk escalation is answered."""
