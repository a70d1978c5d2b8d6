// What every page has: who is signed in, the way to the other pages, colours, and the banner.

import { ask, listen, useToken, when, Refused } from "./net.js";

const banner = document.getElementById("banner");
const TEXT = {
  degraded: (mode) =>
    "The main database is away, so the local copy has taken over. Carry on: what you write is kept and handed back later."
    + (mode.data_as_of ? ` Older data is as of ${when(mode.data_as_of)}.` : ""),
  returning: () => "The main database is back. What was written meanwhile is being handed over; you can carry on.",
  outage: () => "No database can be reached. Nothing is lost, but nothing can be read or sent until one is back.",
  silent: () => "The connection to the assistant is broken. Trying again by itself.",
};

let mode = null;
let broken = 0;
const onMode = [];

function show(name, detail) {
  const text = TEXT[name];
  banner.dataset.mode = name;
  banner.hidden = !text;
  const words = text ? text(detail ?? {}) : "";
  const place = banner.querySelector("span");
  if (place.textContent !== words) place.textContent = words;
}

function watchMode() {
  listen("/api/mode/events", {
    on: {
      mode(now) {
        clearTimeout(broken);
        broken = 0;
        const before = mode?.mode;
        mode = now;
        show(now.mode, now);
        if (before !== now.mode) onMode.forEach((hear) => hear(now.mode, before));
      },
    },
    open() {
      clearTimeout(broken);
      broken = 0;
      if (mode) show(mode.mode, mode);
    },
    lost() {
      // A moment without a connection is nothing to tell of.
      if (!broken) broken = setTimeout(() => show("silent"), 3000);
    },
  });
}

/** Hears of each new mode. */
export function heedMode(hear) {
  onMode.push(hear);
  if (mode) hear(mode.mode, undefined);
}

/** Says something in the polite live region, for those who do not see the page. */
export function announce(text) {
  const place = document.getElementById("announcer");
  if (place) place.textContent = text;
}

function colours() {
  const button = document.getElementById("theme");
  if (!button) return;
  const label = () => {
    const dark = document.documentElement.dataset.theme === "dark";
    button.setAttribute("aria-label", dark ? "Use light colours" : "Use dark colours");
    button.title = button.getAttribute("aria-label");
  };
  button.addEventListener("click", () => {
    const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    localStorage.setItem("theme", next);
    label();
    dispatchEvent(new Event("themechange"));
  });
  label();
}

async function leave() {
  try {
    await ask("DELETE", "/api/session");
  } catch {
    // Signed out already, or nobody there to sign out from.
  }
  location.assign("/signin");
}

/** Who is signed in; keeps asking through an outage, and leads to the sign-in page when nobody is. */
export async function whoAmI() {
  for (let pause = 500; ; pause = Math.min(pause * 2, 5000)) {
    try {
      const me = await ask("GET", "/api/session");
      useToken(me.csrf);
      welcome(me);
      return me;
    } catch (error) {
      if (error instanceof Refused && error.status === 401) {
        location.assign("/signin");
        return new Promise(() => {});
      }
      await new Promise((done) => setTimeout(done, pause));
    }
  }
}

function welcome(me) {
  const name = document.getElementById("me");
  if (name) name.textContent = me.name;
  for (const link of document.querySelectorAll("[data-operator]")) link.hidden = !me.operator;
  document.getElementById("signout")?.addEventListener("click", leave);
}

colours();
watchMode();
