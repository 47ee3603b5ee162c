"""Where a post stands on its page."""

from __future__ import annotations

from casework.domain.values import PostId


def anchor(post: PostId) -> str:
    """The id of the element, for an address to end in."""
    return f"post-{post[:12]}"
