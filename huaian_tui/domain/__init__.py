"""Pure rules: models, dates, lights, targets, text hygiene. No I/O and no clock."""
