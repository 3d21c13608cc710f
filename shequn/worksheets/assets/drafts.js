// Unsaved text, kept in this browser until it is saved: a draft for each view of one sheet of one workbook.

function drafts(key, view) {
  const all = `shequn:draft:${key}:`, mine = all + view;
  return {
    /** Whether it could be kept: storage may be full or switched off. */
    keep(draft) {
      try { localStorage.setItem(mine, JSON.stringify(draft)); return true; } catch { return false; }
    },
    drop(name = mine) {
      try { localStorage.removeItem(name); } catch { /* nothing was kept */ }
    },
    /** Drafts that other views have left, the newest first. */
    others() {
      try {
        const names = Object.keys(localStorage).filter((name) => name.startsWith(all) && name !== mine);
        return names.map((name) => ({ name, ...JSON.parse(localStorage.getItem(name)) })).sort((a, b) => b.at - a.at);
      } catch { return []; }
    },
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
