"""All models of the ground floor, room by room."""

from .demo_loading import DemoLoad
from .discussions.attachments.models import Attachment
from .discussions.bookmarks.models import Bookmark
from .discussions.cards.models import PostLink
from .discussions.drafts.models import Draft
from .discussions.editing.models import PostWording
from .discussions.follows.models import SpaceFollow, TopicFollow
from .discussions.mailing_lists.models import ImportedMail, MailImport
from .discussions.mentions.models import Mention
from .discussions.models import Post, Space, SpaceInvitation, Thread, ThreadPlace
from .discussions.outcomes.models import ThreadSummary
from .discussions.polls.models import Poll, PollOption, Vote
from .discussions.reactions.models import Reaction
from .discussions.spaces.models import SpaceCall, SpaceOffer
from .discussions.tending.models import PostRedirect, ThreadRedirect
from .jobs.models import Job
from .live.models import Event, Stream
from .networks.models import AddressInvitation, Membership, MembershipChange, Network
from .notifications.models import Notification, NotificationSetting
from .search.models import *  # noqa: F403
from .search.models import SavedSearch, SearchDocument, SearchWord
from .topics.models import Area, Topic

__all__ = [
    "AddressInvitation",
    "Area",
    "Attachment",
    "Bookmark",
    "DemoLoad",
    "Draft",
    "Event",
    "ImportedMail",
    "Job",
    "MailImport",
    "Membership",
    "MembershipChange",
    "Mention",
    "Network",
    "Notification",
    "NotificationSetting",
    "Poll",
    "PollOption",
    "Post",
    "PostLink",
    "PostRedirect",
    "PostWording",
    "Reaction",
    "SavedSearch",
    "SearchDocument",
    "SearchWord",
    "Space",
    "SpaceCall",
    "SpaceFollow",
    "SpaceInvitation",
    "SpaceOffer",
    "Stream",
    "Thread",
    "ThreadPlace",
    "ThreadRedirect",
    "ThreadSummary",
    "Topic",
    "TopicFollow",
    "Vote",
]  # fmt: skip
