"""Addresses of the networks and the desk, behind the language prefix."""

from django.urls import path

from . import desk_views, views

urlpatterns = [
    path("networks/<slug:slug>/join/", views.network_join, name="network-join"),
    path("networks/<slug:slug>/leave/", views.network_leave, name="network-leave"),
    path("networks/<slug:slug>/members/", views.network_members, name="network-members"),
    path("me/networks/", views.me_networks, name="me-networks"),
    path("desk/", desk_views.desk, name="desk"),
    path("desk/members/", desk_views.desk_members, name="desk-members"),
    path("desk/members/invite/", desk_views.desk_invite, name="desk-invite"),
    path("desk/members/<int:pk>/", desk_views.desk_member, name="desk-member"),
    path("desk/members/<int:pk>/accept/", desk_views.desk_member_accept, name="desk-member-accept"),
    path("desk/members/<int:pk>/decline/", desk_views.desk_member_decline, name="desk-member-decline"),
    path("desk/members/<int:pk>/role/", desk_views.desk_member_role, name="desk-member-role"),
    path("desk/members/<int:pk>/suspend/", desk_views.desk_member_suspend, name="desk-member-suspend"),
    path("desk/members/<int:pk>/reinstate/", desk_views.desk_member_reinstate, name="desk-member-reinstate"),
    path("desk/members/<int:pk>/withdraw/", desk_views.desk_member_withdraw, name="desk-member-withdraw"),
    path(
        "desk/invitations/<int:pk>/withdraw/",
        desk_views.desk_invitation_withdraw,
        name="desk-invitation-withdraw",
    ),
    path("desk/network/band/", desk_views.desk_network_band, name="desk-network-band"),
    path("desk/network/<slug:slug>/", desk_views.desk_network, name="desk-network"),
]
