"""Reps and customers as Mesa agents, and the rules by which reps react."""
