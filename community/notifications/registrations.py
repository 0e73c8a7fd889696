"""What the notices listen to, and the streams they bring. Imported once the apps are ready."""

from community.discussions.domain.hooks import (
    on_post_written,
    on_posts_moved,
    on_thread_moved,
    on_thread_read,
    on_words_changed,
)
from community.discussions.inbox.marking import on_marked, on_unmarked
from community.discussions.outcomes.domain import on_summary_decided
from community.discussions.spaces.domain import on_answered, on_asked, on_called
from community.jobs.queue import handlers
from community.live.members import counters
from community.networks.domain.hooks import on_address_invited, on_membership_changed

from . import memberships, mentions, new_threads, replies, space_calls, space_offers, summaries
from .domain.mails import decide_mails
from .domain.notices import COUNTER, count_unread

handlers.register("notifications.decide_mails", decide_mails)
# Before the followers: who is both is told of the mention.
on_post_written.register("mentions", mentions.tell_mentioned)
on_words_changed.register("mentions", mentions.tell_mentioned)
on_post_written.register("notifications", replies.tell_followers_later)
on_post_written.register("new-threads", new_threads.tell_watchers_later)
on_thread_read.register("notifications", replies.mark_thread_read)
on_marked.register("notifications", replies.mark_threads_read)
on_unmarked.register("notifications", replies.take_marks_back)
on_posts_moved.register("notifications", summaries.follow_posts)
on_thread_moved.register("notifications", summaries.settle_notices)
on_called.register("notifications", space_calls.tell_called)
on_asked.register("notifications", space_offers.tell_asked)
on_answered.register("notifications", space_offers.tell_answered)
on_summary_decided.register("notifications", summaries.tell_proposer)
on_membership_changed.register("notifications", memberships.tell_about)
on_address_invited.register("notifications", memberships.mail_invitation_later)
counters.register(COUNTER, count_unread)
