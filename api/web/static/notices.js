/* Lets this browser be told: asks it for a subscription and sends that with the form, which shows only where it can. */

"use strict";

const form = document.querySelector("form[data-browser-key]");
if (form && "serviceWorker" in navigator && "PushManager" in window) {
  form.hidden = false;
  form.addEventListener("submit", subscribe);
}

async function subscribe(event) {
  event.preventDefault();
  const told = form.querySelector("[role=status]");
  try {
    const worker = await navigator.serviceWorker.ready;
    const options = { userVisibleOnly: true, applicationServerKey: bytes(form.dataset.browserKey) };
    const { endpoint, keys } = (await worker.pushManager.subscribe(options)).toJSON();
    form.elements.address.value = endpoint;
    form.elements.p256dh.value = keys.p256dh;
    form.elements.auth.value = keys.auth;
    form.submit();
  } catch (error) {
    told.textContent = told.dataset.denied;
  }
}

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
