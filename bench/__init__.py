"""The bench: what pages and deeds cost on the server as it is deployed, at two sizes of the forum."""
