"""The documents a scenario is made of, one subject a file."""
