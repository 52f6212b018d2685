"""Pay from monthly sums: one plan in whole numbers, run as machine code or as plain Python, exact to the cent."""
