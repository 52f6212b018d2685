"""From responses to plans: the programs that return a plan, each with its status, bound, gap and time."""
