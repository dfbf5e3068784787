import type { ComparedFigure } from './comparison.js';
import type { Figure } from './figure.js';
import { numberText, placeText } from './number-text.js';

/** What a terminal shows of one benchmark: a line for each figure that says something by itself. */
export function summaryLines(figures: readonly Figure[]): string[] {
  const shown = figures.filter(({ metric }) => metric !== 'cpu' && metric !== 'cpu per task');
  const labels = shown.map((figure) => labelOf(figure, figures));
  const width = Math.max(0, ...labels.map((label) => label.length));
  return shown.map(
    (figure, at) => `  ${(labels[at] ?? '').padEnd(width)}  ${valueText(figure)}${aside(figure, figures)}`,
  );
}

function labelOf({ contender, metric, at }: Figure, all: readonly Figure[]): string {
  const place = at === undefined ? '' : placeText(at);
  // What everybody measures goes without saying.
  const several = new Set(all.map((figure) => figure.metric)).size > 3 || contender === 'zfarm';
  const what = metric === 'time' || (!several && at !== undefined) ? '' : metric;
  return [contender === 'zfarm' ? '' : contender.padEnd(10), what, place]
    .filter((part) => part !== '')
    .join(' ');
}

/** The median, and from where to where the rounds went. */
export function valueText({ median, low, high, unit, rounds }: Figure): string {
  const spread = rounds.length > 1 ? ` (${numberText(low)} to ${numberText(high)})` : '';
  return `${numberText(median)} ${unit}${spread}`;
}

/** Beside the time of a job: what it is against one thread, and the processor time. */
function aside({ metric, contender, median, at }: Figure, all: readonly Figure[]): string {
  if (metric !== 'time' || at !== undefined) return '';
  const serial = all.find((other) => other.metric === 'time' && other.contender === 'serial');
  const cpu = all.find((other) => other.metric === 'cpu' && other.contender === contender);
  const speed =
    serial === undefined || contender === 'serial'
      ? ''
      : `, ${numberText(serial.median / median)} times serial`;
  return `${speed}${cpu === undefined ? '' : `, CPU ${numberText(cpu.median)} ms`}`;
}

/** What a comparison with an earlier run has shown, what got worse first. */
export function comparisonLines(compared: readonly ComparedFigure[]): string[] {
  const of = (change: ComparedFigure['change']): ComparedFigure[] =>
    compared.filter((figure) => figure.change === change);
  const line = ({ key, change, before, after, ratio = 1 }: ComparedFigure): string =>
    `  ${change.padEnd(6)}  ${key}: ${before === undefined ? '' : valueText(before)} → ${
      after === undefined ? '' : valueText(after)
    }, ${numberText(ratio)} times`;
  const told = [...of('worse'), ...of('better')].map(line);
  const counts = (['worse', 'better', 'same', 'new', 'gone'] as const)
    .map((change) => `${of(change).length} ${change}`)
    .join(', ');
  return [
    ...told,
    `  ${counts}; same: the ranges of the rounds touch, or the medians differ by less than 5 %`,
  ];
}
