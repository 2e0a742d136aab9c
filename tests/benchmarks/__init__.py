"""Commands that print a measurement; nothing here is a timed test."""
