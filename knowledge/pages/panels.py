"""What editorial pages put on front pages: the newest news."""

from django.urls import reverse

from community import home_panels

from .models import NewsPage
from .translations import locale_of_language

MOST_ON_HOME = 3


def newest_news(language: str, network) -> dict | None:
    """The newest items in ``language``, of ``network`` alone where one is given."""
    rows = NewsPage.objects.filter(locale_id=locale_of_language(language)).newest()
    if network is None:
        url = reverse("news")
    else:
        home = network.home_pages.filter(locale_id=locale_of_language(language)).first()
        if home is None:
            return None
        rows = rows.descendant_of(home)
        url = f"{reverse('network', args=[network.slug])}news/"
    items = list(rows[:MOST_ON_HOME])
    return {"items": items, "news_url": url} if items else None


home_panels.panels.register(
    "news", home_panels.HomePanel("news", 40, "knowledge/pages/news_panel.html", newest_news)
)
