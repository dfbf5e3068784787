const CHAIN_SHOWN_MAX = 8;

/** A function that cannot run elsewhere, refused before anything is sent. */
export class UnshippableFunctionError extends TypeError {
  override readonly name = 'UnshippableFunctionError';
  /** From the function given, over the variables that lead there, to the one at fault: `['fn', 'helper', 'db']`. */
  readonly chain: readonly string[];
  /** What it is, and why it cannot travel. */
  readonly why: string;
  /** What to do instead. */
  readonly remedy: string;

  constructor(chain: readonly string[], why: string, remedy: string, options?: ErrorOptions) {
    const [entry = 'function', ...rest] = chain;
    const where = rest.length === 0 ? '' : ` (${shorten(chain).join(' → ')})`;
    super(
      `The function "${entry}" cannot be sent to another process${where}: ${why}. Remedy: ${remedy}.`,
      options,
    );
    this.chain = chain;
    this.why = why;
    this.remedy = remedy;
  }
}

/** A long chain by both its ends. */
function shorten(chain: readonly string[]): readonly string[] {
  if (chain.length <= CHAIN_SHOWN_MAX) return chain;
  const half = CHAIN_SHOWN_MAX / 2;
  return [...chain.slice(0, half), `… ${chain.length - CHAIN_SHOWN_MAX} more …`, ...chain.slice(-half)];
}
