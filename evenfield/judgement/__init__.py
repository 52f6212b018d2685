"""Judging plans: how they stand stress, what schemers make of them, and what attainment is luck."""
