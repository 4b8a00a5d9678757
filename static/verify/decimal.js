// Exact decimal numbers: whole units of one tenth to the power of places. Nothing is ever rounded.

export function decimal(text) {
  const [whole, rest = ""] = text.split(".");
  return { units: BigInt(whole + rest), places: rest.length };
}

const raised = ({ units, places }, to) => units * 10n ** BigInt(to - places);

export const times = (a, b) => ({ units: a.units * b.units, places: a.places + b.places });

export function plus(a, b) {
  const places = Math.max(a.places, b.places);
  return { units: raised(a, places) + raised(b, places), places };
}

// Below zero where a is less than b.
export function compare(a, b) {
  const places = Math.max(a.places, b.places);
  const left = raised(a, places), right = raised(b, places);
  return left < right ? -1 : Number(left > right);
}

export function written({ units, places }) {
  const digits = units.toString().padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  const rest = digits.slice(digits.length - places).replace(/0+$/, "");
  return rest ? `${whole}.${rest}` : whole;
}
