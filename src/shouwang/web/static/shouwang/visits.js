// The sheet at the door: the place if the phone gives it, and what is typed kept until it is sent.
"use strict";
(() => {
  const PREFIX = "visit-draft:";
  // A session's store goes with the tab: nothing stays on a phone that is handed on.
  const store = window.sessionStorage;
  const kept = document.querySelector("[data-kept]");
  if (kept) store.removeItem(PREFIX + kept.dataset.kept);

  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const name = PREFIX + form.dataset.draft;
  const LEFT_OUT = new Set(["csrfmiddlewaretoken", "lead", "version", "household", "campaign", "case", "verdict"]);

  const remember = () => {
    const typed = {};
    for (const [field, value] of new FormData(form)) {
      if (typeof value === "string" && !LEFT_OUT.has(field)) typed[field] = value;
    }
    store.setItem(name, JSON.stringify(typed));
  };
  const restore = () => {
    const text = store.getItem(name);
    if (!text) return;
    for (const [field, value] of Object.entries(JSON.parse(text))) {
      for (const part of form.querySelectorAll(`[name="${CSS.escape(field)}"]`)) {
        if (part.type === "radio") part.checked = part.value === value;
        else if (part.type !== "file") part.value = value;
      }
    }
  };
  if (form.hasAttribute("data-fresh")) restore();
  form.addEventListener("input", remember);

  const offline = document.querySelector("[data-offline]");
  const tell = () => { offline.hidden = navigator.onLine; };
  window.addEventListener("online", tell);
  window.addEventListener("offline", tell);
  tell();
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    remember();
    offline.scrollIntoView();
  }, true);

  const place = document.querySelector("[data-place]");
  const button = document.querySelector("[data-locate]");
  const said = document.querySelector("[data-located]");
  if (!("geolocation" in navigator)) return;
  place.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.latitude.value = coords.latitude.toFixed(6);
        form.elements.longitude.value = coords.longitude.toFixed(6);
        form.elements.accuracy.value = coords.accuracy.toFixed(0);
        said.textContent = said.dataset.done;
        button.disabled = false;
        remember();
      },
      () => {
        said.textContent = said.dataset.failed;
        button.disabled = false;
      },
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
})();
