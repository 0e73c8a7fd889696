// Times in fragments that all readers share are written in the site's zone. For a reader of another zone
// (html[data-zone]) they are written again in theirs; html[data-months] brings the months' names.
const { zone, months } = document.documentElement.dataset;

if (zone) {
  const names = (months ?? "").split("|");
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  });

  const write = (element) => {
    const parts = Object.fromEntries(
      clock.formatToParts(new Date(element.dateTime)).map(({ type, value }) => [type, value]),
    );
    const style = element.dataset.moment;
    const long = style === "full" || style === "day";
    const time = `${parts.hour}:${parts.minute} ${parts.timeZoneName}`;
    const month = names[parts.month - 1 + (long ? 0 : 12)];
    const thisYear = parts.year === String(new Date().getFullYear());
    const day = `${parts.day} ${month}${style === "short" && thisYear ? "" : ` ${parts.year}`}`;
    element.textContent = style === "time" ? time : style === "day" || style === "shortday" ? day : `${day}, ${time}`;
  };

  const writeAll = (root) => {
    if (root.matches?.("time[data-moment]")) write(root);
    for (const element of root.querySelectorAll?.("time[data-moment]") ?? []) write(element);
  };

  writeAll(document);
  new MutationObserver((records) => {
    for (const { addedNodes } of records) for (const node of addedNodes) if (node.nodeType === 1) writeAll(node);
  }).observe(document.body, { childList: true, subtree: true });
}
