// The staff area: its address, what is pressed and typed, and what was under the reader's hand when a part is drawn
// again. The server decides everything; this hands messages over, one at a time, and says which parts the page shows.
(() => {
  "use strict";
  const { words, onChange } = window.frontdesk;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);

  // What the other scripts use of this one; forms.js puts its own questions in.
  const staff = { send, ask, decide, tell, all, byId, leave: (then) => then(), hasWords: () => false };

  // -- messages, one after another

  const waiting = [];
  let pending = null;
  let last = 0;
  let timer = 0;

  function seen() {
    return Object.fromEntries(all("[data-print]").map((part) => [part.dataset.part, part.dataset.print]));
  }

  // A look that is still waiting is overtaken by the next; a deed never is.
  function send(message) {
    if (message.do === undefined) {
      const other = waiting.findIndex((one) => one.do === undefined);
      if (other >= 0) message.whole = waiting.splice(other, 1)[0].whole || message.whole;
    }
    waiting.push(message);
    next();
  }

  function next() {
    const field = document.querySelector("#action textarea, #action input");
    if (pending || !waiting.length || !field) return;
    clearTimeout(timer);
    const message = waiting.shift();
    last += 1;
    pending = { n: last, at: location.search, done: message.done };
    field.value = JSON.stringify({ do: message.do, id: message.id, form: message.form, whole: message.whole === true,
      at: location.search, seen: message.whole ? {} : seen(), n: last });
    field.dispatchEvent(new Event("input", { bubbles: true }));
    pending.slow = setTimeout(() => byId("desk")?.classList.add("busy"), 250);
    pending.lost = setTimeout(probe, 2500);
  }

  function settle(n, isDone = false) {
    if (!pending || n !== pending.n) return;
    const { slow, lost, done } = pending;
    clearTimeout(slow);
    clearTimeout(lost);
    pending = null;
    byId("desk")?.classList.remove("busy");
    done?.(isDone);
    setTimeout(next);
  }

  // No answer for a while: the server works on it, or it is not there, or somebody is signed out. What is typed stays;
  // once the server is back the page begins anew, for all it shows is in its address.
  let wasLost = false;
  async function probe() {
    const status = await fetch("gradio_api/app_id", { cache: "no-store" }).then((answer) => answer.status, () => 0);
    if (status === 401) { tell(words()?.signedOut); settle(last); return; }
    if (status !== 200) { wasLost = true; tell(words()?.lost); }
    else if (wasLost) {
      wasLost = false;
      if (!staff.hasWords()) { location.reload(); return; }
      tell(words()?.back);
      settle(last);
      return;
    }
    if (pending) pending.lost = setTimeout(probe, 2000);
  }

  // What the server could not say itself.
  function tell(sentence) {
    const place = document.querySelector("#said");
    if (!place || !sentence) return;
    let note = byId("told");
    if (!note) {
      note = document.createElement("div");
      note.id = "told";
      note.className = "said problem";
      note.setAttribute("role", "alert");
      place.after(note);
    }
    note.textContent = sentence;
  }

  // -- the answer has come

  let heard = -1;
  function hear() {
    const state = document.querySelector("#state [data-n]");
    const said = document.querySelector("#said .said");
    const refused = said && Number(said.dataset.n) > heard && said.querySelector("a[href$='/login']");
    if (refused && pending) { heard = Number(said.dataset.n); settle(heard); return; }
    if (!state) { if (said && pending) settle(Number(said.dataset.n)); return; }
    const n = Number(state.dataset.n);
    if (n === heard) { if (said && pending && Number(said.dataset.n) === pending.n && n !== pending.n) settle(pending.n); return; }
    heard = n;
    byId("told")?.remove();
    // What was chosen may be gone; but a later press of the person's has the last word.
    const mayMove = !waiting.length && (!pending || pending.at === location.search);
    if (mayMove && state.dataset.address !== location.search) {
      history.replaceState(null, "", state.dataset.address);
      place();
    }
    settle(n, state.dataset.problem === "0");
    clearTimeout(timer);
    const again = Number(state.dataset.again);
    if (again) timer = setTimeout(look, again);
  }

  function look() {
    if (document.hidden) { timer = setTimeout(look, 3000); return; }
    send({});
  }

  // -- going elsewhere on the page

  function go(address, { whole = false, push = true } = {}) {
    if (!push) { move(address, whole, push); return; }
    staff.leave(() => move(address, whole, push));
  }

  function move(address, whole, push) {
    const said = document.querySelector("#said .said:not(:has(.secret))"); // what is shown once stays until it is closed
    if (said && push) said.hidden = true;
    if (address !== location.search) history[push ? "pushState" : "replaceState"](null, "", address);
    place();
    send({ whole });
  }

  function place() {
    const given = new URLSearchParams(location.search);
    document.documentElement.dataset.section = given.get("section") || "documents";
    document.documentElement.dataset.detail = given.get("id") ? "open" : "none";
    const section = document.documentElement.dataset.section;
    all("#rail a").forEach((link) => {
      if (link.dataset.sections.split(" ").includes(section)) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
  }

  addEventListener("popstate", () => { place(); send({ whole: true }); });

  document.addEventListener("click", (event) => {
    const language = event.target.closest("[data-language-switch]");
    if (language) language.href = language.href.replace(/next=.*/, `next=${encodeURIComponent(`/staff/${location.search}`)}`);
    const link = event.target.closest("a[data-go]");
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (link && isPlain) {
      event.preventDefault();
      moveTo = link.closest("#list") && link.id.startsWith("row-") ? "thing-title" : link.id === "back" ? `row-${chosen()}` : "";
      go(new URL(link.href).search, { whole: link.dataset.go === "whole" });
      return;
    }
    const row = event.target.closest("tr[data-row]");
    if (row && !event.target.closest("a, button, input, label, summary")) row.querySelector("a[data-go]")?.click();
  });

  const chosen = () => new URLSearchParams(location.search).get("id") || "";

  // -- forms that look through the list

  let typing = 0;
  function find(form) {
    const given = new URLSearchParams(location.search);
    for (const [name, value] of new FormData(form)) {
      if (value) given.set(name, value); else given.delete(name);
    }
    given.delete("page");
    go(`?${given}`, { push: false });
  }
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-filter]");
    if (!form) return;
    clearTimeout(typing);
    typing = setTimeout(find, event.target.type === "search" ? 250 : 0, form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("form[data-filter]")) { event.preventDefault(); clearTimeout(typing); find(form); }
  });

  // -- deeds of buttons

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-deed]");
    if (button) ask(button, () => send({ do: button.dataset.deed, id: button.dataset.id }));
    const hide = event.target.closest("[data-hide]");
    if (hide) hide.closest(hide.dataset.hide).hidden = true;
    const cite = event.target.closest("#detail [data-source]");
    const fold = cite?.closest("li")?.querySelector("details.fold");
    if (fold) { fold.open = true; fold.scrollIntoView({ block: "nearest" }); }
    const copy = event.target.closest("[data-copy]");
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => { copy.textContent = words().copied; });
  });
  document.addEventListener("change", (event) => {
    const choice = event.target.closest("input[type=radio][data-deed]");
    // A choice that was refused is not the one that stands.
    const undo = () => all(`input[type=radio][name="${choice.name}"]`).forEach((one) => { one.checked = one.defaultChecked; });
    if (choice) send({ do: choice.dataset.deed, id: choice.dataset.id, done: (isDone) => { if (!isDone) undo(); } });
  });

  // One question before what cannot be undone.
  function ask(element, deed, count = "") {
    const { ask: question, yes } = element.dataset;
    if (!question) { deed(); return; }
    const fill = (sentence) => sentence.replace("{count}", count);
    decide(fill(question), fill(yes), deed, element.classList.contains("danger"));
  }

  function decide(question, yes, deed, isDanger) {
    const dialog = document.createElement("dialog");
    dialog.className = "question";
    dialog.setAttribute("role", "alertdialog");
    dialog.setAttribute("aria-labelledby", "question");
    const sentence = document.createElement("p");
    sentence.id = "question";
    sentence.textContent = question;
    const [no, sure] = [words().cancel, yes].map((name) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.addEventListener("click", () => dialog.close());
      return button;
    });
    sure.className = isDanger ? "danger" : "main";
    sure.addEventListener("click", () => deed());
    const buttons = document.createElement("div");
    buttons.append(no, sure);
    dialog.append(sentence, buttons);
    dialog.addEventListener("close", () => dialog.remove());
    byId("staff").append(dialog);
    dialog.showModal();
    no.focus();
  }

  // -- rows that are ticked

  const ticked = new Set();
  function showTicks() {
    const boxes = all("[data-tick]");
    const here = new Set(boxes.map((box) => box.dataset.tick));
    [...ticked].filter((id) => !here.has(id)).forEach((id) => ticked.delete(id));
    boxes.forEach((box) => { box.checked = ticked.has(box.dataset.tick); });
    const every = byId("tick-all");
    if (every) {
      every.checked = ticked.size > 0 && ticked.size === boxes.length;
      every.indeterminate = ticked.size > 0 && ticked.size < boxes.length;
    }
    const bar = byId("bulk");
    if (!bar) return;
    bar.hidden = ticked.size === 0;
    const count = bar.querySelector("strong");
    const sentence = (ticked.size === 1 ? count.dataset.one : count.dataset.many).replace("{count}", ticked.size);
    if (count.textContent !== sentence) count.textContent = sentence;
  }
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-tick]")) { if (box.checked) ticked.add(box.dataset.tick); else ticked.delete(box.dataset.tick); }
    else if (box.matches("[data-tick-all]")) all("[data-tick]").forEach((one) => { if (box.checked) ticked.add(one.dataset.tick); else ticked.delete(one.dataset.tick); });
    else return;
    showTicks();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-bulk]");
    if (button) ask(button, () => { send({ do: button.dataset.bulk, form: { ids: [...ticked] } }); ticked.clear(); showTicks(); }, ticked.size);
    if (event.target.closest("[data-clear]")) { ticked.clear(); showTicks(); byId("tick-all")?.focus(); }
  });

  // -- what was under the hand stays there when a part is drawn again

  let moveTo = "";
  let focused = null;
  document.addEventListener("focusin", (event) => {
    const element = event.target;
    focused = element.id && element.closest(".part") ? { id: element.id } : null;
  });
  document.addEventListener("selectionchange", () => {
    const element = document.activeElement;
    if (focused && element && element.id === focused.id && "selectionStart" in element) {
      try { focused.range = [element.selectionStart, element.selectionEnd]; } catch { /* a field without a caret */ }
    }
  });
  function refocus() {
    if (moveTo) {
      const target = byId(moveTo);
      if (!target || pending) return;
      moveTo = "";
      target.focus({ preventScroll: false });
      return;
    }
    if (!focused || document.activeElement !== document.body) return;
    const element = byId(focused.id);
    if (!element) return;
    const range = focused.range;
    element.focus({ preventScroll: true });
    if (range && element.setSelectionRange) {
      try { element.setSelectionRange(...range); } catch { /* as above */ }
    }
  }

  // On a phone the rail is one line that scrolls.
  let shownEntry = null;
  function showEntry() {
    const entry = document.querySelector("#rail a[aria-current]");
    if (!entry || entry === shownEntry) return;
    shownEntry = entry;
    entry.scrollIntoView({ inline: "nearest", block: "nearest" });
  }

  onChange(() => {
    showEntry();
    const said = byId("said");
    if (said && !said.hasAttribute("aria-live")) said.setAttribute("aria-live", "polite");
    hear();
    showTicks();
    staff.redrawn?.(); // before the caret is put back into it
    refocus();
  });
  place();

  window.frontdeskStaff = staff;
})();
