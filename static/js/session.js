// Warns before the session ends and keeps it while somebody types. Time is read from the clock,
// not counted, so that a tab in the background is right too.
"use strict";
(() => {
  const dialog = document.getElementById("session");
  if (!dialog) return;
  const { url, warn, minutes, minute, few } = dialog.dataset;
  const TYPING_PAUSE = 60000; // typing extends at most once a minute
  const left = dialog.querySelector("[data-left]");
  const announce = dialog.querySelector("[data-announce]");
  let ends = Date.now() + Number(dialog.dataset.seconds) * 1000;
  let asked = 0;
  let extended = Date.now();
  let said = "";
  let focused = null;

  async function ask(method) {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    const headers = method === "POST" && token ? { "X-CSRFToken": token.value } : {};
    try {
      const answer = await fetch(url, { method, headers, redirect: "manual", cache: "no-store" });
      if (answer.ok) ends = Date.now() + (await answer.json()).seconds * 1000;
      else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) ends = Date.now();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // no network: the clock goes on
    }
  }

  function words(seconds) {
    if (seconds >= 90) return minutes.replace("%s", Math.round(seconds / 60));
    if (seconds > 55) return minute;
    return few.replace("%s", seconds > 10 ? Math.ceil(seconds / 10) * 10 : seconds);
  }

  function show(seconds) {
    if (!dialog.open) {
      focused = document.activeElement;
      document.dispatchEvent(new CustomEvent("linkages:before-end"));
      dialog.showModal();
      dialog.querySelector("[data-extend]").focus();
    }
    const now = words(seconds);
    left.textContent = now;
    const spoken = seconds > 55 || seconds % 20 === 0 ? now : said;
    if (spoken !== said) announce.textContent = said = spoken;
  }

  function end() {
    for (const part of dialog.querySelectorAll("[data-while]")) part.hidden = part.dataset.while !== "ended";
    const back = dialog.querySelector("[data-return]");
    back.href = `${back.getAttribute("href")}?next=${encodeURIComponent(location.pathname)}`;
    document.body.classList.add("is-ended");
    if (!dialog.open) dialog.showModal();
    back.focus();
    clearInterval(timer);
  }

  function close() {
    dialog.close();
    if (focused && focused.isConnected) focused.focus();
  }

  async function extend() {
    extended = Date.now();
    await ask("POST");
    if (ends - Date.now() > Number(warn) * 1000 && dialog.open) close();
  }

  async function tick() {
    let seconds = Math.round((ends - Date.now()) / 1000);
    if (seconds <= Number(warn) && Date.now() - asked > 10000) {
      asked = Date.now();
      await ask("GET"); // another tab may have kept the session
      seconds = Math.round((ends - Date.now()) / 1000);
    }
    if (seconds <= 0) end();
    else if (seconds <= Number(warn)) show(seconds);
    else if (dialog.open) close();
  }

  const timer = setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (!document.body.classList.contains("is-ended")) extend();
  });
  dialog.querySelector("[data-extend]").addEventListener("click", extend);
  document.addEventListener("input", () => {
    if (Date.now() - extended > TYPING_PAUSE && !dialog.open) extend();
  });
})();
