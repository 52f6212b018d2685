"""Compiled loops of the account optimizer; they take arrays, and nothing here knows of names or rules."""
