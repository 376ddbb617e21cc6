import assert from "node:assert/strict";

/** Words and their codes. Closed when the words were given, else open. */
export class TextDictionary {
  readonly #name: string;
  readonly #words: string[];
  readonly #codes: Map<string, number>;
  readonly #closed: boolean;

  constructor(name: string, words?: readonly string[]) {
    this.#name = name;
    this.#words = [...(words ?? [])];
    this.#codes = new Map(this.#words.map((word, code) => [word, code]));
    this.#closed = words !== undefined;
    assert(this.#codes.size === this.#words.length, `${name} lists a word twice`);
  }

  get words(): readonly string[] {
    return this.#words;
  }

  /** Code of a word; an open dictionary takes up a new one. */
  code(word: string): number {
    const known = this.#codes.get(word);
    if (known !== undefined) return known;
    assert(!this.#closed, `${this.#name} does not know "${word}"`);
    this.#codes.set(word, this.#words.length);
    return this.#words.push(word) - 1;
  }
}
