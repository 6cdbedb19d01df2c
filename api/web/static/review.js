// The Office's desk with keys and links both ways. Everything here is a shortcut to a form or link that works without.
"use strict";
(() => {
  const desk = document.querySelector("[data-review]");
  if (!desk) return;
  const id = desk.dataset.review;
  const tasks = [...document.querySelectorAll("[data-task]")];
  const pages = document.querySelector(".pages");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  document.documentElement.classList.add("with-script");

  // -- where one is --------------------------------------------------------------------------------------------------
  const current = () => document.activeElement?.closest("[data-task]") ?? tasks.find((task) => task === last) ?? null;
  let last = document.getElementById(location.hash.slice(1))?.closest("[data-task]") ?? null;
  const open = () => tasks.find((task) => task.querySelector(".task-accept [data-key=a]")) ?? tasks[0];
  const go = (task) => {
    if (!task) return;
    last = task;
    task.focus({ preventScroll: true });
    task.scrollIntoView({ block: "start", behavior: calm });
    show(task.id.replace("task-", "box-"));
  };
  const step = (by) => {
    const place = tasks.indexOf(current());
    go(place < 0 ? open() : tasks[Math.min(Math.max(place + by, 0), tasks.length - 1)]);
  };

  // -- a value and its box -------------------------------------------------------------------------------------------
  const lit = new Set();
  const dim = () => { lit.forEach((each) => each.classList.remove("lit")); lit.clear(); };
  const light = (each) => { each.classList.add("lit"); lit.add(each); };
  const show = (name) => {
    const box = name && document.getElementById(name);
    if (!box) return;
    dim();
    light(box);
    const here = box.getBoundingClientRect();
    const pane = pages.getBoundingClientRect();
    if (here.top < pane.top || here.bottom > pane.bottom) {
      const middle = pages.scrollTop + here.top - pane.top - pane.height / 3;
      if (pages.scrollHeight > pages.clientHeight + 1) pages.scrollTo({ top: middle, behavior: calm });
    }
  };
  const boxOf = (target) => {
    const part = target.closest?.("[data-box]");
    return part && document.getElementById(part.dataset.box) ? part.dataset.box : target.closest?.("[data-task]")?.id.replace("task-", "box-");
  };
  for (const kind of ["mouseover", "focusin"]) {
    desk.addEventListener(kind, (event) => {
      if (!pages.contains(event.target)) return show(boxOf(event.target));
      const link = event.target.closest?.("svg a[href^='#']");
      if (!link) return;
      dim();
      light(link);
      const about = document.getElementById(link.getAttribute("href").slice(1));
      if (about) light(about);
    });
  }
  pages.addEventListener("click", (event) => {
    const link = event.target.closest("svg a[href^='#task-']");
    const task = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!task || picked) return;
    event.preventDefault();
    history.replaceState(null, "", link.getAttribute("href"));
    go(task);
  });

  // -- keys ----------------------------------------------------------------------------------------------------------
  const fields = "input:not([type=hidden]), textarea, select";
  const unfold = (summary) => {
    const details = summary.parentElement;
    const within = details.contains(document.activeElement);
    details.open = !(details.open && within);
    if (details.open) (details.querySelector(fields) ?? summary).focus();
    else summary.focus();
  };
  const press = (key, inside) => {
    const found = (inside ?? document).querySelector(`[data-key="${key}"]`);
    if (!found) return false;
    if (found.matches("summary")) unfold(found);
    else found.click();
    return true;
  };
  const sendOnce = (form) => { if (!form.dataset.sent) { form.requestSubmit(); } };
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    a: () => { const form = (current() ?? open())?.querySelector(".task-accept"); if (form) sendOnce(form); },
    c: () => toConfirm(),
    Enter: () => toConfirm(),
  };
  for (const key of "eusmx") keys[key] = () => press(key, current() ?? open());
  for (const key of "nzog?") keys[key] = () => press(key);
  const toConfirm = () => {
    const form = document.getElementById("confirm-form");
    if (!form) return press("g");
    form.scrollIntoView({ block: "start", behavior: calm });
    (form.querySelector("button:not([disabled])") ?? form).focus({ preventScroll: true });
    return true;
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches(fields) && !event.target.matches("[type=checkbox], [type=radio]");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
      event.preventDefault();
      sendOnce(event.target.form);
    } else if (event.key === "Escape" && event.target.closest("details[open]")) {
      unfold(event.target.closest("details[open]").querySelector("summary"));
    } else if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const onControl = event.key === "Enter" && event.target.closest("a, button, summary, input, select");
      const doing = onControl ? null : keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (doing) {
        event.preventDefault();
        doing();
      }
    }
  });
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

  // -- words picked on the page fill the field that is being written ---------------------------------------------------
  const known = new Map();
  let picked = "";
  let field = null;
  desk.addEventListener("focusin", (event) => {
    if (event.target.matches("input:not([type]), input[type=text], textarea")) field = event.target;
  });
  const fill = (text) => {
    if (!text) return;
    const add = document.getElementById("new-text");
    const into = field?.isConnected && field.closest("details")?.open !== false ? field : add;
    if (!into) return;
    const details = into.closest("details");
    if (details) details.open = true;
    into.value = text;
    into.focus();
    into.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const wordsOf = async (number) => {
    if (!known.has(number)) {
      known.set(number, fetch(`/directives/${id}/pages/${number}/words`).then((answer) => (answer.ok ? answer.json() : [])));
    }
    return known.get(number);
  };
  const nearest = (words, x, y) => {
    let best = -1;
    let least = Infinity;
    words.forEach(([, x0, y0, x1, y1], place) => {
      const away = Math.max(y0 - y, y - y1, 0) * 4 + Math.max(x0 - x, x - x1, 0);
      if (away < least) { least = away; best = place; }
    });
    return best;
  };
  const paint = (sheet, words) => {
    const svg = sheet.querySelector("svg");
    svg.querySelectorAll(".picked").forEach((each) => each.remove());
    const { width, height } = svg.viewBox.baseVal;
    for (const [, x0, y0, x1, y1] of words) {
      const rect = document.createElementNS(svg.namespaceURI, "rect");
      for (const [name, value] of Object.entries({ x: x0 * width, y: y0 * height, width: (x1 - x0) * width, height: (y1 - y0) * height, class: "picked" })) rect.setAttribute(name, value);
      svg.append(rect);
    }
  };
  if ("checking" in desk.dataset) {
    for (const sheet of document.querySelectorAll("[data-page]")) {
      let words = [];
      let from = -1;
      const at = (event) => {
        const frame = sheet.getBoundingClientRect();
        return nearest(words, (event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height);
      };
      sheet.classList.add("picking");
      sheet.addEventListener("pointerenter", () => wordsOf(sheet.dataset.page).then((found) => { words = found; }));
      sheet.addEventListener("dragstart", (event) => event.preventDefault());
      sheet.addEventListener("pointerdown", (event) => { picked = ""; from = event.pointerType === "mouse" && event.button === 0 ? at(event) : -1; });
      sheet.addEventListener("pointermove", (event) => {
        if (from < 0 || !event.buttons) return;
        const to = at(event);
        if (to < 0 || (to === from && !picked)) return;
        const chosen = words.slice(Math.min(from, to), Math.max(from, to) + 1);
        picked = chosen.map(([text]) => text).join(" ");
        paint(sheet, chosen);
      });
      sheet.addEventListener("pointerup", () => { from = -1; fill(picked); setTimeout(() => { picked = ""; }); });
    }
    document.querySelector(".text-view")?.addEventListener("mouseup", () => fill(String(getSelection()).replace(/\s+/g, " ").trim()));
  }

  // -- who else is here ------------------------------------------------------------------------------------------------
  const presence = document.getElementById("presence");
  const others = document.getElementById("others");
  const tell = async () => {
    const sent = new URLSearchParams(new FormData(presence));
    sent.set("stamp", desk.dataset.stamp);
    const answer = await fetch(presence.action, { method: "POST", body: sent });
    if (!answer.ok) return;
    const { others: names, stamp } = await answer.json();
    const words = names.length ? `Cùng mở văn bản này: ${names.join("; ")}.` : others.dataset.none;
    const changed = stamp === desk.dataset.stamp ? "" : " Có người vừa sửa văn bản này: tải lại trang để thấy bản mới.";
    const place = others.querySelector("span");
    if (place.textContent !== words + changed) place.textContent = words + changed;
  };
  if (presence) {
    tell().catch(() => {});
    addEventListener("focus", () => tell().catch(() => {}));
    setInterval(() => { if (!document.hidden) tell().catch(() => {}); }, 20000);
    addEventListener("pagehide", () => {
      const sent = new URLSearchParams(new FormData(presence));
      sent.set("leaves", "yes");
      navigator.sendBeacon(presence.action, sent);
    });
  }

  if (last) go(last);
  else if (location.hash === "#confirm-form") toConfirm();
})();
