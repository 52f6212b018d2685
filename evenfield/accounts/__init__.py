"""An account book's answer as tables, words and files."""
