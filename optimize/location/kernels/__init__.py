"""Compiled loops that choose sites; they take arrays only."""
