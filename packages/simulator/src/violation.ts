/** What must never be has happened: a checker's verdict, which ends the run. */
export class Violation extends Error {
  override readonly name = 'Violation';
  /** The checker that found it. */
  readonly checker: string;

  constructor(checker: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.checker = checker;
  }
}
