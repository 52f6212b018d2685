"""Luck or skill: what attainment differs by, who stands out by more than luck, and how long a record must be."""
