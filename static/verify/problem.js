// Section 1 of the rules: what a problem looks like. Anything else is refused without an outcome.

import { isText, Malformed, read } from "./strict_json.js";

const isId = (x) => typeof x === "string" && /^[A-Za-z0-9._:-]{1,64}$/.test(x);
const isHex64 = (x) => typeof x === "string" && /^[0-9a-f]{64}$/.test(x);
const isDecimal = (x) => typeof x === "string" && x.length <= 100 && /^(0|[1-9][0-9]*)(\.[0-9]+)?$/.test(x);
const isBool = (x) => x === true || x === false;
const isInt = (x) => Number.isSafeInteger(x);
const isCount = (x) => isInt(x) && x >= 0;
const isOneOf = (...allowed) => (x) => allowed.includes(x);
const orNull = (shape) => (x) => x === null || fits(x, shape);
const isObject = (x) => x !== null && typeof x === "object" && !Array.isArray(x);
const hasAsciiKeys = (x) => Object.keys(x).every((key) => /^[\x00-\x7f]*$/.test(key));

function isDay(x) {
  if (typeof x !== "string" || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(x)) return false;
  const [year, month, day] = x.split("-").map(Number);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return year > 0 && day > 0 && day <= (days[month - 1] ?? 0);
}

const scoresFit = (x) => isObject(x) && Object.keys(x).every((key) => isId(key) && orNull(isDecimal)(x[key]));

function gateFits(x) {
  if (!isObject(x)) return false;
  if (x.type === "age") return fits(x, { code: isId, type: isText, min: orNull(isInt), max: orNull(isInt) });
  return isOneOf("has_any", "has_all", "has_none")(x.type) && fits(x, { code: isId, type: isText, facts: [isId] });
}

const PROBLEM = {
  format: isOneOf("selection-problem/1"),
  round: isId,
  lottery: {
    seed: isHex64,
    commitment: orNull(isHex64),
    entropy: orNull(isText),
    scope: isOneOf("round", "batch"),
  },
  max_choices: orNull(isCount),
  upgrade: isOneOf("none", "unconfirmed"),
  batches: [{
    id: isId,
    programme: isId,
    capacity: isCount,
    mode: isOneOf("merit", "lottery"),
    reserve_mode: isOneOf("minimum_guarantee", "over_and_above"),
    reference_date: isDay,
    retrain: orNull({ years: isCount, scope: isOneOf("any", "same_programme") }),
    gates: [gateFits],
    criteria: [{
      id: isId,
      weight: isDecimal,
      max: orNull(isDecimal),
      minimum: orNull(isDecimal),
      required: isBool,
    }],
    minimum_merit: orNull(isDecimal),
    ties: [isId],
    reserves: [{ category: isId, any_of: [isId], seats: isCount }],
    waitlist_size: orNull(isCount),
  }],
  applications: [{
    id: isId,
    person: isId,
    seq: isCount,
    withdrawn: isBool,
    holds_seat: isBool,
    birth_date: orNull(isDay),
    facts: [isId],
    trainings: [{ programme: isId, completed_on: isDay }],
    choices: [{ batch: isId, scores: scoresFit }],
  }],
  steps: [[{ type: isOneOf("confirm", "lapse"), application: isId }]],
};

// A shape is a test, [the shape of each], or {key: shape} beside which other keys may stand.
function fits(x, shape) {
  if (typeof shape === "function") return shape(x);
  if (Array.isArray(shape)) return Array.isArray(x) && x.every((part) => fits(part, shape[0]));
  if (!isObject(x) || !hasAsciiKeys(x) || !Object.keys(shape).every((key) => key in x)) return false;
  return Object.keys(x).every((key) => (Object.keys(shape).includes(key) ? fits(x[key], shape[key]) : isAny(x[key])));
}

function isAny(x, depth = 1) {
  if (Array.isArray(x)) return depth <= 200 && x.every((part) => isAny(part, depth + 1));
  if (isObject(x)) return hasAsciiKeys(x) && isAny(Object.values(x), depth);
  return x === null || isBool(x) || isInt(x) || isText(x);
}

const isUnique = (names) => new Set(names).size === names.length;

export function readProblem(bytes) {
  const problem = read(bytes);
  if (!fits(problem, PROBLEM)) throw new Malformed("no problem of this format");
  const { applications, batches } = problem;
  const lists = [applications.map((a) => a.id), batches.map((b) => b.id)];
  for (const batch of batches) {
    const criteria = batch.criteria.map((criterion) => criterion.id);
    lists.push(criteria, batch.reserves.map((reserve) => reserve.category), batch.ties);
    if (!batch.ties.every((tie) => criteria.includes(tie))) throw new Malformed("ties name no criterion");
  }
  if (!lists.every(isUnique)) throw new Malformed("an id stands twice");
  return problem;
}
