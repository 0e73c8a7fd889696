"""All models of the people's floor."""

from .accounts.models import FormerHandle, User
from .people.models import Profile

__all__ = ["FormerHandle", "Profile", "User"]
