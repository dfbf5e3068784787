import { form } from '../sizes.js';
import { seed } from './chance.js';

/** One line for docs/reliability.md: what ran, and what was seen. */
export function report(scenario: string, figures: Readonly<Record<string, number | string>>): void {
  const list = Object.entries(figures).map(
    ([name, value]) => `${name} ${typeof value === 'number' ? Math.round(value * 100) / 100 : value}`,
  );
  console.log(`chaos (${form}, seed ${seed}) ${scenario}: ${list.join(', ')}`);
}
