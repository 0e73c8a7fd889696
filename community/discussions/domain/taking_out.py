"""What other rooms keep of a conversation, when from now on fewer may read it, or there is less to be read.

Where permission is asked, the change holds with its commit. The search index
and the front pages hold copies, which jobs and time renew: until then those
that are too wide must not be handed out.
"""

from community import home_panels
from community.search import index

from ..models import Space, Thread

PANEL = "threads"  # on the front pages: see ``discussions.home_panel``


def take_out(*threads: Thread) -> None:
    """Have nobody find these conversations before they are indexed anew; call it in the transaction of the change."""
    for thread in threads:
        index.withdraw("thread", object_id=thread.pk)
        index.changed("thread", thread.pk)
    home_panels.forget(PANEL)


def take_out_space(space: Space) -> None:
    """The same for all conversations of a space; whoever calls has them indexed anew, in batches."""
    index.withdraw("thread", space_id=space.pk)
    home_panels.forget(PANEL)
