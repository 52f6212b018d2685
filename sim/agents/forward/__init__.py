"""Reps who look ahead: their dynamic program, how it reads the pay plan, and its solution by rep or by type."""
