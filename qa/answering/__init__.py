"""Passages → an Answer whose statements carry their citations."""
