// Two comforts on top of pages that work without: a page that shows something live is read again when the service
// says that it changed, and moments are shown in the clerk's own time zone.

const MOMENT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

function showLocalTimes(within) {
  for (const time of within.querySelectorAll("time[datetime]")) {
    time.textContent = MOMENT.format(new Date(time.dateTime));
  }
}

function announce(text) {
  document.getElementById("live-status").textContent = text;
}

async function readAgain() {
  const answer = await fetch(location.href, { headers: { "Salus-Live": "1" } });
  if (!answer.ok || answer.redirected) {
    location.reload(); // the session is over: the sign-in page says so
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const before = document.getElementById("live");
  const after = document.adoptNode(page.getElementById("live"));
  if (before.innerHTML === after.innerHTML) return;
  const focused = before.contains(document.activeElement) ? document.activeElement.id : "";
  before.replaceWith(after);
  showLocalTimes(after);
  if (focused) document.getElementById(focused)?.focus();
  document.title = page.title;
  announce(after.dataset.said);
  document.dispatchEvent(new CustomEvent("read-again", { detail: before }));
}

let waiting = 0;
function lookIn(milliseconds) {
  clearTimeout(waiting); // several changes at once are one look
  waiting = setTimeout(() => readAgain().catch(() => lookIn(2000)), milliseconds);
}

document.addEventListener("look-now", () => lookIn(0)); // a page's own script asks for it

function follow(live) {
  const events = new EventSource(live.dataset.events);
  for (const type of document.body.dataset.liveEvents.split(" ")) {
    events.addEventListener(type, () => lookIn(100));
  }
  addEventListener("pagehide", () => events.close());
}

// A form that is on its way is not sent twice; the button that was pressed stays part of it.
addEventListener("submit", (event) => {
  if (event.submitter?.dataset.file !== undefined) return; // answered by a file: the page stays
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});
addEventListener("pageshow", (event) => {
  for (const form of document.forms) delete form.dataset.sent;
  if (event.persisted && live) location.reload(); // it was kept for the way back, and follows nothing any more
});

showLocalTimes(document);
const live = document.querySelector("[data-events]");
if (live) follow(live);
