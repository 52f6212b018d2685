"""The sales force, simulated: no file, no plot, no solver."""
