// Saves an answer as soon as it is chosen, and counts along. Without it the form saves on its buttons.
"use strict";
(() => {
  const form = document.querySelector("form[data-answers]");
  const progress = document.querySelector("[data-progress]");
  let soon = 0;
  if (!form) return;

  function answered() {
    let count = 0;
    for (const item of form.querySelectorAll(".answer")) {
      const chosen = item.querySelector(".points input:checked");
      const reason = item.querySelector(".answer-reason input");
      if (chosen && (chosen.value !== "na" || !reason || reason.value.trim())) count += 1;
    }
    return count;
  }

  form.addEventListener("change", () => {
    if (progress) {
      const all = Number(progress.dataset.elsewhere) + answered();
      progress.textContent = progress.dataset.words.replace("%s", all);
    }
    // Not for every point that an arrow key passes.
    clearTimeout(soon);
    soon = setTimeout(() => document.dispatchEvent(new CustomEvent("linkages:before-end")), 300);
  });
})();
