// Counts down to the start of a launch, and shows what became of it. Without it the page loads itself again.
"use strict";

const place = document.querySelector("[data-countdown]");
const end = Date.now() + 1000 * Number(place.dataset.left);

function tick() {
  const left = Math.max(0, Math.round((end - Date.now()) / 1000));
  if (place.dataset.left !== "0") place.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  // The worker looks every second: a little later it has begun, or the page says that it has not.
  if (left === 0 && Date.now() - end > 3000) location.reload();
}

setInterval(tick, 500);
