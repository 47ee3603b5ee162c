"""What somebody may want put right on a report that readers see."""

from __future__ import annotations

from dataclasses import dataclass

from casework.domain.command import Worded
from casework.domain.values import PostId


@dataclass(frozen=True, kw_only=True)
class Correct(Worded):
    """Publish what was wrong and what is right. `about`: the post that was wrong; None: the report itself."""

    about: PostId | None
