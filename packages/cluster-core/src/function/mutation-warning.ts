import { MUTATION_WARNINGS_MAX } from './limits.js';
import { isInvented, memberChain } from './module-like.js';
import { changesValue, type Mutation } from './mutation.js';

/** Warnings given: closures of one kind are submitted again and again. */
const given = new Set<string>();

/** Warns, once per function and variable, that a change will stay where the function runs. */
export function warnOfMutation(mutations: readonly Mutation[], value: unknown, way: readonly string[]): void {
  const mutation = mutations.find((one) => changesValue(one, value));
  if (mutation === undefined) return;
  const variable = way.at(-1) ?? '';
  const text = isInvented(variable) ? mutation.text.slice(variable.length + 1) : mutation.text;
  const chain = isInvented(variable) ? memberChain(way, text.split(/[.[(]/)[0] ?? '') : way;
  const message =
    `The function "${chain[0]}" changes "${text}" (${chain.join(' → ')}), which is captured: the change stays in the ` +
    'copy of each worker thread, and yours stays as it is. Return what you want to know; if a copy per thread is what you ' +
    `want, pass it in the option "vars".`;
  if (given.has(message) || given.size >= MUTATION_WARNINGS_MAX) return;
  given.add(message);
  process.emitWarning(message, { type: 'ZfarmWarning', code: 'ZFARM_MUTATED_CAPTURE' });
}
