"""What the reactions bring to a post, its page and the list of notices."""

from ..parts import post_panels, post_parts
from ..verbs import quick_verbs
from . import notices  # noqa: F401
from .drawing import PART
from .pressed import do_react, who_reacted

post_parts.register("reactions", PART)
post_panels.register("reactions", who_reacted)
quick_verbs.register("react", do_react)
