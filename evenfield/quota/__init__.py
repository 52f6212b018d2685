"""What the quota lever found, in words, tables and files."""
