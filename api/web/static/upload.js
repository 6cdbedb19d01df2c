/* Shows how far the files of a form have been sent; without script the form is sent as it is. */

"use strict";

for (const form of document.querySelectorAll("form[data-upload]")) form.addEventListener("submit", send);

function send(event) {
  const form = event.currentTarget;
  const state = form.querySelector("[data-upload-state]");
  const bar = form.querySelector("[data-upload-bar]");
  const button = form.querySelector("button[type=submit]");
  const request = new XMLHttpRequest();
  event.preventDefault();
  button.disabled = true;
  state.hidden = bar.hidden = false;

  function stop(words) {
    state.textContent = words;
    bar.hidden = true;
    button.disabled = false;
  }

  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = loaded / total;
    state.textContent = loaded < total ? `${state.dataset.sending} ${Math.floor((100 * loaded) / total)} %` : state.dataset.stored;
  });
  request.addEventListener("load", () => {
    if (request.status < 400) location.assign(request.responseURL);
    else stop(`${state.dataset.refused} ${reason(request)}`);
  });
  request.addEventListener("error", () => stop(state.dataset.failed));
  request.open("POST", form.action);
  request.send(new FormData(form));
}

/* What the server says: a plain line, or the message of its page. */
function reason(request) {
  const type = request.getResponseHeader("Content-Type") || "";
  if (!type.startsWith("text/html")) return request.responseText.slice(0, 300);
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  return (page.querySelector("main p") || page.querySelector("h1")).textContent.trim();
}
