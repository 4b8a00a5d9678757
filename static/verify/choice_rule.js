// Sections 5 and 7 of the rules: whom one batch chooses, how seats are labelled, who waits.

import { byOrder } from "./eligibility.js";

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

// People on the seats of categories; somebody takes another seat when that makes room for one more.
class Reserves {
  constructor(seats, categoriesOf) {
    this.seats = seats;
    this.categoriesOf = categoriesOf;
    this.sitting = seats.map(() => []);
  }

  take(person, asked = new Set()) {
    for (const c of this.categoriesOf.get(person)) {
      if (asked.has(c)) continue;
      asked.add(c);
      const there = this.sitting[c];
      if (there.length < this.seats[c]) {
        there.push(person);
        return true;
      }
      for (let n = 0; n < there.length; n += 1) {
        if (this.take(there[n], asked)) {
          there[n] = person;
          return true;
        }
      }
    }
    return false;
  }
}

export class Batch {
  constructor(spec) {
    this.spec = spec;
    this.id = spec.id;
    this.seats = spec.reserves.map((reserve) => reserve.seats);
    this.place = new Map();
    this.categoriesOf = new Map();
  }

  // Put the eligible in the strict order; keys are those of orderKey.
  enter(keys, factsOf) {
    keys.sort(byOrder).forEach(({ id }, place) => {
      const isIn = ({ any_of: facts }) => facts.some((fact) => factsOf.get(id).has(fact));
      this.place.set(id, place);
      this.categoriesOf.set(id, [...this.spec.reserves.keys()].filter((c) => isIn(this.spec.reserves[c])));
    });
  }

  inOrder(people) {
    return [...people].sort((a, b) => this.place.get(a) - this.place.get(b));
  }

  // Step 1: the greedy largest set that can sit on reserve seats, at most so many.
  guaranteed(people, most) {
    const reserves = new Reserves(this.seats, this.categoriesOf), found = [];
    const enough = Math.min(most, sum(this.seats));
    for (const person of people) {
      if (found.length >= enough) break;
      if (reserves.take(person)) found.push(person);
    }
    return found;
  }

  // Return the chosen as a set, and R: those of them who count towards the guarantee.
  choose(pool, capacity) {
    let people = this.inOrder(pool), left = capacity, onMerit = [];
    if (this.spec.reserve_mode === "over_and_above") {
      const first = Math.max(0, capacity - sum(this.seats));
      onMerit = people.slice(0, first);
      people = people.slice(first);
      left -= first;
    }
    const reserved = this.guaranteed(people, left), counted = new Set(reserved);
    const others = people.filter((person) => !counted.has(person)).slice(0, left - reserved.length);
    return { chosen: new Set([...onMerit, ...reserved, ...others]), reserved };
  }

  labels(chosen, reserved) {
    const labels = new Map([...chosen].map((person) => [person, "open"])), left = [...this.seats];
    reserved.forEach((person, n) => {
      const later = reserved.slice(n + 1);
      const category = this.categoriesOf.get(person).find((c) => {
        if (!left[c]) return false;
        const rest = new Reserves(left.map((seats, other) => seats - (other === c ? 1 : 0)), this.categoriesOf);
        return later.every((other) => rest.take(other));
      });
      left[category] -= 1;
      labels.set(person, `reserve:${this.spec.reserves[category].category}`);
    });
    return labels;
  }

  // Who would be chosen next, and next, if there were one seat more each time.
  waitlist(holders, line) {
    const all = [...holders, ...line], most = this.spec.waitlist_size ?? line.length;
    const { capacity } = this.spec;
    const found = [];
    if (this.spec.reserve_mode === "minimum_guarantee") {
      const people = this.inOrder(all), reserved = this.guaranteed(people, Infinity);
      const counted = new Set(reserved), others = people.filter((person) => !counted.has(person));
      found.push(...reserved.slice(capacity), ...others.slice(Math.max(0, capacity - reserved.length)));
      return found.slice(0, most);
    }
    let before = this.choose(all, capacity).chosen;
    for (let k = 1; k <= Math.min(most, line.length); k += 1) {
      const now = this.choose(all, capacity + k).chosen;
      found.push(...[...now].filter((person) => !before.has(person)));
      before = now;
    }
    return found;
  }
}
