"""Pay for people to read: statements, traces, comparisons, and the files they are written to."""
