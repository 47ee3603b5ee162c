"""Deeds on reports, on a stage with the directory and the cast."""
