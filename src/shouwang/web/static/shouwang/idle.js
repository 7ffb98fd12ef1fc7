// Locks the screen of whoever went away; what they typed stays on the page beneath.
"use strict";
{
  const box = document.querySelector("dialog.lock");
  const SHARED = "shouwang-latest"; // the latest touch, in any window
  const limit = box ? Number(box.dataset.idleSeconds) * 1000 : 0;
  const told = limit / 4; // somebody who types for long tells the server so in between
  let touched = Date.now();
  let heard = touched;
  const token = () => box.querySelector("[name=csrfmiddlewaretoken]").value;
  const send = (url, fields) =>
    fetch(url, {
      method: "POST",
      headers: { "X-CSRFToken": token(), "X-Requested-With": "fetch" },
      body: new URLSearchParams(fields),
      redirect: "manual",
    });
  const latest = () => {
    try {
      return Math.max(touched, Number(localStorage.getItem(SHARED)) || 0);
    } catch {
      return touched;
    }
  };
  const touch = () => {
    if (box.open) return;
    touched = Date.now();
    try {
      localStorage.setItem(SHARED, String(touched));
    } catch {
      // A browser without storage counts for this window alone.
    }
    if (touched - heard > told) {
      heard = touched;
      send(box.dataset.awake, {}).catch(() => {});
    }
  };
  const close = () => {
    if (box.open) return;
    box.showModal();
    document.querySelector("main").classList.add("veiled");
    send(box.dataset.lock, {}).catch(() => {});
  };
  if (limit) {
    for (const kind of ["keydown", "pointerdown", "input", "scroll"]) {
      document.addEventListener(kind, touch, { passive: true, capture: true });
    }
    setInterval(() => {
      if (Date.now() - latest() >= limit) close();
    }, 1000);
    box.addEventListener("cancel", (event) => event.preventDefault());
    box.querySelector("form").addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      const form = event.target;
      const wrong = box.querySelector(".wrongs");
      wrong.hidden = true;
      let answer;
      try {
        answer = await send(form.action, new FormData(form));
      } catch {
        wrong.hidden = false;
        return;
      }
      form.reset();
      if (answer.status === 204) {
        touched = heard = Date.now();
        localStorage.setItem(SHARED, String(touched));
        document.querySelector("main").classList.remove("veiled");
        box.close();
      } else if (answer.status === 422) {
        wrong.hidden = false;
      } else {
        window.location.assign(form.action);
      }
    });
  }
}
