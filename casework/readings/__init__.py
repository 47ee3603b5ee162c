"""The read side: what a page shows, as typed values."""
