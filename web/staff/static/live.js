// Keeps the campaign's page fresh: asks whether anything changed, and puts in place what did. Without it the page has a
// link that does the same.
"use strict";

const EVERY = 4_000; // milliseconds
const live = document.getElementById("live");
const spoken = document.getElementById("live-said");
let tag = live.dataset.tag;

// What a person has opened stays open, and where they are stays where it was.
function put(old, fresh) {
  const open = [...old.querySelectorAll("details[open]")].map((one) => one.id);
  const at = old.contains(document.activeElement) ? document.activeElement.id : "";
  old.replaceWith(fresh);
  for (const one of fresh.querySelectorAll("details")) one.open = open.includes(one.id);
  if (at) document.getElementById(at)?.focus({ preventScroll: true });
}

// What was said of the last deed is over once the campaign stands otherwise: "Sending goes on" above a pause misleads.
function withdrawBanners() {
  for (const banner of document.querySelectorAll(".nhsuk-notification-banner")) {
    if (banner.contains(document.activeElement)) document.querySelector("h1").focus({ preventScroll: true });
    banner.remove();
  }
}

async function update() {
  if (document.hidden) return;
  const answer = await fetch(live.dataset.address, {
    headers: { "If-None-Match": `W/"${tag}"` },
    redirect: "error",
  });
  if (answer.status !== 200) return; // 304: nothing changed
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  tag = answer.headers.get("ETag").replace(/^W\/"|"$/g, "");
  for (const fresh of page.querySelectorAll("[data-part]")) {
    const old = live.querySelector(`[data-part="${fresh.dataset.part}"]`);
    const said = fresh.dataset.said;
    // Only how the campaign stands is read out: figures that grow would never let anybody finish a sentence.
    if (said && said !== old.dataset.said) {
      spoken.textContent = said;
      withdrawBanners();
    }
    const shut = old.cloneNode(true);
    for (const one of shut.querySelectorAll("details")) one.open = false;
    if (shut.outerHTML !== fresh.outerHTML) put(old, document.adoptNode(fresh));
  }
}

// A failed request leaves what is there; the next one may do better.
setInterval(() => update().catch(() => {}), EVERY);
