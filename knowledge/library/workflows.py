"""Wagtail's workflow for library records: the one of the network that looks after them.

A network's workflow is made together with the network (``knowledge.pages``).
Curators have no model permission in the editors' area, only membership of the
group that approves, so each sees what waits for their own network.
"""

from wagtail.models import Workflow

from knowledge.pages.models import NetworkEditors

from .models import Resource


def workflow_of(resource: Resource) -> Workflow | None:
    """The active workflow of the first network of ``resource``; None where the network has none."""
    numbers = [network.pk for network in resource.networks.all()]
    editors = (
        NetworkEditors.objects.filter(network_id__in=numbers, workflow__active=True)
        .select_related("workflow")
        .order_by("network_id")
        .first()
    )
    return editors.workflow if editors else None


def start(resource: Resource, *, by) -> bool:
    """Send the newest draft through the network's workflow; returns whether there is one and it was started now."""
    if resource.current_workflow_state is not None:
        return False
    workflow = resource.get_workflow()
    if workflow is None:
        return False
    workflow.start(resource, by)
    return True


def approve(resource: Resource, *, by) -> bool:
    """Approve every step of the workflow in progress, the last of which publishes.

    Returns False when none is in progress (or one waits for changes), in which
    case the caller publishes the draft itself.
    """
    state = resource.current_workflow_state
    if state is None:
        return False
    if state.status == state.STATUS_NEEDS_CHANGES:
        state.resume(by)
    steps = 0
    while (waiting := resource.current_workflow_task_state) is not None and steps < 20:
        waiting.task.specific.on_action(waiting, by, "approve")
        steps += 1
    return steps > 0
