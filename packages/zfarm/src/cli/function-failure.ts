import type { UnshippableFunctionError } from '../index.js';
import { CliError, EXIT } from './exit.js';

const DEFINE_INSIDE = 'define it inside the function';
const GIVE_MODULE = `${DEFINE_INSIDE}, or give a module that imports or defines it: zfarm map ./task.mjs`;

/** The function cannot travel: what to do about it here, where nobody can give the library's options. */
export function functionFailure(error: UnshippableFunctionError, evaluated: boolean): CliError {
  const { message, remedy } = error;
  const own = evaluated ? GIVE_MODULE : DEFINE_INSIDE;
  const text = remedy.includes('"vars"') ? message.replace(remedy, () => own) : message;
  return new CliError(text, { cause: error, exitCode: evaluated ? EXIT.usage : EXIT.failed });
}
