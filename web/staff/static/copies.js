// Shows a copy as soon as it is made. Without it the page has a link that looks again.
"use strict";

const EVERY = 2_000; // milliseconds

async function look() {
  const answer = await fetch(location.href, { redirect: "error" });
  if (answer.ok && !(await answer.text()).includes('id="waits"')) location.reload();
}

// A failed request changes nothing; the next one may do better.
setInterval(() => look().catch(() => {}), EVERY);
