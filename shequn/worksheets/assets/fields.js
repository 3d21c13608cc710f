// One entry of a sheet: making it, reading it. Text enters the page as text nodes and attributes only, never as markup.

const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  // JupyterLab's shortcuts of one key (x cuts a cell) look at what has the focus, not at what is around it.
  if (/^(button|input|select|textarea)$/.test(tag)) node.dataset.lmSuppressShortcuts = "true";
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined && value !== "") node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child));
  return node;
};

const fill = (text, values = {}) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text);
const isClock = (text) => /^\d\d:\d\d$/.test(text);

/** A control for a value; what its type cannot show (a day such as "soon") is shown as text, so that nothing is lost. */
function control(spec, value, attributes) {
  const text = value === null || value === undefined ? "" : String(value);
  if (spec.kind === "yes") {
    const box = make("input", { type: "checkbox", ...attributes });
    box.checked = value === true;
    return box;
  }
  if (spec.kind === "choice" || spec.kind === "score") {
    const options = spec.kind === "score" ? [1, 2, 3, 4, 5].map((n) => [String(n), String(n)]) : spec.choices;
    const list = make("select", attributes, ...[["", "—"], ...options].map(([code, words]) => new Option(words, code)));
    if (text && !options.some(([code]) => code === text)) list.add(new Option(text, text));
    list.value = text;
    return list;
  }
  if (spec.kind === "choices") {
    const chosen = new Set(Array.isArray(value) ? value : []);
    return make("div", { class: "choices", ...attributes }, ...spec.choices.map(([code, words]) => {
      const box = make("input", { type: "checkbox", value: code });
      box.checked = chosen.has(code);
      return make("label", {}, box, words);
    }));
  }
  const input = spec.kind === "prose" || spec.kind === "line"
    ? make("textarea", { rows: spec.kind === "prose" ? 3 : 1, spellcheck: "false", ...attributes })
    : make("input", { autocomplete: "off", type: "text", ...attributes });
  if (spec.kind === "date" && (!text || isDay(text))) input.type = "date";
  if (spec.kind === "time" && (!text || isClock(text))) input.type = "time";
  if (spec.kind === "count") input.inputMode = "numeric";
  if (spec.kind === "number" || spec.kind === "percent") input.inputMode = "decimal";
  input.value = text;
  return input;
}

/** What stands in a control; an empty choice is null. */
function read(spec, node) {
  if (spec.kind === "yes") return node.checked;
  if (spec.kind === "choices") return [...node.querySelectorAll(":checked")].map((box) => box.value);
  if (spec.kind === "choice" || spec.kind === "score") return node.value || null;
  if (spec.kind === "line") return node.value.replace(/\s*\n\s*/g, " ");
  return node.value;
}

const said = (value) => !(value === null || value === undefined || value === "" || value === false || value.length === 0);

/** Turn pasted text into what a control of this kind can hold; null when it cannot. */
function pasted(spec, text) {
  const typed = text.trim();
  if (spec.kind === "line" || spec.kind === "prose") return text;
  if (spec.kind === "choice") {
    const same = (a) => a.toLowerCase() === typed.toLowerCase();
    return typed ? spec.choices.find((pair) => pair.some(same))?.[0] ?? null : "";
  }
  if (spec.kind === "date") {
    const [, year, month, day] = typed.match(/^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/) ?? [];
    return typed ? (year ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : null) : "";
  }
  if (spec.kind === "time") {
    const [, hour, minute] = typed.match(/^(\d{1,2})[:：](\d\d)(?:[:：]\d\d)?$/) ?? [];
    return typed ? (hour ? `${hour.padStart(2, "0")}:${minute}` : null) : "";
  }
  if (spec.kind === "score") return typed === "" || /^[1-5]$/.test(typed) ? typed : null;
  return typed;
}

/** Let a text box grow with its text where the browser does not do it by itself. */
const grow = (node) => {
  if (node.tagName !== "TEXTAREA" || CSS.supports("field-sizing", "content")) return;
  node.style.height = "auto";
  node.style.height = `${node.scrollHeight + 2}px`;
};

/** A value as it is seen. */
const seen = (entry) => (entry.tagName === "SELECT" ? entry.selectedOptions[0].text : entry.value);

const mark = (spec, words) => spec.required && make("span", { class: "required", title: words.required }, "*");
