// What is kept of the customer: a panel to see and erase it, a question before anything is kept, and what was done with
// a product. A product's card names it with data-product; what is pressed in it says with data-did what that means.
(() => {
  "use strict";
  const { byId, chat, rail } = window.frontdesk;
  const panel = byId("me"), question = byId("remember");

  async function change(deed, item = "") {
    const piece = await chat.fetchPiece(deed ? `/me/${deed}` : "/me", deed ? { method: "POST", body: new URLSearchParams({ item }) } : {});
    if (piece === null) return false;
    panel.innerHTML = piece;
    if (panel.querySelector(".me").dataset.decision !== "none") question.remove();
    return true;
  }

  byId("open-me").addEventListener("click", async () => {
    if (!await change("")) return;
    panel.showModal();
    byId("me-title").focus();
  });

  panel.addEventListener("click", async (event) => {
    if (event.target === panel || event.target.closest("[data-me-close]")) { panel.close(); return; }
    const button = event.target.closest("[data-me]");
    if (!button || (button.dataset.sure && !await rail.isSure(button.dataset.sure))) return;
    if (!await change(button.dataset.me, button.dataset.item)) return;
    if (button.dataset.me !== "forget") { byId("me-title").focus(); return; }
    panel.close();
    await rail.afresh();
    chat.notice(button.dataset.said);
  });

  // Asked once there is something that could be remembered, in this conversation and of no other. Whoever goes on
  // without an answer has other things in mind.
  function ask() {
    const isOpen = question.isConnected && question.firstElementChild && !question.dataset.passed;
    if (isOpen && document.querySelector("#conversation [data-product]")) question.hidden = false;
  }
  chat.onAsked(() => {
    if (question.hidden) return;
    question.hidden = true;
    question.dataset.passed = "yes";
  });
  question.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-me]");
    if (!button || !await change(button.dataset.me)) return;
    question.remove();
    chat.notice(button.dataset.said);
    byId("question").focus();
  });
  new MutationObserver(ask).observe(byId("conversation"), { childList: true, subtree: true });
  ask();

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-did]");
    const card = pressed?.closest("[data-product]");
    if (!card || !chat.conversation) return;
    const told = new URLSearchParams({ conversation: chat.conversation, item: card.dataset.product, kind: pressed.dataset.did });
    fetch(`${chat.root}/me/did`, { method: "POST", body: told, keepalive: true }).catch(() => {});
  });
})();
