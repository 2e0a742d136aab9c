"""Measuring answers: gold rows, metrics, runs that can be taken up again, a report; and the checks of other systems' answers."""
