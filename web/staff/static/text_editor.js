// Checks a text while somebody types it, and inserts what can be filled in. Without it the page has buttons for both.
"use strict";

const PAUSE = 500; // milliseconds without a key, after which what stands there is checked
const form = document.getElementById("editor");
const place = document.getElementById("checked");
const summary = document.getElementById("summary");
let waiting = 0;
let asked = 0;

async function check() {
  const mine = ++asked;
  const answer = await fetch(form.dataset.check, { method: "POST", body: new FormData(form), redirect: "error" });
  if (!answer.ok || mine !== asked) return;
  const { says, html } = await answer.json();
  place.innerHTML = html;
  if (summary.textContent !== says) summary.textContent = says;
}

function checkSoon() {
  clearTimeout(waiting);
  // A failed request leaves what was said before; the next one may do better.
  waiting = setTimeout(() => check().catch(() => {}), PAUSE);
}

form.addEventListener("input", checkSoon);
// Somebody fast types before this file has arrived, and a browser that goes back fills in what stood there.
if ([...form.elements].some((field) => "defaultValue" in field && field.value !== field.defaultValue)) checkSoon();

for (const button of document.querySelectorAll("[data-insert]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const body = document.getElementById("body");
    body.setRangeText(button.dataset.insert, body.selectionStart, body.selectionEnd, "end");
    body.focus();
    checkSoon();
  });
}
