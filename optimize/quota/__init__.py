"""Quotas: from history, potential or a regression, by a program, down a hierarchy, over margins; and their audit."""

from optimize.quota.audit import Break, audit_matrix, audit_tree
from optimize.quota.facts import QuotaFacts, QuotaRules
from optimize.quota.margins import fit_margins
from optimize.quota.methods import blend, equal, from_history, from_potential, shrunk
from optimize.quota.program import QuotaDesign, set_quotas
from optimize.quota.tree import Node, by_month, cascade

__all__ = [
    "Break",
    "Node",
    "QuotaDesign",
    "QuotaFacts",
    "QuotaRules",
    "audit_matrix",
    "audit_tree",
    "blend",
    "by_month",
    "cascade",
    "equal",
    "fit_margins",
    "from_history",
    "from_potential",
    "set_quotas",
    "shrunk",
]
