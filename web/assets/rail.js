// The rail: this browser's conversations, a new one, away with one; folded on a desk, a drawer on a phone.
(() => {
  "use strict";
  const { byId } = window.frontdesk;
  const { chat } = window.frontdesk;
  const { said, isPhone, past, room } = chat;
  const { remember } = window.frontdeskKept;
  const rail = byId("rail"), list = byId("past-list"), veil = byId("veil"), opener = byId("open-rail");

  // -- going to a conversation

  let wanted = null;

  async function go(id, { isBack = false } = {}) {
    if (chat.asked) chat.stop();
    wanted = id;
    const slow = setTimeout(() => chat.notice(said.loading), 500);
    const piece = id ? await chat.fetchPiece(`/conversations/${id}`) : "";
    clearTimeout(slow);
    if (piece === null) refresh(); // it may have been deleted elsewhere
    if (piece === null || wanted !== id) return;
    window.frontdesk.sources.close();
    leave();
    if (!isBack && id !== chat.conversation) history.pushState(null, "", location.href);
    past.innerHTML = piece;
    byId("welcome").hidden = Boolean(piece);
    chat.setConversation(id);
    chat.settled();
    chat.toEnd();
    shut();
    if (!isPhone.matches) byId("question").focus();
    else room.focus({ preventScroll: true });
    chat.follow();
  }

  // Away from what is shown, whatever was still on its way.
  function leave() {
    chat.asked = null;
    byId("sending").replaceChildren();
    delete room.dataset.live;
    chat.frame.removeAttribute("data-busy");
    byId("send").hidden = false;
    byId("stop").hidden = true;
  }

  addEventListener("popstate", () => go(new URLSearchParams(location.search).get("c") ?? "", { isBack: true }));

  document.addEventListener("click", (event) => {
    if (event.target.closest(".new-chat")) { go(""); return; }
    const link = event.target.closest("a[data-conversation]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(link.dataset.conversation);
  });

  // -- the list

  let drawn = "";
  async function refresh() {
    const piece = await chat.fetchPiece(`/conversations?current=${chat.conversation}`);
    if (piece === null || piece === drawn) return;
    drawn = piece;
    const held = list.contains(document.activeElement) ? document.activeElement : null; // the keyboard stays where it is
    list.innerHTML = piece;
    const { conversation } = held?.dataset ?? {};
    if (conversation) list.querySelector(`${held.localName}[data-conversation="${CSS.escape(conversation)}"]`)?.focus({ preventScroll: true });
  }
  // Nothing that was here is there any more.
  async function afresh() {
    await go("", { isBack: true });
    await refresh();
  }
  window.frontdesk.rail = { refresh, afresh, isSure };

  list.addEventListener("click", async (event) => {
    const button = event.target.closest(".delete");
    if (!button) return;
    const id = button.dataset.conversation;
    const opening = button.parentElement.querySelector("a").textContent;
    if (!await isSure(said.delete_question_chat.replace("{opening}", opening))) return;
    const piece = await chat.fetchPiece(`/conversations/${id}/delete?current=${chat.conversation}`, { method: "POST" });
    if (piece === null) return;
    if (id === chat.conversation) await go("", { isBack: true });
    list.innerHTML = drawn = piece;
    chat.notice(said.deleted_chat);
    (list.querySelector("a") ?? rail.querySelector(".new-chat")).focus({ preventScroll: true });
  });

  function isSure(words) {
    const dialog = byId("confirm");
    byId("confirm-words").textContent = words;
    dialog.returnValue = "no";
    dialog.showModal();
    return new Promise((answer) => {
      dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
    });
  }

  // -- folded, or a drawer

  function shut() {
    if (!rail.hasAttribute("data-open")) return;
    rail.removeAttribute("data-open");
    chat.alone(null);
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  }

  function openDrawer() {
    rail.setAttribute("data-open", "");
    chat.alone(rail);
    opener.setAttribute("aria-expanded", "true");
    byId("fold-rail").focus();
  }

  function fold(is) {
    if (is) document.documentElement.dataset.rail = "closed";
    else delete document.documentElement.dataset.rail;
    remember("frontdesk-rail", is ? "closed" : null);
    (is ? opener : byId("fold-rail")).focus();
  }

  opener.addEventListener("click", () => (isPhone.matches ? openDrawer() : fold(false)));
  byId("fold-rail").addEventListener("click", () => (isPhone.matches ? shut() : fold(true)));
  veil.addEventListener("click", shut);
  isPhone.addEventListener("change", shut);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") shut(); });
})();
