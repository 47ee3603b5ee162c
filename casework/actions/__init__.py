"""The write side: whatever changes something, one transaction a deed."""
