// A tap without network is kept on the phone, with its day, and sent when there is one again.
"use strict";
(() => {
  const form = document.querySelector("form[data-tap]");
  if (!form) return;
  const name = `team-taps:${form.dataset.tap}`;
  const said = document.querySelector("[data-waiting]");
  const count = document.querySelector("[data-count]");
  const refused = document.querySelector("[data-refused]");
  const offline = document.querySelector("[data-offline]");
  const opened = new Date();
  // Each tap wants an identifier of its own: the page brings some along.
  const spare = form.dataset.forms.split(" ");

  const kept = () => JSON.parse(window.localStorage.getItem(name) || "[]");
  const keep = (taps) => {
    window.localStorage.setItem(name, JSON.stringify(taps));
    count.textContent = String(taps.length);
    said.hidden = taps.length === 0;
  };
  const dayNumber = (moment) => Math.floor((moment.getTime() - moment.getTimezoneOffset() * 60000) / 86400000);
  // The page's own day, and as many days later as the phone has gone on since.
  const today = () => {
    const day = new Date(`${form.dataset.day}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + dayNumber(new Date()) - dayNumber(opened));
    return day.toISOString().slice(0, 10);
  };
  const tell = () => { offline.hidden = navigator.onLine; };

  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const state = event.submitter ? event.submitter.value : "";
    const identifier = spare.shift();
    if (!state || !identifier) return;
    const day = today();
    keep([...kept().filter((each) => each.day !== day), { day, state, form: identifier }]);
  }, true);

  const send = async () => {
    const taps = kept();
    if (!navigator.onLine || taps.length === 0) return;
    const left = [];
    let lost = false;
    for (const each of taps) {
      const body = new URLSearchParams({
        csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
        day: each.day, state: each.state, form: each.form, offline: "1",
      });
      try {
        const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
        if (answer.type === "opaqueredirect" || answer.ok) continue;
        if (answer.status >= 500) left.push(each); else lost = true;
      } catch {
        left.push(each);
      }
    }
    keep(left);
    if (lost) refused.hidden = false;
    else if (left.length < taps.length) window.location.reload();
  };

  window.addEventListener("online", () => { tell(); send(); });
  window.addEventListener("offline", tell);
  keep(kept());
  tell();
  send();
})();
