// The customer page: naming its controls, jumping to a source, staying at the newest words.
(() => {
  "use strict";
  const { byId, name, words, onChange } = window.frontdesk;

  onChange(() => {
    const said = words();
    if (!said) return;
    const conversation = byId("conversation");
    if (conversation && conversation.getAttribute("role") !== "log") {
      conversation.setAttribute("role", "log");
      conversation.setAttribute("aria-live", "polite");
    }
    name("#conversation", said.conversation);
    name("#question .submit-button", said.send);
    name("#question .stop-button", said.stop);
  });

  let isAtEnd = true;
  addEventListener("scroll", () => {
    isAtEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 120;
  }, { passive: true });

  let size = 0;
  onChange(() => {
    const live = byId("live");
    if (!live || live.textContent.length === size) return;
    const isNewQuestion = live.textContent.length < size || size === 0;
    size = live.textContent.length;
    if (isAtEnd || isNewQuestion) scrollTo({ top: document.documentElement.scrollHeight });
  });

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

  document.addEventListener("click", (event) => {
    const cite = event.target.closest("a.cite");
    if (!cite) return;
    event.preventDefault();
    showSource(cite);
  });
})();
