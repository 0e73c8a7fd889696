"""Everything in the discussions with scripts off, in a real browser: from the page of a conversation by what is seen on it.

Only the first page of a journey has its address typed; from there on links and buttons lead. What is done is looked up
in the database and read on the page. Keys are in ``test_discussions_by_hand_keys.py``, zoom and axe in
``test_discussions_by_hand_zoom.py``.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone, translation
from playwright.sync_api import expect

from community.discussions.attachments.models import Attachment
from community.discussions.bookmarks.models import Bookmark
from community.discussions.domain.reading import follow, read_up_to
from community.discussions.drafts.models import Draft
from community.discussions.follows.models import SpaceFollow, TopicFollow
from community.discussions.models import Post, Space, SpaceInvitation, Thread, ThreadPlace
from community.discussions.outcomes.models import ThreadSummary
from community.discussions.polls.models import Poll, Vote
from community.discussions.reactions.models import Reaction
from community.discussions.spaces.models import SpaceCall
from community.jobs.queue import perform_all_due
from community.notifications.models import Notification as Notice
from community.search.models import SavedSearch
from tests.factories import make_post, make_thread
from tests.journeys.by_hand import PDF, Village, long_ago, picture

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("language", ["en", "cy"])


@pytest.fixture
def village(live_site, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    return Village()


class Reader:
    """Somebody with a browser that runs no scripts."""

    def __init__(self, page, village, language="en"):
        self.page, self.village, self.language = page, village, language
        page.goto(village.path(language=language))

    def words(self, text, context=""):
        """``text`` as the interface says it in the reader's language; in Welsh it must be Welsh."""
        with translation.override(self.language):
            said = translation.pgettext(context, text) if context else translation.gettext(text)
        assert self.language == "en" or said != text, f"no Welsh for {text!r}"
        return said

    def button(self, text, context="", within=None):
        return (within or self.page).get_by_role(
            "button", name=re.compile(f"^{re.escape(self.words(text, context))}")
        )

    def press(self, text, context="", within=None):
        self.send(self.button(text, context, within).first)

    def send(self, button):
        """Press a button of a form, and wait for what it answers."""
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            button.click()

    def link(self, text, context="", within=None):
        """The link that says so and nothing more; a name may stand before or after it for screen readers."""
        words = re.escape(self.words(text, context))
        return (within or self.page.get_by_role("main")).get_by_role("link", name=re.compile(f"^{words}"))

    def follow(self, text, context="", within=None):
        self.link(text, context, within).first.click()

    def fill(self, label, value, context="", within=None):
        field = (within or self.page).get_by_label(self.words(label, context), exact=True)
        field.fill(value)
        return field

    def post(self, number):
        return self.page.locator(f"#post-{number}")

    def menu_of(self, number):
        """Go to what can be done with a post."""
        with translation.override(self.language):
            label = translation.gettext("More about post %(number)s") % {"number": number}
        self.page.get_by_role("link", name=label).click()
        return self.page.get_by_role("navigation", name=self.words("What you can do with this post"))

    def reply_to(self, number, name):
        with translation.override(self.language):
            to = translation.gettext("to %(person)s, post %(number)s") % {"person": name, "number": number}
            reply = translation.pgettext("button", "Reply")
        self.page.get_by_role("link", name=f"{reply} {to}").click()

    def sees(self, text, context=""):
        expect(self.page.get_by_text(self.words(text, context)).first).to_be_visible()

    def tools(self):
        """What can be done to the conversation, beside it."""
        return self.page.get_by_role("complementary", name=self.words("About this conversation"))

    def unfold(self, text):
        self.page.locator("summary", has_text=self.words(text)).first.click()

    def go_to_inbox(self):
        self.page.get_by_role("banner").locator("summary", has_text=self.words("my menu")).click()
        self.page.get_by_role("link", name=self.words("My inbox")).click()


@pytest.fixture
def reader(no_script_page, village):
    """A function from a person to their reader on the page of the conversation."""
    return lambda person, language="en": Reader(no_script_page(person), village, language)


# --- Writing ------------------------------------------------------------------------------------------------------


def test_one_starts_a_question_with_topics_and_a_poll(reader, village):
    rhys = reader(village.rhys)
    rhys.page.get_by_role("link", name="Practice", exact=True).click()
    rhys.follow("Start a conversation")
    rhys.press("Start the conversation")
    alert = rhys.page.get_by_role("alert")
    expect(alert.get_by_role("link", name=re.compile("^Title: "))).to_be_visible()
    rhys.fill("Title", "Who pays for the tea?")
    rhys.page.get_by_label("A question: I am looking for an answer").check()
    rhys.fill("Your text", "The board wants to know.\n\n- tea\n- milk")
    rhys.unfold("Add topics")
    rhys.page.get_by_role("checkbox", name="Evaluation").check()
    rhys.unfold("Add a poll")
    rhys.fill("Question of the poll", "Who should?")
    rhys.fill("Options", "The board\nEverybody")
    rhys.press("Start the conversation")
    thread = Thread.objects.get(title="Who pays for the tea?")
    assert rhys.page.url.endswith(village.path(thread=thread))
    assert (thread.kind, thread.author, list(thread.topics.all())) == (
        "question",
        village.rhys,
        [village.topic],
    )
    assert [option.text for option in Poll.objects.get(post__thread=thread).options.all()] == [
        "The board",
        "Everybody",
    ]
    post = rhys.post(1)
    assert post.get_by_role("listitem").all_inner_texts()[:2] == ["tea", "milk"]
    assert post.get_by_role("heading", name="Who should?").is_visible()
    assert rhys.tools().get_by_role("link", name="Evaluation").is_visible()


@BOTH
def test_one_replies_to_a_post(reader, village, language):
    nia = reader(village.nia, language)
    nia.reply_to(2, "Rhys Bevan")
    nia.fill("Your reply", "   ")
    nia.press("Send")
    assert nia.page.get_by_label(nia.words("Your reply"), exact=True).get_attribute("aria-invalid") == "true"
    nia.sees("Please write something first.")
    nia.fill("Your reply", "A pot of it.")
    nia.press("Send")
    post = Post.objects.get(thread=village.thread, number=3)
    assert (post.text, post.author, post.in_reply_to, post.language) == (
        "A pot of it.", village.nia, village.post(2), language,
    )  # fmt: skip
    with translation.override(language):
        words = translation.gettext("In reply to %(person)s, post %(number)s") % {
            "person": "Rhys Bevan",
            "number": 2,
        }
    assert nia.post(3).get_by_role("link", name=words).is_visible()
    assert nia.page.get_by_label(nia.words("Your reply"), exact=True).input_value() == ""


@BOTH
def test_one_edits_a_post_and_everybody_reads_its_history(reader, village, language):
    long_ago(village.thread)
    rhys = reader(village.rhys, language)
    rhys.menu_of(2).get_by_role("link", name=rhys.words("Edit", "verb on a post"), exact=True).click()
    rhys.fill("Your text", "")
    rhys.press("Save")
    rhys.sees("Please write something first.")
    rhys.fill("Your text", "With a pot of tea and a blank sheet.")
    rhys.press("Save")
    post = village.post(2)
    assert (post.text, post.edit_count) == ("With a pot of tea and a blank sheet.", 1)
    rhys.sees("Your changes are saved.")
    rhys.post(2).get_by_role("link", name=rhys.words("edited", "post")).click()
    rhys.page.get_by_role("heading", name=rhys.words("Now", "wording of a post")).wait_for()
    said = [" ".join(change.inner_text().split()) for change in rhys.page.locator("del, ins").all()]
    assert said == [f"{rhys.words('[taken out:')} cup ]", f"{rhys.words('[added:')} pot ]"]
    nia = reader(village.nia, language)
    nia.menu_of(2).get_by_role("link", name=nia.words("History of changes")).click()
    assert nia.page.get_by_role("heading", name=nia.words("As first written")).is_visible()


def test_one_removes_ones_own_post_and_puts_it_back(reader, village):
    rhys = reader(village.rhys)
    rhys.menu_of(2).get_by_role("link", name="Remove", exact=True).click()
    rhys.press("Remove the post")
    assert village.post(2).removed_by == village.rhys
    assert rhys.post(2).get_by_text("This post was removed by its author.").is_visible()
    rhys.post(2).get_by_role("link", name="Put it back").click()
    rhys.press("Put it back")
    assert not village.post(2).is_removed
    assert rhys.post(2).get_by_text("With a cup of tea and a blank sheet.").is_visible()


def test_a_facilitator_removes_a_post_and_says_why(reader, village):
    gwen = reader(village.gwen)
    gwen.menu_of(2).get_by_role("link", name="Remove", exact=True).click()
    gwen.press("Remove the post")
    assert not village.post(2).is_removed
    field = gwen.page.get_by_label("Why do you remove it?")
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("It names somebody.")
    gwen.press("Remove the post")
    assert village.post(2).is_removed
    nia = reader(village.nia)
    assert "It names somebody." in nia.post(2).inner_text()
    assert nia.post(2).get_by_role("link", name="Put it back").count() == 0


def test_one_quotes_a_post(reader, village):
    nia = reader(village.nia)
    nia.menu_of(2).get_by_role("link", name="Quote", exact=True).click()
    field = nia.page.get_by_label("Your reply", exact=True)
    assert "> With a cup of tea and a blank sheet." in field.input_value()
    field.fill(f"{field.input_value().rstrip()}\n\nSo did we.")
    nia.press("Send")
    post = village.post(3)
    assert (post.in_reply_to, "So did we." in post.text) == (village.post(2), True)
    quotation = nia.post(3).locator("blockquote")
    assert "With a cup of tea and a blank sheet." in quotation.inner_text()
    quotation.get_by_role("link", name="Rhys Bevan, post 2").click()
    assert nia.page.url.endswith("#post-2")


def test_a_draft_is_kept_found_again_sent_on_and_deleted(reader, village):
    nia = reader(village.nia)
    nia.fill("Your reply", "What I wanted to say")
    nia.press("Save draft")
    assert Draft.objects.get().text == "What I wanted to say"
    nia.sees("Your draft is saved. You find it here and in your list of drafts.")
    nia.go_to_inbox()
    nia.follow("My drafts")
    nia.follow("Go on writing")
    assert nia.page.get_by_label("Your reply", exact=True).input_value() == "What I wanted to say"
    nia.fill("Your reply", "What I wanted to say, and more")
    nia.press("Save draft")
    nia.go_to_inbox()
    nia.follow("My drafts")
    expect(nia.page.get_by_text("What I wanted to say, and more")).to_be_visible()
    nia.press("Delete the draft")
    assert not Draft.objects.exists()
    expect(nia.page.get_by_text("You have no drafts")).to_be_visible()


def test_files_are_added_described_removed_and_sent(reader, village):
    nia = reader(village.nia)
    nia.fill("Your reply", "Here it is.")
    nia.unfold("Add pictures or documents")
    field = nia.page.get_by_label(re.compile("^Pictures and documents"))
    field.set_input_files([picture(), {"name": "minutes.pdf", "mimeType": "application/pdf", "buffer": PDF}])
    nia.press("Add the chosen files")
    assert nia.page.get_by_label("Your reply", exact=True).input_value() == "Here it is."
    assert nia.page.locator(".waiting-file-name").all_inner_texts()[0].startswith("hall.webp")
    nia.fill("Describe the picture, for people who cannot see it", "The hall, chairs in a ring")
    nia.send(nia.page.get_by_role("button", name="Remove minutes.pdf"))
    assert list(Attachment.objects.values_list("name", flat=True)) == ["hall.webp"]
    described = nia.page.get_by_label("Describe the picture, for people who cannot see it")
    assert described.input_value() == "The hall, chairs in a ring"
    assert nia.page.get_by_label("Your reply", exact=True).input_value() == "Here it is."
    nia.press("Send")
    row = Attachment.objects.get()
    assert (row.post, row.alt) == (village.post(3), "The hall, chairs in a ring")
    image = nia.post(3).get_by_role("img", name="The hall, chairs in a ring")
    image.scroll_into_view_if_needed()
    assert image.evaluate(
        "image => image.complete || new Promise(done => { image.onload = () => done(true); })"
    )
    assert image.evaluate("image => image.naturalWidth > 0")


def test_somebody_is_mentioned_by_typing_their_handle(reader, village):
    nia = reader(village.nia)
    nia.fill("Your reply", f"@{village.gwen.handle}, do you know?")
    nia.press("Send")
    nia.post(3).get_by_role("link", name=f"@{village.gwen.handle}").click()
    assert village.gwen.get_absolute_url() in nia.page.url
    perform_all_due()
    assert list(Notice.objects.filter(kind="mention").values_list("user", flat=True)) == [village.gwen.pk]


# --- One press ----------------------------------------------------------------------------------------------------


@BOTH
def test_one_reacts_sees_who_reacted_and_takes_it_back(reader, village, language):
    nia = reader(village.nia, language)
    nia.press("Thanks", within=nia.post(2))
    reaction = Reaction.objects.get()
    assert (reaction.user, reaction.kind, reaction.post) == (village.nia, "thanks", village.post(2))
    pressed = nia.button("Thanks", within=nia.post(2))
    assert pressed.get_attribute("aria-pressed") == "true"
    rhys = reader(village.rhys, language)
    rhys.menu_of(2)
    panel = rhys.page.get_by_role("region", name=rhys.words("Reactions"))
    panel.get_by_role("link", name="Nia Parry").wait_for()
    nia.send(pressed)
    assert not Reaction.objects.exists()
    assert nia.button("Thanks", within=nia.post(2)).get_attribute("aria-pressed") == "false"


def asks(reader, village, method, number=1):
    """Nia adds a poll to her post, by its menu."""
    nia = reader(village.nia)
    nia.menu_of(number).get_by_role("link", name="Add a poll").click()
    nia.fill("Question of the poll", "Where shall we meet?")
    nia.fill("Options", "Bangor")
    nia.press("Add the poll")
    options = nia.page.get_by_label("Options", exact=True)
    assert (options.get_attribute("aria-invalid"), options.input_value()) == ("true", "Bangor")
    options.fill("Bangor\nPerth\nOnline")
    nia.page.get_by_label(method).check()
    nia.press("Add the poll")
    assert [one.text for one in Poll.objects.get().options.all()] == ["Bangor", "Perth", "Online"]
    return nia


@BOTH
def test_one_votes_for_one_option_changes_it_and_withdraws(reader, village, language):
    asks(reader, village, "One choice")
    rhys = reader(village.rhys, language)
    rhys.page.get_by_role("radio", name="Perth").check()
    rhys.press("Vote", "verb", within=rhys.post(1))
    assert Vote.objects.get().numbers == [2]
    rhys.sees("You have voted.")
    assert rhys.page.get_by_role("radio", name="Perth").is_checked()
    assert rhys.post(1).get_by_role("row", name=re.compile("Perth")).get_by_role(
        "cell"
    ).all_inner_texts() == [
        "1",
        "100 %",
    ]
    rhys.page.get_by_role("radio", name="Bangor").check()
    rhys.press("Vote", "verb", within=rhys.post(1))
    assert Vote.objects.get().numbers == [1]
    rhys.press("Withdraw my vote")
    assert not Vote.objects.exists()


def test_one_votes_for_several_options_and_the_poll_is_closed(reader, village):
    nia = asks(reader, village, "Several choices")
    rhys = reader(village.rhys)
    rhys.page.get_by_role("checkbox", name="Perth").check()
    rhys.page.get_by_role("checkbox", name="Online").check()
    rhys.press("Vote", "verb", within=rhys.post(1))
    assert Vote.objects.get().numbers == [2, 3]
    nia.menu_of(1)
    nia.press("Close the poll")
    assert Poll.objects.get().closed_at is not None
    rhys.page.reload()
    assert rhys.page.get_by_role("checkbox").count() == 0
    assert rhys.post(1).get_by_text("Closed on").is_visible()


def test_one_puts_options_in_order(reader, village):
    asks(reader, village, "Putting the options in order")
    rhys = reader(village.rhys)
    rhys.follow("Put the options in order", within=rhys.post(1))
    rhys.page.get_by_label("Perth").fill("1")
    rhys.page.get_by_label("Online").fill("1")
    rhys.press("Vote", "verb")
    assert not Vote.objects.exists()
    assert rhys.page.get_by_label("Online").get_attribute("aria-invalid") == "true"
    rhys.page.get_by_label("Online").fill("2")
    rhys.press("Vote", "verb")
    assert Vote.objects.get().numbers == [2, 3]
    assert "Perth · Online" in rhys.page.get_by_role("main").inner_text()
    rhys.follow("Back to the conversation")
    rhys.sees("You have voted.")


def test_one_bookmarks_a_post_with_a_reminder_finds_it_again_and_removes_it(reader, village):
    day = (timezone.now() + timedelta(days=40)).date()
    nia = reader(village.nia)
    nia.menu_of(2).get_by_role("link", name="Bookmark", exact=True).click()
    nia.page.get_by_label(re.compile("^Note")).fill("For the board")
    nia.page.get_by_label(re.compile("^Remind me")).fill("2020-01-01")
    nia.press("Save the bookmark")
    assert not Bookmark.objects.exists()
    assert nia.page.get_by_label(re.compile("^Note")).input_value() == "For the board"
    nia.page.get_by_label(re.compile("^Remind me")).fill(day.isoformat())
    nia.press("Save the bookmark")
    mark = Bookmark.objects.get()
    assert (mark.user, mark.post, mark.note, mark.remind_on) == (
        village.nia, village.post(2), "For the board", day,
    )  # fmt: skip
    nia.post(2).get_by_role("link", name="Bookmarked").click()
    nia.page.get_by_label(re.compile("^Note")).fill("For the annual report")
    nia.press("Save the bookmark")
    assert Bookmark.objects.get().note == "For the annual report"
    nia.go_to_inbox()
    nia.follow("My bookmarks")
    expect(nia.page.get_by_text("For the annual report")).to_be_visible()
    nia.press("Remove", "bookmark")
    assert not Bookmark.objects.exists()
    expect(nia.page.get_by_text("You have no bookmarks yet")).to_be_visible()


def test_one_chooses_how_closely_to_follow_conversation_space_and_topic(reader, village):
    nia = reader(village.nia)

    def choose(level):
        menu = nia.page.locator(".follow-menu")
        menu.locator("summary").click()
        nia.send(menu.get_by_role("button", name=re.compile(f"^{level}")))

    choose("Muted")
    nia.sees("You have muted this conversation.")
    assert ThreadPlace.objects.get(user=village.nia, thread=village.thread).level == "muted"
    choose("Following")
    assert ThreadPlace.objects.get(user=village.nia, thread=village.thread).level == "watching"
    nia.tools().get_by_role("link", name="Evaluation").click()
    choose("Following")
    assert TopicFollow.objects.get(user=village.nia).level == "watching"
    nia.page.go_back()
    nia.page.go_back()
    nia.page.get_by_role("link", name="Practice", exact=True).click()
    choose("Muted")
    assert SpaceFollow.objects.get(user=village.nia).level == "muted"
    nia.page.locator(".follow-menu summary").click()
    nia.page.get_by_role("link", name="What I follow").click()
    nia.send(nia.page.get_by_role("button", name="Stop following Evaluation"))
    assert not TopicFollow.objects.exists()
    nia.press("Undo")
    assert TopicFollow.objects.get().level == "watching"
    nia.send(nia.page.get_by_role("button", name="Unmute Practice"))
    assert not SpaceFollow.objects.exists()


# --- What comes of a conversation ---------------------------------------------------------------------------------


def test_an_answer_is_accepted_and_taken_back(reader, village):
    nia = reader(village.nia)
    nia.menu_of(2)
    nia.press("Accept as the answer")
    assert village.fresh().accepted_post == village.post(2)
    answer = nia.page.get_by_role("region", name="Accepted answer")
    assert "With a cup of tea and a blank sheet." in answer.inner_text()
    answer.get_by_role("link", name="Read the whole answer, post 2").click()
    nia.menu_of(2)
    nia.press("No longer the answer")
    assert village.fresh().accepted_post is None
    assert nia.page.get_by_role("region", name="Accepted answer").count() == 0


def test_what_was_learned_is_proposed_declined_and_published(reader, village):
    rhys = reader(village.rhys)
    rhys.tools().get_by_role("link", name="What we learned").click()
    rhys.fill("What we learned", "Tea helps.")
    rhys.press("Propose it")
    assert ThreadSummary.objects.get().state == "proposed"
    gwen = reader(village.gwen)
    gwen.tools().get_by_role("link", name="What we learned").click()
    gwen.follow("Decline …")
    gwen.press("Decline it")
    assert gwen.page.get_by_label("Reason", exact=True).get_attribute("aria-invalid") == "true"
    gwen.fill("Reason", "Say what for.")
    gwen.press("Decline it")
    assert (ThreadSummary.objects.get().state, ThreadSummary.objects.get().reason) == (
        "declined",
        "Say what for.",
    )
    rhys.page.reload()
    rhys.fill("What we learned", "Tea helps people to talk.")
    rhys.press("Propose it")
    gwen.tools().get_by_role("link", name="What we learned").click()
    gwen.press("Publish at the top")
    assert village.fresh().summary.text == "Tea helps people to talk."
    learned = gwen.page.get_by_role("region", name="What we learned")
    assert "Tea helps people to talk." in learned.inner_text()


# --- Looking after a conversation ---------------------------------------------------------------------------------


def test_a_conversation_is_renamed_and_gets_topics_and_another_kind(reader, village):
    village.thread.topics.clear()
    gwen = reader(village.gwen)
    gwen.tools().get_by_role("link", name="Change title, topics or kind").click()
    gwen.fill("Title", "")
    gwen.press("Save the change")
    assert gwen.page.get_by_label("Title", exact=True).get_attribute("aria-invalid") == "true"
    gwen.fill("Title", "How does one begin?")
    gwen.page.get_by_label("Discussion", exact=True).check()
    gwen.unfold("Topics")
    gwen.page.get_by_role("checkbox", name="Evaluation").check()
    gwen.press("Save the change")
    thread = village.fresh()
    assert (thread.title, thread.kind, list(thread.topics.all())) == (
        "How does one begin?", "discussion", [village.topic],
    )  # fmt: skip
    assert gwen.page.get_by_role("heading", name="How does one begin?", level=1).is_visible()


def test_a_conversation_is_pinned_closed_and_opened_again(reader, village):
    gwen = reader(village.gwen)
    gwen.press("Pin to the top", within=gwen.tools())
    assert village.fresh().is_pinned
    gwen.press("Take off the top", within=gwen.tools())
    assert not village.fresh().is_pinned
    gwen.press("Close this conversation", within=gwen.tools())
    assert village.fresh().is_closed
    gwen.sees("This conversation is closed")
    assert not gwen.page.get_by_label("Your reply", exact=True).is_visible()
    gwen.press("Open this conversation again", within=gwen.tools())
    assert not village.fresh().is_closed
    assert gwen.page.get_by_label("Your reply", exact=True).is_visible()


@BOTH
def test_a_conversation_is_moved(reader, village, language):
    gwen = reader(village.gwen, language)
    gwen.tools().get_by_role("link", name=gwen.words("Move to another space …")).click()
    gwen.press("Go on")
    gwen.sees("Please choose a space.")
    name = {"en": "Evidence", "cy": "Tystiolaeth"}[language]
    gwen.page.get_by_role("radio", name=re.compile(f"^{name}")).check()
    gwen.press("Go on")
    assert village.fresh().space == village.space  # only asked so far
    gwen.sees("What will happen")
    gwen.press("Move the conversation")
    assert village.fresh().space == village.other_space
    assert gwen.page.get_by_role("link", name=name, exact=True).is_visible()


def test_posts_become_a_conversation_of_their_own_and_go_into_another(reader, village):
    make_post(village.thread, village.nia, "<p>Another matter: chairs.</p>")
    make_post(village.thread, village.rhys, "<p>In a ring.</p>")
    gwen = reader(village.gwen)
    gwen.menu_of(3).get_by_role("link", name="Make a conversation from here on").click()
    gwen.press("Go on")
    assert gwen.page.get_by_label("Title of the new conversation").get_attribute("aria-invalid") == "true"
    gwen.fill("Title of the new conversation", "Chairs")
    gwen.press("Go on")
    gwen.press("Make the new conversation")
    chairs = Thread.objects.get(title="Chairs")
    assert list(chairs.posts.said().values_list("text", flat=True)) == [
        "Another matter: chairs.",
        "In a ring.",
    ]
    gwen.tools().get_by_role("link", name="Add to another conversation").click()
    gwen.page.get_by_role("radio", name="How do you begin?").check()
    gwen.press("Go on")
    gwen.press("Make them one")
    assert village.path() in gwen.page.url
    assert gwen.page.get_by_text("In a ring.").is_visible()
    assert list(village.fresh().posts.said().values_list("text", flat=True)) == [
        "The first words.", "With a cup of tea and a blank sheet.", "Another matter: chairs.", "In a ring.",
    ]  # fmt: skip


# --- Reading ------------------------------------------------------------------------------------------------------


@BOTH
def test_the_inbox_is_narrowed_and_marked_as_read_and_back(reader, village, language):
    other = make_thread(village.other_space, village.nia, title="Another")
    for thread in (village.thread, other):
        follow(thread, by=village.mair)
    mair = reader(village.mair, language)

    def read():
        places = ThreadPlace.objects.filter(user=village.mair).order_by("thread_id")
        return [place.up_to for place in places]

    assert read() == [0, 0]
    mair.press("Mark as read", within=mair.tools())
    assert read() == [2, 0]
    make_post(village.thread, village.rhys, "<p>And a biscuit.</p>")
    mair.go_to_inbox()
    rows = mair.page.locator(".row")
    expect(rows).to_have_count(2)
    mair.page.get_by_role("navigation", name=mair.words("Spaces")).get_by_role("link").first.click()
    expect(rows).to_have_count(1)
    mair.page.get_by_role("link", name=mair.words("All networks and spaces")).click()
    tabs = mair.page.get_by_role("navigation", name=mair.words("Views of the inbox"))
    tabs.get_by_role("link", name=re.compile(f"^{mair.words('Unread')}")).click()
    expect(rows).to_have_count(2)
    mair.send(mair.page.get_by_role("button", name=f"{mair.words('Mark as read')} How do you begin?"))
    assert read() == [3, 0]
    expect(rows).to_have_count(1)
    mair.press("Undo")
    assert read() == [2, 0]
    expect(rows).to_have_count(2)
    mair.press("Mark everything as read")
    assert read() == [3, 1]
    mair.sees("You have read everything")
    mair.press("Undo")
    assert read() == [2, 0]
    expect(rows).to_have_count(2)


def test_one_goes_to_a_post_by_number_and_by_day(reader, village):
    long = make_thread(village.space, village.nia, title="A long one", posts=24)
    Post.objects.filter(thread=long, number__gte=22).update(created_at=timezone.now() + timedelta(days=3))
    read_up_to(long, by=village.rhys, number=21)
    rhys = reader(village.rhys)
    rhys.page.get_by_role("link", name="Practice", exact=True).click()
    rhys.page.get_by_role("link", name="A long one").click()
    expect(rhys.post(22)).to_be_visible()  # the first that is unread
    rhys.page.get_by_role("link", name="Earlier posts").first.click()
    rhys.unfold("Go to a post")
    rhys.page.get_by_label("Number of the post").fill("24")
    rhys.page.get_by_role("button", name="Go", exact=True).click()
    assert rhys.page.url.endswith("?from=21#post-24")
    rhys.unfold("Go to a post")
    rhys.page.get_by_role("button", name="Go", exact=True).click()
    assert rhys.page.get_by_label("Number of the post").get_attribute("aria-invalid") == "true"
    day = (timezone.localtime(timezone.now()) + timedelta(days=2)).date()
    rhys.page.get_by_label("Or the first post since this day").fill(day.isoformat())
    rhys.page.get_by_role("button", name="Go", exact=True).click()
    assert rhys.page.url.endswith("#post-22")


def test_a_conversation_is_printed_and_taken_along(reader, village):
    nia = reader(village.nia)
    nia.tools().get_by_role("link", name="All on one page").click()
    assert nia.page.get_by_role("heading", name="How do you begin?", level=1).is_visible()
    assert nia.page.locator(".entry").count() == 2
    nia.follow("Back to the conversation")
    nia.tools().get_by_role("link", name="Take it with you").click()
    for link, word in (
        ("To read and print (HTML)", "<blockquote>|blank sheet"),
        ("For programs (JSON)", "blank sheet"),
    ):
        with nia.page.expect_download() as taken:
            nia.page.get_by_role("link", name=link).click()
        assert re.search(word, taken.value.path().read_text("utf-8"))


def test_the_page_of_keys_is_found_and_turns_them_off(reader, village):
    nia = reader(village.nia)
    nia.page.locator(".follow-menu summary").click()
    nia.page.get_by_role("link", name="What I follow").click()
    nia.follow("Keyboard moves in conversations")
    assert [key.inner_text() for key in nia.page.get_by_role("rowheader").all()] == ["j", "k", "r", "u", "?"]
    nia.press("Turn the keys off")
    assert nia.page.get_by_text("Single keys are turned off in this browser.").is_visible()
    assert {one["name"]: one["value"] for one in nia.page.context.cookies()}["keys"] == "off"
    nia.press("Turn the keys on")
    assert not nia.page.get_by_text("Single keys are turned off in this browser.").is_visible()


def test_one_searches_narrows_and_keeps_the_search(reader, village):
    make_thread(village.other_space, village.nia, title="Te a bisgedi", language="cy")
    make_thread(village.other_space, village.nia, title="Tea and biscuits")
    perform_all_due()
    nia = reader(village.nia)
    nia.page.get_by_role("banner").get_by_role("link", name="Search").click()
    nia.page.get_by_role("searchbox", name="Search everything").fill("tea")
    nia.send(nia.page.get_by_role("main").get_by_role("button", name="Search"))
    hits = nia.page.locator(".search-hit")
    assert hits.count() >= 2
    facets = nia.page.get_by_role("navigation", name="Narrow the results")
    facets.get_by_role("link", name=re.compile("^Evidence")).click()
    assert set(hits.get_by_role("heading").all_inner_texts()) <= {"Tea and biscuits", "Te a bisgedi"}
    assert facets.get_by_role("link", name=re.compile("^Evidence.*chosen")).is_visible()
    nia.follow("Save this search")
    nia.fill("Name", "")
    nia.press("Save the search")
    assert nia.page.get_by_label("Name", exact=True).get_attribute("aria-invalid") == "true"
    nia.fill("Name", "Tea in evidence")
    nia.press("Save the search")
    saved = SavedSearch.objects.get()
    assert (saved.name, saved.text, saved.filters) == (
        "Tea in evidence",
        "tea",
        {"space": village.other_space.pk},
    )
    nia.follow("Change the saved search")
    nia.fill("Name", "Tea")
    nia.press("Save")
    assert SavedSearch.objects.get().name == "Tea"
    nia.press("Remove")
    assert not SavedSearch.objects.exists()
    nia.press("Take it back: keep this search")
    nia.page.get_by_role("link", name="Tea", exact=True).click()
    assert "q=tea" in nia.page.url and f"space={village.other_space.pk}" in nia.page.url


# --- Spaces -------------------------------------------------------------------------------------------------------


def test_a_space_is_opened_changed_archived_and_taken_back(reader, village):
    mair = reader(village.mair)
    mair.page.get_by_role("navigation", name="Main").get_by_role("link", name="Desk").click()
    mair.follow("Spaces")
    mair.follow("Open a new space")
    mair.fill("Name in English", "Peer support")
    mair.press("Open the space")
    welsh = mair.page.get_by_label("Name in Welsh", exact=True)
    assert welsh.get_attribute("aria-invalid") == "true"
    welsh.fill("Cefnogi cymheiriaid")
    mair.page.get_by_label("Members of the networks that hold it").check()
    mair.press("Open the space")
    space = Space.objects.get(name_en="Peer support")
    assert (space.audience, list(space.networks.all())) == ("networks", [village.network])
    assert mair.page.url.endswith("/en/spaces/peer-support/")
    mair.page.get_by_role("navigation", name="Main").get_by_role("link", name="Desk").click()
    mair.follow("Spaces")
    mair.page.get_by_role("link", name="Change … Peer support").click()
    mair.fill("Name in English", "Support among peers")
    mair.press("Save")
    space.refresh_from_db()
    assert space.name_en == "Support among peers"
    mair.send(mair.page.get_by_role("button", name="Archive Support among peers"))
    space.refresh_from_db()
    assert space.archived_at is not None
    mair.send(mair.page.get_by_role("button", name="Take back into use Support among peers"))
    space.refresh_from_db()
    assert space.archived_at is None


def test_somebody_is_invited_into_a_closed_space_and_accepts(reader, village):
    from community.discussions.spaces.domain import make_space

    make_space(
        by=village.mair, networks=[village.network], name_en="Circle", name_cy="Cylch", audience="space"
    )
    mair = reader(village.mair)
    mair.page.get_by_role("navigation", name="Main").get_by_role("link", name="Desk").click()
    mair.follow("Spaces")
    mair.page.get_by_role("link", name="People … Circle").click()
    mair.fill("Handle or e-mail address", "@nobody-at-all")
    mair.press("Invite")
    field = mair.page.get_by_label("Handle or e-mail address")
    assert (field.get_attribute("aria-invalid"), field.input_value()) == ("true", "@nobody-at-all")
    field.fill(f"@{village.nia.handle}")
    mair.press("Invite")
    assert SpaceCall.objects.get().user == village.nia
    perform_all_due()
    nia = reader(village.nia)
    nia.page.get_by_role("link", name="Notices").first.click()
    nia.page.get_by_role("link", name=re.compile("Circle")).first.click()
    nia.press("Accept")
    assert SpaceInvitation.objects.filter(user=village.nia, space__name_en="Circle").exists()
    assert nia.page.get_by_role("heading", name="Circle", level=1).is_visible()
    mair.page.reload()
    mair.send(mair.page.get_by_role("button", name="Take out Nia Parry"))
    assert not SpaceInvitation.objects.filter(user=village.nia).exists()
