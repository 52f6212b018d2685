"""A design on disk: offers that are kept, so that the same command goes on, and the record of how it came about."""
