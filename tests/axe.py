"""Accessibility scan: axe-core in the page, every rule of WCAG 2.2 AA and good practice.

Two thirds of a scan's time is the rule of contrast, which asks the browser about every text. Contrast follows from a
text's colour, size and weight and from what lies behind it, so of the texts of a run that agree in all of that one is
looked at. A quarter of what is left is reading all style sheets anew, for the one rule whether they hold a screen
upright; they are read once a run. All other rules look at everything, each time.
"""

import functools

from axe_playwright_python.sync_playwright import Axe

# Where the tests' own server has axe: a browser keeps what it has compiled of a script with an address, and a scan is
# quicker by what compiling half a megabyte takes.
ADDRESS = "/static/tests/axe.js"

# Has axe in the page, from its address where it is not there yet; where that cannot be (scripts are off), answers null.
# Runs it, and its rule of contrast for those texts only that no page of this run has shown it. A text is told by a
# number made of all that its contrast follows from, of itself and of everything around it; and by the names of what
# stands out of the flow, which may lie over anything.
SCAN = """async ([part, onlyColours, known, address]) => {
  if (!("axe" in window) && address && !matchMedia("(scripting: none)").matches) {
    const script = Object.assign(document.createElement("script"), { src: address });
    const ended = new Promise((end) => { script.onload = script.onerror = end; });
    document.head.append(script);
    await ended;
    script.remove();
  }
  if (!("axe" in window)) return null;
  const seen = new Set(known), told = new Map(), found = [];
  const number = (words) => {
    let high = 0xdeadbeef, low = 0x41c6ce57;
    for (let at = 0; at < words.length; at++) {
      const code = words.charCodeAt(at);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
    return `${(high >>> 0).toString(36)}${(low >>> 0).toString(36)}`;
  };
  const ground = (one) => {
    if (!one) return "";
    if (told.has(one)) return told.get(one);
    const style = getComputedStyle(one);
    const marks = [
      /^rgba\\(.*, 0\\)$/.test(style.backgroundColor) ? "" : style.backgroundColor,
      style.backgroundImage === "none" ? "" : style.backgroundImage + style.backgroundSize,
      style.opacity === "1" ? "" : style.opacity,
      style.filter + style.mixBlendMode + style.clipPath + style.visibility,
      /^(?:static|relative)$/.test(style.position) ? "" : `${one.localName}.${one.className}`,
      one.matches(":disabled, [aria-disabled=true], [inert], [aria-hidden=true]") ? "off" : "",
    ].join("");
    const around = ground(one.parentElement);
    const whole = marks === "nonenormalnonevisible" ? around : number(around + marks);
    told.set(one, whole);
    return whole;
  };
  const isText = (one) => one.matches("input, select, textarea") ||
    [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  for (const root of part ? document.querySelectorAll(part) : [document.body]) {
    for (const one of [root, ...root.querySelectorAll("*")]) {
      if (!isText(one) || !one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const style = getComputedStyle(one), box = one.getBoundingClientRect();
      const isTiny = box.width < 2 || box.height < 2 ? "tiny" : "";
      const isOff = one.closest("label")?.control?.matches(":disabled") ? "off" : "";
      const text = number([
        ground(one), style.color, style.fontSize, style.fontWeight, style.textShadow, isTiny, isOff, one.type ?? "",
      ].join("|"));
      if (seen.has(text)) continue;
      seen.add(text);
      found.push([text, one]);
    }
  }
  // Scripts go on meanwhile: what left the page is not looked at.
  const shown = new Set(found.map(([, one]) => one).filter((one) => one.isConnected));
  const contrast = axe._audit.rules.find(({ id }) => id === "color-contrast"); // its configuration has no such filter
  const matches = contrast.matches;
  contrast.matches = (node, ...more) => shown.has(node) && matches.call(contrast, node, ...more);
  const sheets = [...document.styleSheets].map((sheet) => sheet.href ?? [...sheet.cssRules].map((rule) => rule.cssText));
  const areNew = !onlyColours && !part && !seen.has(number(sheets.join()));
  if (areNew) found.push([number(sheets.join())]);
  const options = { resultTypes: ["violations"], preload: areNew || !!document.querySelector("audio, video") };
  if (onlyColours) {
    const names = ["link-in-text-block", ...(shown.size ? ["color-contrast"] : [])];
    options.runOnly = { type: "rule", values: names };
  } else {
    options.rules = { "color-contrast": { enabled: shown.size > 0 }, "css-orientation-lock": { enabled: areNew } };
  }
  const wrong = (await axe.run(part || document, options)).violations;
  contrast.matches = matches;
  return [wrong, found.map(([text]) => text)];
}"""

# Colours that are handed down would change one level after another when the light does.
AT_ONCE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, ::before, ::after { transition: none !important; }");
  document.adoptedStyleSheets.push(sheet);
}"""

_seen: set[str] = set()


@functools.cache
def script() -> str:
    """The text of axe-core."""
    return Axe().axe_script


def faults(page, part: str = "", *, only_colours: bool = False) -> list[str]:
    """What axe finds on the page as it stands, or in a ``part`` of it (a CSS selector), one line each.

    ``only_colours`` leaves out what cannot change when nothing but colours does.
    """
    page.wait_for_load_state("load")  # after a click the style sheet may still be on its way
    asked = [part, only_colours, sorted(_seen), ADDRESS if page.url.startswith("http:") else ""]
    if (answer := page.evaluate(SCAN, asked)) is None:
        page.evaluate(script())
        answer = page.evaluate(SCAN, asked)
    violations, texts = answer
    if not violations:
        _seen.update(texts)
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: "
        + "; ".join(" ".join(map(str, node["target"])) for node in rule["nodes"][:4])
        for rule in violations
    ]


def assert_no_faults(page) -> None:
    """Fail with everything axe found."""
    found = faults(page)
    assert not found, f"{page.url}\n" + "\n".join(found)


def assert_no_faults_by_day_or_night(page) -> None:
    """The same in both colour schemes; the page is left in the dark one."""
    page.evaluate(AT_ONCE)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = faults(page, only_colours=scheme == "dark")
        assert not found, f"{page.url}, {scheme}\n" + "\n".join(found)
