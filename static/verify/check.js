// What is compared: the published files of a round with each other and with what the rules make of them.

import { outcomeOf } from "./outcome.js";
import { readProblem } from "./problem.js";
import { sha256, unhex, utf8 } from "./sha256.js";
import { canon, Malformed, read } from "./strict_json.js";

const FORMATS = {
  "intake-rules/1": "rules",
  "selection-problem/1": "problem",
  "selection-outcome/1": "outcome",
};
const KEPT = ["programme", "mode", "reserve_mode", "reference_date", "waitlist_size"];

// Return rules, list, problem or outcome: what a file is.
export function kindOf(bytes) {
  const value = read(bytes);
  if (Array.isArray(value)) return "list";
  const kind = value && Object.keys(FORMATS).includes(value.format) ? FORMATS[value.format] : null;
  if (!kind) throw new Malformed("no file of a selection round");
  return kind;
}

// A reduced problem names no facts, gates and criteria; a numbered correction may have fewer seats.
function rulesAgree(rules, problem) {
  const published = new Map(rules.batches.map((rule) => [rule.id, rule]));
  const isCorrection = "correction" in problem;
  const seatsOf = ({ capacity, reserves }) => canon([capacity, reserves.map((reserve) => reserve.seats)]);
  const isKept = (batch) => {
    const rule = published.get(batch.id);
    if (!rule || KEPT.some((key) => rule[key] !== batch[key])) return false;
    return isCorrection || seatsOf(rule) === seatsOf(batch);
  };
  return problem.batches.every(isKept)
    && (isCorrection || published.size === problem.batches.length)
    && rules.max_choices === problem.max_choices
    && rules.upgrade === problem.upgrade
    && rules.lottery.scope === problem.lottery.scope;
}

function listAgrees(list, problem) {
  const wishesOf = new Map(list.map(([id, , wishes]) => [id, wishes]));
  return problem.applications.every(({ id, choices }) => {
    let from = 0;
    return wishesOf.has(id) && choices.every(({ batch }) => {
      const at = wishesOf.get(id).indexOf(batch, from);
      from = at + 1;
      return at >= 0;
    });
  });
}

function standingOf(outcome, id) {
  const said = [...outcome.batches, ...outcome.steps.flatMap((step) => step.batches)];
  return said.filter((batch) => batch.id === id).pop() ?? { seats: [], waitlist: [] };
}

// Everything that an outcome says of one class, from the draw to the last step.
const partOf = (outcome, id) => canon([
  outcome.batches.filter((batch) => batch.id === id),
  outcome.steps.map((step) => step.batches.filter((batch) => batch.id === id)),
]);

function classesOf(mine, theirs) {
  return (mine.batches ?? []).map(({ id, capacity }) => {
    const { seats, waitlist } = standingOf(mine, id);
    const agrees = theirs.batches && theirs.steps ? partOf(mine, id) === partOf(theirs, id) : false;
    return { id, capacity, seated: seats.length, waiting: waitlist.length, agrees };
  });
}

// Compare files, given as bytes by what they are. Throws Malformed where one cannot be read.
export function compareFiles({ rules, list, problem: problemBytes, outcome: outcomeBytes }) {
  const problem = readProblem(problemBytes), mine = outcomeOf(problem), theirs = read(outcomeBytes);
  const { commitment, seed, entropy } = problem.lottery;
  const findings = [{
    key: "outcome",
    agrees: sha256(utf8(canon(mine))) === sha256(outcomeBytes),
    digest: mine.digest,
  }];
  if (commitment !== null) {
    findings.push({ key: "seed", agrees: commitment === sha256(unhex(seed)), digest: commitment });
  }
  if (rules) findings.push({ key: "rules", agrees: rulesAgree(read(rules), problem), digest: sha256(rules) });
  if (list) findings.push({ key: "list", agrees: listAgrees(read(list), problem), digest: sha256(list) });
  return {
    findings,
    entropy,
    outcome: mine,
    classes: classesOf(mine, theirs),
    isGood: findings.every((finding) => finding.agrees),
  };
}

// What became of one draw code: its wishes, and its moves since. Null where it is not in the problem.
export function rowOf(outcome, code) {
  const row = (outcome.applications ?? []).find(({ id }) => id === code);
  if (!row) return null;
  const moves = outcome.steps.flatMap(({ changes }, n) => changes
    .filter(({ application }) => application === code)
    .map(({ from, to }) => ({ step: n + 1, from, to })));
  return { choices: row.choices, moves };
}
