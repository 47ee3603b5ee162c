"""The worker: what happened becomes letters, and what a date asks for becomes deeds."""
