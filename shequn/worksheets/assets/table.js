// A table of rows that can be added, deleted, put in another order and pasted from a spreadsheet.

/** Cells of a copied table, row by row. A spreadsheet copies HTML too, which keeps line breaks inside a cell. */
function copied(clipboard) {
  const page = new DOMParser().parseFromString(clipboard.getData("text/html"), "text/html"); // runs and loads nothing
  page.querySelectorAll("br").forEach((node) => node.replaceWith(" "));
  const lines = [...page.querySelectorAll("tr")].map((line) =>
    [...line.querySelectorAll("td, th")].map((cell) => cell.textContent.replace(/\s+/g, " ").trim()));
  if (lines.length) return lines;
  const text = clipboard.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  return /[\t\n]/.test(text) ? text.split("\n").map((line) => line.split("\t")) : [];
}

function rowTable({ spec, id, words, say, touched }) {
  const rows = [], wide = spec.columns.length > 7;
  const body = make("tbody");
  const note = make("p", { class: "note", role: "status" });
  const add = () => focus(insert(rows.length, {}));
  const adder = make("button", { type: "button", class: "add", onclick: add }, `+ ${words.add_row}`);
  const head = make("tr", {}, make("th", { scope: "col", class: "nth" }, "#"), ...spec.columns.map((column) =>
    make("th", { scope: "col", class: column.kind, title: column.help }, column.label, mark(column, words))),
    make("th", { scope: "col", class: "tools" }, make("span", { class: "unseen" }, words.row_tools)));
  const look = { class: wide ? "wide" : "", "aria-labelledby": `${id}-label` };
  const scroll = make("div", { class: "scroll" }, make("table", look, make("thead", {}, head), body));
  const node = make("div", {}, scroll, make("div", { class: "under" }, adder, note));

  const focus = (row, name = spec.columns[0].name) => row.controls[name].focus();
  const blank = (row) => !spec.columns.some((column) => said(read(column, row.controls[column.name])));
  /** Two texts and two other entries, enough to know a row by. */
  function gist(row) {
    const full = spec.columns.filter((column) => said(read(column, row.controls[column.name])));
    const pick = (text) => full.filter((column) => (column.kind === "line") === text).slice(0, 2);
    return [...pick(true), ...pick(false)].map((column) => seen(row.controls[column.name])).join(" · ");
  }
  const button = (glyph, act) => make("button", { type: "button", class: "tool", onclick: act }, glyph);

  function insert(at, data) {
    const row = { data, id: `${id}-${(insert.made = (insert.made ?? 0) + 1)}`, controls: {}, labels: [], problems: {} };
    const turn = () => fold(row, !row.node.classList.contains("folded"));
    row.number = wide ? make("button", { type: "button", class: "fold", onclick: turn }) : make("span");
    const cells = spec.columns.map((column) => {
      const key = `${row.id}-${column.name}`;
      const placeholder = at === 0 && column.kind === "line" ? column.example : "";
      const entry = control(column, data[column.name], { id: key, placeholder, "aria-describedby": `${key}-problem` });
      row.controls[column.name] = entry;
      const label = make("label", { for: key }, column.label, mark(column, words), make("span", { class: "unseen" }));
      row.labels.push(label.lastChild);
      row.problems[column.name] = make("p", { class: "problem", id: `${key}-problem` });
      return make("td", { class: column.kind }, label, entry, row.problems[column.name]);
    });
    row.up = button("↑", () => move(row, -1, row.up));
    row.down = button("↓", () => move(row, 1, row.down));
    row.remove = button("✕", () => remove(row));
    const tools = make("td", { class: "tools" }, row.up, row.down, row.remove);
    row.node = make("tr", {}, make("td", { class: "nth" }, row.number), ...cells, tools);
    rows.splice(at, 0, row);
    body.insertBefore(row.node, rows[at + 1]?.node ?? null);
    Object.values(row.controls).forEach(grow);
    renumber();
    return row;
  }

  /** A long row shows only its gist until it is wanted. */
  function fold(row, shut) {
    row.node.classList.toggle("folded", shut);
    row.number.setAttribute("aria-expanded", !shut);
    renumber();
  }

  function renumber() {
    rows.forEach((row, i) => {
      const n = i + 1;
      row.number.textContent = wide ? `${n}  ${gist(row)}` : n;
      row.labels.forEach((label) => (label.textContent = ` ${fill(words.row, { n })}`));
      const tools = [
        [row.up, words.row_up, i === 0],
        [row.down, words.row_down, n === rows.length],
        [row.remove, words.row_delete, false],
      ];
      for (const [tool, label, off] of tools) {
        tool.setAttribute("aria-label", fill(label, { n }));
        tool.title = fill(label, { n });
        tool.setAttribute("aria-disabled", off); // not disabled: the focus must stay on it
      }
    });
  }

  function move(row, step, back) {
    const from = rows.indexOf(row), to = from + step;
    if (to < 0 || to >= rows.length) return;
    rows.splice(from, 1);
    rows.splice(to, 0, row);
    body.insertBefore(step < 0 ? row.node : rows[from].node, step < 0 ? rows[from].node : row.node);
    back.focus();
    renumber();
    say(fill(words.row_moved, { n: from + 1, to: to + 1 }));
    touched();
  }

  function remove(row) {
    const at = rows.indexOf(row), data = value(row), empty = blank(row);
    rows.splice(at, 1);
    row.node.remove();
    renumber();
    (rows[at] ?? rows[at - 1])?.remove.focus();
    if (!rows.length) adder.focus();
    tell(fill(words.row_deleted, { n: at + 1 }), empty ? null : () => focus(insert(Math.min(at, rows.length), data)));
    touched();
  }

  /** Say what was done, with a way back. */
  function tell(text, back) {
    const act = () => { note.replaceChildren(); back(); touched(); };
    const undo = back && make("button", { type: "button", class: "link", onclick: act }, words.undo);
    note.replaceChildren(text, " ", undo || "");
  }

  function value(row) {
    const typed = spec.columns.map((column) => [column.name, read(column, row.controls[column.name])]);
    return { ...row.data, ...Object.fromEntries(typed) };
  }

  const place = (target) => {
    const row = rows.find((one) => one.node.contains(target));
    return [row, spec.columns.findIndex((column) => row && row.controls[column.name] === target)];
  };

  body.addEventListener("keydown", (event) => {
    const [row, at] = place(event.target);
    if (!row || at < 0 || event.isComposing || event.keyCode === 229) return;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.altKey && step) {
      event.preventDefault();
      move(row, step, event.target);
    } else if (event.key === "Enter" && event.target.tagName !== "SELECT") {
      event.preventDefault();
      focus(rows[rows.indexOf(row) + 1] ?? insert(rows.length, {}), spec.columns[at].name);
    }
  });

  body.addEventListener("paste", (event) => {
    const [row, at] = place(event.target);
    let lines = row && at >= 0 ? copied(event.clipboardData) : [];
    if (lines.flat().length < 2) return; // one cell: the browser pastes it
    event.preventDefault();
    const columns = spec.columns.slice(at);
    const titles = lines[0].filter((text, i) => text && text === columns[i]?.label).length;
    if (titles && titles === lines[0].filter(Boolean).length) lines = lines.slice(1);
    let lost = 0, first = rows.indexOf(row);
    const before = rows.map(value);
    lines.forEach((line, down) => {
      const into = rows[first + down] ?? insert(rows.length, {});
      lost += line.slice(columns.length).filter((text) => text.trim()).length;
      columns.slice(0, line.length).forEach((column, i) => {
        const text = pasted(column, line[i]), entry = into.controls[column.name];
        if (text === null) lost += 1;
        else if (column.kind === "yes") entry.checked = /^(1|x|y|yes|true|是|✓|√)$/i.test(text.trim());
        else entry.value = text;
        grow(entry);
      });
    });
    const left = lost ? ` ${fill(words.pasted_not, { n: lost })}` : "";
    tell(`${fill(words.pasted, { n: lines.length })}${left}`, () => set(before));
    touched();
  });

  function set(values) {
    rows.splice(0).forEach((row) => row.node.remove());
    note.replaceChildren();
    (values?.length ? values : [{}]).forEach((data, i) => insert(i, data));
    if (wide) rows.forEach((row) => fold(row, rows.length > 2 && !blank(row)));
  }

  return {
    node, set,
    /** The rows that hold something; `problems` speak of these. */
    get() {
      const kept = rows.filter((row) => !blank(row));
      return { value: kept.map(value), kept };
    },
    all: () => [...rows],
    problem(kept, [index, name], text) {
      const row = kept?.[index], slot = row?.problems[name];
      if (!slot) return false;
      if (wide) fold(row, false);
      slot.textContent = text;
      row.controls[name].setAttribute("aria-invalid", "true");
      return true;
    },
    clear() {
      for (const row of rows) for (const [name, slot] of Object.entries(row.problems)) {
        slot.textContent = "";
        row.controls[name].removeAttribute("aria-invalid");
        slot.parentNode.classList.remove("lacking");
      }
    },
    /** Mark what a begun row must not lack. */
    lack() {
      for (const row of rows.filter((one) => !blank(one))) for (const column of spec.columns) {
        const empty = column.required && !said(read(column, row.controls[column.name]));
        if (empty && wide) fold(row, false);
        row.problems[column.name].parentNode.classList.toggle("lacking", empty);
      }
    },
    focus: () => (rows[0] ? focus(rows[0]) : adder.focus()),
    text() {
      const line = (row) => spec.columns.map((column) => seen(row.controls[column.name])).join("\t");
      return rows.filter((row) => !blank(row)).map(line).join("\n");
    },
  };
}
