import { announce, heedMode, whoAmI } from "./app.js";
import { ask, element, listen, Refused, when } from "./net.js";
import { render } from "./markdown.js";

const log = document.getElementById("messages");
const form = document.getElementById("compose");
const box = document.getElementById("body");
const send = document.getElementById("send");
const stop = document.getElementById("stop");
const earlier = document.getElementById("earlier");
const empty = document.getElementById("empty");
const note = document.getElementById("note");

let oldest = null;
let answering = null;

const me = await whoAmI();
box.maxLength = me.max_message;

function atBottom() {
  const page = document.scrollingElement;
  return page.scrollHeight - page.scrollTop - innerHeight < 120;
}

function toBottom() {
  scrollTo({ top: document.scrollingElement.scrollHeight });
}

function article(author, at) {
  const who = author === "member" ? "You" : "Assistant";
  const words = element("div", { class: "words" });
  const side = element("footer");
  const made = element(
    "article",
    { class: "message " + author },
    element(
      "header",
      {},
      element("strong", {}, who),
      at ? element("time", { datetime: at, title: new Date(at).toLocaleString() }, when(at)) : null,
    ),
    words,
    side,
  );
  made.words = words;
  made.side = side;
  return made;
}

function fill(made, message) {
  made.id = "m" + message.id;
  if (message.author === "member") {
    made.words.textContent = message.body;
    if (message.channel !== "web") made.side.append(tag("from " + message.channel));
    return made;
  }
  render(made.words, message.body);
  if (!message.body) made.words.append(element("p", { class: "quiet" }, "(no words)"));
  if (message.finish === "stopped") made.side.append(tag("stopped by you"));
  if (message.finish === "cut") made.side.append(tag("cut off", "warn"));
  if (message.problem) made.side.append(tag(message.problem, "warn"));
  if (message.model) made.side.append(tag(message.model));
  if (message.total_ms !== null && message.total_ms !== undefined) {
    made.side.append(tag((message.total_ms / 1000).toFixed(1) + " s"));
  }
  return made;
}

function tag(text, kind = "") {
  return element("small", { class: "tag " + kind }, text);
}

function settle() {
  empty.hidden = log.children.length > 0;
}

async function page(before) {
  const got = await ask("GET", "/api/chat/messages" + (before ? "?before=" + before : ""));
  const made = got.messages.map((message) => fill(article(message.author, message.at), message));
  const height = document.scrollingElement.scrollHeight;
  log.prepend(...made);
  if (before) scrollBy(0, document.scrollingElement.scrollHeight - height);
  if (got.messages.length) oldest = got.messages[0].id;
  earlier.hidden = !got.more;
  settle();
  return got;
}

earlier.addEventListener("click", async () => {
  earlier.setAttribute("aria-busy", "true");
  try {
    await page(oldest);
    announce("Earlier messages are shown.");
  } catch (error) {
    note.textContent = error.message;
  } finally {
    earlier.removeAttribute("aria-busy");
  }
});

function busy(question) {
  answering = question;
  stop.hidden = !question;
  send.hidden = Boolean(question);
  log.setAttribute("aria-busy", question ? "true" : "false");
}

/** Follows the answer to a message until it is over. */
function follow(question) {
  busy(question);
  const made = article("assistant");
  made.classList.add("growing");
  const thinking = element("p", { class: "thinking" }, "Thinking");
  made.words.append(thinking);
  log.append(made);
  settle();
  toBottom();
  let text = "";
  let drawn = false;

  function draw() {
    if (drawn) return;
    drawn = true;
    requestAnimationFrame(() => {
      drawn = false;
      if (!made.classList.contains("growing")) return;
      const follows = atBottom();
      render(made.words, text);
      if (follows) toBottom();
    });
  }

  function over() {
    stream.close();
    made.classList.remove("growing");
    if (answering === question) busy(null);
    box.focus({ preventScroll: true });
  }

  const stream = listen(
    "/api/chat/replies/" + question + "/events",
    {
      on: {
        anew() {
          text = "";
          made.side.replaceChildren();
        },
        text(more) {
          text += more.text;
          draw();
        },
        notice(said) {
          made.side.append(tag(said.text, "warn"));
        },
        sources(found) {
          made.side.append(sources(found.sources));
        },
        done(message) {
          const follows = atBottom();
          over();
          const kept = made.querySelector(".sources");
          made.side.replaceChildren(...(kept ? [kept] : []));
          made.querySelector("header").append(
            element("time", { datetime: message.at, title: new Date(message.at).toLocaleString() }, when(message.at)),
          );
          made.words.replaceChildren();
          fill(made, message);
          announce("The assistant answered: " + made.words.textContent.slice(0, 400));
          if (follows) toBottom();
        },
        failed(said) {
          over();
          thinking.remove();
          made.side.append(tag(said.text, "warn"));
          announce(said.text);
        },
      },
    },
    { whileHidden: true },
  );
}

function sources(list) {
  // By the numbers that the answer cites them by.
  const numbers = new Map();
  list.forEach((one, at) => {
    const where = one.title + (one.place && one.place !== one.title ? ", " + one.place : "");
    numbers.set(where, [...(numbers.get(where) || []), at + 1]);
  });
  const names = [...numbers].map(([where, cited]) => "[" + cited.join(", ") + "] " + where);
  return element(
    "details",
    { class: "sources" },
    element("summary", {}, names.length === 1 ? "1 source" : names.length + " sources"),
    element("ul", {}, ...names.map((name) => element("li", {}, name))),
  );
}

async function submit() {
  const body = box.value.trim();
  if (!body || answering || send.disabled) return;
  const key = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2) + Date.now();
  note.textContent = "";
  send.disabled = true;
  send.setAttribute("aria-busy", "true");
  const mine = article("member", new Date().toISOString());
  mine.words.textContent = body;
  mine.classList.add("sending");
  log.append(mine);
  box.value = "";
  grow();
  settle();
  toBottom();
  try {
    const kept = await deliver(key, body);
    mine.classList.remove("sending");
    mine.id = "m" + kept.id;
    follow(kept.id);
  } catch (error) {
    mine.remove();
    box.value = body;
    grow();
    settle();
    note.textContent = error.message;
    announce(error.message);
    if (error.status === 401) location.assign("/signin");
  } finally {
    send.disabled = false;
    send.removeAttribute("aria-busy");
  }
}

/** Under one key a message is kept once, so it may be sent until somebody takes it. */
async function deliver(key, body) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask("POST", "/api/chat/messages", { client_key: key, body });
    } catch (error) {
      const passing = error instanceof Refused && (error.status === 0 || error.status === 503);
      if (!passing || attempt === 8) throw error;
      note.textContent = "Not sent yet; trying again.";
      await new Promise((done) => setTimeout(done, Math.min(4000, 400 * 2 ** attempt)));
    } finally {
      if (attempt > 1) note.textContent = "";
    }
  }
}

function grow() {
  box.style.height = "auto";
  box.style.height = Math.min(box.scrollHeight + 2, innerHeight * 0.4) + "px";
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});

box.addEventListener("input", grow);
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  }
});

stop.addEventListener("click", async () => {
  const question = answering;
  if (!question) return;
  stop.setAttribute("aria-busy", "true");
  try {
    await ask("POST", "/api/chat/replies/" + question + "/stop");
  } catch {
    // It is over already; the stream says so.
  } finally {
    stop.removeAttribute("aria-busy");
  }
});

async function begin() {
  for (;;) {
    try {
      const got = await page(null);
      toBottom();
      if (got.running) follow(got.running);
      return;
    } catch (error) {
      note.textContent = error.message;
      await new Promise((done) => setTimeout(done, 2000));
    }
  }
}

heedMode((now, before) => {
  if (before === "outage" && now !== "outage") note.textContent = "";
});
await begin();
note.textContent = "";
box.focus({ preventScroll: true });
document.body.dataset.ready = "true";
