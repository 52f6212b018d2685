"""Diagnosis: who converts fewer leads than the others, by more than luck, and which cause explains it."""

from evenfield.diagnosis.cause import Cause, Finding
from evenfield.diagnosis.diagnose import Diagnosis, diagnose
from evenfield.diagnosis.ratios import Ratio, conversion_ratios

__all__ = ["Cause", "Diagnosis", "Finding", "Ratio", "conversion_ratios", "diagnose"]
