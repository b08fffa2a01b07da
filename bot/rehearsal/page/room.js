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

/** Stay at the newest message, as Discord does, unless somebody reads far above it. */
const newer = document.getElementById("new-messages");
const timeline = document.getElementById("channel-timeline");
let landed = false;

function follow() {
  const away = timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight;
  if (!newer.hidden && away < 1.5 * timeline.clientHeight) newer.click();
  if (!landed && document.querySelector("#channel-message-list > *")) {
    landed = true;
    timeline.scrollTop = timeline.scrollHeight;
  }
}

new MutationObserver(() => requestAnimationFrame(follow)).observe(
  document.getElementById("channel-layout"), { attributes: true, childList: true, subtree: true, attributeFilter: ["hidden"] });
