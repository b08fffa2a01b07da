/** The shell of a rehearsal: who one is, which channel one sees, and what time it is. */

import { addPeopleMenu } from "./apps.js";

const POLL = 1000;
const $ = (id) => document.getElementById(id);
const STEPS = [
  { say: "As Mona, the moderator, set the server up: time zone, country, channels.", person: "mona", place: "welcome", type: "/setup" },
  { say: "Under it, press Front-door message and post it in #welcome. As Ana, try its buttons: nobody has to type.", person: "mona", place: "welcome" },
  { say: "Create a peer group that meets in #evening-circle.", person: "mona", place: "evening-circle", type: "/group create" },
  { say: "Schedule its meeting: a form asks for days and time, then you see the next five dates.", person: "mona", place: "evening-circle", type: "/meeting create" },
  { say: "Give the group a check-in prompt, each day at noon. Move time there, and as Ana press Check in privately.", person: "mona", place: "evening-circle", type: "/checkin-prompt" },
  { say: "Move time to the next event. The reminder arrives in #evening-circle by itself.", person: "ana", place: "evening-circle", press: "next" },
  { say: "As Ana, press Remind me under the reminder. Then look at her messages from Aftercare.", person: "ana", place: "evening-circle" },
  { say: "As Ben in London, see the same meetings in his own time.", person: "ben", place: "evening-circle", type: "/meeting list" },
  { say: "As Mona, move one evening. Posted reminders change, and who comes is told once.", person: "mona", place: "evening-circle", type: "/meeting move" },
  { say: "As Cleo, ask for help. The answer is instant and only she sees it.", person: "cleo", place: "welcome", type: "/help" },
];

let person = "mona";
let place = "welcome";
let shown = null; // what the frame shows: scene, person and place
let state = null;
let moving = false;

async function ask(path, body) {
  const sent = body === undefined ? {} : {
    method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" },
  };
  const response = await fetch(`api/${path}`, { cache: "no-store", ...sent });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

function make(tag, set = {}, ...children) {
  const element = Object.assign(document.createElement(tag), set);
  element.append(...children.filter(Boolean));
  return element;
}

function nameOf(key) {
  return key === "dm" ? "Aftercare (private)" : state?.threads[key] ?? key;
}

function signOf(key) {
  return key === "dm" ? "@" : state?.threads[key] ? "↳" : "#";
}

function badge(count) {
  return count > 0 && make("span", { className: "new", ariaLabel: `${count} new` }, String(count));
}

function entry(current, choose, ...children) {
  const button = make("button", { type: "button" }, ...children);
  button.setAttribute("aria-current", String(current));
  button.addEventListener("click", choose);
  return make("li", {}, button);
}

/** Replace a list only when it changed, so that the focus stays where it is. */
function fill(list, key, build) {
  if (list.dataset.key === key) return;
  const place = [...list.querySelectorAll("button")].indexOf(document.activeElement);
  list.dataset.key = key;
  list.replaceChildren(...build());
  if (place >= 0) list.querySelectorAll("button")[place]?.focus();
}

function showPeople() {
  fill($("people"), JSON.stringify([person, state.people]), () => state.people.map((one) => {
    const face = make("span", { className: "face", ariaHidden: "true" }, one.name[0]);
    face.style.background = one.color;
    const who = make("span", { className: "who" }, one.name, make("small", {}, `${one.about}, ${one.city}`), make("small", {}, one.time));
    const item = entry(one.key === person, () => go(one.key, place), face, who, one.key !== person && badge(one.unread));
    addPeopleMenu(item, one, state.apps.people, () => ({ me: person, place }), (words) => { $("said").textContent = words; });
    return item;
  }));
}

function showPlaces() {
  fill($("places"), JSON.stringify([place, state.places]), () => state.places.map((one) => {
    const sign = make("span", { className: "sign", ariaHidden: "true" }, signOf(one.key));
    const label = make("span", { className: "place" }, nameOf(one.key), one.hidden && make("small", {}, " (hidden)"));
    if (one.hidden) label.title = "Members do not see this channel";
    return entry(one.key === place, () => go(person, one.key), sign, label, badge(one.unread));
  }));
}

function showTime() {
  const me = state.people.find((one) => one.key === person);
  $("clock").textContent = me.time;
  $("day").textContent = `${me.day}, ${me.city}`;
  const wait = state.next && (new Date(state.next) - new Date(state.now)) / 60000;
  $("next").disabled = moving || !state.next;
  $("next").title = state.next ? `The bot has something to do ${distance(wait)}` : "Nothing is planned yet";
  $("where-button").textContent = `${me.name} in ${place in state.threads || place === "dm" ? "" : "#"}${nameOf(place)} ▾`;
}

function distance(minutes) {
  if (minutes < 1) return "now";
  if (minutes < 90) return `in ${Math.round(minutes)} minutes`;
  return minutes < 2880 ? `in ${Math.round(minutes / 60)} hours` : `in ${Math.round(minutes / 1440)} days`;
}

async function showRoom() {
  const wanted = `${state.scene}/${person}/${place}`;
  if (shown === wanted) return;
  shown = wanted;
  try {
    const { capability } = await ask("open", { person, place });
    if (shown === wanted) $("room").src = `rooms/${person}/${place}/#${capability}`;
  } catch (error) {
    if (shown === wanted) shown = null; // the next look asks for it again
    throw error;
  }
}

async function show(fresh) {
  state = fresh;
  Object.assign(window, { rehearsalNow: state.now, rehearsalApps: state.apps }); // for the room
  if (!state.people.some((one) => one.key === person)) return go("mona", "welcome");
  if (!state.places.some((one) => one.key === place)) return go(person, "welcome");
  showPeople();
  showPlaces();
  showTime();
  $("ended").hidden = true;
  await showRoom();
}

let asked = 0;
let looking = 0; // how many looks still wait for their answer
async function look() {
  const number = ++asked;
  looking += 1;
  const answer = ask(`state?${new URLSearchParams({ person, place })}`).finally(() => { looking -= 1; });
  try {
    const fresh = await answer;
    if (number === asked) await show(fresh);
  } catch {
    if (number === asked) $("ended").hidden = false;
  }
}

/** The address names the person and the place, so that Back and Reload work. */
function readAddress() {
  const [who, where] = location.hash.slice(1).split("/");
  if (who && where) [person, place] = [who, where];
}

async function go(who, where) {
  if (who !== person || where !== place) history.pushState(null, "", `#${who}/${where}`);
  [person, place] = [who, where];
  close();
  await look();
}

function close() {
  for (const [panel, button] of [["where", "where-button"], ["try", "try-button"]]) {
    $(panel).classList.remove("open");
    $(button).setAttribute("aria-expanded", "false");
  }
}

function toggle(panel, button) {
  const open = !$(panel).classList.contains("open");
  close();
  $(panel).classList.toggle("open", open);
  $(button).setAttribute("aria-expanded", String(open));
}

async function move(body) {
  if (moving) return;
  setMoving(true);
  try {
    const { moved } = await ask("move", body);
    setMoving(false);
    await look();
    $("said").textContent = moved ? `It is now ${$("clock").textContent}, ${$("day").textContent}.` : "Nothing is planned yet.";
  } catch {
    $("said").textContent = "That did not work. Please try again.";
  } finally {
    setMoving(false);
  }
}

function setMoving(on) {
  moving = on;
  for (const button of document.querySelectorAll(".time button")) button.disabled = on;
}

/** Type a command into the frame's message field, so that its list of commands opens. */
async function typeInRoom(text) {
  const started = performance.now();
  const here = `/${person}/${place}/`;
  while (performance.now() - started < 60000 && here === `/${person}/${place}/`) {
    const frame = $("room").contentWindow;
    const ready = frame?.location.pathname.endsWith(here) && frame.simcordPreview?.ready;
    const field = ready && frame.document.getElementById("channel-composer-input");
    if (field && !field.closest("[hidden]")) {
      field.focus();
      field.value = text;
      field.dispatchEvent(new frame.InputEvent("input", { bubbles: true, data: text, inputType: "insertText" }));
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function follow(step, item) {
  await go(step.person, step.place);
  if (step.press) await move({ to: step.press });
  if (step.type) await typeInRoom(step.type);
  item.classList.add("done");
}

function showSteps() {
  $("steps").append(...STEPS.map((step) => {
    const item = make("li", {}, make("p", {}, step.say));
    const label = step.type ? make("code", {}, step.type) : step.press ? "Move time on" : "Take me there";
    const button = make("button", { type: "button" }, step.type && "Type ", label);
    button.addEventListener("click", () => follow(step, item));
    item.append(button);
    return item;
  }));
}

for (const button of document.querySelectorAll("[data-seconds]")) {
  button.addEventListener("click", () => move({ seconds: Number(button.dataset.seconds) }));
}
$("next").addEventListener("click", () => move({ to: "next" }));
$("where-button").addEventListener("click", () => toggle("where", "where-button"));
$("try-button").addEventListener("click", () => toggle("try", "try-button"));
$("start-over").addEventListener("click", () => $("sure").showModal());
$("sure").addEventListener("close", async () => {
  if ($("sure").returnValue !== "yes") return;
  $("sure").returnValue = "no";
  setMoving(true);
  $("room").src = "about:blank"; // the old room must not go on asking for what is gone
  try { await ask("start-over", {}); } finally { setMoving(false); }
  for (const item of $("steps").children) item.classList.remove("done");
  await go("mona", "welcome");
  $("said").textContent = "A new rehearsal has begun.";
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });

window.addEventListener("hashchange", () => { readAddress(); close(); void look(); });

readAddress();
showSteps();
await look();
setInterval(() => { if (!document.hidden && !moving && !looking) void look(); }, POLL);
