"""The gaming audit: what schemers make of a pay plan, which clause pays them, and what mends it."""
