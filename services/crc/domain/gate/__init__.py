"""Through the gate: screening, the resettlement plan, help received before release, release, and recall (¶20-21)."""
