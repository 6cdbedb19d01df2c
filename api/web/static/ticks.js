// How many units are ticked stands on the button; without script the button says it in words.
"use strict";
for (const form of document.querySelectorAll("form[data-ticks]")) {
  const place = form.querySelector("[data-count]");
  const count = () => {
    const n = form.querySelectorAll("input[name=entry]:checked").length;
    place.textContent = `${n} đơn vị đã đánh dấu`;
  };
  form.addEventListener("change", count);
  count();
}
