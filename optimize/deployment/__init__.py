"""Effort over products and segments by their response curves, concave or S-shaped; how much effort pays."""

from optimize.deployment.curves import Adbudg
from optimize.deployment.planning import Deployment, Use, deploy

__all__ = ["Adbudg", "Deployment", "Use", "deploy"]
