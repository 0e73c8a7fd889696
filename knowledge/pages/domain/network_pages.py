"""A network's own tree of pages, and who may write it.

Made with the network by hook. Each language has a home page for it; one group of
editors may add, change and publish under all of them and nowhere else, keeps its
pictures and documents in a collection of its own, and approves what others submit.
"""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.users.models import UserProfile

from community.languages import text_in
from community.networks.models import Network
from community.networks.roles import roles_that
from community.networks.states import MembershipState

from ..models import NetworkEditors, NetworkHomePage, NetworksIndexPage, NewsIndexPage
from ..structure import NEWS_TITLES
from . import writing

# What editors may do in their network's tree.
PAGE_RIGHTS = ("add_page", "change_page", "publish_page")
# … with files of their own collection, and with those of everybody.
FILE_RIGHTS = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)
SHARED_FILE_RIGHTS = ("choose_image", "choose_document")
# … anywhere: enter the editors' area and send a page of theirs to be translated.
GENERAL_RIGHTS = (("wagtailadmin", "access_admin"), ("wagtail_localize", "submit_translation"))


@transaction.atomic
def make_pages_of(network: Network) -> None:
    """Make what is missing of the network's pages, group, collection and workflow; doing it again changes nothing."""
    homes = [_home_of(network, index) for index in NetworksIndexPage.objects.all().order_by("path")]
    if not homes:
        return  # the tree comes with the first ``migrate``, and makes this network's pages then
    editors = NetworkEditors.objects.filter(network=network).first() or _make_editors(network)
    for home in homes:
        _let_write(editors, home)


def _home_of(network, index) -> NetworkHomePage:
    """The network's home page under this language's list of networks, with its own list of news."""
    home = NetworkHomePage.objects.child_of(index).filter(network=network).first()
    if home is None:
        code = index.locale.language_code
        twin = NetworkHomePage.objects.filter(network=network).first()
        home = NetworkHomePage(
            title=text_in(network, "name", code), slug=network.slug, network=network, locale=index.locale
        )
        if twin is not None:
            home.translation_key = twin.translation_key
        writing.publish_under(index, home)
    if not NewsIndexPage.objects.child_of(home).exists():
        _news_of(home)
    return home


def _news_of(home) -> None:
    code = home.locale.language_code
    news = NewsIndexPage(
        title=NEWS_TITLES.get(code, NEWS_TITLES["en"]), slug=NewsIndexPage.fixed_slug, locale=home.locale
    )
    siblings = NetworkHomePage.objects.filter(network=home.network)
    for other in siblings:
        if twin := NewsIndexPage.objects.child_of(other).first():
            news.translation_key = twin.translation_key
            break
    writing.publish_under(home, news)


# --- Who may write ----------------------------------------------------------------------------------------------------


def _names_of(network) -> dict[str, str]:
    """What the group, the collection and the workflow are called in the editors' area."""
    name = text_in(network, "short_name", "en")
    return {"group": f"{name} editors"[:150], "collection": name[:255], "workflow": f"{name} pages"[:255]}


def _make_editors(network) -> NetworkEditors:
    names = _names_of(network)
    group = Group.objects.create(name=_free_name(Group, names["group"]))
    group.permissions.add(*(_permission(*right) for right in GENERAL_RIGHTS))
    collection = Collection.get_first_root_node().add_child(name=names["collection"])
    shared = Collection.get_first_root_node()
    for rights, place in ((FILE_RIGHTS, collection), (SHARED_FILE_RIGHTS, shared)):
        for codename in rights:
            GroupCollectionPermission.objects.create(
                group=group, collection=place, permission=_file_permission(codename)
            )
    return NetworkEditors.objects.create(
        network=network, group=group, collection=collection, workflow=_make_workflow(names["workflow"], group)
    )


def _make_workflow(name, group) -> Workflow:
    """One step: an editor of the network reads it."""
    task = GroupApprovalTask.objects.create(name=name)
    task.groups.add(group)
    workflow = Workflow.objects.create(name=name)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow


def _let_write(editors, home) -> None:
    """Let the editors write ``home`` and what is under it, and have what is submitted there come to them."""
    for codename in PAGE_RIGHTS:
        GroupPagePermission.objects.get_or_create(
            group=editors.group, page=home.page_ptr, permission=_permission("wagtailcore", codename)
        )
    WorkflowPage.objects.get_or_create(page=home.page_ptr, defaults={"workflow": editors.workflow})


def _free_name(model, wanted) -> str:
    """``wanted``, with a number where another row has that name."""
    name, number = wanted, 2
    while model.objects.filter(name=name).exists():
        name, number = f"{wanted[:140]} {number}", number + 1
    return name


def _permission(app_label, codename) -> Permission:
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def _file_permission(codename) -> Permission:
    """Wagtail asks for the right on its swapped model first, and keeps these on its own."""
    app_label = "wagtailimages" if codename.endswith("image") else "wagtaildocs"
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def follow_changes_of(network: Network) -> None:
    """Titles and names follow when the network is called otherwise. What editors wrote themselves stays."""
    for home in NetworkHomePage.objects.filter(network=network).select_related("locale"):
        title = text_in(network, "name", home.locale.language_code)
        if home.title != title:
            home.title = home.draft_title = title
            home.save(update_fields=["title", "draft_title"])
            home.save_revision(changed=False, clean=False)
    editors = (
        NetworkEditors.objects.filter(network=network)
        .select_related("group", "collection", "workflow")
        .first()
    )
    if editors is None:
        return
    names = _names_of(network)
    if editors.group.name != names["group"]:
        editors.group.name = _free_name(Group, names["group"])
        editors.group.save(update_fields=["name"])
    for row, name in ((editors.collection, names["collection"]), (editors.workflow, names["workflow"])):
        if row.name != name:
            row.name = name
            row.save(update_fields=["name"])


def keep_editors_in_step(membership) -> None:
    """Put a member whose role edits pages among the network's editors, and take others out."""
    editors = NetworkEditors.objects.filter(network_id=membership.network_id).first()
    if editors is None:
        return
    edits = membership.state == MembershipState.ACTIVE and membership.role in roles_that("edits_pages")
    if edits:
        editors.group.user_set.add(membership.user_id)
        # Before the first visit, so that it is in the editor's own language from the start.
        UserProfile.get_for_user(membership.user)
    else:
        editors.group.user_set.remove(membership.user_id)
