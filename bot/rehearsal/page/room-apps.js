/** Inside a room: the bot's entries on each message, by a right click or a small button. */
import { openMenu, use } from "./apps.js";

const [me, place] = location.pathname.split("/").slice(-3);
const list = document.getElementById("channel-message-list");
const bar = document.getElementById("toolbar");

function pick(entry, on, message) {
  return async () => {
    const done = await use("../../../", { me, place, entry, on, message });
    bar.dataset.said = done ? "" : "Discord would not offer that here.";
  };
}

function open(article, x, y, opener) {
  const message = article.dataset.messageId;
  const { people = [], messages = [] } = window.parent.rehearsalApps ?? {};
  const author = article.querySelector(".message-author")?.textContent;
  const byPerson = author && !article.querySelector(".message-app-badge");
  const choices = (entries, on) => entries.map((entry) => [entry, pick(entry, on, message)]);
  openMenu(x, y, [
    ["Apps · this message", choices(messages, "message")],
    [`Apps · ${author}`, byPerson ? choices(people, "author") : []],
  ], opener);
}

list.addEventListener("contextmenu", (event) => {
  const article = event.target.closest?.(".channel-message");
  if (!article || place === "dm") return;
  event.preventDefault();
  open(article, event.clientX, event.clientY, null);
});

function addButton(article) {
  const tools = article.querySelector(".message-context-actions");
  if (!tools || tools.querySelector(".apps-button")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "message-action-button apps-button";
  button.textContent = "⋯";
  button.title = "Apps";
  button.setAttribute("aria-label", "Apps: what the bot offers on this message");
  button.setAttribute("aria-haspopup", "menu");
  button.addEventListener("click", () => {
    const box = button.getBoundingClientRect();
    open(article, box.left, box.bottom, button);
  });
  tools.append(button);
}

function addButtons() {
  if (place !== "dm") list.querySelectorAll(".channel-message").forEach(addButton);
}

new MutationObserver(addButtons).observe(list, { childList: true, subtree: true });
addButtons();
