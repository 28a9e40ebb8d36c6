// The review queue: after a decision the next pair is already there, and so is the focus.
"use strict";
(() => {
  function settle(focus) {
    const current = document.querySelector(".queue [aria-current]");
    if (current) current.scrollIntoView({ block: "nearest" });
    const heading = document.querySelector("[data-pair-heading]");
    if (focus && heading) heading.focus();
  }

  document.addEventListener("htmx:afterSwap", () => settle(true));
  settle(false);
})();
