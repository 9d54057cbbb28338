"use strict";

// What the reviewer has decided. Each decision is an entry of its own in the browser's local storage, so that two tabs
// never overwrite each other. Ids are strings throughout: a number of JavaScript holds 16 digits.
const COLUMNS = ["video_id", "claim_id", "release_id", "decision", "reviewer", "reviewed_at"];
const DECISIONS = ["claim", "opinion", "unsure", "skip"];
const KEPT = "claims-review:";
const SETTINGS = `${KEPT}settings`;
const DAYS_KEPT = 14;

function localArea() {
  try {
    const area = window.localStorage;
    area.setItem(`${KEPT}probe`, "");
    area.removeItem(`${KEPT}probe`);
    return area;
  } catch {
    return null;
  }
}

// Why a row cannot be a decision; null where it is one.
function fault(row) {
  if (!/^-?\d{1,19}$/.test(row.video_id)) return "the video_id is not a whole number";
  if (!DECISIONS.includes(row.decision)) return `the decision is none of ${DECISIONS.join(", ")}`;
  const isUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(row.reviewed_at);
  return isUtc && !Number.isNaN(Date.parse(row.reviewed_at)) ? null : "reviewed_at is not a time in UTC as the page writes it";
}

function openDecisions(releaseId) {
  const area = localArea();
  const prefix = `${KEPT}${releaseId}:`;
  const records = new Map();
  let isKept = area !== null;
  // All in the order of time, until one changes.
  let sorted = null;

  function read(key) {
    try {
      const record = JSON.parse(area.getItem(key));
      return record && fault(record) === null ? record : null;
    } catch {
      return null;
    }
  }

  function keys() {
    return area === null ? [] : Array.from({ length: area.length }, (_, index) => area.key(index));
  }

  function write(record) {
    sorted = null;
    records.set(record.video_id, record);
    try {
      if (isKept) area.setItem(prefix + record.video_id, JSON.stringify(record));
    } catch {
      // The storage is full, or was switched off: from now on the decisions live as long as the tab.
      isKept = false;
    }
  }

  for (const key of keys().filter((name) => name.startsWith(prefix))) {
    const record = read(key);
    if (record) records.set(record.video_id, record);
  }

  return {
    all() {
      sorted ??= [...records.values()].sort((one, other) => (one.reviewed_at < other.reviewed_at ? -1 : 1));
      return sorted;
    },
    isKept: () => isKept,
    unexported: () => [...records.values()].filter((record) => !record.is_exported).length,
    put: write,
    remove(videoId) {
      sorted = null;
      records.delete(videoId);
      if (area !== null) area.removeItem(prefix + videoId);
    },
    // Takes over what another tab of this release did; says whether it did anything.
    follow(key) {
      sorted = null;
      if (key === null) {
        records.clear();
        return true;
      }
      if (!key.startsWith(prefix)) return false;
      const record = read(key);
      if (record) records.set(record.video_id, record);
      else records.delete(key.slice(prefix.length));
      return true;
    },
    markExported() {
      for (const record of [...records.values()]) write({ ...record, is_exported: true });
    },
    // Decisions of other releases; those that were exported long ago are forgotten, or they would fill the storage.
    ofOtherReleases() {
      const oldest = new Date(Date.now() - DAYS_KEPT * 86_400_000).toISOString();
      const others = [];
      for (const key of keys().filter((name) => name.startsWith(KEPT) && !name.startsWith(prefix))) {
        const record = read(key);
        if (!record) continue;
        if (record.is_exported && record.reviewed_at < oldest) area.removeItem(key);
        else others.push(record);
      }
      return others;
    },
  };
}

// A name as it may stand in a file that a spreadsheet opens: no control characters, and nothing that starts a formula.
function cleanName(name) {
  return name.replace(/[\u0000-\u001f\u007f]/g, " ").replace(/^[\s=+\-@＝＋－＠]+/, "").trim().slice(0, 80);
}

function readSettings(defaults) {
  try {
    const kept = JSON.parse(window.localStorage.getItem(SETTINGS)) || {};
    return Object.fromEntries(
      Object.entries(defaults).map(([name, value]) => [name, typeof kept[name] === typeof value ? kept[name] : value]),
    );
  } catch {
    return { ...defaults };
  }
}

function keepSettings(settings) {
  try {
    window.localStorage.setItem(SETTINGS, JSON.stringify(settings));
  } catch {
    // They hold for this tab.
  }
}

function toCsv(records) {
  const quoted = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const lines = records.map((record) => COLUMNS.map((column) => quoted(record[column] ?? "")).join(","));
  return `${[COLUMNS.join(","), ...lines].join("\r\n")}\r\n`;
}

// The rows of a CSV as objects of texts, by the names of its header.
function fromCsv(text) {
  const lines = [[""]];
  let isQuoted = false;
  const source = text.replace(/^\uFEFF/, "");
  for (let place = 0; place < source.length; place += 1) {
    const character = source[place];
    const line = lines[lines.length - 1];
    if (isQuoted && character === '"' && source[place + 1] === '"') {
      line[line.length - 1] += '"';
      place += 1;
    } else if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) line[line.length - 1] += character;
    else if (character === ",") line.push("");
    else if (character === "\n") lines.push([""]);
    else if (character !== "\r") line[line.length - 1] += character;
  }
  const header = lines.shift().map((name) => name.trim().toLowerCase());
  return lines
    .filter((line) => line.some((field) => field !== ""))
    .map((line) => Object.fromEntries(header.map((name, index) => [name, (line[index] ?? "").trim()])));
}

// Sorts the rows of a file of decisions: those to take over, and how many of each other kind there are. What another
// reviewer decided stays out, so that it influences nobody; its own file goes to the warehouse as it is. So do rows
// without a name where the reviewer has one, and does not say that they are theirs.
function sortRows(rows, reviewer, areMine) {
  const found = { taken: [], others: 0, nameless: 0, undecided: 0, faults: [], reviewer };
  const names = new Map();
  const reviewers = new Set(rows.filter((row) => row.decision).map((row) => row.reviewer || ""));
  if (!reviewer && reviewers.size === 1) found.reviewer = cleanName([...reviewers][0]);
  rows.forEach((row, index) => {
    const decision = (row.decision || "").toLowerCase();
    const name = cleanName(row.reviewer || "");
    if (decision === "") found.undecided += 1;
    else if (name && name.toLowerCase() !== found.reviewer.toLowerCase()) {
      found.others += 1;
      if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
    } else if (!name && found.reviewer && !areMine) found.nameless += 1;
    else {
      const fields = Object.fromEntries(COLUMNS.map((column) => [column, row[column] || ""]));
      const record = { ...fields, decision, reviewer: name || (areMine ? reviewer : "") };
      const why = fault(record);
      if (why === null) found.taken.push({ ...record, is_exported: record.reviewer === name });
      else found.faults.push(`line ${index + 2}: ${why}`);
    }
  });
  found.names = [...names.values()];
  return found;
}
