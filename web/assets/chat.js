// The customer page: the composer, the question on its way, the answer as it grows. What is kept is kept by the server;
// this script only knows which conversation is shown and what was typed. connection.js watches over the way to it.
(() => {
  "use strict";
  const { byId, onChange, put } = window.frontdesk;
  const frame = byId("frame"), room = byId("conversation"), past = byId("past"), field = byId("question");
  const said = JSON.parse(frame.dataset.said);
  const most = Number(frame.dataset.most);
  const isPhone = matchMedia("(max-width: 800px)");
  const listeners = []; // told of each question that is asked
  const shownListeners = [];

  const chat = {
    frame, room, past, said, isPhone,
    root: frame.dataset.root,
    conversation: frame.dataset.conversation,
    asked: null, // the question under way: {mark, text, from, isHandedOver, isTaken}
    isLost: false, // whether the connection is; then a question waits for it
    alone, ask, fit, send, stop, over, settle, settled: mark, toEnd, notice, announce, setConversation, fill, keep, fetchPiece, follow, isSending,
    onAsked: (listener) => listeners.push(listener),
    onShown: (listener) => shownListeners.push(listener), // another conversation is shown
    onFailure: () => {}, // of one of our own requests
  };
  window.frontdesk.chat = chat;

  // Whether this key press sends; what an input method takes to write Chinese does not.
  function isSending(event) {
    return event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
  }

  // -- words to the person

  let noticeTimer = 0;
  function notice(words) {
    const box = byId("notice");
    box.textContent = words;
    box.hidden = false;
    clearTimeout(noticeTimer);
    noticeTimer = setTimeout(() => { box.hidden = true; }, 5000);
  }

  // Nothing but one part of the page can be reached, or everything again.
  function alone(part) {
    [document.querySelector(".skip"), ...frame.children].forEach((other) => { other.inert = Boolean(part) && other !== part; });
    const veil = byId("veil");
    veil.inert = false;
    veil.hidden = !part;
  }

  function announce(words) { byId("announcer").textContent = words; }

  // -- the composer

  function fit(area, least) {
    area.style.height = "auto";
    area.style.height = `${Math.max(least, area.scrollHeight)}px`;
  }

  function fill(text) {
    field.value = text;
    measure();
  }

  function measure() {
    fit(field, isPhone.matches ? 44 : 40);
    const count = field.value.trim().length, over = count - most, limit = byId("limit");
    limit.hidden = count < most * 0.8;
    limit.toggleAttribute("data-over", over > 0);
    const words = over > 0 ? said.characters_over : said.characters_left;
    const number = (value) => value.toLocaleString(frame.dataset.language);
    const shown = words.replace("{count}", number(over > 0 ? over : count)).replace("{most}", number(most));
    if (!limit.hidden && limit.textContent !== shown) limit.textContent = shown;
    byId("send").setAttribute("aria-disabled", String(!count || over > 0));
    keep();
  }

  field.addEventListener("input", measure);
  field.addEventListener("keydown", (event) => {
    if (!isSending(event)) return;
    event.preventDefault();
    submit();
  });
  byId("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  byId("composer").addEventListener("click", (event) => { if (event.target === event.currentTarget) field.focus(); });
  byId("stop").addEventListener("click", stop);
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, textarea, dialog, [contenteditable]");
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    field.focus();
  });

  function submit() {
    const text = field.value.trim();
    if (!text || text.length > most || chat.asked) return;
    fill("");
    ask(text);
    field.focus();
  }

  // -- what was typed outlives the page, in this tab

  function keep() {
    const kept = { draft: field.value, asked: chat.asked?.text ?? "" };
    try { sessionStorage.setItem("frontdesk-typed", JSON.stringify(kept)); } catch { /* a browser may forbid it */ }
  }

  function recall() {
    let kept = {};
    try { kept = JSON.parse(sessionStorage.getItem("frontdesk-typed")) ?? {}; } catch { /* as above */ }
    const last = [...past.querySelectorAll(".asked")].pop()?.innerText;
    // A question that the server never got goes back to where it was typed.
    const lost = kept.asked && kept.asked !== last ? kept.asked : "";
    fill([lost, kept.draft].filter(Boolean).join("\n"));
  }

  // -- asking

  // `from` is the number of the question that this one stands for, when it is asked again or edited.
  function ask(text, from = null) {
    if (chat.asked) return;
    settle();
    if (from !== null) {
      past.querySelectorAll(".exchange").forEach((one) => { if (Number(one.dataset.n) >= from) one.remove(); });
    }
    byId("welcome").hidden = true;
    chat.asked = { mark: crypto.getRandomValues(new Uint32Array(2)).join("-"), text, from, isTaken: false };
    provisional(text, said.sending);
    busy(true);
    toEnd();
    keep();
    send();
    listeners.forEach((listener) => listener(chat.asked));
  }

  function send() {
    if (chat.isLost) return;
    const { mark, text, from } = chat.asked;
    chat.asked.isHandedOver = put("ask", JSON.stringify({ text, from, mark, conversation: chat.conversation }));
  }

  // The question before the server has said that it is there.
  function provisional(text, status) {
    const piece = byId("provisional").content.cloneNode(true);
    piece.querySelector(".asked").textContent = text;
    piece.querySelector(".words").textContent = status;
    byId("sending").replaceChildren(piece);
  }

  const live = () => document.querySelector("#live .exchange");

  // What has grown in Gradio's part moves to the other exchanges, so that the next answer may grow there.
  function settle() {
    const grown = live();
    if (room.dataset.live === "shown" && grown && grown.dataset.n !== undefined) past.append(grown.cloneNode(true));
    delete room.dataset.live;
    byId("sending").replaceChildren();
  }

  function busy(is) {
    frame.toggleAttribute("data-busy", is);
    byId("send").hidden = is;
    byId("stop").hidden = !is;
  }

  function stop() {
    if (!chat.asked) return;
    byId("stop-answer")?.click();
    if (chat.asked.isTaken) return;
    const { text } = chat.asked;
    over();
    byId("sending").replaceChildren();
    fill([text, field.value].filter(Boolean).join("\n"));
  }

  function over() {
    chat.asked = null;
    busy(false);
    keep();
    mark();
  }

  // The last exchange offers more than the others.
  function mark() {
    const all = [...room.querySelectorAll(room.dataset.live === "shown" ? ".exchange" : "#past .exchange")];
    all.forEach((one, place) => one.toggleAttribute("data-last", place === all.length - 1));
  }

  onChange(() => {
    const asked = chat.asked, grown = live();
    if (asked && !asked.isHandedOver) send();
    if (!grown) return;
    if (!asked || grown.dataset.mark !== asked.mark) {
      if (room.dataset.live === "shown" && !grown.hasAttribute("data-last")) mark();
      return;
    }
    if (!asked.isTaken) {
      asked.isTaken = true;
      byId("sending").replaceChildren();
      room.dataset.live = "shown";
    }
    asked.changed = Date.now();
    if (grown.dataset.conversation) setConversation(grown.dataset.conversation);
    const { state } = grown.dataset;
    if (state === "working") return;
    if (state === "refused" && !field.value) fill(asked.text);
    over();
    announce(`${said.answer_ready} ${spoken(grown)}`);
    refreshRail();
  });

  // The answer as it is read aloud, once: its words, and a word about how it ended.
  function spoken(exchange) {
    const parts = [...exchange.querySelectorAll(".body > *, .note:not(.interrupted)")].map((part) => part.cloneNode(true));
    parts.forEach((part) => part.querySelectorAll(".cite").forEach((mark) => mark.remove()));
    return parts.map((part) => part.textContent.trim()).join(" ");
  }

  const refreshRail = () => window.frontdesk.rail?.refresh();

  function setConversation(id) {
    if (chat.conversation === id) return;
    chat.conversation = id;
    setTimeout(() => shownListeners.forEach((listener) => listener()));
    history.replaceState(null, "", `${chat.root}/${id ? `?c=${id}` : ""}`);
    document.querySelectorAll("a.language").forEach((link) => {
      const address = new URL(link.href);
      address.searchParams.set("next", id ? `/?c=${id}` : "/");
      link.href = address.href;
    });
    refreshRail();
  }

  // -- staying at the newest words, but never past the question they answer: a long answer is read from its beginning

  const scroller = byId("scroll");
  let isFollowing = true; // until the person scrolls elsewhere
  let placed = 0, end = 0; // where we have scrolled to, and how far one could then

  const farthest = () => scroller.scrollHeight - scroller.clientHeight;

  // How far down the newest words are.
  function newest() {
    const last = [...room.querySelectorAll(".exchange")].filter((one) => one.offsetParent).pop();
    if (!last) return 0;
    const top = scroller.scrollTop + last.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    return Math.max(0, Math.min(farthest(), Math.floor(top) - 8));
  }

  function toEnd() {
    isFollowing = true;
    scroller.scrollTop = newest();
    placed = scroller.scrollTop;
    end = farthest();
  }

  scroller.addEventListener("scroll", () => {
    const isOurs = isFollowing && Math.abs(scroller.scrollTop - placed) < 2;
    if (isOurs || farthest() !== end) return; // what grows or shrinks moves the words, too
    const beyond = scroller.scrollTop - newest();
    isFollowing = beyond > -80 && beyond < 8;
  }, { passive: true });

  const sizes = new ResizeObserver(() => { if (isFollowing) toEnd(); else end = farthest(); });
  [scroller, room].forEach((part) => sizes.observe(part));

  // -- pieces of the page from the server

  // The HTML at our own address, or null with the reason told.
  async function fetchPiece(path, options = {}) {
    try {
      const answer = await fetch(chat.root + path, { ...options, cache: "no-store" });
      if (answer.ok) return await answer.text();
      notice(said.not_loaded);
    } catch {
      chat.onFailure();
    }
    return null;
  }

  // An answer that another page of this conversation, or this one before it was loaded anew, has set going.
  async function follow() {
    const last = [...past.querySelectorAll(".exchange")].pop();
    if (!last || last.dataset.state !== "working" || chat.asked) return;
    const { conversation } = chat;
    await new Promise((done) => setTimeout(done, 1000));
    if (chat.asked || chat.conversation !== conversation) return;
    const piece = await fetchPiece(`/conversations/${conversation}`);
    if (piece === null || chat.asked || chat.conversation !== conversation) return;
    past.innerHTML = piece;
    mark();
    follow();
  }

  async function wake() {
    const starters = byId("starters");
    if (starters?.dataset.state !== "starting") return;
    await new Promise((done) => setTimeout(done, 2000));
    const piece = await fetchPiece("/starters");
    if (piece !== null) starters.outerHTML = piece;
    wake();
  }

  room.addEventListener("click", (event) => {
    const said = event.target.closest(".starter, .choice, [data-say]");
    if (said) ask(said.dataset.say || said.textContent);
  });

  // -- the beginning

  addEventListener("pagehide", keep);
  document.cookie = `frontdesk_zone=${new Date().getTimezoneOffset()}; path=${chat.root || "/"}; max-age=31536000; samesite=lax`;
  recall();
  mark();
  toEnd();
  follow();
  wake();
  if (!isPhone.matches && window.parent === window) field.focus(); // within another page, the person is somewhere else
})();
