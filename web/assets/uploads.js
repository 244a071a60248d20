// Files that staff send: each with its own progress, two at a time, from a press, a drop or anywhere on the page. What
// has arrived is handed to the page's handler, which takes it out of the place it arrived at.
(() => {
  "use strict";
  const { words } = window.frontdesk;
  const { send, all, byId } = window.frontdeskStaff;
  const AT_ONCE = 2;
  const queue = [];
  const arrived = new Map();
  let running = 0;

  function list() {
    let place = byId("uploads");
    if (!place) {
      place = document.createElement("ul");
      place.id = place.className = "uploads";
      byId("tools").after(place);
    }
    place.setAttribute("aria-label", words().uploading);
    return place;
  }

  function take(files, { verb = "take-in", id = "", limit = 0, limitWords = "" }) {
    for (const file of files) {
      const upload = { file, verb, id, visibility: byId("audience")?.value || "public", row: draw(file) };
      if (limit && file.size > limit) fail(upload, words().uploadLarge.replace("{name}", file.name).replace("{limit}", limitWords), false);
      else queue.push(upload);
    }
    next();
  }

  function draw(file) {
    const row = document.createElement("li");
    const name = document.createElement("span");
    name.className = "name";
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    const state = document.createElement("span");
    state.className = "progress";
    state.textContent = words().uploadWaiting;
    row.append(name, bar, state);
    list().append(row);
    return { row, bar, state };
  }

  function next() {
    while (running < AT_ONCE && queue.length) start(queue.shift());
    if (!running && !queue.length) hand();
  }

  function start(upload) {
    running += 1;
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("files", upload.file, upload.file.name);
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const share = Math.floor((100 * event.loaded) / event.total);
      upload.row.bar.value = share;
      upload.row.state.textContent = `${share} %`;
    });
    request.addEventListener("loadend", () => {
      running -= 1;
      if (request.status === 200) keep(upload, JSON.parse(request.responseText)[0]);
      else if (request.status === 429) { queue.push(upload); setTimeout(next, 1000 * (Number(request.getResponseHeader("Retry-After")) || 5)); return; }
      else if (request.status === 401) fail(upload, words().signedOut, false);
      else if (request.status === 413) fail(upload, words().uploadLarge.replace("{name}", upload.file.name).replace("{limit}", byId("drop")?.dataset.limitWords || ""), false);
      else fail(upload, words().uploadFailed, true);
      next();
    });
    request.open("POST", "gradio_api/upload");
    request.send(form);
  }

  function keep(upload, path) {
    upload.row.bar.value = 100;
    upload.row.state.textContent = words().uploadDone;
    setTimeout(() => upload.row.row.remove(), 1200);
    const key = JSON.stringify([upload.verb, upload.id, upload.visibility]);
    arrived.set(key, [...(arrived.get(key) || []), { path, name: upload.file.name }]);
    if (arrived.get(key).length >= 20) hand();
  }

  function hand() {
    for (const [key, files] of arrived) {
      const [verb, id, visibility] = JSON.parse(key);
      send({ do: verb, id, form: { files, visibility } });
    }
    arrived.clear();
  }

  function fail(upload, sentence, mayTryAgain) {
    const { row, bar, state } = upload.row;
    bar.remove();
    row.classList.add("problem");
    row.setAttribute("role", "alert");
    state.textContent = sentence;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = mayTryAgain ? words().again : words().dismiss;
    button.setAttribute("aria-label", `${button.textContent}: ${upload.file.name}`);
    button.addEventListener("click", () => {
      row.remove();
      if (mayTryAgain) { upload.row = draw(upload.file); queue.push(upload); next(); }
    });
    row.append(button);
  }

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!field.matches("input[type=file][data-upload]") || !field.files.length) return;
    const limit = byId("drop")?.dataset ?? field.dataset;
    take([...field.files], { verb: field.dataset.upload, id: field.dataset.id, limit: Number(limit.limit), limitWords: limit.limitWords });
    field.value = "";
  });

  // Files may be dropped anywhere on the list of documents.
  let depth = 0;
  const hasFiles = (event) => byId("drop") && [...(event.dataTransfer?.types || [])].includes("Files");
  addEventListener("dragenter", (event) => { if (hasFiles(event)) { depth += 1; byId("drop").classList.add("over"); } });
  addEventListener("dragleave", (event) => { if (hasFiles(event)) { depth -= 1; if (depth <= 0) byId("drop").classList.remove("over"); } });
  addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
  addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    const drop = byId("drop");
    drop.classList.remove("over");
    const files = [...event.dataTransfer.files];
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    (entries.length ? walk(entries) : Promise.resolve(files)).then((found) => take(found, { verb: drop.dataset.verb, limit: Number(drop.dataset.limit), limitWords: drop.dataset.limitWords }));
  });

  // A folder brings all its files.
  async function walk(entries) {
    const found = [];
    for (const entry of entries) {
      if (entry.isFile) found.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
      else {
        const reader = entry.createReader();
        for (;;) {
          const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
          if (!some.length) break;
          found.push(...(await walk(some)));
        }
      }
    }
    return found.filter((file) => !file.name.startsWith("."));
  }
})();
