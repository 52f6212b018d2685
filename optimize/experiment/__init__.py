"""Designed simulations: one thing set to several levels under common luck, and what came of it as arrays."""
