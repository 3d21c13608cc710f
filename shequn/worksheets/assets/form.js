// The form of one sheet. The browser knows by itself what is not saved yet, whatever becomes of the kernel.

const QUIET = 1000; // ms after the last keystroke before a save
const PATIENCE = 5000; // ms to wait for the kernel's answer
const AGAIN = 10000; // ms between further tries

function render({ model, el }) {
  const sheet = model.get("sheet"), words = sheet.words, view = Math.random().toString(36).slice(2);
  const store = drafts(sheet.key, view), gone = new AbortController();
  const page = pageOf(sheet, `shequn-${view}`, { touched: touch, save: () => save({ pressed: true }) });
  const { form, alert, notices, status } = page;
  const say = (text, level = "calm") => { status.textContent = text; status.dataset.level = level; };
  const button = (text, onclick, strong) => make("button", { type: "button", class: strong && "strong", onclick }, text);

  let state = model.get("state");
  let edits = 0, clean = 0; // edits made, and those of them that are saved
  let seq = 0, sent = {}; // number of the last save, and what was sent with those without an answer
  let wait = null, again = false, lost = false, conflict = null, composing = false, pressed = false, first = true;
  let timer, retry, greeting;
  const dirty = () => edits !== clean;
  const keep = () => store.keep({ at: Date.now(), revision: state.revision, value: page.values().value });

  const clock = (at) => new Date(at).toLocaleTimeString(page.locale, { hour12: false });
  function when(at) {
    if (new Date(at).toDateString() === new Date().toDateString()) return clock(at);
    return new Date(at).toLocaleString(page.locale, { hour12: false, dateStyle: "medium", timeStyle: "short" });
  }

  // ---- what is said -------------------------------------------------------------------------------------------

  /** Where the answers come from, and what unsaved text this browser still holds. */
  function announce() {
    const saved = fill(words.loaded, { time: when(state.saved_at) });
    say({ saved, sample: words.sample_status, empty: words.empty_status }[state.source]);
    const now = JSON.stringify(page.values().value), same = (draft) => JSON.stringify(draft.value) === now;
    store.others().filter(same).forEach((draft) => store.drop(draft.name));
    notices.replaceChildren(
      ...state.notices.map((text) => make("p", { class: "warn" }, text)),
      ...(state.source === "sample" ? [sample()] : []),
      ...store.others().slice(0, 3).map(offer),
    );
    page.recall(state.recalls);
  }

  function sample() {
    const empty = () => { page.show(sheet.blank); touch(); line.remove(); page.focus(); };
    const line = make("p", { class: "sample" }, words.sample, " ", button(words.start_empty, empty));
    return line;
  }

  function offer(draft) {
    const text = fill(draft.revision === state.revision ? words.draft : words.draft_old, { time: when(draft.at) });
    const done = () => { store.drop(draft.name); line.remove(); };
    const restore = () => { page.show(draft.value); touch(); done(); page.focus(); };
    const choices = [button(words.restore, restore, true), " ", button(words.discard, done)];
    const line = make("p", { class: "draft", role: "alert" }, text, " ", ...choices);
    return line;
  }

  /** Say loudly that nothing is saved, and what can be done; the text can always be copied. */
  function warn(head, text, ...choices) {
    say(words.not_saved, "error");
    const copy = button(words.copy, async () => {
      await toClipboard(page.text(), form);
      copy.textContent = words.copied;
    });
    const buttons = make("p", {}, ...choices.flatMap((one) => [one, " "]), copy);
    alert.replaceChildren(make("strong", {}, head), make("p", {}, text), buttons);
  }

  function calm() {
    lost = false;
    conflict = null;
    alert.replaceChildren();
  }

  // ---- what is saved ------------------------------------------------------------------------------------------

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

  function save({ pressed: byHand = false, over } = {}) {
    clearTimeout(timer);
    pressed ||= byHand;
    if (composing) return;
    if (conflict && over === undefined) { alert.querySelector("button").focus(); return; }
    if (wait) { again = true; return; }
    clearTimeout(retry);
    const { value, kept } = page.values();
    seq += 1;
    sent[seq] = { edits, kept };
    if (!lost) say(words.saving, "unsaved");
    const asked = transmit({ kind: "save", seq, value, revision: over ?? state.revision });
    wait = setTimeout(unanswered, asked ? PATIENCE : 0);
  }

  function unanswered() {
    wait = null;
    again = false;
    lost = true;
    warn(words.lost, keep() ? words.lost_kept : words.lost_copy);
    retry = setTimeout(save, AGAIN);
  }

  function answered(message) {
    const asked = sent[message.seq];
    if (!asked) return;
    Object.keys(sent).filter((number) => number <= message.seq).forEach((number) => delete sent[number]);
    if (message.seq === seq) { clearTimeout(wait); wait = null; }
    clearTimeout(retry);
    if (message.error) {
      lost = true;
      warn(message.error, keep() ? words.failed_kept : words.lost_copy);
      retry = setTimeout(save, AGAIN);
      return;
    }
    calm();
    if (message.conflict) { clash(message.conflict); return; }
    state = { ...message.state, recalls: state.recalls, notices: [] };
    clean = asked.edits;
    page.judge(state, pressed, asked.kept);
    notices.querySelector(".sample")?.remove();
    if (dirty()) {
      keep();
      say(words.unsaved, "unsaved");
      if (again) save();
    } else {
      store.drop();
      say(fill(words.saved, { time: clock(state.saved_at) }), "saved");
    }
    again = false;
  }

  /** Another window has saved meanwhile: a person decides. */
  function clash(theirs) {
    conflict = theirs;
    keep();
    const take = () => { clean = edits; calm(); store.drop(); adopt(theirs); announce(); };
    const over = () => { calm(); save({ over: theirs.revision }); };
    warn(fill(words.conflict, { time: theirs.saved_at ? clock(theirs.saved_at) : "" }), words.conflict_choice,
      button(words.take_theirs, take), button(words.keep_mine, over, true));
  }

  function adopt(news) {
    state = news;
    page.show(state.values);
    page.judge(state, pressed);
  }

  /** Ask for the newest answers: another tab or notebook may have saved since. */
  function hello() {
    if (dirty() || wait) return;
    const asked = transmit({ kind: "hello" });
    clearTimeout(greeting);
    greeting = setTimeout(() => { if (!dirty()) say(words.no_kernel, "error"); }, asked ? PATIENCE : 0);
  }

  function greeted(message) {
    clearTimeout(greeting);
    form.dataset.ready = "true";
    if (message.error) { warn(message.error, words.failed_kept); return; }
    if (dirty() || wait) return;
    const news = message.state.revision !== state.revision || message.state.source !== state.source;
    if (news) adopt(message.state);
    else { state = message.state; page.judge(state, pressed); }
    if (news || first || status.dataset.level === "error") announce();
    first = false;
  }

  // ---- what happens -------------------------------------------------------------------------------------------

  const received = (message) => {
    if (message.view === view) (message.kind === "hello" ? greeted : answered)(message);
  };
  const listen = (target, kind, act) => target.addEventListener(kind, act, { signal: gone.signal });
  model.on("msg:custom", received);
  listen(form, "compositionstart", () => { composing = true; clearTimeout(timer); });
  listen(form, "compositionend", () => { composing = false; touch(); });
  listen(form, "input", (event) => { grow(event.target); touch(); });
  listen(form, "keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && event.target.closest(".field.line")) event.preventDefault();
    if (event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save({ pressed: true });
    }
  });
  listen(window, "beforeunload", (event) => { if (dirty()) event.preventDefault(); });
  listen(window, "focus", hello);

  el.append(form);
  adopt(state);
  announce();
  hello();

  return () => {
    [timer, retry, wait, greeting].forEach(clearTimeout);
    gone.abort();
    model.off("msg:custom", received);
    if (!dirty()) return;
    keep();
    if (!conflict) transmit({ kind: "save", seq: seq + 1, value: page.values().value, revision: state.revision });
  };
}

export default { render };
