/** The menu of the bot's entries on people and messages, as Discord shows under "Apps". */

let menu = null;

export function closeMenu() {
  const opener = menu?.opener;
  menu?.element.remove();
  menu = null;
  return opener;
}

/** Open a menu at a point: parts are [heading, [[label, action], ...]]. */
export function openMenu(x, y, parts, opener) {
  closeMenu();
  const element = document.createElement("div");
  element.className = "apps-menu";
  element.setAttribute("role", "menu");
  element.setAttribute("aria-label", "Apps");
  for (const [heading, entries] of parts) {
    if (!entries.length) continue;
    const title = document.createElement("p");
    title.textContent = heading;
    element.append(title);
    for (const [label, action] of entries) {
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("role", "menuitem");
      button.textContent = label;
      button.addEventListener("click", () => { closeMenu()?.focus(); void action(); });
      element.append(button);
    }
  }
  document.body.append(element);
  element.style.left = `${Math.max(8, Math.min(x, innerWidth - element.offsetWidth - 8))}px`;
  element.style.top = `${Math.max(8, Math.min(y, innerHeight - element.offsetHeight - 8))}px`;
  menu = { element, opener };
  element.querySelector("button")?.focus();
}

/** Use an entry; `base` leads from this page to the rehearsal's own. */
export async function use(base, asked) {
  const response = await fetch(`${base}api/use`, {
    method: "POST", body: JSON.stringify(asked), headers: { "Content-Type": "application/json" },
  });
  return response.ok && (await response.json()).done;
}

/** Offer the entries on a person of the list: by a right click, a long press or the menu key. */
export function addPeopleMenu(item, one, entries, where, say) {
  if (!entries.length || one.key === where().me) return;
  const opener = item.querySelector("button");
  item.title = `Right-click: what the bot offers on ${one.name}`;
  item.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    const pick = (entry) => async () => {
      const done = await use("", { ...where(), entry, on: "person", person: one.key });
      say(done ? `${entry}: ${one.name}.` : "Discord does not offer that here. Open a channel first.");
    };
    const box = item.getBoundingClientRect();
    const [x, y] = event.clientX ? [event.clientX, event.clientY] : [box.left + 40, box.bottom];
    openMenu(x, y, [[`Apps · ${one.name}`, entries.map((entry) => [entry, pick(entry)])]], opener);
  });
}

document.addEventListener("pointerdown", (event) => {
  if (menu && !menu.element.contains(event.target)) closeMenu();
});
document.addEventListener("keydown", (event) => {
  if (!menu) return;
  if (event.key === "Escape") { event.stopPropagation(); closeMenu()?.focus(); }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const all = [...menu.element.querySelectorAll("button")];
  const step = event.key === "ArrowDown" ? 1 : all.length - 1;
  all[(all.indexOf(document.activeElement) + step) % all.length].focus();
}, true);
