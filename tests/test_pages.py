"""What looks at every page a test asks for hears of what nobody gave, and of nothing else."""

import logging

from django.template import Context, Template
from django.template.base import Origin

from tests.pages import OWN_TEMPLATES, UndefinedVariables


def test_a_variable_that_nobody_gave_is_heard_of(monkeypatch):
    undefined = UndefinedVariables()
    monkeypatch.setattr(logging.getLogger("django.template"), "filters", [undefined])
    text = "{{ given }} {{ given.nothing }} {{ nobody }} {% if neither %}{% endif %} {{ perhaps|default:'' }}"
    ours = Template(text, origin=Origin(f"{OWN_TEMPLATES}/tea.html"))
    ours.render(Context({"given": {}}))
    assert undefined.found == ["given.nothing on tea.html", "nobody on tea.html"]
    Template(text, origin=Origin("/elsewhere/tea.html")).render(Context({"given": {}}))
    assert len(undefined.found) == 2
