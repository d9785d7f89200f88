"""Speed, always as a ratio against what it runs beside in the same process."""
