"""The pay engine: plan language, exact payroll month by month, estimates for search, and traces."""
