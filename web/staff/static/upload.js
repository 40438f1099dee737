// Lets a file be dropped, and shows how much of it is sent. Without it the form sends the file all the same.
"use strict";

const OVER = "fn-drop--over";

function megabytes(bytes) {
  return (bytes / 1_048_576).toFixed(1);
}

// The form may be another one by now: an answer that says what is wrong brings its own.
function parts() {
  const form = document.getElementById("give-list");
  const [drop, sending, sent] = ["drop", "sending", "sent"].map((name) => form.querySelector(`[data-${name}]`));
  return { form, drop, sending, sent, input: form.elements.list, button: form.querySelector("button") };
}

function welcome() {
  const { drop } = parts();
  drop.querySelector("[data-drop-hint]").hidden = false;
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add(OVER);
    });
  }
  for (const name of ["dragleave", "drop"]) {
    drop.addEventListener(name, () => drop.classList.remove(OVER));
  }
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) parts().input.files = event.dataTransfer.files;
  });
}

function show(page) {
  const found = new DOMParser().parseFromString(page, "text/html");
  document.title = found.title;
  document.getElementById("maincontent").replaceChildren(...found.getElementById("maincontent").childNodes);
  document.querySelector(".nhsuk-error-summary, h1").focus();
  if (document.getElementById("give-list")) welcome();
}

function say(text) {
  const { sending, sent, button } = parts();
  sending.hidden = false;
  sent.textContent = text;
  button.disabled = false;
}

function send(event) {
  const { form, input, sending, sent, button } = parts();
  const [file] = input.files;
  if (event.target !== form || !file) return; // the answer says that a file is missing
  event.preventDefault();
  const largest = Number(form.dataset.largest);
  if (file.size > largest) {
    say(`not sent. It has ${megabytes(file.size)} MB, and a list may have ${megabytes(largest)}. Save it as CSV.`);
    return;
  }
  form.elements.written_at.value = file.lastModified;
  const bar = sending.querySelector("progress");
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (step) => {
    bar.value = (100 * step.loaded) / step.total;
    sent.textContent = `${megabytes(step.loaded)} of ${megabytes(step.total)} MB`;
  });
  request.addEventListener("load", () => {
    const landed = new URL(request.responseURL);
    if (request.status === 200 && landed.href !== location.href) location.assign(landed);
    else show(request.responseText);
  });
  request.addEventListener("error", () => say("it could not be sent. Check your connection and try again."));
  request.open("POST", form.action);
  request.send(new FormData(form));
  button.disabled = true;
  sending.hidden = false;
}

welcome();
document.addEventListener("submit", send);
