/**
 * Inside a room: what somebody does while the page still waits for the server is done right after.
 *
 * simcord's page asks for one thing at a time, often by itself (a new size, what an option offers),
 * and drops without a word whatever a person presses or sends meanwhile.
 */
import { createActions as create } from "./actions.js";

// What simcord keeps for later by itself.
const KEPT = new Set([
  "close", "refresh", "focus", "viewer", "configure_presentation",
  "browse_messages", "browse_candidates", "autocomplete_command",
]);

export function createActions(options) {
  const actions = create({ ...options, idle: () => { goOn(); options.idle(); } });
  let waiting = [];
  let last = null; // what is being done, as text: the same again is a double press

  function mustWait() {
    return actions.admissionBlocked() && !actions.report().uncertainAction;
  }

  function dispatch(kind, extra = {}, metadata = null) {
    if (KEPT.has(kind)) { actions.dispatch(kind, extra, metadata); return; }
    const same = JSON.stringify([kind, extra, metadata]);
    if (!mustWait()) { last = same; actions.dispatch(kind, extra, metadata); return; }
    if (same !== (waiting.at(-1)?.same ?? last)) waiting.push({ kind, extra, metadata, same });
  }

  function goOn() {
    if (actions.admissionBlocked()) return;
    const next = waiting.shift();
    last = next?.same ?? null;
    if (next) actions.dispatch(next.kind, next.extra, next.metadata);
  }

  function forget() { waiting = []; last = null; }

  return {
    ...actions,
    dispatch,
    tick: () => { goOn(); actions.tick(); },
    resetInteraction: () => { forget(); actions.resetInteraction(); },
    redact: () => { forget(); actions.redact(); },
    stop: () => { forget(); actions.stop(); },
  };
}
