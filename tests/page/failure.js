/** What the rehearsal's page and the room inside it show and wait for, for a failed test. */
() => {
  const frame = document.getElementById("room"), inside = frame?.contentDocument;
  const find = (id) => inside?.getElementById(id), room = frame?.contentWindow?.simcordPreview;
  const messages = [...(inside?.querySelectorAll(".channel-message") ?? [])];
  const focus = (where) => where?.activeElement && `${where.activeElement.tagName}#${where.activeElement.id}`;
  return {
    shell: {
      address: location.hash, frame: frame?.getAttribute("src"), focus: focus(document),
      said: document.getElementById("said")?.textContent, ended: !document.getElementById("ended")?.hidden,
      size: [innerWidth, innerHeight],
    },
    frame: {
      address: inside?.location.pathname, document: inside?.readyState, focus: focus(inside),
      composer: find("channel-composer-input")?.value ?? "not there", form: !find("channel-composer")?.hidden,
      command: inside?.querySelector(".command-row")?.innerText, toolbar: find("toolbar")?.dataset.said,
      status: find("action-status")?.textContent, dialog: Boolean(inside?.querySelector("[role=dialog]")),
    },
    room: room && {
      ready: room.ready, revision: room.publishedRevision, waits: room.pendingAction, query: room.pendingQuery,
      command: room.commandPicker?.state, last: room.lastAction?.settlement, connection: room.transport.state,
      faults: room.diagnostics.map((one) => one.code),
    },
    messages: [messages.length, ...messages.slice(-5).map((one) => one.innerText.slice(0, 200))],
  };
}
