// The way to the server: told when it is lost, tried again until it is back, and nothing that was typed is lost meanwhile.
(() => {
  "use strict";
  const { byId, onChange } = window.frontdesk;
  const { chat } = window.frontdesk;
  const { said } = chat;

  async function ping() {
    try {
      const answer = await fetch(`${chat.root}/healthz`, { cache: "no-store", signal: AbortSignal.timeout(5000) });
      return [200, 503].includes(answer.status) && "status" in await answer.json();
    } catch {
      return false;
    }
  }

  async function lost() {
    if (chat.isLost) return;
    chat.isLost = true;
    const bar = byId("connection");
    bar.lastElementChild.textContent = said.connection_lost;
    bar.hidden = false;
    chat.announce(said.connection_lost);
    do await new Promise((done) => setTimeout(done, 1000)); while (!await ping());
    if (chat.asked?.isHandedOver) { again(); return; }
    chat.isLost = false;
    bar.hidden = true;
    chat.notice(said.connection_back);
    if (chat.asked) chat.send();
  }

  // The page anew: it shows what was stored, and what was not is in the composer.
  function again() {
    chat.keep();
    location.reload();
  }

  // While a question is under way and nothing comes, the server is asked whether it is there.
  async function watch(asked) {
    const begun = Date.now();
    while (chat.asked === asked) {
      await new Promise((done) => setTimeout(done, 2000));
      if (chat.asked !== asked || chat.isLost || Date.now() - (asked.changed ?? 0) < 2000) continue;
      if (!await ping()) {
        if (chat.asked === asked) lost();
      } else if (!asked.isTaken && asked.isHandedOver && Date.now() - begun > 4000) {
        const words = byId("sending").querySelector(".words");
        if (words) words.textContent = said.waiting;
      } else if (!asked.isHandedOver && Date.now() - begun > 20000) {
        again(); // a part of the page did not arrive
      }
    }
  }

  // Gradio tells failures in a corner, in English; here they are told where the answer would be.
  onChange(() => {
    const failure = document.querySelector(".toast-wrap .toast-body.error, .toast-wrap [data-testid='toast-body']");
    const { asked } = chat;
    if (!failure || !asked || failure.dataset.seen) return;
    failure.dataset.seen = "yes";
    ping().then((isThere) => {
      if (chat.asked !== asked) return;
      if (!isThere || asked.isTaken) { lost(); return; }
      chat.over();
      byId("sending").querySelector(".status").textContent = said.busy;
      chat.fill([asked.text, byId("question").value].filter(Boolean).join("\n"));
    });
  });

  addEventListener("offline", lost);
  chat.onAsked(watch);
  chat.onFailure = lost;
})();
