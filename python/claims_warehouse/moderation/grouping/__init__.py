"""Grouping of what videos say into claims: which statements are nearly the same."""
