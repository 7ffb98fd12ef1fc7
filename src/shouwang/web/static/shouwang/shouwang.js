// What the pages need beyond htmx: strict content policy, focus that stays, forms sent once.
"use strict";
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "286", swap: true },
  // Refusals come as pieces of a page too: they are shown where the answer was awaited.
  { code: "4(00|03|04|09|22)", swap: true, error: true },
  { code: "...", swap: false, error: true },
];
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === "post" && !form.hasAttribute("hx-post")) {
    form.dataset.sent = "1";
    window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  }
});
document.addEventListener("click", (event) => {
  const print = event.target.closest("[data-print]");
  if (print) window.print();
});
// Bars and swatches take their width and colour from data: the policy forbids style attributes.
const paint = (root) => {
  for (const part of root.querySelectorAll("[data-width]")) part.style.width = part.dataset.width;
  for (const part of root.querySelectorAll("[data-colour]")) part.style.background = part.dataset.colour;
};
document.addEventListener("DOMContentLoaded", () => paint(document));
// On a phone the entry of this page may lie beyond the edge.
document.addEventListener("DOMContentLoaded", () => {
  const here = document.querySelector("nav a[aria-current]");
  if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.clientWidth / 2;
});
document.addEventListener("htmx:afterSwap", (event) => paint(event.target));
