"""Analyses: each asks the composition again with other inputs. Pure, like the composition itself."""
