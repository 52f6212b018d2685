"""The S&OP review of a scenario: demand, supply plan, what scarcity is worth, feasible quotas, options simulated."""
