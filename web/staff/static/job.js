// Shows how far a job is, and loads the page again when it is over. Without it the page does that by itself.
"use strict";

const EVERY = 1_000; // milliseconds
const job = document.getElementById("job");

function say(name, text) {
  const place = document.getElementById(name);
  if (place.textContent !== text) place.textContent = text;
}

async function look() {
  if (document.hidden) return;
  const answer = await fetch(job.dataset.address, {
    headers: { Accept: "application/json" },
    redirect: "error",
  });
  if (!answer.ok) return;
  const { state, over, done, total, counted, says } = await answer.json();
  if (over) return location.reload();
  say("job-state", state.toLowerCase());
  say("job-counted", counted);
  say("job-says", says);
  if (total) Object.assign(document.getElementById("job-progress"), { max: total, value: done });
}

// A failed request leaves the last figures; the next one may do better.
setInterval(() => look().catch(() => {}), EVERY);
