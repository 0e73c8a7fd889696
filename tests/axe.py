"""Accessibility scan: axe-core in the page, every rule of WCAG 2.2 AA and good practice."""

from axe_playwright_python.sync_playwright import Axe


def faults(page) -> list[str]:
    """What axe finds on the page as it stands, one line each."""
    page.wait_for_load_state("load")  # after a click the style sheet may still be on its way
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: "
        + "; ".join(" ".join(map(str, node["target"])) for node in rule["nodes"][:4])
        for rule in found
    ]


def assert_no_faults(page) -> None:
    """Fail with everything axe found."""
    found = faults(page)
    assert not found, f"{page.url}\n" + "\n".join(found)
