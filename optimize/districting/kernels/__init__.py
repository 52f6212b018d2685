"""Compiled code of the search for territories; a kernel calls functions of this package only."""
