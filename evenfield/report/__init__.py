"""The report: one offline HTML file with pictures, the only place where Matplotlib is used."""

from evenfield.report.page import write_report

__all__ = ["write_report"]
