/* What makes the pages quicker where there is script; without it every page works all the same. */

"use strict";

if ("serviceWorker" in navigator) navigator.serviceWorker.register("/service-worker.js");

/* The menu closes by Escape, and by a touch anywhere else. */
for (const menu of document.querySelectorAll("details.menu")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

/* Forms with data-draft keep what is typed at that address, two seconds after the last key and when the page is left. */
for (const form of document.querySelectorAll("form[data-draft]")) keepDraft(form);

function keepDraft(form) {
  const told = form.querySelector("[data-draft-state]");
  let waiting = null;
  let isChanged = false;

  async function save() {
    clearTimeout(waiting);
    if (!isChanged) return;
    isChanged = false;
    const sent = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") sent.append(name, value);
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: sent, keepalive: true, redirect: "manual" });
      if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error(String(answer.status));
      if (told) told.textContent = told.dataset.saved + " " + new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
    } catch (error) {
      isChanged = true;
      if (told) told.textContent = error.message === "409" ? told.dataset.other : told.dataset.failed;
    }
  }

  form.addEventListener("input", () => {
    isChanged = true;
    clearTimeout(waiting);
    waiting = setTimeout(save, 2000);
  });
  form.addEventListener("submit", () => {
    isChanged = false;
    clearTimeout(waiting);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  window.addEventListener("online", save);
}
