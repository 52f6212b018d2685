"""Where a lead is."""

from enum import IntEnum


class LeadState(IntEnum):
    """Where a lead is: in exactly one of these."""

    NOT_YET = 0
    OPEN = 1
    IN_DATABASE = 2
    SCREENED_OUT = 3
    WON = 4
    LOST = 5
    EXPIRED = 6
    LOST_IN_FORM = 7
    MERGED = 8
    HELD = 9
