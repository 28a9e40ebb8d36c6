// Sends the draft of a form a few seconds after typing stops. What comes back after a crash or a
// sign-in is the server's draft: nothing is kept in the browser.
"use strict";
(() => {
  const WAIT = 4000; // after the last key; the promise is ten seconds
  const RETRY = 15000;

  function watch(form) {
    const line = form.querySelector("[data-autosave-line]");
    let timer = 0;
    let changed = 0; // when the oldest unsaved change was made
    let version = 0;
    let saving = false; // one at a time: a slow older one must not arrive after a newer one
    let again = false;

    const clock = (time) =>
      new Date(time).toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });

    function say(kind, words, time) {
      if (!line) return;
      line.classList.toggle("is-unsaved", kind === "unsaved");
      line.textContent = words.replace("%s", time);
    }

    async function save() {
      clearTimeout(timer);
      if (!changed) return;
      if (saving) {
        again = true;
        return;
      }
      saving = true;
      try {
        await send();
      } finally {
        saving = false;
      }
      if (again) {
        again = false;
        save();
      }
    }

    async function send() {
      const sent = version;
      try {
        const answer = await fetch(form.dataset.autosaveUrl, {
          method: "POST", body: new FormData(form), redirect: "manual", keepalive: false,
          headers: { "X-Autosave": "1", Accept: "application/json" },
        });
        if (answer.status === 409) return refused(await answer.json());
        if (!answer.ok) return failed();
        const type = answer.headers.get("content-type") || "";
        const saved = type.includes("json") ? (await answer.json()).saved_at : "";
        if (version === sent) changed = 0;
        say("saved", line.dataset.saved, saved || clock(Date.now()));
        if (changed) plan(WAIT);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        failed(); // no network: keep the text, say since when, try again
      }
    }

    function failed() {
      say("unsaved", line.dataset.unsaved, clock(changed));
      plan(RETRY);
    }

    // The server says why this cannot be kept any more, such as that time was up: no second try.
    function refused(told) {
      if (!line) return;
      line.classList.add("is-unsaved");
      line.textContent = told.words;
    }

    function plan(wait) {
      clearTimeout(timer);
      timer = setTimeout(save, wait);
    }

    form.addEventListener("input", (event) => {
      if (event.target.type === "password" || event.target.type === "file") return;
      version += 1;
      changed = changed || Date.now();
      plan(WAIT);
    });
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      changed = 0;
    });
    document.addEventListener("linkages:before-end", save);
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
    window.addEventListener("online", save);
    window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  }

  function watchAll(part) {
    for (const form of part.querySelectorAll("form[data-autosave-url]")) watch(form);
  }

  watchAll(document);
  document.addEventListener("htmx:afterSwap", (event) => watchAll(event.detail.target));
})();
