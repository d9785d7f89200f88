"""Answers as text, as files and as data frames: a module for each form."""
