// Has the browser make or use a passkey. Without it a code does the same: from an app, or from the sheet of paper.
"use strict";

const form = document.getElementById("passkey");
const button = form.querySelector("button");
const said = document.getElementById("passkey-said");

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const withBytes = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

async function options() {
  const body = new FormData();
  body.set("csrf_token", form.elements.csrf_token.value);
  const answer = await fetch(form.dataset.options, { method: "POST", body, redirect: "error" });
  if (!answer.ok) throw new Error(answer.status);
  const found = await answer.json();
  return { ...found, challenge: bytes(found.challenge) };
}

async function made() {
  const publicKey = await options();
  publicKey.user.id = bytes(publicKey.user.id);
  publicKey.excludeCredentials = withBytes(publicKey.excludeCredentials);
  const { id, rawId, type, response } = await navigator.credentials.create({ publicKey });
  return {
    id,
    type,
    rawId: text(rawId),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
    },
  };
}

async function used() {
  const publicKey = await options();
  publicKey.allowCredentials = withBytes(publicKey.allowCredentials);
  const { id, rawId, type, response } = await navigator.credentials.get({ publicKey });
  return {
    id,
    type,
    rawId: text(rawId),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
    },
  };
}

async function go(event) {
  if (event.submitter?.dataset.without) return;
  event.preventDefault();
  button.disabled = true;
  said.textContent = "";
  try {
    const credential = await (form.dataset.does === "make" ? made() : used());
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch (error) {
    button.disabled = false;
    const isThere = error.name === "InvalidStateError";
    said.textContent = isThere
      ? "This device has a passkey of yours already."
      : "Nothing was done: the passkey was not given in time, or this browser cannot do it. Try again, or use another way.";
  }
}

if (window.PublicKeyCredential) {
  form.hidden = false;
  form.addEventListener("submit", go);
} else {
  document.getElementById("no-passkey").hidden = false;
}
