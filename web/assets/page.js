// What Gradio's page cannot say by itself: names for assistive technology, jumping to a source, staying at the newest
// words, and handing a pressed button of our own HTML to its handler. Nothing here decides anything.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);

  function nameThings() {
    const bar = document.querySelector(".bar");
    const conversation = byId("conversation");
    if (!bar) return;
    // Gradio sets the browser's language here; the page is in the person's.
    if (document.documentElement.lang !== bar.dataset.language) document.documentElement.lang = bar.dataset.language;
    if (conversation && conversation.getAttribute("role") !== "log") {
      conversation.setAttribute("role", "log");
      conversation.setAttribute("aria-live", "polite");
    }
    if (conversation) conversation.setAttribute("aria-label", bar.dataset.conversation);
    for (const [selector, name] of [["#question .submit-button", bar.dataset.send], ["#question .stop-button", bar.dataset.stop],
      ["#drop button", bar.dataset.upload], ["#drop input[type=file]", bar.dataset.upload]]) {
      const button = document.querySelector(selector);
      if (button && name) button.setAttribute("aria-label", name);
    }
  }

  let isAtEnd = true;
  addEventListener("scroll", () => {
    isAtEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 120;
  }, { passive: true });

  let size = 0;
  function follow() {
    const live = byId("live");
    if (!live || live.textContent.length === size) return;
    const isNewQuestion = live.textContent.length < size || size === 0;
    size = live.textContent.length;
    if (isAtEnd || isNewQuestion) scrollTo({ top: document.documentElement.scrollHeight });
  }

  let isPlanned = false;
  new MutationObserver(() => {
    if (isPlanned) return;
    isPlanned = true;
    requestAnimationFrame(() => { isPlanned = false; nameThings(); follow(); });
  }).observe(document.documentElement, { childList: true, subtree: true, characterData: true });

  function showSource(link) {
    const source = byId(link.getAttribute("href").slice(1));
    if (!source) return;
    document.querySelectorAll(".source.shown").forEach((other) => other.classList.remove("shown"));
    source.open = true;
    source.classList.add("shown");
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    source.scrollIntoView({ block: "center", behavior: isCalm ? "auto" : "smooth" });
    source.querySelector("summary").focus({ preventScroll: true });
  }

  function handOver(words) {
    const field = document.querySelector("#action textarea, #action input");
    if (!field) return;
    // The number makes the same press twice two different values.
    field.value = `${words} ${Date.now()}`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("click", (event) => {
    const cite = event.target.closest("a.cite");
    if (cite) {
      event.preventDefault();
      showSource(cite);
      return;
    }
    const doer = event.target.closest("[data-do]");
    if (doer) handOver(doer.dataset.do);
  });
})();
