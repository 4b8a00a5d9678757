// Sections 6, 8 and 10 of the rules: the whole outcome of a problem.

import { Batch } from "./choice_rule.js";
import {
  lotteryKey, lotteryNumber, meritText, newestOf, orderKey, otherReasons, structuralReasons,
} from "./eligibility.js";
import { sha256, unhex, utf8 } from "./sha256.js";
import { canon } from "./strict_json.js";

const byId = (a, b) => (a.id < b.id ? -1 : Number(a.id > b.id));
const sealed = (value) => sha256(utf8(canon(value)));

export function outcomeOf(problem) {
  const applications = [...problem.applications].sort(byId);
  const list = applications.map((a) => [a.id, a.person, a.choices.map((choice) => choice.batch)]);
  const outcome = {
    format: "selection-outcome/1",
    round: problem.round,
    problem_sha256: sealed(problem),
    list_sha256: sealed(list),
  };
  const { commitment, seed } = problem.lottery;
  if (commitment !== null && commitment !== sha256(unhex(seed))) outcome.error = "commitment_mismatch";
  else Object.assign(outcome, decided(problem, applications));
  return { ...outcome, digest: sealed(outcome) };
}

function decided(problem, applications) {
  const key = lotteryKey(problem);
  const { choices, batches } = judged(problem, applications, key);
  const lists = new Map(applications.map((a) => [a.id, eligible(choices.get(a.id)).map((c) => c.batch)]));
  const mu = assignment(batches, lists), pools = poolsOf(batches, lists, mu);
  const said = standings(batches, pools, mu, problem.upgrade);
  for (const batch of batches.values()) nameCodes(batch, pools.get(batch.id), said.get(batch.id), choices, mu);
  const isByRound = problem.lottery.scope === "round";
  return {
    lottery_key_sha256: sha256(key),
    applications: applications.map(({ id, person }) => ({
      id,
      person,
      code: applicationCode(mu.get(id), choices.get(id)),
      seat: mu.get(id),
      lottery: isByRound ? lotteryNumber(key, problem.round, id) : null,
      choices: choices.get(id),
    })),
    batches: [...batches.values()].map((batch) => batchEntry(batch, pools.get(batch.id), said.get(batch.id))),
    steps: stepsOf(problem, batches, lists, choices, mu, said),
  };
}

const eligible = (choices) => choices.filter((choice) => choice.reasons.length === 0);

// Every choice with its reasons, and the batches with their strict orders.
function judged(problem, applications, key) {
  const batches = new Map([...problem.batches].sort(byId).map((spec) => [spec.id, new Batch(spec)]));
  const keys = new Map([...batches.keys()].map((id) => [id, []]));
  const newest = newestOf(applications), choices = new Map();
  const isByBatch = problem.lottery.scope === "batch";
  for (const a of applications) {
    const earlier = new Set(), ofRound = lotteryNumber(key, problem.round, a.id);
    choices.set(a.id, a.choices.map(({ batch, scores }) => {
      const rank = earlier.has(batch) ? null : earlier.size + 1;
      let reasons = structuralReasons(problem, batches, newest, a, earlier, batch);
      let merit = null, number = null;
      if (!reasons.length) {
        const { spec } = batches.get(batch);
        number = isByBatch ? lotteryNumber(key, problem.round, a.id, batch) : ofRound;
        ({ reasons, merit } = otherReasons(spec, a, scores));
        if (!reasons.length) keys.get(batch).push(orderKey(spec, merit, scores, number, a.id));
      }
      earlier.add(batch);
      return {
        batch,
        rank,
        code: reasons.length ? `not_eligible:${reasons[0]}` : "",
        reasons,
        merit: meritText(merit),
        lottery: isByBatch ? number : null,
        pool_rank: null,
      };
    }));
  }
  const facts = new Map(applications.map((a) => [a.id, new Set(a.facts)]));
  for (const batch of batches.values()) batch.enter(keys.get(batch.id), facts);
  return { choices, batches };
}

// Everybody proposes to the best batch that has not refused her, until nobody is refused.
function assignment(batches, lists) {
  const at = new Map([...lists.keys()].map((id) => [id, 0]));
  const held = new Map([...batches.keys()].map((id) => [id, []]));
  let proposing = [...lists.keys()];
  while (proposing.length) {
    const asked = new Map();
    for (const id of proposing) {
      const batch = lists.get(id)[at.get(id)];
      if (batch === undefined) continue;
      if (!asked.has(batch)) asked.set(batch, [...held.get(batch)]);
      asked.get(batch).push(id);
    }
    proposing = [];
    for (const [id, pool] of asked) {
      const { chosen } = batches.get(id).choose(pool, batches.get(id).spec.capacity);
      held.set(id, [...chosen]);
      proposing.push(...pool.filter((person) => !chosen.has(person)));
    }
    for (const id of proposing) at.set(id, at.get(id) + 1);
  }
  return new Map([...lists].map(([id, wishes]) => [id, wishes[at.get(id)] ?? null]));
}

function poolsOf(batches, lists, mu) {
  const pools = new Map([...batches.keys()].map((id) => [id, []]));
  for (const [id, wishes] of lists) {
    const seat = mu.get(id), reached = seat === null ? wishes : wishes.slice(0, wishes.indexOf(seat) + 1);
    for (const batch of reached) pools.get(batch).push(id);
  }
  return pools;
}

function standings(batches, pools, mu, upgrade) {
  return new Map([...batches].map(([id, batch]) => {
    const pool = pools.get(id), holders = pool.filter((person) => mu.get(person) === id);
    const waits = (person) => mu.get(person) === null || (upgrade !== "none" && mu.get(person) !== id);
    const { chosen, reserved } = batch.choose(holders, batch.spec.capacity);
    const labels = batch.labels(chosen, reserved);
    return [id, {
      seats: batch.inOrder(holders).map((person) => ({ application: person, seat: labels.get(person) })),
      waitlist: batch.waitlist(holders, pool.filter(waits)),
    }];
  }));
}

function nameCodes(batch, pool, { seats, waitlist }, choices, mu) {
  const codes = new Map(pool.map((id) => [id, "below_cutoff"]));
  for (const { application, seat } of seats) codes.set(application, `selected_${seat}`);
  waitlist.forEach((id, n) => codes.set(id, `waitlisted:${n + 1}`));
  const ranks = new Map(batch.inOrder(pool).map((id, n) => [id, n + 1]));
  for (const id of batch.place.keys()) {
    const choice = eligible(choices.get(id)).find((one) => one.batch === batch.id);
    choice.code = codes.get(id) ?? `seated_elsewhere:${mu.get(id)}`;
    choice.pool_rank = ranks.get(id) ?? null;
  }
}

function applicationCode(seat, choices) {
  if (seat !== null) return `seated:${seat}`;
  if (choices.some((choice) => choice.code.startsWith("waitlisted:"))) return "waitlisted";
  return eligible(choices).length ? "not_selected" : "not_eligible";
}

function batchEntry(batch, pool, { seats, waitlist }) {
  const open = seats.filter(({ seat }) => seat === "open"), { capacity } = batch.spec;
  return {
    id: batch.id,
    capacity,
    pool: pool.length,
    seats,
    waitlist,
    reserves: batch.spec.reserves.map(({ category, seats: reserved }, c) => ({
      category,
      seats: reserved,
      filled: seats.filter(({ seat }) => seat === `reserve:${category}`).length,
      members: pool.filter((id) => batch.categoriesOf.get(id).includes(c)).length,
    })),
    cutoff: open.length && seats.length === capacity ? open[open.length - 1].application : null,
  };
}

function stepsOf(problem, batches, lists, choices, first, saidFirst) {
  const kept = new Map([...choices].map(([id, all]) => [
    id, eligible(all).filter((choice) => choice.code !== "below_cutoff").map((choice) => choice.batch),
  ]));
  const lapsed = new Set(), confirmed = new Set();
  let mu = first, said = saidFirst;
  const wishesNow = (id, wishes) => {
    const seat = mu.get(id);
    if (lapsed.has(id)) return [];
    if (seat === null) return wishes;
    if (confirmed.has(id) || problem.upgrade === "none") return [seat];
    return wishes.slice(0, wishes.indexOf(seat) + 1);
  };
  return problem.steps.map((events) => {
    for (const { type, application } of events) {
      if (!lists.has(application)) continue;
      if (type === "lapse") lapsed.add(application);
      else if (mu.get(application) !== null) confirmed.add(application);
    }
    const now = new Map([...kept].map(([id, wishes]) => [id, wishesNow(id, wishes)]));
    const after = assignment(batches, now);
    const says = standings(batches, poolsOf(batches, now, after), after, problem.upgrade);
    const entry = {
      changes: [...lists.keys()]
        .filter((id) => mu.get(id) !== after.get(id))
        .map((id) => ({ application: id, from: mu.get(id), to: after.get(id) })),
      batches: [...says]
        .filter(([id, standing]) => canon(standing) !== canon(said.get(id)))
        .map(([id, standing]) => ({ id, ...standing })),
    };
    mu = after;
    said = says;
    return entry;
  });
}
