/** A value that would not survive the journey to another process. `path` names the part at fault. */
export class UnshippableValueError extends TypeError {
  override readonly name = 'UnshippableValueError';
  /** Which part of which value, as in `result.rows[3].socket`. */
  readonly path: string;
  /** What the part is, and why it cannot travel. */
  readonly why: string;
  /** What to do instead. */
  readonly remedy: string;

  constructor(path: string, why: string, remedy: string) {
    super(`${path} is ${why} and cannot be sent to another process: ${remedy}.`);
    this.path = path;
    this.why = why;
    this.remedy = remedy;
  }
}
