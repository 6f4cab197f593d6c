/**
 * How long a request still has. Begun when its body is there; a client may shorten it.
 *
 * @example const deadline = new Deadline(30_000); … parser.parse(body, signature, options, deadline.left)
 */
export class Deadline {
  #end: number;

  constructor(millis: number) {
    this.#end = performance.now() + millis;
  }

  get left(): number {
    return this.#end - performance.now();
  }

  /** @param millis what the client gives it, from now; undefined where it says nothing */
  shorten(millis: number | undefined): void {
    if (millis !== undefined) this.#end = Math.min(this.#end, performance.now() + millis);
  }
}
