"""The demonstration's topics, areas and networks."""

from pathlib import Path

from community.networks.domain.networks import make_network
from community.networks.models import Network
from community.topics.models import Area, Topic

from .demo_loading import DemoContext, DemoSection, csv_rows, sections, toml_rows

FOLDER = Path(__file__).parent / "demo"
TOPICS = "topics.csv"
# The vocabulary came with definitions in English only; these are ours.
DEFINITIONS = "topics.cy.csv"
AREAS = "areas.csv"
NETWORKS = "networks.toml"


def load_topics(context: DemoContext, *, folder: Path = FOLDER) -> None:
    """Topics on two levels; a parent stands before its children in the file."""
    context.topics.update((topic.slug, topic) for topic in Topic.objects.all())
    in_welsh = {row["slug"]: row["definition_cy"] for _line, row in csv_rows(folder / DEFINITIONS)}
    for position, (line, row) in enumerate(csv_rows(folder / TOPICS), 1):
        slug = row.get("slug", "")
        if slug in context.topics:
            continue
        with context.row(TOPICS, line):
            topic = Topic(
                slug=slug,
                parent=context.find("topics", row["parent"]) if row["parent"] else None,
                name_en=row["name_en"],
                name_cy=row["name_cy"],
                name_gd=row["name_gd"],
                definition_en=row["definition"],
                definition_cy=in_welsh.get(slug, ""),
                position=position,
            )
            topic.full_clean()
            topic.save()
            context.topics[slug] = topic


def load_areas(context: DemoContext, *, folder: Path = FOLDER) -> None:
    """Council areas of Wales and Scotland, by their GSS code."""
    context.areas.update((area.code, area) for area in Area.objects.all())
    for line, row in csv_rows(folder / AREAS):
        code = row.get("gss_code", "")
        if code in context.areas:
            continue
        with context.row(AREAS, line):
            area = Area(
                code=code,
                nation=row["nation"],
                name_en=row["name_en"],
                name_cy=row["name_cy"],
                name_gd=row["name_gd"],
                latitude=row["latitude"] or None,
                longitude=row["longitude"] or None,
            )
            area.full_clean()
            area.save()
            context.areas[code] = area


def load_networks(context: DemoContext, *, folder: Path = FOLDER) -> None:
    """The founding networks, with what the floors above make for a new one."""
    context.networks.update((network.slug, network) for network in Network.objects.all())
    for line, row in toml_rows(folder / NETWORKS, "network"):
        fields = dict(row)
        slug = fields.pop("slug", "")
        if slug in context.networks:
            continue
        with context.row(NETWORKS, line):
            fields["website"] = fields.pop("url", "")
            context.networks[slug] = make_network(slug, **fields)


sections.register("topics", DemoSection("Topics", load_topics, order=10))
sections.register("areas", DemoSection("Areas", load_areas, order=10))
sections.register("networks", DemoSection("Networks", load_networks, order=20))
