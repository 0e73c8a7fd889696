"""Who may take a place now, and why not."""

from .refusals import Cancelled, Over, RegistrationClosed


def check_takes_registrations(gathering) -> None:
    """Raise the refusal that says why nobody may register for ``gathering`` now. Whether it is full is not asked."""
    if gathering.is_cancelled:
        raise Cancelled()
    if gathering.is_over:
        raise Over()
    if not gathering.is_registration_open:
        raise RegistrationClosed()
