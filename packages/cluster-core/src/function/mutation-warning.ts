import { MUTATION_WARNINGS_MAX } from './limits.js';
import { changesValue, type Mutation } from './mutation.js';

/** Warnings given: closures of one kind are submitted again and again. */
const given = new Set<string>();

/** Warns, once per function and variable, that a change will stay where the function runs. */
export function warnOfMutation(mutation: Mutation, value: unknown, chain: readonly string[]): void {
  if (!changesValue(mutation, value)) return;
  const message =
    `The function "${chain[0]}" changes "${mutation.text}" (${chain.join(' → ')}), which is captured: the change stays in the ` +
    'copy of each worker thread, and yours stays as it is. Return what you want to know; if a copy per thread is what you ' +
    `want, pass it in the option "vars".`;
  if (given.has(message) || given.size >= MUTATION_WARNINGS_MAX) return;
  given.add(message);
  process.emitWarning(message, { type: 'ZfarmWarning', code: 'ZFARM_MUTATED_CAPTURE' });
}
