"""Restructures: whole changes of a sales force, each written as a scenario that extends the one it changes."""
