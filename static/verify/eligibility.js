// Sections 3 and 4 of the rules: the lottery, which wishes count, and in which order people stand.

import { compare, decimal, plus, times, written } from "./decimal.js";
import { hex, hmac, unhex, utf8 } from "./sha256.js";

const ZERO = decimal("0");
const mac = (key, ...parts) => hmac(key, utf8(parts.join("\0")));

export function lotteryKey({ round, lottery }) {
  const seed = unhex(lottery.seed);
  return lottery.entropy === null ? seed : mac(seed, "selection-key/1", round, lottery.entropy);
}

export const lotteryNumber = (key, ...ids) => hex(mac(key, "selection-lottery/1", ...ids));

const day = (text) => text.split("-").map(Number);

function isLater(a, b) {
  const place = a.findIndex((part, n) => part !== b[n]);
  return place >= 0 && a[place] > b[place];
}

// The newest application of each person that was not withdrawn.
export function newestOf(applications) {
  const newest = new Map();
  for (const a of applications) {
    if (a.withdrawn) continue;
    const other = newest.get(a.person);
    if (!other || a.seq > other.seq || (a.seq === other.seq && a.id > other.id)) newest.set(a.person, a);
  }
  return newest;
}

export function structuralReasons(problem, known, newest, application, earlier, batch) {
  const found = [];
  if (application.withdrawn) found.push("withdrawn");
  else if (newest.get(application.person) !== application) found.push("superseded");
  if (earlier.has(batch)) found.push("duplicate_choice");
  else if (problem.max_choices !== null && earlier.size + 1 > problem.max_choices) found.push("over_limit");
  if (!known.has(batch)) found.push("unknown_batch");
  return found;
}

function passes(gate, application, on) {
  if (gate.type === "age") {
    if (application.birth_date === null) return false;
    const [year, month, date] = day(application.birth_date);
    const isYetToCome = on[1] < month || (on[1] === month && on[2] < date);
    const age = on[0] - year - (isYetToCome ? 1 : 0);
    return (gate.min === null || age >= gate.min) && (gate.max === null || age <= gate.max);
  }
  const isHeld = (fact) => application.facts.includes(fact);
  if (gate.type === "has_all") return gate.facts.every(isHeld);
  return gate.facts.some(isHeld) === (gate.type === "has_any");
}

function isTrainedRecently({ retrain, programme }, { trainings }, on) {
  return retrain !== null && trainings.some((training) => {
    const [year, month, date] = day(training.completed_on);
    const isInScope = retrain.scope === "any" || training.programme === programme;
    return isInScope && isLater([year + retrain.years, month, date], on);
  });
}

// Return the reasons that are not structural, and the merit or null.
export function otherReasons(batch, application, scores) {
  const found = [], on = day(batch.reference_date);
  if (application.holds_seat) found.push("holds_seat");
  if (isTrainedRecently(batch, application, on)) found.push("trained_recently");
  for (const gate of batch.gates) if (!passes(gate, application, on)) found.push(`gate:${gate.code}`);
  let merit = ZERO;
  for (const { id, required, max, minimum, weight } of batch.criteria) {
    const text = scores[id] ?? null;
    if (text === null && required) {
      found.push(`missing_score:${id}`);
      merit = null;
      continue;
    }
    const score = decimal(text ?? "0");
    if (max !== null && compare(score, decimal(max)) > 0) {
      found.push(`score_out_of_range:${id}`);
      merit = null;
    } else if (minimum !== null && compare(score, decimal(minimum)) < 0) {
      found.push(`below_minimum:${id}`);
    }
    if (merit) merit = plus(merit, times(decimal(weight), score));
  }
  const least = batch.minimum_merit;
  if (merit && least !== null && compare(merit, decimal(least)) < 0) found.push("below_minimum_merit");
  return { reasons: found, merit };
}

// Whoever is first in the strict order of a batch sorts first.
export function orderKey(batch, merit, scores, number, id) {
  const isByMerit = batch.mode === "merit";
  return {
    id,
    number,
    heights: isByMerit ? [merit, ...batch.ties.map((tie) => decimal(scores[tie] ?? "0"))] : [],
  };
}

export function byOrder(a, b) {
  for (let n = 0; n < a.heights.length; n += 1) {
    const order = compare(b.heights[n], a.heights[n]);
    if (order) return order;
  }
  if (a.number !== b.number) return a.number < b.number ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

export const meritText = (merit) => (merit ? written(merit) : null);
