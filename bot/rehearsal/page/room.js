/** Inside a room: say only what a visitor needs to know of an action's outcome. */
const WORDS = [
  [/not completed|unacknowledged/, "Discord would refuse that here, or the bot did not answer in time. Nothing was changed."],
  [/uncertain/i, "It is not sure whether that arrived. Reload this page."],
  [/interrupted/, "The rehearsal does not answer. It may have been stopped in the terminal."],
  [/ended|unavailable|closed/, "This view has ended. Choose the channel again."],
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
let staying = true;
let touched = 0;

function away() {
  return timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight;
}

function stay() {
  if (!staying) return;
  if (!newer.hidden) newer.click();
  timeline.scrollTop = timeline.scrollHeight;
}

for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) {
  timeline.addEventListener(kind, () => { touched = performance.now(); }, { passive: true });
}
timeline.addEventListener("scroll", () => {
  if (away() < 80) staying = true;
  else if (performance.now() - touched < 1000) staying = false;
});
document.getElementById("channel-composer").addEventListener("submit", () => { staying = true; });
newer.addEventListener("click", () => { staying = true; });

const changes = new ResizeObserver(() => requestAnimationFrame(stay));
changes.observe(timeline);
changes.observe(document.getElementById("channel-message-list"));
