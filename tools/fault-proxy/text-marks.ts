/** Finds a text in bytes that arrive in pieces. */
export class TextMarks {
  readonly #text: Buffer;
  #tail = Buffer.alloc(0);

  constructor(text: string) {
    this.#text = Buffer.from(text);
  }

  /** Where each occurrence that is completed by this piece ends, as offsets in the piece. */
  ends(piece: Buffer): readonly number[] {
    const all = Buffer.concat([this.#tail, piece]);
    const ends: number[] = [];
    for (let at = all.indexOf(this.#text); at >= 0; at = all.indexOf(this.#text, at + this.#text.length))
      ends.push(at + this.#text.length - this.#tail.length);
    const last = (ends.at(-1) ?? -this.#tail.length) + this.#tail.length;
    // What is counted already must not be a part of the next occurrence.
    this.#tail = all.subarray(Math.max(last, all.length - this.#text.length + 1));
    return ends;
  }
}
