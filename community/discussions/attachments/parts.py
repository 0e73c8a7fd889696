"""The files of a post, below its words."""

from django.template.defaultfilters import filesizeformat
from django.template.loader import get_template
from django.urls import reverse

from ..models import Post, Thread
from ..parts import PostPart, post_parts

SMALL_SIDE = 720  # as in reading; the row says how large the full one is


def draw(post: Post, thread: Thread, language: str) -> str:
    """Pictures in small with their descriptions, and documents by name, kind and size."""
    files = post.extras.get("files")
    if not files:
        return ""
    pictures = [_picture(file) for file in files if file["kind"] == "image"]
    documents = [
        {
            "url": reverse("attachment", args=[file["key"], "full", file["name"]]),
            "name": file["name"],
            "what": f"{file['name'].rpartition('.')[2].upper()}, {filesizeformat(file['size'])}",
        }
        for file in files
        if file["kind"] != "image"
    ]
    template = get_template("community/discussions/attachments/files.html")
    return template.render({"pictures": pictures, "documents": documents, "post": post})


def _picture(file: dict) -> dict:
    scale = min(1, SMALL_SIDE / max(file["width"], file["height"], 1))
    return {
        "url": reverse("attachment", args=[file["key"], "full", file["name"]]),
        "small": reverse("attachment", args=[file["key"], "small", file["name"]]),
        "width": max(1, round(file["width"] * scale)),
        "height": max(1, round(file["height"] * scale)),
        "alt": file["alt"],
        "name": file["name"],
    }


post_parts.register("files", PostPart(draw=draw))
