/** An option that does not exist, or a value it does not accept; the message names both and what is accepted. */
export class OptionError extends TypeError {
  override readonly name = 'OptionError';
  readonly code = 'ZFARM_OPTION';
  /** Name of the option, or of the environment variable that set it. */
  readonly option: string;

  constructor(option: string, message: string) {
    super(message);
    this.option = option;
  }
}

/** What one option accepts. */
export interface OptionRule {
  readonly accepts: string;
  readonly test: (value: unknown) => boolean;
}

export const BOOLEAN: OptionRule = { accepts: 'true or false', test: (value) => typeof value === 'boolean' };

export const FUNCTION: OptionRule = { accepts: 'a function', test: (value) => typeof value === 'function' };

export const ABORT_SIGNAL: OptionRule = {
  accepts: 'an AbortSignal',
  test: (value) => value instanceof AbortSignal,
};

export function text(accepts: string, pattern: RegExp): OptionRule {
  return { accepts, test: (value) => typeof value === 'string' && pattern.test(value) };
}

export function oneOf(...accepted: readonly string[]): OptionRule {
  return {
    accepts: accepted.map((value) => `'${value}'`).join(', '),
    test: (value) => typeof value === 'string' && accepted.includes(value),
  };
}

/** A whole number from `min` to `max`, both included. */
export function count(min: number, max: number = Number.MAX_SAFE_INTEGER): OptionRule {
  const accepts =
    max === Number.MAX_SAFE_INTEGER
      ? `a whole number from ${min} on`
      : `a whole number from ${min} to ${max}`;
  return {
    accepts,
    test: (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
  };
}

/** A whole number of milliseconds from `min` to `max`, both included. */
export function milliseconds(min: number, max: number): OptionRule {
  return { ...count(min, max), accepts: `a whole number of milliseconds from ${min} to ${max}` };
}

/** Refuses options that do not exist and values they do not accept. `undefined` stands for an absent option. */
export function checkOptions(
  call: string,
  options: unknown,
  rules: Readonly<Record<string, OptionRule>>,
  example: string = '{ }',
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new OptionError(
      'options',
      `${call}: the options must be an object, such as ${example}, not ${show(options)}.`,
    );
  }
  for (const [option, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, option) ? rules[option] : undefined;
    if (rule === undefined) {
      const known = Object.keys(rules).join(', ');
      throw new OptionError(option, `${call}: there is no option '${option}'. The options are: ${known}.`);
    }
    if (value !== undefined && !rule.test(value)) {
      throw new OptionError(
        option,
        `${call}: option '${option}' accepts ${rule.accepts}, not ${show(value)}.`,
      );
    }
  }
}

function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
