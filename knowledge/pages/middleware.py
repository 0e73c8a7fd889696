"""Who gets into the editors' area, and how far."""

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.utils.translation import gettext as _
from wagtail.models import Page


class EditorsOnlyMiddleware:
    """Guards what Wagtail and wagtail-localize leave open in ``/cms/``.

    A signed-in person without a part in the area is told that it is for editors; Wagtail would send them to sign
    in, which they have done, and so round and round. And whoever may translate may translate the pages they may
    edit: wagtail-localize asks only for the right to translate, whichever page it is.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.path.startswith("/cms/") or not request.user.is_authenticated:
            return
        if not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied(
                _(
                    "This is where the editors of a network write its pages. "
                    "Ask a coordinator if you would like to help."
                )
            )
        if request.resolver_match.namespace == "wagtail_localize":
            self._check_may_translate(request.user, request.resolver_match.url_name, kwargs)

    @staticmethod
    def _check_may_translate(user, name, kwargs):
        from wagtail_localize.models import TranslationSource

        if user.is_superuser:
            return
        if name.startswith("translations_report"):
            raise PermissionDenied(_("This list shows drafts of every network, so it is for administrators."))
        try:
            if name == "submit_page_translation":
                thing = Page.objects.get(pk=kwargs["page_id"])
            elif name == "update_translations":
                thing = TranslationSource.objects.get(
                    pk=kwargs["translation_source_id"]
                ).get_source_instance()
            else:
                return  # the others ask for the right to edit themselves
        except ObjectDoesNotExist:
            return  # answered as missing by the view
        if isinstance(thing, Page) and not thing.permissions_for_user(user).can_edit():
            raise PermissionDenied(_("You may translate the pages that you may edit."))
