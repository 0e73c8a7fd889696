"""Component tags: what they draw, what they tie together, what they refuse."""

import datetime as dt
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from community.gallery import NETWORKS, PEOPLE, ExampleForm

LLINOS = PEOPLE[0]


def draw(source, request=None, **context):
    """The source with our libraries loaded, as soup."""
    template = Template("{% load components weave formatting %}" + source)
    made = RequestContext(request, context) if request else Context(context)
    return BeautifulSoup(template.render(made), "html.parser")


# --- Refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        '{% button label="x" colour="red" %}',
        '{% link_button href="/" label="x" target="_blank" %}',
        '{% card title="x" class="y" %}{% endcard %}',
        '{% field form.title class="y" %}',
        '{% notice tone="loud" %}{% endnotice %}',
        '{% moment now format="Y" %}',
        '{% avatar person width="3" %}',
        '{% icon "plus" colour="red" %}',
    ],
)
def test_an_unknown_parameter_is_refused_by_name(source):
    with pytest.raises(
        TemplateSyntaxError, match=r"unexpected keyword argument '(colour|target|class|tone|format|width)'"
    ):
        draw(source)


@pytest.mark.parametrize(
    "source", ['{% button "Save" %}', '{% card "Title" %}{% endcard %}', '{% empty_state "Nothing" %}']
)
def test_what_is_not_the_subject_must_be_named(source):
    with pytest.raises(TemplateSyntaxError):
        draw(source)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            '{% button label="x" kind="huge" %}',
            "button: kind must be one of primary, secondary, quiet, danger",
        ),
        ('{% icon "unicorn" %}', "icon: no icon is called 'unicorn'; there are arrow-left"),
        (
            '{% notice kind="loud" %}{% endnotice %}',
            "notice: kind must be one of info, success, warning, error",
        ),
        ('{% badge label="x" kind="loud" %}', "badge: kind must be one of plain, accent"),
        ('{% card title="x" heading=1 %}{% endcard %}', "card: heading must be one of 2, 3, 4, 5, 6"),
        ("{% field form.nothing %}", "field: this is no field of a form"),
        ('{% form_fields form only="nothing" %}', "form_fields: the form has no field nothing"),
        ("{% pagination people %}", "pagination: needs a page of a Paginator"),
        ("{% moment naive %}", "the time names no zone"),
        ('{% moment now style="vague" %}', "moment: style must be one of full, short"),
    ],
)
def test_a_choice_we_do_not_have_is_refused_with_those_we_have(source, message):
    with pytest.raises(TemplateSyntaxError, match=message):
        draw(
            source,
            form=ExampleForm(),
            people=PEOPLE,
            naive=dt.datetime(2026, 1, 1),
            now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        )


@pytest.mark.parametrize(
    "source",
    [
        "{% button label=evil hint=evil name=evil value=evil %}",
        "{% link_button href=evil label=evil %}",
        "{% post_button action=evil label=evil next=evil confirm=evil %}",
        "{% card title=evil href=evil kicker=evil meta=evil %}{{ evil }}{% endcard %}",
        "{% row title=evil href=evil meta=evil count=evil %}{{ evil }}{% endrow %}",
        "{% page_header title=evil lead=evil kicker=evil %}{{ evil }}{% endpage_header %}",
        "{% notice title=evil %}{{ evil }}{% endnotice %}",
        "{% badge label=evil lang=evil %}{% topic_pill label=evil href=evil %}{% language_pill evil %}",
        "{% person_chip person role=evil note=evil %}{% avatar person label=evil %}",
        "{% search_box action=evil label=evil value=evil %}",
        "{% empty_state title=evil text=evil action_url=evil action_label=evil %}",
        "{{ evils|joined }}{% copy_button text=evil label=evil %}",
        "{% dialog id='d' title=evil %}{{ evil }}{% enddialog %}{% menu label=evil %}{{ evil }}{% endmenu %}",
    ],
)
def test_what_people_write_stays_text(source):
    evil = '"><script>alert(1)</script>'
    person = SimpleNamespace(display_name=evil, handle=evil, avatar="", get_absolute_url=lambda: evil)
    assert not draw(source, evil=evil, evils=[evil, evil, evil], person=person).find_all("script")


# --- Doing things -----------------------------------------------------------------------------------------------------


def test_a_button_is_a_button_with_its_state():
    button = draw(
        '{% button label="Follow" pressed=True disabled=True icon="bell" hint="the thread" %}'
    ).button
    assert (button["type"], button["aria-pressed"], button.has_attr("disabled")) == ("submit", "true", True)
    assert button.get_text(" ", strip=True) == "Follow the thread"
    assert button.svg["aria-hidden"] == "true"


def test_a_verb_is_posted_with_the_key_and_where_to_go_next(rf):
    request = rf.get("/en/")
    form = draw(
        '{% post_button action="/join/" label="Join" next="/back/" confirm="Sure?" %}',
        request,
        csrf_token="key",
    ).form
    assert (form["method"], form["action"]) == ("post", "/join/")
    hidden = {field["name"]: field["value"] for field in form.find_all("input")}
    assert hidden.pop("csrfmiddlewaretoken")
    assert hidden == {"next": "/back/"}
    assert form.button["data-confirm"] == "Sure?"


def test_a_dialog_is_named_and_its_opener_leads_to_a_page_without_script():
    page = draw(
        '{% link_button href="/invite/" opens="invite" label="Invite" %}'
        '{% button label="Open" opens="invite" %}{% dialog id="invite" title="Invite" %}<p>x</p>{% enddialog %}'
    )
    assert (page.a["href"], page.a["data-opens"]) == ("/invite/", "invite")
    opener = page.find("button", attrs={"commandfor": "invite"})
    assert (opener["command"], opener["type"]) == ("show-modal", "button")
    assert page.find(id=page.dialog["aria-labelledby"]).get_text() == "Invite"
    assert page.dialog.find("form", method="dialog").button.get_text(strip=True) == "Close"


def test_the_current_tab_is_said():
    tabs = [
        {"label": "A", "url": "?", "current": True, "count": 0},
        {"label": "B", "url": "?b", "current": False},
    ]
    links = draw('{% tabs tabs label="Views" %}', tabs=tabs).find_all("a")
    assert [link.get("aria-current") for link in links] == ["page", None]
    assert links[0].find(class_="count").get_text() == "0"
    assert links[1].find(class_="count") is None


# --- Forms ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def wrong_form():
    form = ExampleForm({"title": "x" * 90, "needs": ["cy"], "day": "tomorrow"})
    form.is_valid()
    return form


@pytest.mark.parametrize("name", ["title", "body", "kind", "day", "picture", "agree"])
def test_label_help_and_errors_are_tied_to_the_control(wrong_form, name):
    page = draw("{% field form." + name + " %}", form=wrong_form)
    control = page.find(["input", "textarea", "select"])
    assert page.find("label", attrs={"for": control["id"]})
    described = control.get("aria-describedby", "").split()
    assert len(described) == len(set(described))
    assert all(page.find(id=one) for one in described)
    errors = wrong_form[name].errors
    assert (control.get("aria-invalid") == "true") == bool(errors)
    said = " ".join(page.find(id=one).get_text(" ", strip=True) for one in described)
    for error in errors:
        assert error in said
    if help_text := wrong_form[name].help_text:
        assert str(help_text) in said


@pytest.mark.parametrize(("name", "kind"), [("access", "radio"), ("needs", "checkbox")])
def test_choices_are_a_fieldset_with_a_legend_and_labels(wrong_form, name, kind):
    page = draw("{% field form." + name + " %}", form=wrong_form)
    inputs = page.find_all("input", type=kind)
    assert len(inputs) == sum(
        len(choice[1]) if isinstance(choice[1], list) else 1
        for choice in ExampleForm.base_fields[name].choices
    )
    assert all(page.find("label", attrs={"for": one["id"]}) for one in inputs)
    assert page.fieldset.legend.get_text(strip=True).startswith(str(ExampleForm.base_fields[name].label))
    if wrong_form[name].errors:
        assert (
            page.find(id=page.fieldset["aria-describedby"])
            .get_text()
            .strip()
            .endswith("This field is required.")
        )
    checked = [one["value"] for one in inputs if one.has_attr("checked")]
    assert checked == (["cy"] if name == "needs" else [])


def test_the_parts_of_a_day_and_time_have_names():
    page = draw("{% field form.when %}", form=ExampleForm())
    assert [one["aria-label"] for one in page.find_all("input")] == ["Beginning: day", "Beginning: time"]
    assert [one["type"] for one in page.find_all("input")] == ["date", "time"]


def test_optional_fields_say_so_unless_the_form_is_all_optional():
    form = ExampleForm()
    assert "(optional)" in draw("{% field form.body %}", form=form).label.get_text()
    assert "(optional)" not in draw("{% field form.title %}", form=form).label.get_text()
    form.mark_optional = False
    assert "(optional)" not in draw("{% field form.body %}", form=form).label.get_text()


def test_the_language_of_what_is_typed_is_on_the_control():
    assert draw('{% field form.title lang="cy" %}', form=ExampleForm()).input["lang"] == "cy"


def test_the_summary_links_to_every_faulty_field_and_takes_focus(wrong_form):
    page = draw("{% form form submit='Send' %}", form=wrong_form)
    summary = page.find(attrs={"data-form-summary": True})
    assert (summary["role"], summary["tabindex"], summary.has_attr("autofocus")) == ("alert", "-1", True)
    targets = [link["href"] for link in summary.find_all("a")]
    assert len(targets) == sum(
        len(wrong_form.errors[name]) for name in wrong_form.errors if name != "__all__"
    )
    assert all(page.find(id=target[1:]) for target in targets)
    assert "You can post once you agree to how we talk here." in summary.get_text()


def test_a_form_without_faults_has_no_summary_and_keeps_what_was_typed():
    page = draw("{% form form submit='Send' %}", form=ExampleForm({"title": "Hello", "body": "<b>"}))
    assert page.find("input", attrs={"name": "title"})["value"] == "Hello"
    assert page.textarea.get_text().strip() == "<b>"
    assert not draw("{% form form submit='Send' %}", form=ExampleForm()).find(
        attrs={"data-form-summary": True}
    )


def test_a_form_with_files_is_sent_as_such_and_only_posts_carry_the_key():
    form = draw("{% form form submit='Send' %}", form=ExampleForm(), csrf_token="key").form
    assert form["enctype"] == "multipart/form-data"
    assert form.find("input", attrs={"name": "csrfmiddlewaretoken"})
    plain = draw("{% form form submit='Find' method='get' %}", form=ExampleForm(), csrf_token="key").form
    assert not plain.has_attr("enctype")
    assert not plain.find("input", attrs={"name": "csrfmiddlewaretoken"})


def test_hidden_fields_are_drawn_and_some_may_be_left_out():
    page = draw("{% form_fields form leave_out='title body' %}", form=ExampleForm())
    names = {one["name"] for one in page.find_all(["input", "textarea", "select"])}
    assert "secret" in names
    assert not names & {"title", "body"}
    only = draw("{% form_fields form only='title secret' %}", form=ExampleForm())
    assert {one["name"] for one in only.find_all(["input", "textarea"])} == {"title", "secret"}


def test_forms_of_other_packages_are_drawn_the_same():
    class Foreign(forms.Form):
        name = forms.CharField(help_text="Any.")

    form = Foreign({})
    page = BeautifulSoup(str(form), "html.parser")
    assert page.input["aria-describedby"] == "id_name-help id_name-error"
    assert page.find(id="id_name-error")
    assert BeautifulSoup(form["name"].as_field_group(), "html.parser").label.get_text(strip=True) == "Name"


# --- Showing things ---------------------------------------------------------------------------------------------------


def test_a_person_is_shown_with_a_picture_or_with_cloth():
    with_picture = SimpleNamespace(
        display_name="A B",
        handle="ab",
        avatar=SimpleNamespace(url="/m/a.jpg"),
        get_absolute_url=lambda: "/people/ab/",
    )
    assert draw("{% avatar p size='l' %}", p=with_picture).img["src"] == "/m/a.jpg"
    assert draw("{% avatar p %}", p=LLINOS).svg.get_text() == "LR"
    assert draw("{% avatar p label='Llinos' %}", p=LLINOS).svg["aria-label"] == "Llinos"


def test_somebody_whose_account_is_gone_is_a_former_member_without_link():
    page = draw("{% person_chip nobody %}", nobody=None)
    assert page.get_text(strip=True).endswith("Former member")
    assert page.a is None


def test_a_linked_card_has_one_link_named_by_its_title():
    page = draw('{% card title="A guide" href="/x/" network=n %}<p>Text</p>{% endcard %}', n=NETWORKS[0])
    assert [link.get_text() for link in page.find_all("a")] == ["A guide"]
    assert page.h3.a["href"] == "/x/"
    assert page.find(class_="woven-band-s")


def test_an_entry_shows_who_when_and_where():
    when = dt.datetime(2026, 11, 22, 14, 30, tzinfo=dt.UTC)
    page = draw(
        '{% entry person=p when=when id="post-3" number=3 url="#post-3" lang="cy" note="edited" %}<p>Helo</p>{% endentry %}',
        p=LLINOS,
        when=when,
    )
    assert page.article["id"] == "post-3"
    assert page.h2.a.get_text() == "Llinos Rhys"
    assert page.time["datetime"] == "2026-11-22T14:30:00Z"
    assert page.find(class_="entry-number").get_text() == "Link to post #3"
    assert page.find(class_="prose")["lang"] == "cy"


def test_pages_of_a_list_keep_the_rest_of_the_query():
    request = RequestFactory().get("/en/people/?q=tai&page=2")
    page = draw("{% pagination p anchor='list' %}", request, p=Paginator(range(100), 10).get_page(2))
    assert page.find("a", rel="prev")["href"] == "?q=tai&page=1#list"
    assert page.find("a", rel="next")["href"] == "?q=tai&page=3#list"
    assert page.find(attrs={"aria-current": "page"}).get_text() == "Page 2"
    assert not draw("{% pagination p %}", request, p=Paginator(range(3), 10).get_page(1)).nav


def test_facets_say_what_is_chosen_and_leave_out_empty_groups():
    groups = [
        {"label": "Topic", "id": "t", "options": [
            {"label": "A", "url": "?a", "count": 3, "selected": True}, {"label": "B", "url": "?b", "selected": False}]},
        {"label": "Empty", "options": []},
    ]  # fmt: skip
    page = draw("{% facets groups label='Narrow' clear_url='?' %}", groups=groups)
    assert page.summary.get_text(" ", strip=True) == "Narrow 1 chosen"
    assert [one.get("aria-current") for one in page.find_all("a", class_="facet")] == ["true", None]
    assert "Empty" not in page.get_text()
    assert page.find(class_="facets-clear").a["href"] == "?"


def test_what_has_no_value_is_left_out_of_facts():
    page = draw("{% facts items %}", items=[{"label": "A", "value": 0}, {"label": "B", "value": ""}])
    assert [dt.get_text() for dt in page.find_all("dt")] == ["A"]


def test_a_wide_table_scrolls_within_a_named_region_reached_by_keyboard():
    page = draw('{% table caption="Registrations" %}<tbody><tr><td>x</td></tr></tbody>{% endtable %}')
    region = page.find(role="region")
    assert region["tabindex"] == "0"
    assert page.find(id=region["aria-labelledby"]).name == "caption"


def test_a_table_whose_rows_become_blocks_says_which_part_is_what():
    """Some browsers forget it where a row is drawn as a block. What people wrote is no part of the table."""
    words = (
        '<thead><tr><th scope="col">Who</th><th scope="col">Role</th></tr></thead><tbody>\n'
        '<tr><th scope="row">{{ name }}</th><td data-label="Role">Member</td></tr></tbody>'
    )
    page = draw(
        '{% table caption="People" stack=True %}' + words + "{% endtable %}", name='Nia <td title="x">'
    )
    assert [(part.name, part["role"]) for part in page.find("table").find_all(True)[1:]] == [
        ("thead", "rowgroup"), ("tr", "row"), ("th", "columnheader"), ("th", "columnheader"),
        ("tbody", "rowgroup"), ("tr", "row"), ("th", "rowheader"), ("td", "cell"),
    ]  # fmt: skip
    assert page.find("table")["role"] == "table"
    assert page.find("th", scope="row").get_text() == 'Nia <td title="x">'
    assert not draw('{% table caption="People" %}' + words + "{% endtable %}", name="Nia").find_all(
        role="row"
    )


# --- Times and words --------------------------------------------------------------------------------------------------

AFTERNOON = dt.datetime(2026, 7, 22, 14, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("language", "style", "words"),
    [
        ("en", "full", "22 July 2026, 15:30 BST"),
        ("cy", "full", "22 Gorffennaf 2026, 15:30 BST"),
        ("en", "day", "22 July 2026"),
        ("en", "shortday", "22 Jul 2026"),
        ("cy", "shortday", "22 Gorff 2026"),
        ("en", "time", "15:30 BST"),
    ],
)
def test_a_moment_is_written_in_the_site_s_zone_and_the_page_s_language(language, style, words):
    with translation.override(language):
        time = draw("{% moment m style=style %}", m=AFTERNOON, style=style).time
    assert (time.get_text(), time["datetime"]) == (words, "2026-07-22T14:30:00Z")


def test_a_moment_is_turned_into_the_reader_s_zone_or_marked_for_the_script():
    from django.utils import timezone

    with timezone.override("America/New_York"):
        assert draw("{% moment m %}", m=AFTERNOON).get_text() == "22 July 2026, 10:30 EDT"
        neutral = draw("{% moment m zone='neutral' %}", m=AFTERNOON).time
        assert (neutral.get_text(), neutral["data-moment"]) == ("22 July 2026, 15:30 BST", "full")
        assert 'data-zone="America/New_York"' in str(
            Template("{% load formatting %}{% reader_zone_attributes %}").render(Context())
        )
    assert Template("{% load formatting %}{% reader_zone_attributes %}").render(Context()) == ""


def test_a_day_has_no_zone():
    time = draw("{% moment d %}", d=dt.date(2026, 1, 2)).time
    assert (time.get_text(), time["datetime"]) == ("2 January 2026", "2026-01-02")
    assert draw("{% moment d %}", d=None).get_text() == ""


def test_a_span_names_its_zone_once_and_the_host_s_where_it_differs():
    end = AFTERNOON + dt.timedelta(hours=2)
    span = draw("{% moment_span a b zone='Europe/London' %}", a=AFTERNOON, b=end)
    assert span.get_text() == "Wednesday 22 July 2026, 15:30 to 17:30 BST"
    assert [one["datetime"] for one in span.find_all("time")] == [
        "2026-07-22T14:30:00Z",
        "2026-07-22T16:30:00Z",
    ]
    away = draw("{% moment_span a b zone='Europe/Paris' style='short' %}", a=AFTERNOON, b=end)
    assert (
        away.get_text() == "22 Jul 2026, 15:30 to 17:30 BST (16:30 to 18:30 CEST in the time zone of Paris)"
    )
    over = draw("{% moment_span a b style='short' %}", a=AFTERNOON, b=AFTERNOON + dt.timedelta(days=1))
    assert over.get_text() == "22 Jul 2026, 15:30 to 23 Jul 2026, 15:30 BST"


@pytest.mark.parametrize(
    ("language", "names", "words"),
    [
        ("en", [], ""),
        ("en", ["Wales"], "Wales"),
        ("en", ["Wales", "Scotland"], "Wales and Scotland"),
        ("en", ["a", "b", "c"], "a, b and c"),
        ("cy", ["Cymru", "Lloegr"], "Cymru a Lloegr"),
        ("cy", ["Cymru", "yr Alban"], "Cymru ac yr Alban"),
    ],
)
def test_lists_are_joined_as_the_language_joins_them(language, names, words):
    with translation.override(language):
        assert draw("{{ names|joined }}", names=names).get_text() == words


def test_languages_are_named_in_themselves():
    assert draw("{% language_pill 'cy' %}").span["lang"] == "cy"
    assert draw("{{ 'cy'|language_name }} {{ 'gd'|language_name }} {{ 'fr'|language_name }}").get_text() == (
        "Cymraeg Gàidhlig français"
    )


# --- Light and dark ---------------------------------------------------------------------------------------------------


def test_the_choice_of_theme_is_kept_in_a_cookie_and_leads_back(client):
    answer = client.post("/en/theme/", {"theme": "dark", "next": "/en/gallery/?page=2"})
    assert (answer.status_code, answer["Location"]) == (302, "/en/gallery/?page=2")
    assert client.cookies["theme"].value == "dark"
    assert client.cookies["theme"]["samesite"] == "Lax"
    client.post("/en/theme/", {"theme": "system", "next": "/"})
    assert client.cookies["theme"].value == ""


@pytest.mark.parametrize("theme", ["", "purple", "dark; Path=/evil"])
def test_an_unknown_theme_changes_nothing(client, theme):
    client.post("/en/theme/", {"theme": theme})
    assert "theme" not in client.cookies


@pytest.mark.django_db
def test_the_choice_of_theme_never_leads_away(client):
    assert client.post("/en/theme/", {"theme": "dark", "next": "https://evil.example/"})["Location"] == "/"
    assert client.get("/en/theme/").status_code == 405
