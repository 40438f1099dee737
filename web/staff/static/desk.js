// Keys at the desk: a figure chooses what bears it, Escape goes back, "/" goes to the box for the next caller. In a
// field they are what is typed.
"use strict";

const TYPED_IN = "input:not([type=radio]):not([type=checkbox]), textarea, select";

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches(TYPED_IN)) return;
  const meant = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!meant) return;
  event.preventDefault();
  meant.focus();
  if (meant.type === "radio") meant.checked = true;
  else if (meant.matches(TYPED_IN)) meant.select();
  else meant.click();
});
