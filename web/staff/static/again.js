// Loads a page again that waits for something; without this script it does that by itself.
"use strict";

setTimeout(() => location.reload(), 3000);
