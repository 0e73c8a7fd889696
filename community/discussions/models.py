"""Spaces, threads and posts."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.audience import Audience, Audienced, space_key
from community.languages import InLanguages, LanguageField

from .querysets import PostQuerySet, SpaceInvitationQuerySet, SpaceQuerySet, ThreadQuerySet


class Starters(models.TextChoices):
    """Who may begin conversations in a space."""

    MEMBERS = "members", _("Everyone who takes part")
    FACILITATORS = "facilitators", _("Facilitators, moderators and coordinators")


class Space(Audienced):
    """A place where a network, or several together, talk."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_cy = models.CharField(_("name in Welsh"), max_length=120)
    name_gd = models.CharField(_("name in Gaelic"), max_length=120, blank=True)
    description_en = models.TextField(_("description in English"), blank=True)
    description_cy = models.TextField(_("description in Welsh"), blank=True)
    description_gd = models.TextField(_("description in Gaelic"), blank=True)
    agreement_en = models.TextField(_("agreement in English"), blank=True)
    agreement_cy = models.TextField(_("agreement in Welsh"), blank=True)
    agreement_gd = models.TextField(_("agreement in Gaelic"), blank=True)
    # The networks that hold the space together, as equals. They also decide the audience NETWORKS.
    networks = models.ManyToManyField("community.Network", related_name="spaces", verbose_name=_("networks"))
    starters = models.CharField(
        _("who may start conversations"), max_length=12, choices=Starters.choices, default=Starters.MEMBERS
    )
    # Read only and out of the lists since then.
    archived_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    name = InLanguages()
    description = InLanguages()
    agreement = InLanguages()

    objects = SpaceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("space")
        verbose_name_plural = _("spaces")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("space", args=[self.slug])

    @property
    def stream_key(self) -> str:
        return f"space:{self.pk}"

    @property
    def audience_icon(self) -> str:
        """Icon beside the name of its audience."""
        return "globe" if self.audience == Audience.PUBLIC else "lock"

    def people_keys(self):
        return frozenset({space_key(self.pk)}) if self.audience == Audience.SPACE else frozenset()


class SpaceInvitation(models.Model):
    """One person's place in a closed space."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="invitations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    invited_at = models.DateTimeField(auto_now_add=True)

    objects = SpaceInvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "user"], name="one_invitation_a_person_and_space")
        ]

    def __str__(self):
        return f"{self.user_id} in {self.space_id}"


class ThreadKind(models.TextChoices):
    """What a thread wants."""

    DISCUSSION = "discussion", _("Discussion")
    QUESTION = "question", _("Question")
    ANNOUNCEMENT = "announcement", _("Announcement")


class Thread(Audienced):
    """One conversation: in a space, or hung on something registered (a resource, an event, a page).

    A thread in a space is seen by those who see the space; its own ``audience``
    counts only when it hangs on something, and is then kept equal to that thing's.
    """

    space = models.ForeignKey(Space, models.PROTECT, null=True, blank=True, related_name="threads")
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_id = models.PositiveBigIntegerField(null=True, blank=True)
    kind = models.CharField(
        _("kind"), max_length=12, choices=ThreadKind.choices, default=ThreadKind.DISCUSSION
    )
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(max_length=80, allow_unicode=False)
    language = LanguageField(_("language"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="threads"
    )
    # Who started it by mail, while no account has claimed that (``mailing_lists``); empty for a mail without a name.
    sender_name = models.CharField(max_length=80, null=True, blank=True, default=None, editable=False)
    topics = models.ManyToManyField(
        "community.Topic", blank=True, related_name="threads", verbose_name=_("topics")
    )
    started_at = models.DateTimeField(default=timezone.now)
    last_post_at = models.DateTimeField(default=timezone.now)
    post_count = models.PositiveIntegerField(default=0)  # posts not removed
    last_number = models.PositiveIntegerField(default=0)  # of the newest post, removed or not
    is_pinned = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Numbers that notes took, in order: they hold a place among the posts, and nobody has to have read them.
    note_numbers = models.JSONField(default=list, blank=True)
    # What came of it: the answer the asker took, and what was learned.
    accepted_post = models.ForeignKey(
        "community.Post", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    summary = models.ForeignKey(
        "community.ThreadSummary", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ["-last_post_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"],
                condition=models.Q(subject_id__isnull=False),
                name="one_thread_a_subject",
            ),
            models.CheckConstraint(
                condition=models.Q(space__isnull=False, subject_id__isnull=True)
                | models.Q(space__isnull=True, subject_id__isnull=False),
                name="thread_in_a_space_or_on_a_subject",
            ),
        ]
        indexes = [
            models.Index(fields=["space", "-is_pinned", "-last_post_at", "-id"], name="threads_of_space"),
            models.Index(
                fields=["space", "kind", "-is_pinned", "-last_post_at", "-id"],
                name="threads_of_space_and_kind",
            ),
        ]
        verbose_name = _("thread")
        verbose_name_plural = _("threads")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("thread", args=[self.pk, self.slug or "-"])

    @property
    def stream_key(self) -> str:
        return f"thread:{self.pk}"

    @property
    def element_id(self) -> str:
        """Id of its row in a list."""
        return f"thread-{self.pk}"

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def is_answered(self) -> bool:
        return self.kind == ThreadKind.QUESTION and self.accepted_post_id is not None

    def unread_after(self, number: int) -> int:
        """How many posts stand after ``number``; notes are not counted."""
        return max(0, self.last_number - number - sum(noted > number for noted in self.note_numbers))

    def first_of_unread(self, unread: int) -> int:
        """Number of the first of the last ``unread`` posts."""
        first = self.last_number - unread + 1
        for noted in reversed(self.note_numbers):
            if noted < first:
                break
            first -= 1
        return max(first, 1)

    def past_notes(self, number: int) -> int:
        """The number up to which everything is read for who has read the posts up to ``number``."""
        noted = set(self.note_numbers)
        while number + 1 in noted:
            number += 1
        return number


class PostKind(models.TextChoices):
    """What stands at a number of a thread."""

    POST = "post", _("Post")
    NOTE = "note", _("Note")


class Post(models.Model):
    """One contribution, or a note. ``number`` is consecutive in its thread and never given twice.

    A note says what was done to the thread (closed, moved, renamed): ``facts`` hold
    it, each reader's language gives it words (``notes``), ``author`` is who did it.
    It cannot be replied to, is not searched, and nobody has to have read it.
    """

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=4, choices=PostKind.choices, default=PostKind.POST)
    facts = models.JSONField(default=dict, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="posts"
    )
    html = models.TextField()  # cleaned on the server, safe to show
    text = models.TextField(blank=True)  # the same without markup, for search, mail and excerpts
    language = LanguageField(_("language"))
    in_reply_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replies")
    # Given by the form, so that a second press of the button finds the first one's post.
    submission_key = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    edit_count = models.PositiveIntegerField(default=0)
    # What parts of a post show (reactions, a poll, attached files), kept beside its words so that a page of posts
    # costs no query more. Written by ``domain.posts.changing`` alone; ``version`` rises with everything that shows.
    extras = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["thread_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="one_post_a_thread_and_number"),
            models.UniqueConstraint(
                fields=["author", "submission_key"],
                condition=~models.Q(submission_key=""),
                name="one_post_a_submission",
            ),
        ]
        # The pace of one person's writing is looked at before each post.
        indexes = [models.Index(fields=["author", "-created_at"], name="posts_of_person")]
        verbose_name = _("post")
        verbose_name_plural = _("posts")

    def __str__(self):
        return f"{self.thread_id}#{self.number}"

    def get_absolute_url(self):
        """An address that stays, whatever page of the thread holds the post."""
        return reverse("thread-post", args=[self.thread_id, self.thread.slug or "-", self.number])

    @property
    def element_id(self) -> str:
        """Id of the post on a page; its number makes it an address."""
        return f"post-{self.number}"

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None

    @property
    def is_note(self) -> bool:
        return self.kind == PostKind.NOTE


class FollowLevel(models.TextChoices):
    """How closely a member follows a thread, a space or a topic. The nearest choice counts: see ``follows.levels``."""

    WATCHING = "watching", _("Following")
    NORMAL = "normal", _("Not following")
    MUTED = "muted", _("Muted")


class ThreadPlace(models.Model):
    """A member's place in a thread: how far read and how closely followed.

    Made on the first visit or reply, never one for each possible reader.
    ``read_number`` is only ever raised. What was marked as read without being
    shown stands beside it, so that it can be taken back.
    """

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="places")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="thread_places")
    read_number = models.PositiveIntegerField(default=0)
    # Marked as read up to here, when, and up to where before that: see ``inbox.marking``.
    marked_number = models.PositiveIntegerField(default=0)
    marked_before = models.PositiveIntegerField(default=0)
    marked_at = models.DateTimeField(null=True, blank=True)
    # Empty: no choice of its own, the space or a topic decides.
    level = models.CharField(max_length=8, choices=FollowLevel.choices, blank=True, default="")
    has_taken_part = models.BooleanField(default=False)  # has written in the thread
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "user"], name="one_place_a_person_and_thread")
        ]
        indexes = [models.Index(fields=["thread", "level"], name="followers_of_thread")]

    def __str__(self):
        return f"{self.user_id} in {self.thread_id} at {self.read_number}"

    @property
    def up_to(self) -> int:
        """The last number that is not unread."""
        return max(self.read_number, self.marked_number)
