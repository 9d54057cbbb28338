// The list holds a part of all items at a time, which moves by steps.
const LISTED = 60;
const STEP = 20;
// Where it begins while a reviewer looks through it; else it is around the current item.
let listedFrom = null;
// The entries of the list, by their items.
let entries = new Map();

function matches(item, record, words) {
  const state = at("state").value;
  const kind = at("kind").value;
  if (state !== "all" && state !== (record ? record.decision : "undecided")) return false;
  if (kind === "reported" && !item.report_count) return false;
  if (kind === "several" && item.video_count < 2) return false;
  if (["verified", "banned"].includes(kind) && !item[`has_${kind}`]) return false;
  if (words === "") return true;
  const texts = [item.text, item.video_id, item.claim_id, ...item.other_texts.map(([text]) => text)];
  return texts.some((text) => text !== null && text.toLocaleLowerCase().includes(words));
}

function showList() {
  const records = decided();
  const words = at("search").value.trim().toLocaleLowerCase();
  shown = items.filter((item) => matches(item, records.get(item), words));
  const left = page.selected_count - items.length;
  const more = left > 0 ? `; ${counted(left, "selected one")} follow in the next release` : "";
  at("shown").textContent = `${number(shown.length)} of ${counted(items.length, page.noun)}${more}`;
  const start = listStart();
  const part = shown.slice(start, start + LISTED);
  entries = new Map(part.map((item) => [item, entries.get(item) ?? entryOf(item)]));
  const after = shown.length - start - part.length;
  at("before").hidden = start === 0;
  at("before").textContent = `Show ${number(start)} before these`;
  at("after").hidden = after === 0;
  at("after").textContent = `Show ${number(after)} after these`;
  replaceEntries([...entries.values()].map((entry) => entry.parentElement));
  markEntries();
}

function listStart() {
  if (listedFrom !== null) return listedFrom;
  return Math.max(0, Math.floor(shown.indexOf(current) / STEP) - 1) * STEP;
}

function lookThroughList(step) {
  listedFrom = Math.max(0, listStart() + step);
  showList();
  at("entries").scrollTop = 0;
}

// Entries that stay are not touched: a decision that takes one out of the list must not wait for all others.
function replaceEntries(lines) {
  const list = at("entries");
  const staying = new Set(lines);
  for (const line of [...list.children]) if (!staying.has(line)) line.remove();
  lines.forEach((line, index) => {
    if (list.children[index] !== line) list.insertBefore(line, list.children[index] ?? null);
  });
}

function entryOf(item) {
  const text = settings.hides_text ? "Hidden text" : textOf(item);
  const entry = element(
    "button",
    { type: "button", "data-video": item.video_id },
    element("span", { class: "rank" }, number(places.get(item) + 1)),
    element("span", { class: "snippet", dir: "auto" }, text.slice(0, 200)),
  );
  element("li", {}, entry);
  return entry;
}

// Only what has changed since: a decision must not wait for a long list.
function markEntries() {
  const records = decided();
  for (const [item, entry] of entries) {
    const decision = records.get(item)?.decision ?? "";
    if ((entry.dataset.decided ?? "") !== decision) {
      entry.dataset.decided = decision;
      entry.querySelector(".state")?.remove();
      if (decision) entry.append(element("span", { class: `state ${decision}` }, NAMES[decision]));
    }
    if (item === current) entry.setAttribute("aria-current", "true");
    else if (entry.hasAttribute("aria-current")) entry.removeAttribute("aria-current");
  }
}

// Within the list alone. Places are asked for when all is written, or the browser would lay the page out twice.
function scrollToEntry() {
  const chosen = entries.get(current);
  const list = at("entries");
  if (chosen) list.scrollTop = chosen.offsetTop - list.offsetTop - list.clientHeight / 3;
}

function updateList() {
  const [first] = entries.keys();
  if (at("state").value === "all" && first === shown[listStart()]) markEntries();
  else showList();
}

