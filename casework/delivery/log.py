"""What the worker logs: ids and places in the code, never a text or an address."""

from __future__ import annotations

import logging

from casework.log import where

__all__ = ["log", "where"]

log = logging.getLogger("casework.delivery")
