"""People: skill, ramp, learning, coaching, morale, leaving, hiring, promotion. Rules apart, then their state."""
