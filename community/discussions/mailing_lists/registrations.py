"""What mailing lists bring: the folded part of a mail below its post, jobs for many posts, an import that is watched."""

from ..parts import PostPart, post_parts
from . import (
    claims,  # noqa: F401
    imports,  # noqa: F401
    streams,  # noqa: F401
)
from .drawing import folded_part

post_parts.register("mail", PostPart(draw=folded_part))
