// What may be done with an answer and its question: copy, thumbs with a reason, ask again, edit.
(() => {
  "use strict";
  const { byId, onChange, handOver } = window.frontdesk;
  const { chat } = window.frontdesk;
  const { room, said } = chat;

  const number = (exchange) => Number(exchange.dataset.n);
  const question = (exchange) => exchange.querySelector(".asked").innerText;

  const VERBS = {
    copy,
    like: (exchange, button) => rate(exchange, button, 1),
    dislike: (exchange, button) => rate(exchange, button, -1),
    retry: (exchange) => chat.ask(question(exchange), number(exchange)),
    continue: (exchange) => chat.ask(question(exchange), number(exchange)),
    edit,
  };

  room.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const verb = button && Object.keys(VERBS).find((name) => button.classList.contains(name));
    if (verb) VERBS[verb](button.closest(".exchange"), button);
  });

  // -- copy

  function plain(exchange) {
    const body = exchange.querySelector(".body").cloneNode(true);
    body.querySelectorAll(".cite").forEach((mark) => mark.remove());
    const lines = [...body.querySelectorAll("p, li")].map((part) => (part.matches("li") ? "- " : "") + part.textContent.trim());
    return lines.join("\n");
  }

  async function copy(exchange, button) {
    if (!await copied(plain(exchange))) { chat.notice(said.copy_failed); return; }
    button.dataset.done = "yes";
    button.setAttribute("aria-label", said.copied);
    button.title = said.copied;
    chat.announce(said.copied);
    setTimeout(() => {
      delete button.dataset.done;
      button.setAttribute("aria-label", said.copy);
      button.title = said.copy;
    }, 2000);
  }

  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { /* not allowed, or no https */ }
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "unseen";
    const before = document.activeElement;
    document.body.append(area);
    area.select();
    const isDone = document.execCommand("copy");
    area.remove();
    before?.focus();
    return isDone;
  }

  // -- thumbs

  function rate(exchange, button, value) {
    const isOn = button.getAttribute("aria-pressed") === "true";
    exchange.querySelector(".reasons")?.remove();
    tell(exchange, isOn ? 0 : value, "");
    if (!isOn && value < 0) askWhy(exchange, button);
  }

  function tell(exchange, value, reason) {
    exchange.querySelector(".like").setAttribute("aria-pressed", String(value > 0));
    exchange.querySelector(".dislike").setAttribute("aria-pressed", String(value < 0));
    handOver(`rate ${exchange.dataset.conversation} ${exchange.dataset.answer} ${value} ${reason}`);
  }

  function askWhy(exchange, button) {
    const form = byId("reasons").content.firstElementChild.cloneNode(true);
    const close = () => { form.remove(); button.focus(); };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const given = new FormData(form);
      const reason = [given.get("reason"), given.get("words")].map((words) => (words ?? "").trim()).filter(Boolean);
      if (reason.length) tell(exchange, -1, reason.join(": "));
      close();
    });
    form.querySelector(".cancel").addEventListener("click", close);
    form.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
    exchange.querySelector(".foot").after(form);
    form.querySelector("input").focus({ preventScroll: true });
    form.scrollIntoView({ block: "nearest" });
  }

  // What came of it, as the server says.
  let told = "";
  onChange(() => {
    const words = document.querySelector("#said")?.textContent.trim() ?? "";
    if (words && words !== told) chat.notice(words);
    told = words;
  });

  // -- a picture that does not come leaves its place to the drawn one

  room.addEventListener("error", (event) => { if (event.target.matches?.(".picture img")) event.target.remove(); }, true);
  room.querySelectorAll(".picture img").forEach((picture) => { if (picture.complete && !picture.naturalWidth) picture.remove(); });

  // -- edit

  function edit(exchange, button) {
    if (chat.asked) return;
    const bubble = exchange.querySelector(".bubble"), tools = button.parentElement;
    const form = byId("editor").content.firstElementChild.cloneNode(true);
    const area = form.querySelector("textarea");
    const close = () => {
      form.remove();
      bubble.hidden = tools.hidden = false;
      button.focus();
    };
    area.value = question(exchange);
    area.addEventListener("input", () => chat.fit(area, 40));
    area.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { event.stopPropagation(); close(); }
      if (chat.isSending(event)) { event.preventDefault(); form.requestSubmit(); }
    });
    form.querySelector(".cancel").addEventListener("click", close);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = area.value.trim();
      if (!text || chat.asked) return;
      close();
      chat.ask(text, number(exchange));
      byId("question").focus();
    });
    bubble.hidden = tools.hidden = true;
    bubble.before(form);
    chat.fit(area, 40);
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  }
})();
