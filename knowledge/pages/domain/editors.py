"""Editors see their area, and get its mail, in the language and zone of their account."""

from wagtail.users.models import UserProfile


def follow_person(sender, instance, update_fields=None, **kwargs) -> None:
    """Copy language and zone of an account that changed to what Wagtail keeps of it, where it keeps anything."""
    if kwargs.get("raw") or (
        update_fields is not None and not {"language", "time_zone"} & set(update_fields)
    ):
        return
    known = UserProfile.objects.filter(user_id=instance.pk).update(
        preferred_language=instance.language, current_time_zone=instance.time_zone
    )
    if not known and instance.is_superuser:
        UserProfile.get_for_user(instance)


def begin_profile(sender, instance, created=False, **kwargs) -> None:
    """Wagtail made its row for an account, when it first entered or was written to."""
    if kwargs.get("raw") or not created:
        return
    person = instance.user
    UserProfile.objects.filter(pk=instance.pk).update(
        preferred_language=person.language, current_time_zone=person.time_zone
    )
    instance.preferred_language, instance.current_time_zone = person.language, person.time_zone
