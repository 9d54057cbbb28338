const page = JSON.parse(document.getElementById("page").textContent);
const items = page.items;
const places = new Map(items.map((item, place) => [item, place]));
const byVideo = new Map(items.map((item) => [item.video_id, item]));
const byClaim = new Map(items.filter((item) => item.claim_id !== null).map((item) => [item.claim_id, item]));
const decisions = openDecisions(page.release_id);
const settings = readSettings({ reviewer: "", theme: "auto", hides_text: page.hides_text, has_keys: true, stays: false });
const NAMES = { claim: "Claim", opinion: "Opinion", unsure: "Unsure", skip: "Skip" };
// To make a formatter takes longer than to use it a hundred times.
const NUMBERS = new Intl.NumberFormat("en");
const TIMES = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

let shown = items;
let current = items[0] || null;
// What the reviewer has asked for before deciding, of this item.
let isRevealed = false;
let hasFigures = false;
let matched = { all: null, records: null };
// What the reviewer has just been told, beside what always holds.
let notice = null;

const at = (id) => document.getElementById(id);
const number = (value) => NUMBERS.format(value);
const counted = (value, one, several = `${one}s`) => `${number(value)} ${value === 1 ? one : several}`;

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  // Texts become text nodes: nothing in them is ever read as markup.
  made.append(...children.filter((child) => child !== null));
  return made;
}

function itemOf(record) {
  return byVideo.get(record.video_id) || (record.claim_id ? byClaim.get(record.claim_id) : undefined);
}

// The decision on each item: where an imported one was made on another video of the claim, the latest.
function decided() {
  const all = decisions.all();
  if (matched.all !== all) matched = { all, records: new Map(all.map((record) => [itemOf(record), record])) };
  return matched.records;
}

function tell(...sentences) {
  at("told").textContent = sentences.join(" ");
}

function textOf(item) {
  return item.text ?? "No transcript";
}

function isHidden() {
  return settings.hides_text && !isRevealed;
}

function position(item) {
  return `${page.noun === "claim" ? "Claim" : "Text"} ${number(places.get(item) + 1)} of ${number(items.length)}`;
}

// A word ends where no letter or number follows; of scripts without spaces each sign is a word.
const SIGN = "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Extended_Pictographic}]";
const LETTER = `(?!${SIGN})[\\p{L}\\p{M}\\p{N}_]`;

// The text with the words that speak most for the model's answer marked.
function marked(item) {
  if (item.marked_words.length === 0) return [textOf(item)];
  const escaped = item.marked_words.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  const words = escaped.sort((one, other) => other.length - one.length).join("|");
  const word = `(?:(?<!${LETTER})|(?=${SIGN}))(?:${words})(?:(?!${LETTER})|(?<=${SIGN}))`;
  const parts = textOf(item).split(new RegExp(`(${word})`, "giu"));
  return parts.map((part, index) => (index % 2 ? element("mark", {}, part) : part));
}

function fact(label, value) {
  return element("div", {}, element("dt", {}, label), element("dd", {}, value));
}

function showItem() {
  const article = at("item");
  const record = current && decided().get(current);
  for (const button of document.querySelectorAll("[data-decision]")) {
    button.setAttribute("aria-pressed", String(Boolean(record) && record.decision === button.dataset.decision));
    button.disabled = current === null;
  }
  if (current === null) {
    const heading = element("h2", { id: "item-heading" }, "Nothing to review");
    article.replaceChildren(heading, element("p", {}, "This release selects nothing for review."));
    return;
  }
  const isOpen = !page.is_blind || Boolean(record);
  const parts = [
    element("h2", { id: "item-heading" }, position(current)),
    element("p", { class: "ids" }, "Video ", element("bdi", {}, current.video_id)),
  ];
  if (record) {
    const by = record.reviewer ? ` by ${record.reviewer}` : "";
    const when = TIMES.format(new Date(record.reviewed_at));
    parts.push(element("p", { class: `decided ${record.decision}` }, `Decided: ${NAMES[record.decision]}${by}, ${when}`));
  }
  if (isHidden()) {
    const key = element("kbd", { "aria-hidden": "true" }, "T");
    const ask = element("button", { type: "button", id: "reveal", "aria-keyshortcuts": "t" }, "Show the text ", key);
    ask.addEventListener("click", toggleText);
    parts.push(element("p", { class: "text" }, ask));
  } else {
    parts.push(element("p", { class: "text", dir: "auto", id: "text" }, ...(isOpen ? marked(current) : [textOf(current)])));
    if (current.is_cut) parts.push(element("p", { class: "remark" }, "The text is cut here; the released file holds the rest."));
  }
  if (isOpen || hasFigures) parts.push(...showFigures());
  else {
    const key = element("kbd", { "aria-hidden": "true" }, "F");
    const ask = element("button", { type: "button", id: "figures", "aria-keyshortcuts": "f" }, "Figures and wordings ", key);
    ask.addEventListener("click", showFiguresNow);
    parts.push(element("p", {}, ask));
  }
  if (isOpen) parts.push(...showKnown());
  article.replaceChildren(...parts);
}

// What is viewed most is reviewed first: figures tell what the model selects, and wait until they are asked for.
function showFigures() {
  const count = (value) => (value === null ? "not known yet" : number(value));
  const statuses = current.authors.map(([status, videos]) => `${number(videos)} ${status}`).join(", ");
  const facts = [
    fact("Videos", number(current.video_count)),
    ...(current.wording_count > 1 ? [fact("Wordings", number(current.wording_count))] : []),
    fact("Views", count(current.view_count)),
    fact("Shares", count(current.share_count)),
    fact("User reports", number(current.report_count)),
    fact("Authors", statuses || "no special status"),
  ];
  const others = current.other_texts.length > 0 && !isHidden() ? [showOtherTexts()] : [];
  return [element("dl", { class: "facts" }, ...facts), ...others];
}

function showOtherTexts() {
  const left = current.other_text_count - current.other_texts.length;
  const lines = current.other_texts.map(([text, videos]) =>
    element("li", {}, element("span", { dir: "auto" }, text), element("span", { class: "remark" }, counted(videos, "video"))),
  );
  const more = left > 0 ? element("p", { class: "remark" }, `and ${counted(left, "more transcript")}`) : null;
  const heading = `Also said in ${counted(current.other_text_count, "other transcript")}`;
  return element("details", {}, element("summary", {}, heading), element("ul", { class: "texts" }, ...lines), more);
}

// What the model and others think of it: shown after the decision.
function showKnown() {
  const known = [];
  if (current.details.length > 0) {
    const facts = current.details.map(([label, sentence]) => fact(label, sentence));
    known.push(element("h3", {}, "Why it is here"), element("dl", { class: "known" }, ...facts));
  }
  for (const [heading, entries] of [
    ["Decided claims that say nearly the same", current.nearest_claims || []],
    ["Fact-checks that may be of this claim", current.fact_checks || []],
  ]) {
    if (entries.length === 0) continue;
    const list = entries.map(([text, remark]) =>
      element("li", {}, element("span", { dir: "auto" }, text), element("span", { class: "remark" }, remark)),
    );
    known.push(element("h3", {}, heading), element("ul", { class: "texts" }, ...list));
  }
  return known;
}

// A decision settles videos where it says claim or opinion: those that say the same, in the same way.
function settled() {
  const records = decided();
  const decisionOn = (item) => records.get(item)?.decision;
  const isInSettled = (item) => item.settled_with_it_by.includes(decisionOn(byVideo.get(item.part_of)));
  const settles = (item) => item[`settled_by_${decisionOn(item)}`];
  const done = items.filter(settles);
  const sum = (some, value) => some.reduce((total, item) => total + value(item), 0);
  const told = [`${number(done.length)} of ${counted(items.length, page.noun)}`];
  // A video counts once, though an audit may be of one that another item holds.
  ["video", "view"].forEach((noun, index) => {
    const total = sum(items, (item) => item.adds[index]);
    const settledOnes = sum(done, (item) => (isInSettled(item) ? 0 : settles(item)[index]));
    if (total > 0) told.push(`${number(settledOnes)} of ${counted(total, noun)}`);
  });
  return { done: done.length, told };
}

function showProgress() {
  const { done, told } = settled();
  at("settled").textContent = `Settled: ${told.join(", ")}`;
  at("settled-bar").max = Math.max(items.length, 1);
  at("settled-bar").value = done;
  const left = decisions.unexported();
  at("export").textContent = left > 0 ? `Export ${number(left)}` : "Export";
  at("export").disabled = decisions.all().length === 0;
  at("undo").disabled = lastDecision() === undefined;
  at("where").textContent = decisions.isKept()
    ? `Decisions are kept in this browser, in the local storage of this page (${KEPT}${page.release_id}). Export hands them over.`
    : "This browser keeps nothing for this page: export before you close it.";
}

function showAll(isListNew = true) {
  showItem();
  if (isListNew) showList();
  else updateList();
  showProgress();
  showNotices();
  scrollToEntry();
}
