// SHA-256 (FIPS 180-4) and HMAC (RFC 2104). Browsers keep their own for secure addresses; this works anywhere.

const BLOCK = 64;
const primes = [];
for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime)) primes.push(n);
const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) >>> 0;
const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const ROUNDS = Uint32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));

const turned = (word, by) => (word >>> by) | (word << (32 - by));

function padded(bytes) {
  const length = bytes.length;
  const blocks = new Uint8Array(Math.ceil((length + 9) / BLOCK) * BLOCK);
  blocks.set(bytes);
  blocks[length] = 0x80;
  const view = new DataView(blocks.buffer);
  view.setUint32(blocks.length - 8, Math.floor(length / 2 ** 29));
  view.setUint32(blocks.length - 4, (length << 3) >>> 0);
  return view;
}

function mix(state, view, at, words) {
  for (let n = 0; n < 16; n += 1) words[n] = view.getUint32(at + 4 * n);
  for (let n = 16; n < 64; n += 1) {
    const before = words[n - 15], later = words[n - 2];
    const low = turned(before, 7) ^ turned(before, 18) ^ (before >>> 3);
    const high = turned(later, 17) ^ turned(later, 19) ^ (later >>> 10);
    words[n] = words[n - 16] + low + words[n - 7] + high;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let n = 0; n < 64; n += 1) {
    const high = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const first = (h + high + ((e & f) ^ (~e & g)) + ROUNDS[n] + words[n]) | 0;
    const low = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const second = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, n) => { state[n] += word; });
}

export function digest(bytes) {
  const state = Uint32Array.from(START), words = new Uint32Array(64), view = padded(bytes);
  for (let at = 0; at < view.byteLength; at += BLOCK) mix(state, view, at, words);
  const result = new DataView(new ArrayBuffer(32));
  state.forEach((word, n) => result.setUint32(4 * n, word));
  return new Uint8Array(result.buffer);
}

export function hmac(key, message) {
  const short = key.length > BLOCK ? digest(key) : key;
  const within = (pad, bytes) => {
    const all = new Uint8Array(BLOCK + bytes.length).fill(pad, 0, BLOCK);
    short.forEach((byte, n) => { all[n] ^= byte; });
    all.set(bytes, BLOCK);
    return digest(all);
  };
  return within(0x5c, within(0x36, message));
}

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
export const utf8 = (text) => new TextEncoder().encode(text);
export const sha256 = (bytes) => hex(digest(bytes));
