// What Gradio's pages cannot say by themselves, for both pages: names for assistive technology, and handing a pressed
// button of our own HTML to its handler. Nothing here decides anything. `frontdesk` is what the other scripts use.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const watchers = [];

  // Gives the elements that `selector` finds a name for assistive technology.
  function name(selector, words) {
    if (!words) return;
    document.querySelectorAll(selector).forEach((element) => {
      if (element.getAttribute("aria-label") !== words) element.setAttribute("aria-label", words);
    });
  }

  // The words that the server put on the bar, as data-* attributes; null before the page has opened.
  const words = () => document.querySelector(".bar")?.dataset ?? null;

  // Writes into one of Gradio's hidden fields, by which a handler is called; false while Gradio is still loading.
  function put(id, value) {
    const field = document.querySelector(`#${id} textarea, #${id} input`);
    if (!field) return false;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }

  // Presses wait while Gradio is still loading, and for each other: of two at once it would see the last only. The number
  // makes the same press twice two different values.
  const waiting = [];
  let isHandingOver = false;

  async function handOver(action) {
    waiting.push(`${action} ${Date.now()}`);
    if (isHandingOver) return;
    isHandingOver = true;
    while (waiting.length) {
      if (put("action", waiting[0])) waiting.shift();
      await new Promise((done) => setTimeout(done, 100));
    }
    isHandingOver = false;
  }

  watchers.push(() => {
    const said = document.querySelector("#frame, .bar")?.dataset;
    // Gradio sets its own name and the browser's language here; the page is the company's, in the person's language.
    const { title } = window.frontdeskKept ?? {};
    if (title && document.title !== title) document.title = title;
    if (said?.language && document.documentElement.lang !== said.language) document.documentElement.lang = said.language;
  });

  let isPlanned = false;
  new MutationObserver(() => {
    if (isPlanned) return;
    isPlanned = true;
    requestAnimationFrame(() => { isPlanned = false; watchers.forEach((watch) => watch()); });
  }).observe(document.documentElement, { childList: true, subtree: true, characterData: true });

  // Gradio breaks off whatever is under way, and says so, once the page may be left: also where a download begins or the
  // person then stays. A page that is left ends its requests by itself. Others here may still ask before it is left.
  const leaving = [];
  addEventListener("beforeunload", (event) => {
    event.stopImmediatePropagation();
    leaving.forEach((ask) => ask(event));
  }, { capture: true });

  document.addEventListener("click", (event) => {
    const doer = event.target.closest("[data-do]");
    if (doer) handOver(doer.dataset.do);
  });

  window.frontdesk = { byId, name, words, put, handOver, onChange: (watch) => watchers.push(watch),
    onLeave: (ask) => leaving.push(ask) };
})();
