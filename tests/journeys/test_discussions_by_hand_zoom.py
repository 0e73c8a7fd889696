"""The discussions at 400 % zoom (320 × 256 CSS pixels of a screen of 1280 × 1024), with wide text, and looked at by axe.

Every page and every state of it that one meets: menus unfolded, the editor open, files waiting, faults shown. In both
languages, by day and by night.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from community.discussions.composing.places import place_of_space
from community.discussions.domain.reading import follow
from community.discussions.drafts.domain import Words, save
from community.discussions.follows.domain import choose
from community.discussions.models import Space
from community.discussions.outcomes.domain import propose_summary
from community.discussions.spaces.domain import call_into, make_space
from community.search.models import SavedSearch
from tests.axe import AT_ONCE, faults
from tests.factories import make_post, make_thread
from tests.journeys.by_hand import Village, picture

pytestmark = [pytest.mark.browser, pytest.mark.long]

ZOOMED = {"width": 320, "height": 256}
LOOKS = {"en": ("light", "dark"), "cy": ("dark", "light")}

# WCAG 1.4.12. Without !important, which is for readers' own style sheets; these rules come last and unlayered.
WIDE_TEXT = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }
"""

# What does not fit: wider than the screen, beyond its edge, stuck over too much of it, or words cut off.
MISFITS = """() => {
  const wrong = [];
  const root = document.scrollingElement;
  const words = (one) => (one.innerText ?? "").trim().slice(0, 30);
  const say = (what, one) => wrong.push(`${what}: ${one.localName}#${one.id}.${one.className} “${words(one)}”`);
  const chain = (one) => {
    const found = [];
    for (let up = one; up && up !== document.body; up = up.parentElement) found.push(up);
    return found;
  };
  const heard = new Map([[document.body, false]]); // words for screen readers alone, and what stands in them
  const isHeard = (one) => {
    if (!heard.has(one)) heard.set(one, getComputedStyle(one).clipPath === "inset(50%)" || isHeard(one.parentElement));
    return heard.get(one);
  };
  const isSeen = (one) =>
    one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    !one.closest("svg, .skip-link") &&
    !isHeard(one);
  const hasEdge = (up) => /auto|scroll|hidden|clip/.test(getComputedStyle(up).overflowX);
  const scrolls = (one) => chain(one.parentElement).some(hasEdge);
  const cuts = (overflow) => overflow === "hidden" || overflow === "clip";
  let stuck = 0;
  if (root.scrollWidth > innerWidth) wrong.push(`scrolls sideways: ${root.scrollWidth}`);
  for (const one of document.body.querySelectorAll("*")) {
    if (!isSeen(one)) continue;
    const box = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    if (!box.width || !box.height) continue;
    if ((box.right > innerWidth + 1 || box.left < -1) && !scrolls(one)) say("beyond the edge", one);
    if (/fixed|sticky/.test(style.position) && !one.closest("dialog")) stuck += box.height;
    const isNarrow = cuts(style.overflowX) && one.scrollWidth > one.clientWidth + 1;
    const isLow = cuts(style.overflowY) && one.scrollHeight > one.clientHeight + 1;
    if ((isNarrow || isLow) && words(one) && style.textOverflow !== "ellipsis") say("cut off", one);
    const own = [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (own.length && box.width < 44 && box.height > 120) say("squeezed", one);
    if (style.display === "inline") continue;
    const range = document.createRange();
    const isOutside = ({ width, left, right, bottom }) =>
      width > 2 && (right > box.right + 2 || left < box.left - 2 || bottom > box.bottom + 6);
    for (const node of own) {
      range.selectNodeContents(node);
      if ([...range.getClientRects()].some(isOutside)) say("words outside", one);
    }
  }
  if (stuck > innerHeight / 3) wrong.push(`${stuck} of ${innerHeight} are stuck`);
  return [...new Set(wrong)].slice(0, 12);
}"""

# Controls that nothing can press: something stands before each point of them, wherever the page is scrolled.
OUT_OF_REACH = """() => {
  const held = [scrollX, scrollY];
  const wrong = [];
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary, [contenteditable=true]";
  const within = (value, most) => Math.min(Math.max(value, 2), most - 2);
  for (const one of (document.querySelector("dialog[open]") ?? document).querySelectorAll(controls)) {
    if (!one.checkVisibility({ visibilityProperty: true })) continue;
    if (one.matches(":disabled, .skip-link, .visually-hidden")) continue;
    one.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const boxes = [...one.getClientRects()].filter((box) => box.width && box.height);
    const isHit = (box) => {
      const top = document.elementFromPoint(box.left + box.width / 2, within(box.top + box.height / 2, innerHeight));
      // A row is one link; a menu or list that is unfolded just now may stand before it, for it folds by itself.
      return [one, one.labels?.[0]].some((own) => own?.contains(top)) || top?.closest(".row")?.contains(one) ||
        top?.closest(".menu-panel, .mention-list");
    };
    if (boxes.length && !boxes.some(isHit)) wrong.push(`out of reach: ${one.localName} ${one.innerText || one.name || ""}`);
  }
  scrollTo(...held);
  return wrong.slice(0, 8);
}"""


@dataclass(frozen=True)
class State:
    """A page, and what is done on it. ``part`` narrows what axe looks at to what is new in this state."""

    path: str
    do: object = None
    part: str = ""


def unfold_all(page, _say):
    """All but menus: of those one is open at a time."""
    for summary in page.locator("main details:not([data-menu]) > summary:visible").all():
        summary.click()


def send_empty(name, *fields):
    def do(page, say):
        for field in fields:
            page.locator(f"[name={field}]").last.fill("")
        page.locator("main").get_by_role("button", name=say(name), exact=True).last.click()
        page.locator("[aria-invalid=true]").first.wait_for(state="attached")

    return do


def press(name, context="", role="button"):
    def do(page, say):
        page.locator("main").get_by_role(role, name=say(name, context)).first.click()
        page.wait_for_load_state("domcontentloaded")

    return do


def open_editor(page, _say):
    page.locator("[data-composer] [name=text]").first.click()
    page.locator("[data-composer] .ProseMirror").first.wait_for()


def mention(page, say):
    open_editor(page, say)
    page.keyboard.press("Control+End")
    page.keyboard.type(" @")
    page.locator(".mention-list:not([hidden])").wait_for()


def ask_for_link(page, say):
    open_editor(page, say)
    page.get_by_role("button", name=say("Link", "editor")).click()
    page.keyboard.type("nonsense here")
    page.keyboard.press("Enter")
    page.locator(".rich-asking .field-error:visible").wait_for()


def add_files(page, say):
    open_editor(page, say)
    page.locator(".composer-files > summary").click()
    page.locator("input[type=file]").set_input_files(
        picture("a-picture-with-a-rather-long-name-of-a-hall.png")
    )
    page.locator(".waiting-file").wait_for()


def refuse_reply(page, say):
    open_editor(page, say)
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.locator("[data-composer]").get_by_role("button", name=say("Send"), exact=True).last.click()
    page.locator(".field-error:visible").first.wait_for()


def open_menu(page, _say):
    page.locator("#post-2 [data-post-more]").click()
    page.locator(".post-menu").wait_for()


def open_follow_menu(page, _say):
    page.locator(".follow-menu > summary").click()
    page.locator(".follow-menu .menu-panel").wait_for()


def open_keys(page, _say):
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()


def open_save_dialog(page, say):
    page.get_by_role("link", name=say("Save this search")).first.click()
    page.get_by_role("dialog").wait_for()


def vote_twice_first(page, say):
    for field in page.locator("input[type=number]").all()[:2]:
        field.fill("1")
    page.get_by_role("button", name=say("Vote", "verb"), exact=True).click()
    page.locator("[aria-invalid=true]").first.wait_for()


def choose_and_go_on(page, say):
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name=say("Go on")).click()
    page.get_by_role("heading", name=say("What will happen")).wait_for()


def split_and_go_on(page, say):
    page.get_by_role("checkbox").first.check()
    page.locator("[name=title]").fill("Cadeiriau a byrddau")
    page.get_by_role("button", name=say("Go on")).click()
    page.get_by_role("heading", name=say("What will happen")).wait_for()


class Full(Village):
    """The village with everything in it, and the pages of each of its people."""

    def __init__(self):
        super().__init__()
        self.fill()
        self.tea = make_thread(self.space, self.nia, title="Who pays?")
        make_post(self.tea, self.rhys)
        propose_summary(self.tea, by=self.rhys, words="The board does.", language="en")
        self.circle = make_space(
            by=self.mair, networks=[self.network], audience="space", name_en="Circle of facilitators",
            name_cy="Cylch yr hwyluswyr", agreement_en="Stays here.", agreement_cy="Yn aros yma.",
        )  # fmt: skip
        call_into(self.circle, who=f"@{self.rhys.handle}", by=self.mair)
        call_into(self.circle, who=f"@{self.nia.handle}", by=self.mair)
        Space.objects.filter(pk=self.other_space.pk).update(archived_at=timezone.now())
        choose(self.topic, by=self.rhys, level="watching")
        draft = Words(text="Beth am y te?", title="Te", language="cy")
        save(self.rhys, place_of_space(self.space), draft)
        other = Words(text="A pot of it", language="en")
        saved = save(self.rhys, f"thread:{self.tea.pk}", Words(text="Of tea", language="en"))
        save(self.rhys, f"thread:{self.tea.pk}", other, base=0, written_at=timezone.now() - timedelta(1))
        assert saved.draft is not None
        follow(self.tea, by=self.rhys)
        self.search = SavedSearch.objects.create(
            user=self.rhys, name="Te a bisgedi, a phopeth sy’n mynd gyda nhw", text="tea", filters={}
        )

    def states(self, language):
        """Who → what they see."""
        here = self.path(language=language)
        tea = self.path(language=language, thread=self.tea)
        space = f"/{language}/spaces/{self.space.slug}/"
        desk = f"/{language}/desk/spaces/"
        return {
            self.rhys: [
                State(here), State(here, open_follow_menu, ".follow-menu"), State(here, open_menu, "#post-2"),
                State(here, mention, "#reply"), State(here, ask_for_link, "#reply"), State(here, add_files, "#reply"),
                State(here, refuse_reply, "#reply"), State(here, open_keys, "dialog"),
                State(self.path(language=language, thread=self.long), unfold_all),
                State(f"{here}posts/2/more/"), State(f"{here}posts/2/edit/", send_empty("Save", "text")),
                State(f"{here}posts/3/history/"), State(f"{here}posts/2/remove/"),
                State(f"{here}posts/1/poll/"), State(f"{here}posts/6/poll/", vote_twice_first),
                State(f"{tea}posts/2/poll/add/", send_empty("Add the poll")),
                State(f"{here}posts/2/bookmark/"), State(f"{here}summary/", send_empty("Propose it", "text")),
                State(f"{here}take/"), State(f"{here}print/"), State(f"{here}go/?number="),
                State(f"/{language}/inbox/"), State(f"/{language}/inbox/?show=questions"),
                State(f"/{language}/inbox/", press("Mark everything as read")),
                State(f"/{language}/inbox/bookmarks/"), State(f"/{language}/inbox/drafts/", unfold_all),
                State(f"/{language}/me/following/"), State(f"/{language}/keys/"),
                State(f"/{language}/spaces/"), State(space, open_follow_menu), State(f"{space}start/", unfold_all),
                State(f"{space}start/", send_empty("Start the conversation", "title", "text")),
                State(f"/{language}/spaces/{self.circle.slug}/invitation/"),
                State(f"/{language}/search/?q=tea", unfold_all),
                State(f"/{language}/search/?q=te", open_save_dialog, "dialog"),
                State(f"/{language}/me/searches/"), State(f"/{language}/me/searches/{self.search.pk}/"),
            ],
            self.mair: [
                State(here, lambda page, say: page.locator(".talk-tools").scroll_into_view_if_needed(), ".about-talk"),
                State(f"{here}posts/4/restore/"), State(f"{here}posts/2/remove/", send_empty("Remove the post")),
                State(f"{here}rename/", unfold_all), State(f"{here}move/"), State(f"{tea}move/", choose_and_go_on),
                State(f"{here}split/", split_and_go_on), State(f"{here}split/", send_empty("Go on")),
                State(f"{here}merge/", send_empty("Go on")), State(f"{tea}summary/"), State(f"{tea}summary/decline/"),
                State(desk), State(f"{desk}new/", send_empty("Open the space")),
                State(f"{desk}{self.space.slug}/edit/"), State(f"{desk}{self.circle.slug}/people/", send_empty("Invite")),
            ],
            None: [State(here), State(space)],
        }  # fmt: skip


@pytest.fixture
def village(live_site, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    return Full()


@pytest.mark.parametrize("language", LOOKS)
def test_every_page_fits_a_screen_of_320_pixels_with_wide_text_and_has_no_fault(new_page, village, language):
    def say(text, context=""):
        with translation.override(language):
            return translation.pgettext(context, text) if context else translation.gettext(text)

    wrong = []
    for person, states in village.states(language).items():
        first, *others = LOOKS[language]
        page = new_page(
            person=person, viewport=ZOOMED, color_scheme=first, reduced_motion="reduce", bypass_csp=True
        )
        for state in states:
            where = f"{state.path} {getattr(state.do, '__name__', '')}"
            page.goto(state.path, wait_until="domcontentloaded")
            if state.do:
                try:
                    state.do(page, say)
                except Exception as problem:
                    wrong.append(f"{where}: {str(problem)[:300]}")
                    continue
            wrong += [f"{where}: {one}" for one in page.evaluate(MISFITS)]
            wrong += [f"{where}: {one}" for one in page.evaluate(OUT_OF_REACH)]
            wrong += [f"{where}: {first}: {one}" for one in faults(page, state.part)]
            page.evaluate(AT_ONCE)
            for scheme in others:
                page.emulate_media(color_scheme=scheme)
                wrong += [f"{where}: {scheme}: {one}" for one in faults(page, state.part, only_colours=True)]
                page.emulate_media(color_scheme=first)
            page.add_style_tag(content=WIDE_TEXT)
            wrong += [f"{where}, wide text: {one}" for one in page.evaluate(MISFITS)]
    assert not wrong, "\n".join(wrong)
