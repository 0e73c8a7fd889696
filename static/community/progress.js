// Where one is in a long conversation: the number follows what is read, and the slider leads to a post. The region
// may be drawn again, so nothing of it is remembered here.

const box = () => document.querySelector("[data-progress]");
const posts = () => [...document.querySelectorAll("#discussion [data-live-list] > .entry[id^='post-']")];

const show = () => {
  const here = box();
  const all = posts();
  if (!here || !all.length) return;
  const bar = here.querySelector("progress");
  const slide = here.querySelector("input[type='range']");
  const number = here.querySelector("input[type='number']");
  const newest = Math.max(Number(here.dataset.last), Number(all.at(-1).id.slice(5)));
  here.dataset.last = bar.max = slide.max = number.max = newest;
  // The lowest post that begins in the upper three quarters: at the end that is the last one.
  const line = innerHeight * 0.75;
  const place = Number((all.findLast((post) => post.getBoundingClientRect().top < line) ?? all[0]).id.slice(5));
  const text = here.dataset.words.replace("{number}", place).replace("{count}", newest);
  const words = here.querySelector("[data-progress-words]");
  if (words.textContent !== text) words.textContent = text;
  bar.value = place;
  if (!here.open) slide.value = place;
};

let asked = 0;
const later = () => (asked ||= requestAnimationFrame(() => ((asked = 0), show())));
addEventListener("scroll", later, { passive: true });
addEventListener("resize", later);
new MutationObserver(later).observe(document.getElementById("discussion"), { childList: true, subtree: true });
document.addEventListener("input", ({ target }) => {
  const form = target.closest(".thread-progress-form");
  if (!form) return;
  if (target.type === "range") form.elements.number.value = target.value;
  else if (target.type === "number") form.querySelector("[type='range']").value = target.value || 1;
});
// Open, it would stand before what one goes to next.
document.addEventListener("focusin", ({ target }) => {
  const here = box();
  if (here?.open && !here.contains(target)) here.open = false;
});
show();
