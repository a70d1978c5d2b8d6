// Telegram puts what it signed behind the address's hash; its own script is not needed to read that.

import "./app.js";
import { ask } from "./net.js";

const place = document.getElementById("state");
const data = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData");
history.replaceState(null, "", location.pathname);

if (!data) {
  place.textContent = "Open this page from the bot in Telegram.";
} else {
  try {
    await ask("POST", "/api/session/telegram", { init_data: data });
    location.replace("/");
  } catch (error) {
    place.textContent = error.message;
  }
}
