// Runs before anything is drawn: a privacy screen switched on in this tab must not show a name
// for a moment on the next page. The tab remembers one word, "on"; nothing about a person.
"use strict";
document.documentElement.classList.add("has-script");
if (sessionStorage.getItem("privacy-screen") === "on") {
  document.documentElement.classList.add("is-private");
}
