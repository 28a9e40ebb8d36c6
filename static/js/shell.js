// Keys, menus, windows, the privacy screen and the end of a session. Every page works without.
"use strict";
(() => {
  const root = document.documentElement;
  const typing = (element) => element.closest("input, textarea, select, [contenteditable=true]");

  // Keys: an element with data-key="l" is clicked by L. Off where the person switched them off.
  const NAMES = { ArrowDown: "next", j: "next", ArrowUp: "previous", k: "previous" };

  function press(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key === "Escape") closeMenus();
    if (document.body.dataset.shortcuts === "off" || typing(event.target)) return;
    const open = document.querySelector("dialog[open]");
    if (open && event.key !== "?") return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const wanted = [...document.querySelectorAll("[data-key]")].find(
      (element) => element.dataset.key === key || element.dataset.key === NAMES[key],
    );
    if (!wanted) return;
    event.preventDefault();
    if (wanted.matches("input")) wanted.focus();
    else wanted.click();
  }

  // Menus are <details>: they close on Escape and on a click elsewhere.
  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (menu === except) continue;
      const inside = menu.contains(document.activeElement);
      menu.open = false;
      if (inside && !except) menu.querySelector("summary").focus();
    }
  }

  function showPrivacy(on) {
    root.classList.toggle("is-private", on);
    for (const button of document.querySelectorAll("[data-privacy]")) {
      button.setAttribute("aria-pressed", String(on));
    }
  }

  function togglePrivacy() {
    const on = !root.classList.contains("is-private");
    if (on) sessionStorage.setItem("privacy-screen", "on");
    else sessionStorage.removeItem("privacy-screen");
    showPrivacy(on);
  }

  function toggleNavigation(button) {
    const open = document.getElementById("navigation").classList.toggle("is-open");
    button.setAttribute("aria-expanded", String(open));
  }

  document.addEventListener("keydown", press);
  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details[data-menu]"));
    const button = event.target.closest("button");
    if (!button) return;
    if ("privacy" in button.dataset) togglePrivacy();
    if ("toggleNavigation" in button.dataset) toggleNavigation(button);
    if ("close" in button.dataset) button.closest("dialog").close();
    if (button.dataset.open) {
      const dialog = document.getElementById(button.dataset.open);
      if (!dialog.open) dialog.showModal();
    }
  });
  // A second press while the first is on its way sends nothing; after a pause it may.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 3000);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
  // Counts what is left in a textarea; said aloud only when typing pauses.
  let pause = 0;
  document.addEventListener("input", (event) => {
    const counter = document.querySelector(`[data-counter="${CSS.escape(event.target.id)}"]`);
    if (!counter) return;
    const left = Number(counter.dataset.limit) - event.target.value.length;
    const words = left < 0 ? counter.dataset.over : counter.dataset.left;
    counter.textContent = words.replace("%s", Math.abs(left));
    counter.classList.toggle("is-over", left < 0);
    clearTimeout(pause);
    pause = setTimeout(() => { counter.nextElementSibling.textContent = counter.textContent; }, 1500);
  });
  showPrivacy(root.classList.contains("is-private"));
  const summary = document.querySelector(".error-summary");
  if (summary) summary.focus();
})();
