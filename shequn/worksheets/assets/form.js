// The form of one sheet. The browser knows by itself what is not saved yet, whatever becomes of the kernel.

const QUIET = 1000; // ms after the last keystroke before a save
const PATIENCE = 5000; // ms to wait for the kernel's answer
const AGAIN = 10000; // ms between further tries
const KEPT = "shequn:draft:";

/** Unsaved text of one workbook and sheet, kept in this browser until it is saved. */
function drafts(key, view) {
  const mine = `${KEPT}${key}:${view}`;
  const all = () => Object.keys(localStorage).filter((name) => name.startsWith(`${KEPT}${key}:`) && name !== mine);
  return {
    keep(draft) {
      try { localStorage.setItem(mine, JSON.stringify(draft)); return true; } catch { return false; } // storage full or switched off
    },
    drop(name = mine) { try { localStorage.removeItem(name); } catch { /* nothing was kept */ } },
    others() {
      try { return all().map((name) => ({ name, ...JSON.parse(localStorage.getItem(name)) })).sort((a, b) => b.at - a.at); } catch { return []; }
    },
  };
}

function render({ model, el }) {
  const sheet = model.get("sheet"), words = sheet.words, view = Math.random().toString(36).slice(2);
  const id = `shequn-${view}`, store = drafts(sheet.key, view), gone = new AbortController();
  const locale = sheet.language === "zh" ? "zh-CN" : "en-GB";
  const clock = (at) => new Date(at).toLocaleTimeString(locale, { hour12: false });
  const when = (at) => (new Date(at).toDateString() === new Date().toDateString() ? clock(at) : new Date(at).toLocaleString(locale, { hour12: false, dateStyle: "medium", timeStyle: "short" }));

  let state = model.get("state"), edits = 0, clean = 0, seq = 0, wait = null, again = false, composing = false;
  let sent = {}, timer, retry, conflict = null, lost = false, pressed = false, restored = [];
  const dirty = () => edits !== clean;

  // ---- what is seen -------------------------------------------------------------------------------------------
  const fields = {};
  const status = make("span", { class: "status", role: "status", "data-level": "calm" });
  const spoken = make("span", { class: "unseen", role: "status" });
  const bar = make("div", { class: "bar", role: "progressbar", "aria-valuemin": "0", "aria-valuemax": String(sheet.required), "aria-label": words.progress_label }, make("i"));
  const count = make("span", { class: "tally" });
  const open = make("div", { class: "open" });
  const alert = make("div", { class: "alert", role: "alert" });
  const notices = make("div", { class: "notices" });
  const recalls = make("section", { class: "recalls", "aria-label": words.recalls });
  const saver = make("button", { type: "button", class: "save", onclick: () => save({ pressed: true }) }, words.save);
  const say = (text, level = "calm") => { status.textContent = text; status.dataset.level = level; };

  function fieldOf(spec) {
    const key = `${id}-${spec.name}`, about = `${key}-help ${key}-problem`;
    const help = make("p", { class: "help", id: `${key}-help` }, spec.help, spec.kind === "prose" && spec.example ? make("span", { class: "example" }, fill(words.example, { example: spec.example })) : "");
    const problem = make("p", { class: "problem", id: `${key}-problem` }), advice = make("div", { class: "advice" });
    const title = [spec.label, mark(spec, words), spec.required && make("span", { class: "unseen" }, ` ${words.required}`)];
    let node, entry, part;
    if (spec.kind === "rows") {
      part = rowTable({ spec, id: key, words, say: (text) => (spoken.textContent = text), touched: touch });
      node = make("div", { class: "field rows", role: "group", "aria-labelledby": `${key}-label`, "aria-describedby": about }, make("div", { class: "label", id: `${key}-label` }, ...title), help, part.node, problem, advice);
    } else {
      const holder = make("div", { class: "entry" });
      const example = spec.kind === "prose" ? "" : spec.example && fill(words.example_short, { example: spec.example });
      const group = spec.kind === "choices" ? { role: "group", "aria-labelledby": `${key}-label` } : {};
      part = {
        set(value) { entry = control(spec, value, { id: key, placeholder: example, "aria-describedby": about, "aria-required": spec.required, ...group }); holder.replaceChildren(entry); grow(entry); },
        get: () => ({ value: read(spec, entry) }),
        problem(_, __, text) { problem.textContent = text; entry.setAttribute("aria-invalid", "true"); return true; },
        clear() { entry?.removeAttribute("aria-invalid"); },
        focus: () => (entry.querySelector("input") ?? entry).focus(),
        text: () => (entry.tagName === "SELECT" ? entry.selectedOptions[0]?.text : spec.kind === "yes" ? (entry.checked ? "✓" : "") : spec.kind === "choices" ? [...entry.querySelectorAll(":checked")].map((box) => box.parentNode.textContent).join(", ") : entry.value),
      };
      const label = make("label", spec.kind === "choices" ? { id: `${key}-label`, class: "label" } : { for: key, id: `${key}-label`, class: "label" }, ...title);
      node = make("div", { class: `field ${spec.kind}` }, ...(spec.kind === "yes" ? [holder, label, help] : [label, help, holder]), problem, advice);
    }
    fields[spec.name] = { spec, node, part, problem, advice };
    return node;
  }

  const form = make("div", { class: "shequn-form", lang: sheet.language === "zh" ? "zh-CN" : "en", "data-lm-suppress-shortcuts": "true", "data-sheet": sheet.id },
    make("header", {}, make("h2", {}, sheet.title), make("p", { class: "aim" }, sheet.aim)),
    notices, recalls,
    ...sheet.sections.map((section) => make("section", { class: "part", "aria-labelledby": `${id}-s-${section.name}` }, make("h3", { id: `${id}-s-${section.name}` }, section.title), make("div", { class: "fields" }, ...section.fields.map(fieldOf)))),
    open,
    make("footer", {}, alert, make("div", { class: "foot" }, saver, status, make("div", { class: "tallied" }, count, bar))), spoken);
  el.append(form);

  const values = () => {
    const kept = {}, value = {};
    for (const [name, field] of Object.entries(fields)) { const got = field.part.get(); value[name] = got.value; kept[name] = got.kept; }
    return { value, kept };
  };
  const loaded = () => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.part.all?.()]));
  const show = (value) => { for (const [name, field] of Object.entries(fields)) field.part.set(value[name]); };
  const asText = () => `${sheet.title}\n\n` + Object.values(fields).map((field) => `${field.spec.label}\n${field.part.text()}`).join("\n\n");

  /** What the kernel found: progress, problems, advice. Never touches what is being typed. */
  function judge(kept = {}) {
    const done = sheet.required - state.missing.length;
    bar.setAttribute("aria-valuenow", done);
    bar.firstChild.style.width = `${sheet.required ? (100 * done) / sheet.required : 100}%`;
    count.textContent = state.missing.length ? fill(words.progress, { done, of: sheet.required }) : words.complete;
    form.dataset.complete = !state.missing.length;
    for (const field of Object.values(fields)) { field.problem.textContent = ""; field.part.clear(); field.advice.replaceChildren(); field.node.classList.remove("lacking"); }
    for (const { at: [name, ...where], text } of state.problems) {
      const field = fields[name];
      if (field && !field.part.problem(kept[name], where, text)) field.problem.textContent = text;
    }
    for (const { field, text } of state.advice) (fields[field]?.advice ?? notices).append(make("p", {}, text));
    const lacking = state.missing.filter((name) => fields[name]);
    if (pressed) lacking.forEach((name) => { fields[name].node.classList.add("lacking"); fields[name].part.lack?.(); });
    open.replaceChildren(...(lacking.length ? [make("span", {}, words.open), ...lacking.map((name) => make("button", { type: "button", class: "link", onclick: () => fields[name].part.focus() }, fields[name].spec.label))] : []));
  }

  function announce() {
    const calm = { saved: state.saved_at && fill(words.loaded, { time: when(state.saved_at) }), sample: words.sample_status, empty: words.empty_status };
    say(calm[state.source]);
    const offers = store.others().filter((draft) => !restored.includes(draft.name) && JSON.stringify(draft.value) !== JSON.stringify(values().value));
    notices.replaceChildren(
      ...state.notices.map((text) => make("p", { class: "warn" }, text)),
      ...(state.source === "sample" && !dirty() ? [make("p", { class: "sample" }, words.sample, " ", make("button", { type: "button", onclick: () => { adopt(sheet.blank); touch(); notices.querySelector(".sample")?.remove(); fields[Object.keys(fields)[0]].part.focus(); } }, words.start_empty))] : []),
      ...offers.slice(0, 3).map((draft) => make("p", { class: "draft", role: "alert" }, fill(draft.revision === state.revision ? words.draft : words.draft_old, { time: when(draft.at) }), " ",
        make("button", { type: "button", class: "strong", onclick: (event) => { restored.push(draft.name); event.target.closest("p").remove(); adopt(draft.value); touch(); store.drop(draft.name); } }, words.restore), " ",
        make("button", { type: "button", onclick: (event) => { store.drop(draft.name); event.target.closest("p").remove(); } }, words.discard))));
    recalls.replaceChildren(...(state.recalls.length ? [make("h3", {}, words.recalls), make("dl", {}, ...state.recalls.flatMap((one) => [make("dt", {}, one.label), make("dd", { class: one.items.length ? "" : "none" }, ...(one.items.length > 1 ? [make("ul", {}, ...one.items.map((item) => make("li", {}, item)))] : [one.items[0] ?? words.not_decided]), make("small", {}, one.from))]))] : []));
    recalls.hidden = !state.recalls.length;
  }

  const adopt = (value) => { show(value); spoken.textContent = ""; };

  // ---- what is saved ------------------------------------------------------------------------------------------
  const keep = () => store.keep({ at: Date.now(), revision: state.revision, value: values().value });

  function touch() {
    edits += 1;
    keep();
    if (!lost && !conflict && !wait) say(words.unsaved, "unsaved");
    clearTimeout(timer);
    if (!composing) timer = setTimeout(save, QUIET);
  }

  function transmit(message) {
    try { model.send({ view, ...message }); return true; } catch { return false; } // the connection is closed
  }

  function save(how = {}) {
    clearTimeout(timer);
    pressed ||= Boolean(how.pressed);
    if (composing) return;
    if (conflict && !how.over) { alert.querySelector("button")?.focus(); return; }
    if (wait) { again = true; return; }
    clearTimeout(retry);
    const { value, kept } = values();
    seq += 1;
    sent[seq] = { edits, kept };
    if (!lost) say(words.saving, "unsaved");
    const asked = transmit({ kind: "save", seq, value, revision: how.over ?? state.revision });
    wait = setTimeout(unanswered, asked ? PATIENCE : 0);
  }

  function unanswered() {
    wait = null;
    again = false;
    if (!dirty() && seq) return calmDown();
    lost = true;
    say(words.not_saved, "error");
    warn(words.lost, keep() ? words.lost_kept : words.lost_copy);
    retry = setTimeout(save, AGAIN);
  }

  function warn(head, text, ...buttons) {
    const copy = make("button", { type: "button", onclick: async () => { await toClipboard(asText(), form); spoken.textContent = words.copied; copy.textContent = words.copied; } }, words.copy);
    alert.replaceChildren(make("strong", {}, head), make("p", {}, text), make("p", {}, ...buttons, copy));
  }

  function calmDown() {
    lost = false;
    alert.replaceChildren();
  }

  function answered(message) {
    const asked = sent[message.seq];
    if (!asked) return;
    for (const old of Object.keys(sent)) if (Number(old) <= message.seq) delete sent[old];
    if (message.seq === seq) { clearTimeout(wait); wait = null; }
    clearTimeout(retry);
    if (message.error) {
      lost = true;
      say(words.not_saved, "error");
      warn(message.error, keep() ? words.failed_kept : words.lost_copy);
      retry = setTimeout(save, AGAIN);
      return;
    }
    calmDown();
    if (message.conflict) return clash(message.conflict);
    conflict = null;
    state = { ...message.state, recalls: state.recalls, notices: [] };
    clean = asked.edits;
    judge(asked.kept);
    notices.querySelector(".sample")?.remove();
    if (dirty()) { keep(); say(words.unsaved, "unsaved"); if (again) save(); }
    else { store.drop(); say(fill(words.saved, { time: clock(state.saved_at) }), "saved"); }
    again = false;
  }

  function clash(theirs) {
    conflict = theirs;
    say(words.not_saved, "error");
    keep();
    warn(fill(words.conflict, { time: theirs.saved_at ? clock(theirs.saved_at) : "" }), words.conflict_choice,
      make("button", { type: "button", onclick: () => { clean = edits; conflict = null; calmDown(); store.drop(); state = theirs; adopt(state.values); judge(loaded()); announce(); } }, words.take_theirs), " ",
      make("button", { type: "button", class: "strong", onclick: () => { const over = conflict.revision; conflict = null; alert.replaceChildren(); save({ over }); } }, words.keep_mine), " ");
  }

  function greeted(message) {
    clearTimeout(hello.timer);
    form.dataset.ready = "true";
    if (message.error) { say(words.not_saved, "error"); warn(message.error, words.failed_kept); return; }
    if (dirty() || wait) return;
    const news = message.state.revision !== state.revision || message.state.source !== state.source;
    state = message.state;
    if (news) adopt(state.values);
    if (!lost) { judge(loaded()); if (news || hello.first) announce(); }
    hello.first = false;
  }

  /** Ask for the newest answers: another tab or notebook may have saved since. */
  function hello() {
    if (dirty() || wait) return;
    const asked = transmit({ kind: "hello" });
    clearTimeout(hello.timer);
    hello.timer = setTimeout(() => { if (!dirty()) say(words.no_kernel, "error"); }, asked ? PATIENCE : 0);
  }
  hello.first = true;

  const received = (message) => {
    if (message.view !== view) return;
    if (message.kind === "hello") greeted(message); else answered(message);
  };
  model.on("msg:custom", received);

  const listen = (target, kind, act) => target.addEventListener(kind, act, { signal: gone.signal });
  listen(form, "compositionstart", () => { composing = true; clearTimeout(timer); });
  listen(form, "compositionend", () => { composing = false; touch(); });
  listen(form, "input", (event) => { grow(event.target); touch(); });
  listen(form, "keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); save({ pressed: true }); }
    if (event.key === "Enter" && event.target.closest(".field.line")) event.preventDefault();
  });
  listen(window, "beforeunload", (event) => { if (dirty()) event.preventDefault(); });
  listen(window, "focus", hello);

  show(state.values);
  judge(loaded());
  announce();
  hello();

  return () => {
    clearTimeout(timer); clearTimeout(retry); clearTimeout(wait); clearTimeout(hello.timer);
    gone.abort();
    model.off("msg:custom", received);
    if (dirty()) { keep(); if (!conflict) transmit({ kind: "save", seq: seq + 1, value: values().value, revision: state.revision }); }
  };
}

async function toClipboard(text, host) {
  try { await navigator.clipboard.writeText(text); } catch { // not allowed without HTTPS
    const box = make("textarea", { class: "unseen" });
    box.value = text;
    host.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
}

export default { render };
