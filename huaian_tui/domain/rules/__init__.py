"""Rules: lights, pace, targets, the state of a milestone."""
