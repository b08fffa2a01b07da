/** Inside a room: say only what a visitor needs to know of an action's outcome. */
const WORDS = [
  [/not completed|unacknowledged/, "Discord would refuse that here, or the bot did not answer in time. Nothing was changed."],
  [/uncertain/i, "It is not sure whether that arrived. Reload this page."],
  [/interrupted/, "The rehearsal does not answer. It may have been stopped in the terminal."],
  [/ended|unavailable|closed/, "This view has ended. Reload this page."],
];
const status = document.getElementById("action-status");

function say() {
  const found = WORDS.find(([pattern]) => pattern.test(status.textContent));
  document.getElementById("toolbar").dataset.said = found ? found[1] : "";
}

new MutationObserver(say).observe(status, { childList: true, characterData: true, subtree: true });

/** Stay at the newest message, as Discord does, until somebody scrolls up to read. */
const timeline = document.getElementById("channel-timeline");
const newer = document.getElementById("new-messages");
const later = document.getElementById("history-newer"); // hidden while the newest are in the list
let staying = true;
window.staysAtNewest = () => staying;
let touched = -Infinity; // when somebody last took the scroll bar; not yet

function away() {
  return timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight;
}

function stay() {
  if (!staying) return;
  if (!newer.hidden && !later.hidden) newer.click();
  newer.hidden = true;
  timeline.scrollTop = timeline.scrollHeight;
}

/** Jump without asking the server when there is no need: its answer ends a command being typed. */
function jump(event) {
  staying = true;
  if (!later.hidden) return;
  event.stopImmediatePropagation();
  stay();
}

const SCROLLING = new Set(["PageUp", "PageDown", "ArrowUp", "ArrowDown", "Home", "End"]);
const scrolls = {
  wheel: () => true,
  touchmove: () => true,
  pointerdown: ({ target }) => target === timeline, // the scroll bar, and not a button that is pressed
  keydown: ({ key }) => SCROLLING.has(key),
};
for (const [kind, does] of Object.entries(scrolls)) {
  timeline.addEventListener(kind, (event) => { if (does(event)) touched = performance.now(); }, { passive: true });
}
timeline.addEventListener("scroll", () => {
  const byHand = performance.now() - touched < 1000;
  if (away() < 80) staying = true;
  else if (byHand) staying = false;
  if (staying && !byHand && away() > 1 && away() < 80) requestAnimationFrame(stay);
}, { capture: true }); // before simcord's own, which asks whether it stays
document.getElementById("channel-composer").addEventListener("submit", () => { staying = true; });
newer.addEventListener("click", jump, { capture: true });

const changes = new ResizeObserver(() => requestAnimationFrame(stay));
changes.observe(timeline);
changes.observe(document.getElementById("channel-message-list"));

/** Keep "in 2 hours" right while time moves; the page around this one knows the time. */
const UNITS = [["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
const words = new Intl.RelativeTimeFormat("en", { numeric: "always" });

function showDistances() {
  const now = window.parent.rehearsalNow;
  if (!now) return;
  for (const time of document.querySelectorAll('time[data-style="R"]')) {
    const seconds = (new Date(time.dateTime) - new Date(now)) / 1000;
    const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size * 0.98) ?? UNITS.at(-1);
    const said = words.format(Math.round(seconds / size), unit);
    if (time.textContent !== said) time.textContent = said;
  }
}

setInterval(showDistances, 250);

/** Ask for what an empty option offers as soon as it has the focus, as Discord does. */
document.addEventListener("focusin", ({ target }) => {
  if (!target.matches?.('.command-option-input[aria-autocomplete="list"]') || target.value) return;
  requestAnimationFrame(() => target.isConnected && target.dispatchEvent(new Event("input")));
});
