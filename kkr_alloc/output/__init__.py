"""Records for programs, written out by hand: JSON of each answer, CSV, workbooks, lines of ``watch``."""
