// Sections 1 and 2 of the rules: JSON that can be read in one way only, and the one way to write it.

export class Malformed extends Error {}

const DEEPEST = 1000;
const TOKEN = /[\x20\t\n\r]*(?:([[\]{},:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9][0-9]*)(?![.eE0-9]))|(true|false|null)(?![A-Za-z0-9_]))/y;

const LONE_SURROGATE = /[\ud800-\udfff]/u;
const WHITE = /^[\x20\t\n\r]*$/;

// Read bytes; refuse a byte order mark, keys that stand twice, fractions, exponents and -0.
export function read(bytes) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed("not UTF-8");
  }
  const tokens = new Tokens(text);
  const value = tokens.value(0);
  tokens.end();
  return value;
}

class Tokens {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  next() {
    TOKEN.lastIndex = this.at;
    const found = TOKEN.exec(this.text);
    if (!found) throw new Malformed(`no JSON at character ${this.at}`);
    this.at = TOKEN.lastIndex;
    return found;
  }

  value(depth, token = this.next()) {
    const [, mark, text, digits, word] = token;
    if (depth > DEEPEST) throw new Malformed("nested too deep");
    if (text !== undefined) return JSON.parse(text);
    if (digits !== undefined) return this.integer(digits);
    if (word !== undefined) return { true: true, false: false, null: null }[word];
    if (mark === "[") return this.array(depth);
    if (mark === "{") return this.object(depth);
    throw new Malformed(`${mark} stands where a value belongs`);
  }

  integer(digits) {
    if (digits === "-0" || digits.length > 17) throw new Malformed(`the number ${digits.slice(0, 40)}`);
    return Number(digits);
  }

  array(depth) {
    const found = [];
    let token = this.next();
    if (token[1] === "]") return found;
    for (;;) {
      found.push(this.value(depth + 1, token));
      if (this.goesOn("]")) token = this.next();
      else return found;
    }
  }

  // Without a prototype: a person may have an id such as __proto__.
  object(depth) {
    const found = Object.create(null);
    let token = this.next();
    if (token[1] === "}") return found;
    for (;;) {
      if (token[2] === undefined) throw new Malformed("a key is no text");
      const key = JSON.parse(token[2]);
      if (this.next()[1] !== ":") throw new Malformed("no colon behind a key");
      if (key in found) throw new Malformed(`the key ${key.slice(0, 40)} stands twice`);
      found[key] = this.value(depth + 1);
      if (this.goesOn("}")) token = this.next();
      else return found;
    }
  }

  goesOn(closing) {
    const [, mark] = this.next();
    if (mark !== "," && mark !== closing) throw new Malformed("no comma between two values");
    return mark === ",";
  }

  end() {
    if (!WHITE.test(this.text.slice(this.at))) throw new Malformed("something follows the end");
  }
}

export const isText = (x) => typeof x === "string" && !LONE_SURROGATE.test(x);

// Write a value: keys sorted, no white space, no needless escapes.
export function canon(value) {
  if (Array.isArray(value)) return `[${value.map(canon).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const pairs = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canon(value[key])}`);
  return `{${pairs.join(",")}}`;
}
