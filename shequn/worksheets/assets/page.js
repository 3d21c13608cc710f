// What is seen of a sheet: its sections and fields, and beside them what the kernel found.

/** A field that is no table. */
function entryPart(spec, key, words, attributes) {
  let entry;
  const holder = make("div", { class: "entry" }), group = spec.kind === "choices";
  const example = spec.kind !== "prose" && spec.example ? fill(words.example_short, { example: spec.example }) : "";
  const named = group ? { role: "group", "aria-labelledby": `${key}-label` } : { placeholder: example };
  return {
    node: holder,
    set(value) {
      entry = control(spec, value, { id: key, ...attributes, ...named });
      holder.replaceChildren(entry);
      grow(entry);
    },
    get: () => ({ value: read(spec, entry) }),
    clear: () => entry.removeAttribute("aria-invalid"),
    invalid: () => entry.setAttribute("aria-invalid", "true"),
    focus: () => (group ? entry.querySelector("input") : entry).focus(),
    text() {
      if (spec.kind === "yes") return entry.checked ? "✓" : "";
      if (group) return [...entry.querySelectorAll(":checked")].map((box) => box.parentNode.textContent).join(", ");
      return seen(entry);
    },
  };
}

function fieldOf(spec, id, words, touched, announce) {
  const key = `${id}-${spec.name}`, about = `${key}-help ${key}-problem`;
  const shown = spec.kind === "prose" && spec.example && fill(words.example, { example: spec.example });
  const example = shown && make("span", { class: "example" }, shown);
  const help = make("p", { class: "help", id: `${key}-help` }, spec.help, example);
  const problem = make("p", { class: "problem", id: `${key}-problem` }), advice = make("div", { class: "advice" });
  const title = [spec.label, mark(spec, words), spec.required && make("span", { class: "unseen" }, ` ${words.required}`)];
  const table = spec.kind === "rows", loose = table || spec.kind === "choices";
  const label = make(loose ? "div" : "label", { class: "label", id: `${key}-label`, for: loose ? "" : key }, ...title);
  const part = table
    ? rowTable({ spec, id: key, words, say: announce, touched })
    : entryPart(spec, key, words, { "aria-describedby": about, "aria-required": spec.required ? "true" : "" });
  const around = table ? { role: "group", "aria-labelledby": `${key}-label`, "aria-describedby": about } : {};
  const inside = spec.kind === "yes" ? [part.node, label, help] : [label, help, part.node];
  const node = make("div", { class: `field ${spec.kind}`, ...around }, ...inside, problem, advice);
  return { spec, node, part, problem, advice };
}

function pageOf(sheet, id, { touched, save }) {
  const words = sheet.words, fields = {}, lang = sheet.language === "zh" ? "zh-CN" : "en";
  const status = make("span", { class: "status", role: "status" });
  const spoken = make("span", { class: "unseen", role: "status" });
  const tally = make("span", { class: "tally" }), bar = make("i");
  const range = { "aria-valuemin": "0", "aria-valuemax": String(sheet.required), "aria-label": words.progress_label };
  const gauge = make("div", { class: "bar", role: "progressbar", ...range }, bar);
  const open = make("div", { class: "open" }), alert = make("div", { class: "alert", role: "alert" });
  const notices = make("div", { class: "notices" });
  const recalls = make("section", { class: "recalls", "aria-label": words.recalls });
  const saver = make("button", { type: "button", class: "save", onclick: save }, words.save);

  const sections = sheet.sections.map((section) => {
    const title = `${id}-section-${section.name}`;
    const inside = section.fields.map((spec) => {
      fields[spec.name] = fieldOf(spec, id, words, touched, (text) => (spoken.textContent = text));
      return fields[spec.name].node;
    });
    const head = make("h3", { id: title }, section.title);
    const body = make("div", { class: "fields" }, ...inside);
    return make("section", { class: "part", "aria-labelledby": title }, head, body);
  });
  const header = make("header", {}, make("h2", {}, sheet.title), make("p", { class: "aim" }, sheet.aim));
  const foot = make("div", { class: "foot" }, saver, status, make("div", { class: "tallied" }, tally, gauge));
  const form = make("div", { class: "shequn-form", lang, "data-sheet": sheet.id },
    header, notices, recalls, ...sections, open, make("footer", {}, alert, foot), spoken);

  const each = (act) => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, act(field, name)]));

  /** One earlier decision: a line, or a list when it was a table. */
  const recalled = ({ label, items, from }) => [make("dt", {}, label), make("dd", { class: items.length ? "" : "none" },
    items.length > 1 ? make("ul", {}, ...items.map((item) => make("li", {}, item))) : items[0] ?? words.not_decided,
    make("small", {}, from))];

  return {
    form, alert, notices, status,
    locale: lang === "en" ? "en-GB" : lang,
    focus: () => Object.values(fields)[0].part.focus(),
    show: (value) => each((field, name) => field.part.set(value[name])),
    text() {
      const parts = Object.values(fields).map((field) => `${field.spec.label}\n${field.part.text()}`);
      return [sheet.title, ...parts].join("\n\n");
    },
    /** What is entered, and of each table the rows that were sent, which problems count by. */
    values() {
      const got = each((field) => field.part.get());
      return { value: each((_, name) => got[name].value), kept: each((_, name) => got[name].kept) };
    },
    recall(list) {
      recalls.hidden = !list.length;
      recalls.replaceChildren(make("h3", {}, words.recalls), make("dl", {}, ...list.flatMap(recalled)));
    },
    /** Show progress, problems and advice; what is being typed is never touched. */
    judge(state, pressed, kept = each((field) => field.part.all?.())) {
      const done = sheet.required - state.missing.length;
      gauge.setAttribute("aria-valuenow", done);
      bar.style.width = `${sheet.required ? (100 * done) / sheet.required : 100}%`;
      tally.textContent = state.missing.length ? fill(words.progress, { done, of: sheet.required }) : words.complete;
      form.dataset.complete = !state.missing.length;
      each((field) => {
        field.problem.textContent = "";
        field.advice.replaceChildren();
        field.node.classList.remove("lacking");
        field.part.clear();
      });
      for (const { at: [name, ...where], text } of state.problems) {
        if (fields[name].part.problem?.(kept[name], where, text)) continue;
        fields[name].problem.textContent = text;
        fields[name].part.invalid?.();
      }
      for (const { field, text } of state.advice) fields[field].advice.append(make("p", {}, text));
      if (pressed) for (const name of state.missing) {
        fields[name].node.classList.add("lacking");
        fields[name].part.lack?.();
      }
      const go = (name) => {
        const { part, spec } = fields[name];
        return make("button", { type: "button", class: "link", onclick: () => part.focus() }, spec.label);
      };
      open.replaceChildren(...(state.missing.length ? [make("span", {}, words.open), ...state.missing.map(go)] : []));
    },
  };
}
