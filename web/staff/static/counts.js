// Keeps the campaign page's figures fresh. Without it the page has a link that does the same.
"use strict";

const EVERY = 10_000; // milliseconds
const counts = document.getElementById("counts");

async function update() {
  if (document.hidden) return;
  const answer = await fetch(counts.dataset.address, { redirect: "error" });
  if (!answer.ok) return;
  const { counted_at, figures } = await answer.json();
  for (const place of document.querySelectorAll("[data-count]")) {
    const text = figures[place.dataset.count];
    if (text !== undefined && place.textContent !== text) place.textContent = text;
  }
  document.querySelector("[data-counted]").textContent = counted_at;
}

// A failed request leaves the last figures with their time beside them; the next one may do better.
setInterval(() => update().catch(() => {}), EVERY);
