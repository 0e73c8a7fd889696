"""What upper floors do when networks and memberships change.

Hooks run inside the transaction of the change, so they write rows and jobs and
send nothing; one that fails undoes the change. Register under a name of your
own: ``on_network_made.register("knowledge.pages", make_pages_of)``.
"""

from collections.abc import Callable

from community.registry import Registry

from ..models import AddressInvitation, Membership, Network

# Called with the network that was just made.
on_network_made: Registry[Callable[[Network], None]] = Registry("hook for new networks")

# Called with the network after its names, colours, languages or rules changed.
on_network_changed: Registry[Callable[[Network], None]] = Registry("hook for changed networks")

# Called with the membership; ``membership.last_change`` is the MembershipChange just written.
on_membership_changed: Registry[Callable[[Membership], None]] = Registry("hook for changed memberships")

# Called with an invitation to an e-mail address that was just made.
on_address_invited: Registry[Callable[[AddressInvitation], None]] = Registry("hook for invitations by e-mail")
