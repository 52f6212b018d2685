"""Responses measured by designed simulations: concave curves with their errors, pooled where data are thin."""
