// Forms of the staff area: handed over without leaving the page, kept while they are typed, and asked about before
// they are left. The page may draw a part again at any moment; what was typed into it comes back.
(() => {
  "use strict";
  const { words, onLeave } = window.frontdesk;
  const staff = window.frontdeskStaff;
  const { send, ask, all, byId } = staff;

  const drafts = new Map(); // by form: what was typed, and whether it is on its way
  const key = (form) => `${form.id} ${form.dataset.id || ""}`;
  const fields = (form) => [...form.elements].filter((field) => field.name && !field.disabled);
  const value = (field) => (field.type === "checkbox" ? (field.checked ? "yes" : "") : field.value);
  const first = (field) => {
    if (field.type === "checkbox") return field.defaultChecked ? "yes" : "";
    if (field.tagName === "SELECT") return [...field.options].find((one) => one.defaultSelected)?.value ?? field.options[0].value;
    return field.defaultValue;
  };
  const changed = (form) => fields(form).filter((field) => value(field) !== first(field));

  function put(field, given) {
    if (field.type === "checkbox") field.checked = given === "yes"; else field.value = given;
  }

  // -- typed, and not saved yet

  function keep(form) {
    if (changed(form).length) drafts.set(key(form), { values: Object.fromEntries(fields(form).map((field) => [field.name, value(field)])), isSent: false });
    else drafts.delete(key(form));
    show(form);
  }

  function show(form) {
    if (form.id === "settings-form") showSettings(form);
  }

  staff.hasWords = () => [...drafts.values()].some((draft) => !draft.isSent);
  staff.leave = (then) => {
    if (!staff.hasWords()) { then(); return; }
    staff.decide(words().unsaved, words().leave, () => { drafts.clear(); then(); }, true);
  };
  onLeave((event) => { if (staff.hasWords()) event.preventDefault(); });

  // A form that was drawn again gets its words back.
  staff.redrawn = () => all("form[data-keep]").forEach((form) => {
    if (form.dataset.drawn) return;
    form.dataset.drawn = "yes";
    const draft = drafts.get(key(form));
    if (draft && !draft.isSent) {
      fields(form).forEach((field) => { if (field.name in draft.values) put(field, draft.values[field.name]); });
      if (form.dataset.opener) open(form, true);
    }
    show(form);
  });

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (form) keep(form);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-deed]")) return;
    event.preventDefault();
    ask(form, () => {
      const name = key(form);
      const given = Object.fromEntries(fields(form).map((field) => [field.name, value(field)]));
      const draft = drafts.get(name);
      if (draft) draft.isSent = true;
      send({ do: form.dataset.deed, id: form.dataset.id, form: given, done: (isDone) => ended(name, form, isDone) });
    });
  });

  // What a form would come to, said while it is filled in. A moment later than the field is left, so that a press that
  // leaves it is not lost.
  let leaving = 0;
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-preview]");
    clearTimeout(leaving);
    if (form) leaving = setTimeout(() => send({ do: form.dataset.preview, form: Object.fromEntries(fields(form).map((field) => [field.name, value(field)])) }), 400);
  });
  document.addEventListener("submit", () => clearTimeout(leaving), true);

  function ended(name, form, isDone) {
    const draft = drafts.get(name);
    if (!isDone) {
      if (draft) draft.isSent = false;
      return;
    }
    drafts.delete(name);
    if ("top" in form.dataset) scrollTo({ top: 0 }); // where it is shown what became of it
    if (!form.isConnected || !form.dataset.opener) return;
    form.reset();
    open(form, false);
  }

  // -- forms that open in place

  function open(form, isOpen) {
    form.hidden = !isOpen;
    byId(form.dataset.opener)?.setAttribute("aria-expanded", String(isOpen));
  }
  document.addEventListener("click", (event) => {
    const toggle = event.target.closest("[data-toggle]");
    const form = toggle && byId(toggle.dataset.toggle);
    if (!form) return;
    const isOpen = form.hidden;
    if (!isOpen) { form.reset(); keep(form); }
    open(form, isOpen);
    if (isOpen) form.querySelector("textarea, input:not([type=hidden])")?.focus();
    else byId(form.dataset.opener)?.focus();
  });
  document.addEventListener("keydown", (event) => {
    const form = event.key === "Escape" && event.target.closest?.("form[data-opener]");
    if (form) form.querySelector("[data-toggle]")?.click();
  });

  // -- the settings

  function showSettings(form) {
    const bar = byId("savebar");
    const names = new Set(changed(form).map((field) => field.closest("[data-setting]").dataset.setting));
    if (bar) {
      bar.hidden = names.size === 0;
      bar.querySelector("strong").textContent = [...names].join(document.documentElement.lang.startsWith("zh") ? "、" : ", ");
    }
    all("[data-reset]", form).forEach((button) => {
      button.hidden = ofSetting(form, button.dataset.reset).every((field) => value(field) === field.dataset.default);
    });
    const refusal = byId("refusal");
    const level = byId("level");
    if (refusal && level) {
      const n = [0.2, 0.45, 0.55, 0.8].filter((border) => Number(refusal.value) > border + 1e-9).length;
      const sentence = level.getAttribute(`data-level-${n}`);
      if (level.textContent !== sentence) level.textContent = sentence;
    }
    const accent = byId("accent");
    if (accent) {
      byId("accent-words").textContent = accent.value;
      const sample = byId("accent-sample");
      sample.style.background = accent.value;
      sample.style.color = readable(accent.value);
    }
  }

  function ofSetting(form, name) {
    return fields(form).filter((field) => field.name === name || field.name.startsWith(`${name}.`));
  }

  // Black or white on a colour, whichever the page itself will take: white where it reaches WCAG's 4.5.
  function readable(colour) {
    const [red, green, blue] = [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5 ? "#ffffff" : "#000000";
  }

  document.addEventListener("click", (event) => {
    const reset = event.target.closest("[data-reset]");
    if (reset) {
      const form = reset.closest("form");
      const found = ofSetting(form, reset.dataset.reset);
      found.forEach((field) => put(field, field.dataset.default));
      keep(form);
      found[0]?.focus();
    }
    const discard = event.target.closest("[data-discard]");
    if (discard) {
      const form = byId(discard.dataset.discard);
      form.reset();
      keep(form);
      form.querySelector("input, textarea")?.focus();
    }
  });
})();
