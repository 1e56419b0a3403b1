"""Who acts, and how a rule says no: actors, `require`, `Refusal`. Knows no model."""
