// A family's page: keeps what is folded, presets the kind of information of a contact, copies
// text for another system. Everything works without it.
"use strict";
(() => {
  // What somebody folds stays folded: the same form as the buttons of the panel, sent quietly.
  const arrange = document.querySelector("form[data-arrange]");
  function keep(part) {
    const given = new FormData(arrange);
    given.delete("key"); // it belongs to the buttons: each folding is an act of its own
    given.set("act", `${part.open ? "unfold" : "fold"}:${part.dataset.part}`);
    fetch(arrange.action, { method: "POST", body: given, redirect: "manual" }).catch((error) => {
      if (!(error instanceof TypeError)) throw error; // no network: it stays folded here and now
    });
  }
  if (arrange) {
    for (const part of document.querySelectorAll("details[data-part]")) {
      part.querySelector("summary").addEventListener("click", () => setTimeout(() => keep(part)));
    }
    // A link to something inside a folded part opens it; on paper everything is open.
    const show = () => {
      const wanted = location.hash && document.getElementById(location.hash.slice(1));
      if (wanted) wanted.closest("details")?.setAttribute("open", "");
    };
    window.addEventListener("hashchange", show);
    show();
    let unfolded = [];
    window.addEventListener("beforeprint", () => {
      unfolded = [...document.querySelectorAll("main details:not([open])")];
      for (const each of unfolded) each.open = true;
    });
    window.addEventListener("afterprint", () => {
      for (const each of unfolded) each.open = false;
    });
  }

  // Control and Enter send what was written, as in a mail.
  for (const text of document.querySelectorAll("main form[data-autosave-url] textarea")) {
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) text.form.requestSubmit();
    });
  }

  const presets = document.querySelector("[data-presets]");
  if (presets) {
    const usual = JSON.parse(presets.dataset.presets);
    const kind = presets.querySelector("select[name=kind]");
    let chosen = false;
    for (const box of presets.querySelectorAll("input[name=category]")) {
      box.addEventListener("change", () => { chosen = true; });
    }
    kind.addEventListener("change", () => {
      const box = presets.querySelector(`input[name=category][value="${usual[kind.value]}"]`);
      if (box && !chosen) box.checked = true;
    });
  }

  const button = document.querySelector("button[data-copy]");
  if (button && navigator.clipboard) {
    const said = document.querySelector("[data-copied]");
    const text = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", async () => {
      text.select();
      await navigator.clipboard.writeText(text.value);
      said.textContent = said.dataset.copied;
    });
  }
})();
