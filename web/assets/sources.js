// Where an answer comes from: a small window over a number with the quote, and the panel with all sources. On a phone
// the panel is a sheet from below; then nothing else can be reached until it is closed.
(() => {
  "use strict";
  const { byId, onChange } = window.frontdesk;
  const { chat } = window.frontdesk;
  const { room, isPhone } = chat;
  const panel = byId("panel"), peek = byId("peek"), veil = byId("veil");

  const sourcesOf = (element) => element.closest(".exchange")?.querySelector(".sources");
  const source = (element) => sourcesOf(element)?.querySelector(`[data-n="${CSS.escape(element.dataset.source)}"]`);

  // -- the small window

  let peeked = null;

  function show(mark) {
    const found = source(mark);
    if (!found || isPhone.matches) return;
    hide();
    peek.replaceChildren(...[".document", ".place", "blockquote"].flatMap((part) => {
      const piece = found.querySelector(part);
      return piece ? [piece.cloneNode(true)] : [];
    }));
    peek.querySelector(".number")?.remove();
    peek.hidden = false;
    const at = mark.getBoundingClientRect(), box = peek.getBoundingClientRect();
    peek.style.left = `${Math.max(16, Math.min(at.left + at.width / 2 - box.width / 2, innerWidth - box.width - 16))}px`;
    peek.style.top = `${at.top - box.height - 8 > 8 ? at.top - box.height - 8 : at.bottom + 8}px`;
    mark.setAttribute("aria-describedby", "peek");
    peeked = mark;
  }

  function hide() {
    peek.hidden = true;
    peeked?.removeAttribute("aria-describedby");
    peeked = null;
  }

  room.addEventListener("pointerover", (event) => {
    const mark = event.target.closest(".cite");
    if (mark && event.pointerType !== "touch") show(mark);
  });
  room.addEventListener("pointerout", (event) => { if (event.target.closest(".cite")) hide(); });
  room.addEventListener("focusin", (event) => { if (event.target.matches(".cite:focus-visible")) show(event.target); });
  room.addEventListener("focusout", hide);
  byId("scroll").addEventListener("scroll", hide, { passive: true });
  onChange(() => { if (peeked && !peeked.isConnected) hide(); });

  // -- the panel

  let opener = null;

  function open(button) {
    const sources = sourcesOf(button);
    if (!sources) return;
    hide();
    opener?.setAttribute("aria-expanded", "false");
    opener = button;
    button.setAttribute("aria-expanded", "true");
    byId("panel-sources").replaceChildren(...[...sources.children].map((one) => one.cloneNode(true)));
    panel.hidden = false;
    if (isPhone.matches) asSheet(true);
    const wanted = panel.querySelector(`[data-n="${CSS.escape(button.dataset.source)}"]`);
    if (panel.querySelectorAll(".source").length > 1) wanted?.classList.add("shown");
    wanted?.scrollIntoView({ block: "nearest" });
    panel.querySelector("h2").focus({ preventScroll: true });
  }

  function asSheet(is) {
    chat.alone(is ? panel : null);
    if (is) { panel.setAttribute("role", "dialog"); panel.setAttribute("aria-modal", "true"); }
    else { panel.removeAttribute("role"); panel.removeAttribute("aria-modal"); }
  }

  function close() {
    if (panel.hidden) return;
    panel.hidden = true;
    if (panel.getAttribute("role") === "dialog") asSheet(false);
    opener?.setAttribute("aria-expanded", "false");
    if (opener?.isConnected) opener.focus({ preventScroll: true });
    opener = null;
  }
  window.frontdesk.sources = { close };

  room.addEventListener("click", (event) => {
    const button = event.target.closest("[data-source]");
    if (button) open(button);
  });
  byId("close-panel").addEventListener("click", close);
  veil.addEventListener("click", close);
  isPhone.addEventListener("change", close);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (peeked) hide();
    else close();
  });
})();
