/** Colours that stay apart on light and dark ground, also for most who see colours otherwise. */
const COLORS: readonly string[] = [
  '#3b82f6',
  '#f59e0b',
  '#10b981',
  '#a855f7',
  '#06b6d4',
  '#84cc16',
  '#ec4899',
  '#f97316',
  '#6366f1',
  '#14b8a6',
  '#eab308',
  '#8b5cf6',
];

/** The colour of the function with this number; red is for failures alone. */
export function colorOf(name: number): string {
  return COLORS[name % COLORS.length] ?? '#3b82f6';
}
