// Requests and streams, with what the server asks of each.

let csrf = "";

/** What the server says when it does not grant a request. */
export class Refused extends Error {
  constructor(status, message, wait) {
    super(message);
    this.status = status;
    this.wait = wait;
  }
}

export function useToken(token) {
  csrf = token;
}

export function token() {
  return csrf;
}

/** Asks for JSON; a body is sent as JSON. Throws Refused, with status 0 when nobody answers. */
export async function ask(method, path, body) {
  const headers = { Accept: "application/json" };
  if (csrf) headers["X-CSRF-Token"] = csrf;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
    });
  } catch {
    throw new Refused(0, "The assistant does not answer. Is it running?", 2);
  }
  const answer = response.status === 204 ? null : await response.json().catch(() => null);
  if (response.ok) return answer;
  const message = answer?.error?.message ?? "This did not work.";
  throw new Refused(response.status, sentence(message), Number(response.headers.get("Retry-After")) || 0);
}

/** First letter large, full stop at the end. */
export function sentence(text) {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : whole + ".";
}

/**
 * Listens to a stream. A browser comes back by itself after a broken connection, but not after an
 * answer other than 200, as in an outage: then this does, from the last place.
 */
export function listen(path, handlers, { whileHidden = false } = {}) {
  let source = null;
  let last = "";
  let timer = 0;
  let pause = 500;
  let ended = false;

  function open() {
    clearTimeout(timer);
    if (ended || source) return;
    const from = last ? (path.includes("?") ? "&" : "?") + "from=" + encodeURIComponent(last) : "";
    source = new EventSource(path + from);
    source.onopen = () => {
      pause = 500;
      handlers.open?.();
    };
    for (const name of Object.keys(handlers.on)) {
      source.addEventListener(name, (event) => {
        if (event.lastEventId) last = event.lastEventId;
        handlers.on[name](JSON.parse(event.data));
      });
    }
    source.onerror = () => {
      handlers.lost?.();
      if (source && source.readyState === EventSource.CLOSED) {
        shut();
        timer = setTimeout(open, pause);
        pause = Math.min(pause * 2, 8000);
      }
    };
  }

  function shut() {
    source?.close();
    source = null;
  }

  // A browser has few connections to one server: hidden tabs leave theirs to the others.
  function turn() {
    if (document.hidden) {
      clearTimeout(timer);
      shut();
    } else {
      open();
    }
  }

  if (!whileHidden) document.addEventListener("visibilitychange", turn);
  if (whileHidden || !document.hidden) open();
  return {
    close() {
      ended = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", turn);
      shut();
    },
  };
}

/** An element with text; what is given never becomes markup. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") made.className = value;
    else if (key === "on") for (const [type, act] of Object.entries(value)) made.addEventListener(type, act);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const clockSeconds = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** A moment for people: the time today, else with the day. */
export function when(iso, seconds = false) {
  const date = new Date(iso);
  const today = new Date().toDateString() === date.toDateString();
  return today ? (seconds ? clockSeconds : clock).format(date) : dayAndClock.format(date);
}

/** Bytes for people. */
export function size(bytes) {
  return bytes >= 1048576 ? Math.floor(bytes / 1048576) + " MB" : Math.floor(bytes / 1024) + " KB";
}
