"""What the search for moves spends its time in, compiled."""
