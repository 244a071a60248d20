// What a person chose for this browser: light, dark or as the system; and whether the rail is folded away. Loaded in the
// head, before the first paint, so that nothing changes colour or place under the reader's eyes.
(() => {
  "use strict";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  // A browser may forbid storage; then the choice holds for this page.
  function recall(key) {
    try { return localStorage.getItem(key); } catch { return null; }
  }
  function remember(key, value) {
    try { if (value) localStorage.setItem(key, value); else localStorage.removeItem(key); } catch { /* as above */ }
  }

  let chosen = recall("frontdesk-theme");

  function show() {
    const isDark = chosen === "dark" || (chosen !== "light" && dark.matches);
    root.dataset.theme = isDark ? "dark" : "light";
    // Gradio has a mark of its own for it.
    if (document.body && document.body.classList.contains("dark") !== isDark) document.body.classList.toggle("dark", isDark);
    document.querySelectorAll(".looks button").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.value === (chosen || "system")));
    });
  }

  show();
  if (recall("frontdesk-rail") === "closed") root.dataset.rail = "closed";
  dark.addEventListener("change", show);
  addEventListener("storage", (event) => {
    if (event.key === "frontdesk-theme") { chosen = event.newValue; show(); }
  });
  document.addEventListener("DOMContentLoaded", () => {
    show();
    new MutationObserver(show).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".looks button");
    if (!button) return;
    chosen = button.value === "system" ? null : button.value;
    remember("frontdesk-theme", chosen);
    show();
  });

  window.frontdeskKept = { recall, remember, title: document.title };
})();
