import "./app.js";
import { ask } from "./net.js";

const form = document.getElementById("signin");
const problem = document.getElementById("problem");
const button = form.querySelector("button[type=submit]");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  problem.textContent = "";
  button.setAttribute("aria-busy", "true");
  button.disabled = true;
  try {
    await ask("POST", "/api/session", {
      login: form.login.value.trim(),
      password: form.password.value,
    });
    location.assign("/");
  } catch (error) {
    problem.textContent = error.message;
    form.password.value = "";
    form.password.focus();
  } finally {
    button.removeAttribute("aria-busy");
    button.disabled = false;
  }
});
