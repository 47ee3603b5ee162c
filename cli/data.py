"""`flask data`: what the forum keeps of people."""

from __future__ import annotations

from flask.cli import AppGroup

commands = AppGroup("data", help="What the forum keeps of people, and for how long.")
