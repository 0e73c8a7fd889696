"""The pieces editors build a page from: few, each with words on when to use it and a preview.

Every block draws itself by a template of its own in ``templates/knowledge/blocks/`` with the components of
the design system. There is no block for raw HTML, and none that loads anything from elsewhere.
"""

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from community.languages import CONTENT_LANGUAGES

RICH_TEXT = ["bold", "italic", "ol", "ul", "link", "document-link"]
# Only text and links, for small places.
SHORT_RICH_TEXT = ["bold", "italic", "link"]
WRITING = _("Writing")
POINTING = _("Pointing to something")
SHOWING = _("Pictures and people")


class LinkValue(blocks.StructValue):
    """Where a link leads, whichever way it was given."""

    @cached_property
    def page(self):
        """The chosen page in the language being read, or nothing when it is not live."""
        page = self.get("page")
        if page is None:
            return None
        page = page.localized
        return page if page.live else None

    @property
    def url(self) -> str:
        """Address of the page, the document or the website; empty when the page is gone."""
        if self.page is not None:
            return self.page.url or ""
        if document := self.get("document"):
            return document.url
        return self.get("address") or ""


class OptionBlock(blocks.ChoiceBlock):
    """A choice of how something is shown. Its words are the editors' and not on the page, so they are not searched."""

    def get_searchable_content(self, value):
        """Nothing, instead of the label of what was chosen."""
        return []


class LinkBlock(blocks.StructBlock):
    """A link to exactly one of a page, a document or an address."""

    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    document = DocumentChooserBlock(label=_("Document"), required=False)
    address = blocks.CharBlock(
        label=_("Or an address"),
        required=False,
        max_length=500,
        help_text=_("Of another website, beginning with https://, or of this one, for example /en/library/."),
    )

    class Meta:
        label = _("Link")
        value_class = LinkValue
        icon = "link"
        required = True

    @property
    def required(self):
        return self.meta.required

    def get_searchable_content(self, value):
        """Nothing: an address is no words, and would stand in the excerpts of a search."""
        return []

    def clean(self, value):
        value = super().clean(value)
        given = [name for name in ("page", "document", "address") if value.get(name)]
        is_missing = not given and self.required and not self.is_deferred_validation
        if len(given) > 1 or is_missing:
            raise StructBlockValidationError(
                non_block_errors=[_("Choose one: a page, a document or an address.")]
            )
        address = value.get("address") or ""
        if address and not _is_safe(address):
            raise StructBlockValidationError(
                block_errors={
                    "address": ValidationError(
                        _("An address begins with https://, http://, mailto: or a slash.")
                    )
                }
            )
        return value


def _is_safe(address: str) -> bool:
    return address.startswith(("https://", "http://", "mailto:")) or (
        address.startswith("/") and not address.startswith("//")
    )


class HeadingValue(blocks.StructValue):
    """A heading with the name its place in the page can be linked by."""

    @property
    def anchor(self) -> str:
        return slugify(self.get("text") or "", allow_unicode=True)


class HeadingBlock(blocks.StructBlock):
    """A heading inside the page."""

    text = blocks.CharBlock(label=_("Words"), max_length=150)
    level = OptionBlock(
        label=_("Level"), choices=[("2", _("Section")), ("3", _("Part of a section"))], default="2"
    )

    class Meta:
        label = _("Heading")
        icon = "title"
        group = WRITING
        value_class = HeadingValue
        description = _(
            "Divides a long page. People jump from heading to heading, so make each say what follows."
        )
        preview_value = {"text": _("What we learnt in the first year"), "level": "2"}
        template = "knowledge/blocks/heading.html"
        preview_template = "knowledge/blocks/preview.html"


class ParagraphBlock(blocks.RichTextBlock):
    """Running text."""

    def __init__(self, **kwargs):
        kwargs.setdefault("features", RICH_TEXT)
        super().__init__(**kwargs)

    class Meta:
        label = _("Text")
        icon = "pilcrow"
        group = WRITING
        description = _("Paragraphs, lists and links: most of a page.")
        preview_value = _(
            "<p>Co-production begins with a conversation between <b>equals</b>. "
            "Ask who is missing, and what it would take for them to come.</p>"
        )
        template = "knowledge/blocks/paragraph.html"
        preview_template = "knowledge/blocks/preview.html"


class QuoteBlock(blocks.StructBlock):
    """Words of one person."""

    words = blocks.TextBlock(label=_("Words"), max_length=800)
    who = blocks.CharBlock(label=_("Who said it"), required=False, max_length=120)
    role = blocks.CharBlock(
        label=_("Their part"),
        required=False,
        max_length=160,
        help_text=_("For example: parent carer, Gwynedd."),
    )

    class Meta:
        label = _("Quotation")
        icon = "openquote"
        group = WRITING
        description = _("Somebody’s own words, used with their consent.")
        preview_value = {
            "words": _("Nobody had asked us before. Now they would not dream of starting without us."),
            "who": _("A parent carer"),
            "role": "",
        }
        template = "knowledge/blocks/quote.html"
        preview_template = "knowledge/blocks/preview.html"


class QuestionBlock(blocks.StructBlock):
    """One question with its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("Answer"), features=RICH_TEXT)


class QuestionsBlock(blocks.StructBlock):
    """Questions that open to show their answers."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=150)
    questions = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1)

    class Meta:
        label = _("Questions and answers")
        icon = "help"
        group = WRITING
        description = _(
            "Questions people really ask; each opens to its answer. What everybody must read belongs in the text."
        )
        preview_value = {
            "title": _("Before you join"),
            "questions": [
                {
                    "question": _("Does it cost anything?"),
                    "answer": _("<p>No. The network is free for everyone.</p>"),
                }
            ],
        }
        template = "knowledge/blocks/questions.html"
        preview_template = "knowledge/blocks/preview.html"


class StepBlock(blocks.StructBlock):
    """One step, or one moment of a timeline."""

    when = blocks.CharBlock(
        label=_("When"),
        required=False,
        max_length=60,
        help_text=_("For a timeline, for example: March 2025."),
    )
    title = blocks.CharBlock(label=_("Title"), max_length=150)
    text = blocks.RichTextBlock(label=_("Text"), features=SHORT_RICH_TEXT, required=False)


class StepsBlock(blocks.StructBlock):
    """Things in their order."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=150)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=2)

    class Meta:
        label = _("Steps or timeline")
        icon = "list-ol"
        group = WRITING
        description = _("What follows what: a way of working, or the story of a project with its dates.")
        preview_value = {
            "title": _("How a submission becomes part of the library"),
            "steps": [
                {
                    "when": "",
                    "title": _("You suggest it"),
                    "text": _("<p>A link and a sentence are enough.</p>"),
                },
                {
                    "when": "",
                    "title": _("A curator reads it"),
                    "text": _("<p>You are told what became of it.</p>"),
                },
            ],
        }
        template = "knowledge/blocks/steps.html"
        preview_template = "knowledge/blocks/preview.html"


class CallToActionBlock(blocks.StructBlock):
    """One thing we ask the reader to do."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=400)
    label = blocks.CharBlock(label=_("Words on the button"), max_length=60)
    link = LinkBlock()

    class Meta:
        label = _("Invitation")
        icon = "pick"
        group = POINTING
        description = _("One thing we ask the reader to do, with a button. At most one in a page.")
        preview_value = {
            "title": _("Come to the next gathering"),
            "text": _("An hour online, with people who do what you do."),
            "label": _("See what is planned"),
            "link": {"address": "/en/events/"},
        }
        template = "knowledge/blocks/call_to_action.html"
        preview_template = "knowledge/blocks/preview.html"


class CardBlock(blocks.StructBlock):
    """One card that leads somewhere."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=300)
    link = LinkBlock()
    language = OptionBlock(
        label=_("Language of what it leads to"),
        choices=CONTENT_LANGUAGES,
        required=False,
        help_text=_("Only where it is another than this page’s."),
    )


class CardsBlock(blocks.StructBlock):
    """Several links side by side."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=150)
    cards = blocks.ListBlock(CardBlock(), label=_("Cards"), min_num=1, max_num=12)

    class Meta:
        label = _("Cards with links")
        icon = "grip"
        group = POINTING
        description = _("Several places to go on to, each with a sentence on why.")
        preview_value = {
            "title": _("Good places to begin"),
            "cards": [
                {
                    "title": _("The starter kit"),
                    "text": _("Ten things to read first."),
                    "link": {"address": "/en/library/"},
                    "language": "",
                },
                {
                    "title": _("Ask a question"),
                    "text": _("Somebody has tried it."),
                    "link": {"address": "/en/spaces/"},
                    "language": "",
                },
            ],
        }
        template = "knowledge/blocks/cards.html"
        preview_template = "knowledge/blocks/preview.html"


class VideoLinkBlock(blocks.StructBlock):
    """A film elsewhere. It is linked and not embedded, so that nobody is followed by others from our page."""

    title = blocks.CharBlock(label=_("Title"), max_length=150)
    address = blocks.URLBlock(label=_("Address of the film"))
    minutes = blocks.IntegerBlock(label=_("Length in minutes"), required=False, min_value=1, max_value=600)
    language = OptionBlock(label=_("Language of the film"), choices=CONTENT_LANGUAGES, required=False)
    text = blocks.TextBlock(label=_("What it shows"), required=False, max_length=400)
    transcript = LinkBlock(
        label=_("Transcript"),
        required=False,
        help_text=_("The film’s words to read. Owed to everyone who cannot hear it."),
    )

    class Meta:
        label = _("Film")
        icon = "media"
        group = POINTING
        description = _("A link to a film with its length, language and transcript.")
        preview_value = {
            "title": _("Co-production in three minutes"),
            "address": "https://films.example/three-minutes",
            "minutes": 3,
            "language": "en",
            "text": _("People from five projects say what changed."),
            "transcript": {"address": "/en/library/"},
        }
        template = "knowledge/blocks/video_link.html"
        preview_template = "knowledge/blocks/preview.html"


class DownloadValue(blocks.StructValue):
    """A document to download, with words for it."""

    @property
    def name(self) -> str:
        document = self.get("document")
        return self.get("title") or (document.title if document else "")


class DownloadBlock(blocks.StructBlock):
    """A file of ours."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(
        label=_("Title"),
        required=False,
        max_length=150,
        help_text=_("Leave empty to use the document’s own."),
    )
    text = blocks.TextBlock(label=_("What it is"), required=False, max_length=300)

    class Meta:
        label = _("Document to download")
        icon = "download"
        group = POINTING
        value_class = DownloadValue
        description = _("A file with its kind, size and language. What is short belongs on the page itself.")
        template = "knowledge/blocks/download.html"
        preview_template = "knowledge/blocks/preview_without_file.html"


class PictureBlock(blocks.StructBlock):
    """A picture with its description."""

    picture = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        label = _("Picture")
        icon = "image"
        group = SHOWING
        description = _("A picture that adds something to the words, described for those who cannot see it.")
        template = "knowledge/blocks/picture.html"
        preview_template = "knowledge/blocks/preview_without_file.html"


class PersonBlock(blocks.StructBlock):
    """Somebody to turn to."""

    name = blocks.CharBlock(label=_("Name"), max_length=120)
    role = blocks.CharBlock(label=_("Their part"), required=False, max_length=160)
    email = blocks.EmailBlock(label=_("E-mail address"), required=False)
    phone = blocks.CharBlock(label=_("Telephone"), required=False, max_length=30)
    text = blocks.TextBlock(label=_("What to ask them"), required=False, max_length=300)
    picture = ImageBlock(label=_("Picture"), required=False)

    class Meta:
        label = _("Person to turn to")
        icon = "user"
        group = SHOWING
        description = _("Who answers, and how to reach them. They have agreed to be named here.")
        preview_value = {
            "name": _("Mari Example"),
            "role": _("Coordinator"),
            "email": "mari@network.example",
            "phone": "01234 567890",
            "text": _("Joining, and anything you cannot find."),
        }
        template = "knowledge/blocks/person.html"
        preview_template = "knowledge/blocks/preview.html"


class WayInBlock(blocks.StructBlock):
    """One of the ways in on the home page."""

    picture = OptionBlock(
        label=_("Sign"),
        choices=[
            ("speech", _("Conversation")),
            ("list", _("Library")),
            ("calendar", _("Calendar")),
            ("people", _("People")),
            ("question", _("Question")),
            ("heart", _("Heart")),
        ],
        default="speech",
    )
    label = blocks.CharBlock(label=_("Words to follow"), max_length=60)
    text = blocks.TextBlock(label=_("Why"), max_length=200)
    link = LinkBlock()

    class Meta:
        label = _("Way in")
        icon = "link"
        description = _("One place to begin, with a sentence on what one finds there.")
        preview_value = {
            "picture": "speech",
            "label": _("Ask somebody who has tried it"),
            "text": _("Bring the question you are stuck on."),
            "link": {"address": "/en/spaces/"},
        }
        template = "knowledge/blocks/way_in.html"
        preview_template = "knowledge/blocks/preview.html"


class WaysIn(blocks.StreamBlock):
    """The ways in on the home page: three are easiest to choose from."""

    way = WayInBlock()

    class Meta:
        max_num = 4


class Body(blocks.StreamBlock):
    """All blocks of a page's body."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
    steps = StepsBlock()
    questions = QuestionsBlock()
    call_to_action = CallToActionBlock()
    cards = CardsBlock()
    video = VideoLinkBlock()
    download = DownloadBlock()
    person = PersonBlock()

    class Meta:
        block_counts = {"call_to_action": {"max_num": 1}}
        template = "knowledge/blocks/body.html"
