"""One replication, run event by event: the reference engine (Mesa agents over a SimPy flow)."""
