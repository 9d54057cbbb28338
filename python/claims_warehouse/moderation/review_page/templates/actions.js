function goTo(item, ...before) {
  current = item;
  isRevealed = false;
  hasFigures = false;
  listedFrom = null;
  showAll(false);
  window.scrollTo(0, 0);
  tell(...before, `${position(item)}:`, isHidden() ? "the text is hidden." : textOf(item));
}

function move(step) {
  if (shown.length === 0) return;
  // An item that the filters have dropped is left for the next one that they show.
  const index = shown.indexOf(current);
  const rank = places.get(current);
  const following = shown.findIndex((item) => places.get(item) > rank);
  const behind = following === -1 ? shown.length : following;
  const target = index === -1 ? (step > 0 ? behind : behind - 1) : index + step;
  if (shown[target]) goTo(shown[target]);
  else tell(step > 0 ? "This is the last one." : "This is the first one.");
}

function decide(decision) {
  if (current === null) return;
  const item = current;
  for (const record of decisions.all()) if (itemOf(record) === item) decisions.remove(record.video_id);
  decisions.put({
    video_id: item.video_id,
    claim_id: item.claim_id ?? "",
    release_id: page.release_id,
    decision,
    reviewer: settings.reviewer,
    reviewed_at: new Date().toISOString(),
    is_exported: false,
  });
  notice = null;
  const records = decided();
  const rank = places.get(item);
  const open = shown.filter((other) => !records.has(other));
  const next = open.find((other) => places.get(other) > rank) || open[0];
  const told = `${NAMES[decision]}.`;
  if (next && settings.stays) {
    showAll(false);
    tell(told, ...item.details.map((detail) => detail.join(": ")));
    return;
  }
  if (next) {
    goTo(next, told);
    return;
  }
  const isDone = items.every((other) => records.has(other));
  const skipped = items.filter((other) => records.get(other)?.decision === "skip").length;
  const but = skipped > 0 ? `, ${number(skipped)} skipped` : "";
  notice = isDone ? `All is decided${but}. Export the decisions.` : "All that the filters show is decided.";
  showAll(false);
  tell(told, notice);
}

// The last decision that was made on this page, whichever tab made it.
function lastDecision() {
  return decisions.all().findLast((record) => record.release_id === page.release_id && byVideo.has(record.video_id));
}

function undo() {
  const record = lastDecision();
  if (record === undefined) return;
  decisions.remove(record.video_id);
  notice = record.is_exported ? "That decision was exported before. Decide again: the later decision counts." : null;
  goTo(itemOf(record), `Undone: ${NAMES[record.decision]}.`, notice ?? "");
}

function toggleText() {
  if (!settings.hides_text) return;
  isRevealed = !isRevealed;
  showItem();
  tell(isRevealed ? textOf(current) : "The text is hidden.");
}

function showFiguresNow() {
  if (current === null) return;
  hasFigures = true;
  showItem();
  tell([...document.querySelectorAll(".facts dt")].map((label) => `${label.textContent} ${label.nextSibling.textContent}`).join(", "));
}

function exportDecisions() {
  const records = decisions.all();
  if (records.length === 0) return;
  const address = URL.createObjectURL(new Blob([toCsv(records)], { type: "text/csv" }));
  const time = new Date().toISOString().replace(/\.\d+/, "").replaceAll(":", "");
  element("a", { href: address, download: `decisions_${page.release_id}_${time}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  decisions.markExported();
  notice = `${counted(records.length, "decision")} exported, to your downloads.`;
  showAll();
  tell(notice);
}

function takeOver(rows, areMine = false) {
  const found = sortRows(rows, settings.reviewer, areMine);
  const known = new Map(decisions.all().map((record) => [record.video_id, record]));
  const fresh = found.taken.filter((record) => !(known.get(record.video_id)?.reviewed_at >= record.reviewed_at));
  fresh.forEach(decisions.put);
  const here = fresh.filter((record) => itemOf(record)).length;
  const sentences = [`${counted(fresh.length, "decision")} imported, ${number(here)} on what this page shows.`];
  if (found.taken.length > fresh.length) sentences.push(`${number(found.taken.length - fresh.length)} were known.`);
  if (found.reviewer !== settings.reviewer) {
    changeSetting("reviewer", found.reviewer);
    sentences.push(`Your name in Settings is now ${found.reviewer}, as in the file.`);
  }
  if (found.others > 0) sentences.push(leftOut(found.others, found.names));
  if (found.faults.length > 0) {
    sentences.push(`${counted(found.faults.length, "row")} left out, ${found.faults.slice(0, 3).join("; ")}.`);
  }
  if (found.nameless > 0) {
    sentences.push(`${counted(found.nameless, "row")} without a name ${found.nameless === 1 ? "was" : "were"} left out.`);
  }
  if (areMine) sentences.push(AGAIN);
  const told = sentences.join(" ");
  const take = () => takeOver(rows.filter((row) => !cleanName(row.reviewer || "")), true);
  const isOne = found.nameless === 1;
  notice = found.nameless > 0 ? element("span", {}, told, " ", button(isOne ? "It is mine" : "They are mine", take)) : told;
  showAll();
  tell(told);
}

async function importFile() {
  const [file] = at("file").files;
  if (!file) return;
  const rows = fromCsv(await file.text());
  at("file").value = "";
  if (rows.every((row) => !("video_id" in row && "decision" in row && "reviewed_at" in row))) {
    notice = "This file holds no decisions. A file of decisions has the columns video_id, decision and reviewed_at.";
    showNotices();
    tell(notice);
    return;
  }
  takeOver(rows);
}

function changeSetting(name, value) {
  settings[name] = value;
  keepSettings(settings);
  applySettings();
}

function applySettings() {
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = settings.theme === "auto" ? (isDark ? "dark" : "light") : settings.theme;
  at("reviewer").value = settings.reviewer;
  at("theme").value = settings.theme;
  at("hides-text").checked = settings.hides_text;
  at("has-keys").checked = settings.has_keys;
  at("stays").checked = settings.stays;
}

function showListOnSmallScreens(isOpen) {
  document.body.classList.toggle("lists", isOpen);
  at("open-list").setAttribute("aria-expanded", String(isOpen));
}

const KEYS = {
  c: () => decide("claim"),
  o: () => decide("opinion"),
  u: () => decide("unsure"),
  s: () => decide("skip"),
  z: undo,
  t: toggleText,
  f: showFiguresNow,
  arrowleft: () => move(-1),
  arrowright: () => move(1),
  "?": () => at("help").showModal(),
  "/": () => at("search").focus(),
};

function keyOf(event) {
  // On a keyboard of another script the place of the key counts.
  const isLatin = event.key.length > 1 || event.key.charCodeAt(0) < 128;
  return (isLatin ? event.key : event.code.replace(/^Key/, "")).toLowerCase();
}

document.addEventListener("keydown", (event) => {
  const key = keyOf(event);
  const isElsewhere = event.target.closest("input, select, textarea, dialog") !== null;
  const isOwn = Object.hasOwn(KEYS, key) && (settings.has_keys || key.startsWith("arrow"));
  if (isElsewhere || !isOwn || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  event.preventDefault();
  // A key that is held down decides once.
  if (!event.repeat || key.startsWith("arrow")) KEYS[key]();
});

for (const button of document.querySelectorAll("[data-decision]")) {
  button.addEventListener("click", () => decide(button.dataset.decision));
}
for (const button of document.querySelectorAll("[data-close]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}
for (const [id, action] of Object.entries({
  previous: () => move(-1),
  next: () => move(1),
  undo,
  export: exportDecisions,
  import: () => at("file").click(),
  "open-settings": () => at("settings").showModal(),
  "open-help": () => at("help").showModal(),
  before: () => lookThroughList(-LISTED),
  after: () => lookThroughList(LISTED),
  "open-list": () => showListOnSmallScreens(!document.body.classList.contains("lists")),
})) {
  at(id).addEventListener("click", action);
}
at("file").addEventListener("change", importFile);
at("entries").addEventListener("click", (event) => {
  const entry = event.target.closest("[data-video]");
  if (!entry) return;
  showListOnSmallScreens(false);
  goTo(byVideo.get(entry.dataset.video));
  at("item").focus({ preventScroll: true });
});
for (const id of ["search", "state", "kind"]) {
  at(id).addEventListener("input", () => {
    listedFrom = null;
    showList();
    scrollToEntry();
  });
}
at("reviewer").addEventListener("change", () => {
  changeSetting("reviewer", cleanName(at("reviewer").value));
  showNotices();
});
at("theme").addEventListener("change", () => changeSetting("theme", at("theme").value));
at("has-keys").addEventListener("change", () => changeSetting("has_keys", at("has-keys").checked));
at("stays").addEventListener("change", () => changeSetting("stays", at("stays").checked));
at("hides-text").addEventListener("change", () => {
  changeSetting("hides_text", at("hides-text").checked);
  entries.clear();
  showAll();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", applySettings);
window.addEventListener("storage", (event) => {
  if (event.key === SETTINGS) {
    Object.assign(settings, readSettings(settings));
    applySettings();
    showNotices();
  } else if (decisions.follow(event.key)) showAll();
});
window.addEventListener("beforeunload", (event) => {
  if (!decisions.isKept() && decisions.unexported() > 0) event.preventDefault();
});
