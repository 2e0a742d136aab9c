"""The single checks of a statement against its evidence; :mod:`qa.verification` puts them together."""
