"""Measurements beside other programs, printed as Markdown; no test asserts a time."""
