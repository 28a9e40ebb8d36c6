// The review queue: after a decision the next pair takes the place of the last one, the list
// follows, and the bar with Undo counts down. Every page works without.
"use strict";
(() => {
  const FRESH = 300; // for so long keys wait after a pair has come: nobody has read it yet
  const FEW = 3; // with fewer pairs behind the open one the list is asked for anew
  const DECIDING = /^[lnmd1-9]$/i;
  const detail = document.getElementById("detail");
  const said = document.getElementById("said");
  let came = 0;

  // --- Undo: counts down, and stays while somebody is on it, as long as the server would take it
  function countDown() {
    const bar = document.querySelector("[data-undo]");
    if (!bar) return;
    const began = performance.now();
    const left = bar.querySelector("[data-left]");
    const timer = setInterval(tick, 250);
    tick();

    function tick() {
      if (!bar.isConnected) return clearInterval(timer);
      const passed = (performance.now() - began) / 1000;
      const seconds = Math.ceil(bar.dataset.seconds - passed);
      const used = bar.contains(document.activeElement) || bar.matches(":hover");
      if (seconds > 0) left.textContent = left.dataset.words.replace("%s", seconds);
      else if (used && passed < bar.dataset.granted) left.textContent = left.dataset.late;
      else end();
    }

    function end() {
      clearInterval(timer);
      const inside = bar.contains(document.activeElement);
      bar.remove();
      const heading = document.querySelector("[data-pair-heading]");
      if (inside && heading) heading.focus();
    }
  }

  countDown();
  if (!detail) return;

  // --- The next pair
  function entryOf(pair) {
    return document.querySelector(`#queue [data-pair="${CSS.escape(pair)}"]`);
  }

  function follow(before, part, verb) {
    const now = part.dataset.pairDetail;
    if (before === now) return;
    const old = before && entryOf(before);
    const next = entryOf(now);
    if (old) {
      old.removeAttribute("aria-current");
      // What needs information stays where it is, with another word beside it.
      if (verb !== "needs_information") old.closest("li").remove();
    }
    if (next) {
      next.setAttribute("aria-current", "true");
      next.scrollIntoView({ block: "nearest" });
    }
    let behind = 0;
    for (let item = next && next.closest("li"); item && behind <= FEW; item = item.nextElementSibling) behind += 1;
    if (behind <= FEW || verb === "needs_information") {
      window.htmx.ajax("GET", part.dataset.beside, { target: "#list", swap: "innerHTML" });
    }
  }

  function arrived(verb, before) {
    const part = detail.querySelector("[data-pair-detail]");
    came = performance.now();
    history.replaceState(null, "", part.dataset.here);
    follow(before, part, verb);
    const bar = detail.querySelector("[data-undo] p");
    if (said && bar) said.textContent = bar.firstChild.textContent.trim();
    const wrong = detail.querySelector(".error-summary");
    const heading = detail.querySelector("[data-pair-heading]");
    if (wrong) wrong.focus();
    else heading.focus({ preventScroll: true });
    if (heading.getBoundingClientRect().top < 0) heading.scrollIntoView({ block: "start" });
    countDown();
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== detail) return;
    const { xhr } = event.detail;
    // Signed out in the meantime, or a page that is no part: show it as a page.
    if (!xhr.responseText.includes("data-pair-detail")) {
      event.detail.shouldSwap = false;
      if (xhr.status < 400) location.reload();
      else unsent();
      return;
    }
    // Somebody was quicker, or something is missing: that is said in the part itself.
    if (xhr.status === 409 || xhr.status === 422) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
    const part = detail.querySelector("[data-pair-detail]");
    detail.dataset.before = part ? part.dataset.pairDetail : "";
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== detail) return;
    const sent = event.detail.requestConfig.parameters;
    const verb = sent.get ? sent.get("verb") : sent.verb;
    arrived(verb, detail.dataset.before);
  });

  // --- Nothing is lost on a line that is away: the form stays, with its key, to be sent again
  function unsent() {
    const line = detail.querySelector("[data-unsent]");
    if (line) line.hidden = false;
  }
  document.addEventListener("htmx:sendError", unsent);
  document.addEventListener("htmx:timeout", unsent);

  window.addEventListener(
    "keydown",
    (event) => {
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
      const typing = event.target.closest && event.target.closest("input, textarea, select");
      if (plain && !typing && DECIDING.test(event.key) && performance.now() - came < FRESH) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );
})();
