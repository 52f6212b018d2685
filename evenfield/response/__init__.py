"""Responses as files, in words, and measured on demand."""
