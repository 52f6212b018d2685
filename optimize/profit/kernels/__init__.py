"""Compiled search for profit-driven alignment; a folder of its own, so that its code is kept until it changes."""
