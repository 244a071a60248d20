// What a person of the team says in this conversation: asked for while a request of it is with them, shown at once.
(() => {
  "use strict";
  const { byId } = window.frontdesk;
  const { chat } = window.frontdesk;
  const { room, past } = chat;
  const OFTEN = 3000, RARELY = 15000; // milliseconds between two looks: while somebody answers, and else
  let timer = 0, isLive = false, shownFor = "";

  const exchanges = () => [...room.querySelectorAll(room.dataset.live === "shown" ? ".exchange" : "#past .exchange")];

  // Whether the team has anything to do with what is shown.
  function isWithTeam() {
    return Boolean(chat.conversation) && (isLive || exchanges().some((one) => one.matches("[data-ticket], [data-team]")));
  }

  function newest() {
    return Math.max(-1, ...exchanges().flatMap((one) => [Number(one.dataset.n ?? -1), Number(one.dataset.answer ?? -1)]));
  }

  async function look() {
    clearTimeout(timer);
    const { conversation } = chat;
    if (conversation !== shownFor) { shownFor = conversation; show(false); }
    if (isWithTeam() && !document.hidden && !chat.isLost && !chat.asked) await fetchNews(conversation);
    timer = setTimeout(look, isLive || isWithTeam() ? OFTEN : RARELY);
  }

  async function fetchNews(conversation) {
    let html = "";
    try {
      const answer = await fetch(`${chat.root}/conversations/${conversation}/news?after=${newest()}`, { cache: "no-store" });
      if (!answer.ok) return;
      html = await answer.text();
    } catch { chat.onFailure(); return; }
    if (chat.conversation !== conversation || chat.asked) return;
    const news = document.createRange().createContextualFragment(html).firstElementChild;
    show(news.dataset.live === "1");
    const said = [...news.querySelectorAll(".exchange")];
    if (!said.length) return;
    chat.settle();
    past.append(...said);
    chat.settled();
    chat.toEnd();
    chat.announce(`${chat.said.team_said} ${said.map((one) => one.querySelector(".body").textContent.trim()).join(" ")}`);
  }

  function show(is) {
    isLive = is;
    byId("team").hidden = !is;
  }

  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  chat.onAsked(() => { clearTimeout(timer); timer = setTimeout(look, OFTEN); });
  chat.onShown(look);
  look();
})();
