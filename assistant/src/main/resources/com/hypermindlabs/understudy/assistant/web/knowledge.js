import { announce, whoAmI } from "./app.js";
import { ask, element, sentence, size, token, when } from "./net.js";

const list = document.getElementById("documents");
const more = document.getElementById("more");
const none = document.getElementById("none");
const domain = document.getElementById("domain");
const files = document.getElementById("files");
const drop = document.getElementById("drop");
const progress = document.getElementById("progress");
const sure = document.getElementById("sure");

let last = null;
let types = [];
const me = await whoAmI();

function row(document) {
  const remove = me.editor
    ? element(
        "button",
        {
          type: "button",
          class: "plain danger-text",
          "aria-label": "Delete " + document.title,
          on: { click: () => confirmDelete(document, made) },
        },
        "Delete",
      )
    : null;
  const made = element(
    "li",
    {},
    element(
      "div",
      {},
      element("strong", {}, document.title),
      element(
        "small",
        {},
        [
          document.domain,
          document.passages + (document.passages === 1 ? " passage" : " passages"),
          when(document.at),
          document.source.replace(/^upload:/, ""),
        ].join(" · "),
      ),
    ),
    remove,
  );
  return made;
}

function confirmDelete(document, made) {
  globalThis.document.getElementById("sure-name").textContent = document.title;
  globalThis.document.getElementById("sure-yes").onclick = async () => {
    sure.close();
    try {
      await ask("DELETE", "/api/knowledge/" + document.id);
      made.remove();
      none.hidden = list.children.length > 0;
      announce(document.title + " is deleted.");
    } catch (error) {
      made.append(element("small", { class: "tag warn" }, error.message));
    }
  };
  sure.showModal();
}

globalThis.document.getElementById("sure-no").addEventListener("click", () => sure.close());

async function page(fresh) {
  const got = await ask("GET", "/api/knowledge" + (fresh || !last ? "" : "?before=" + last));
  if (fresh) list.replaceChildren();
  list.append(...got.documents.map(row));
  if (got.documents.length) last = got.documents.at(-1).id;
  more.hidden = !got.more;
  none.hidden = list.children.length > 0;
  if (!domain.children.length) {
    domain.append(...got.domains.map((name) => element("option", { value: name }, name)));
    if (got.domains.includes("general")) domain.value = "general";
  }
  types = got.types;
  files.accept = types.join(",");
  document.getElementById("limits").textContent =
    types.join(", ") + ", up to " + size(me.max_upload) + " each. The same name again replaces a document.";
}

function send(file) {
  const bar = element("progress", { max: "100", value: "0", "aria-label": "Upload of " + file.name });
  const state = element("small", {}, "Sending");
  const line = element("li", {}, element("span", { class: "name" }, file.name), bar, state);
  progress.append(line);
  const fail = (text) => {
    bar.remove();
    state.textContent = sentence(text);
    line.classList.add("failed");
  };
  if (file.size > me.max_upload) {
    fail("it is larger than " + size(me.max_upload));
    return Promise.resolve();
  }
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const where = new URLSearchParams({ name: file.name, domain: domain.value });
    request.open("POST", "/api/knowledge?" + where);
    request.setRequestHeader("X-CSRF-Token", token());
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      bar.value = Math.round((100 * event.loaded) / Math.max(1, event.total));
      if (event.loaded === event.total) {
        bar.removeAttribute("value");
        state.textContent = "Reading";
      }
    };
    request.onload = () => {
      if (request.status === 201) {
        bar.value = 100;
        bar.remove();
        const passages = request.response.passages;
        state.textContent = { added: "Added", replaced: "Replaced", unchanged: "Known already" }[request.response.state]
          + ", " + passages + (passages === 1 ? " passage" : " passages");
        line.classList.add("good");
      } else {
        fail(request.response?.error?.message ?? "it was not taken");
      }
      done();
    };
    request.onerror = () => {
      fail("the connection broke; try again");
      done();
    };
    request.send(file);
  });
}

async function sendAll(chosen) {
  for (const file of chosen) await send(file);
  files.value = "";
  await page(true);
}

files.addEventListener("change", () => sendAll([...files.files]));
for (const type of ["dragover", "dragenter"]) {
  drop.addEventListener(type, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  sendAll([...event.dataTransfer.files]);
});

document.getElementById("search").addEventListener("submit", async (event) => {
  event.preventDefault();
  const question = event.target.q.value.trim();
  const place = document.getElementById("passages");
  const section = document.getElementById("found");
  if (!question) {
    section.hidden = true;
    return;
  }
  section.hidden = false;
  try {
    const got = await ask("GET", "/api/knowledge/search?q=" + encodeURIComponent(question));
    place.replaceChildren(
      ...got.passages.map((passage) =>
        element(
          "blockquote",
          {},
          element("p", {}, passage.body.replace(/^#{1,6}\s+/gm, "")),
          element("footer", {}, element("cite", {}, passage.title + (passage.place && passage.place !== passage.title ? ", " + passage.place : "") + " · " + passage.domain)),
        ),
      ),
    );
    if (!got.passages.length) place.replaceChildren(element("p", { class: "quiet" }, "Nothing found."));
  } catch (error) {
    place.replaceChildren(element("p", { class: "problem" }, error.message));
  }
});

more.addEventListener("click", () => page(false));
document.getElementById("upload").hidden = !me.editor;
for (;;) {
  try {
    await page(true);
    break;
  } catch {
    await new Promise((done) => setTimeout(done, 2000));
  }
}
document.body.dataset.ready = "true";
