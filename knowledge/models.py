"""All models of the knowledge floor."""

from .library.models import Resource, ResourceText, Submission
from .pages.media import CustomDocument, CustomImage, Rendition
from .pages.models import (
    HomePage,
    LibraryIndexPage,
    NetworkEditors,
    NetworkHomePage,
    NetworksIndexPage,
    NewsIndexPage,
    NewsPage,
    StandardPage,
)

__all__ = [
    "CustomDocument", "CustomImage", "HomePage", "LibraryIndexPage", "NetworkEditors", "NetworkHomePage",
    "NetworksIndexPage", "NewsIndexPage", "NewsPage", "Rendition", "Resource", "ResourceText", "StandardPage",
    "Submission",
]  # fmt: skip
