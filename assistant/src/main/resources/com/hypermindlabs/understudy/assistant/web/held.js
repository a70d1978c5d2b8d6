// Changes that wait for a person: all versions of the row side by side, and a choice.

import { announce } from "./app.js";
import { ask, element, when } from "./net.js";

const NO_ROW = "no row";

/** Shows what is held, and looks again whenever the number of held changes is another. */
export function watchHeld(place, note) {
  let known = -1;
  let before = "";

  async function load() {
    try {
      const got = await ask("GET", "/api/held");
      if (got.problem) {
        note.textContent = "The ledger is on the primary, which cannot be asked: " + got.problem + ".";
        place.replaceChildren();
        known = -1;
        return;
      }
      note.textContent = got.all === 0
        ? "Nothing waits for a person."
        : got.all > got.entries.length ? "The first " + got.entries.length + " of " + got.all + "." : "";
      place.replaceChildren(...got.entries.map((entry) => card(entry)));
    } catch (error) {
      note.textContent = error.message;
      known = -1;
    }
  }

  function card(entry) {
    const said = element("p", { class: "quiet", role: "status" });
    const made = element("article", { class: "held", "data-id": entry.id });
    const choose = (take, label, kind) =>
      element(
        "button",
        {
          type: "button",
          class: kind,
          on: { click: (event) => resolve(entry.id, take, event.currentTarget, made, said) },
          "aria-label": label + " of entry " + entry.id,
        },
        label,
      );
    made.append(
      element(
        "header",
        {},
        element("strong", {}, entry.table + " " + entry.key.join(", ")),
        element("small", { class: "tag " + (entry.kind === "held" ? "warn" : "") }, entry.kind),
        element("small", {}, when(entry.at)),
      ),
      element("p", {}, entry.reason),
      element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Versions of entry " + entry.id }, versions(entry)),
      element("div", { class: "choices" }, choose("ours", "Take ours", ""), choose("theirs", "Keep theirs", "secondary"), said),
    );
    return made;
  }

  async function resolve(id, take, button, made, said) {
    button.setAttribute("aria-busy", "true");
    try {
      const got = await ask("POST", "/api/held/" + id, { take });
      if (got.resolved) {
        announce("Entry " + id + " is resolved.");
        made.remove();
        if (!place.children.length) note.textContent = "Nothing waits for a person.";
      } else {
        const fresh = card(got.entry);
        made.replaceWith(fresh);
        fresh.querySelector("[role=status]").textContent =
          "Not resolved: the primary's row has changed since. This is how it is now; choose again.";
      }
    } catch (error) {
      said.textContent = error.message;
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  return {
    expect(count, mode) {
      if (count === known && mode === before) return;
      known = count;
      before = mode;
      load();
    },
  };
}

function versions(entry) {
  const columns = [...new Set([entry.ours, entry.theirs, entry.base].flatMap((row) => Object.keys(row ?? {})))];
  const value = (row, column) => (row === null ? NO_ROW : row[column] === null || row[column] === undefined ? "NULL" : row[column]);
  const head = ["Column", "Base", "Ours (fallback)", "Theirs (primary)"];
  const rows = columns.map((column) => {
    const differs = value(entry.ours, column) !== value(entry.theirs, column);
    return element(
      "tr",
      { class: differs ? "differs" : null },
      element("th", { scope: "row" }, column),
      element("td", {}, value(entry.base, column)),
      element("td", {}, value(entry.ours, column)),
      element("td", {}, value(entry.theirs, column)),
    );
  });
  return element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...head.map((name) => element("th", { scope: "col" }, name)))),
    element("tbody", {}, ...rows),
  );
}
