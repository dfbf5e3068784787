import type { BenchReport } from '../core/bench-report.js';
import type { ComparedFigure } from '../core/comparison.js';
import type { Figure } from '../core/figure.js';
import { numberText, placeText } from '../core/number-text.js';
import { valueText } from '../core/summary.js';
import { bars, curve, legend, type Palette, paletteOf } from './plots.js';

const STYLE = `
:root { color-scheme: light dark; --text: #222; --quiet: #555; --line: #ddd; --page: #fff; --worse: #b00020; --better: #1b7f3b; }
@media (prefers-color-scheme: dark) {
  :root { --text: #ddd; --quiet: #aaa; --line: #383838; --page: #16181c; --worse: #ff7b86; --better: #6cc98a; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 860px; margin: 2em auto; padding: 0 1em; color: var(--text); background: var(--page); }
h1 { margin-bottom: 0; } h2 { margin-top: 2em; border-bottom: 1px solid var(--line); }
figure { margin: 1em 0; } figcaption { color: var(--quiet); } figure { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; overflow-wrap: anywhere; }
td, th { text-align: left; padding: 2px 8px; border-bottom: 1px solid var(--line); vertical-align: top; }
th, td:first-child { overflow-wrap: normal; } td.number { text-align: right; white-space: nowrap; } .worse { color: var(--worse); } .better { color: var(--better); }
.legend span { display: inline-block; margin-right: 1.5em; } .legend i { display: inline-block; width: 1em; height: 1em; margin-right: .4em; vertical-align: -2px; }
@media (max-width: 600px) { body { margin: 1em auto; } figure svg { min-width: 620px; } td, th { padding: 2px 4px; } td.number { white-space: normal; } }
@media print { :root { --text: #000; --page: #fff; } }`;

/** The figures of a run as one page that needs nothing else: no script, no style sheet, no font from anywhere. */
export function reportPage(report: BenchReport, compared: readonly ComparedFigure[] = []): string {
  const parts = [
    heading(report),
    jobSection(report),
    overheadSection(report),
    scaleSection(report),
    comparisonSection(compared),
    omissionSection(report),
    tableSection(report),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>zfarm bench, ${report.startedAt.slice(0, 10)}</title>
<style>${STYLE}</style></head><body>
${parts.filter((part) => part !== '').join('\n')}
</body></html>
`;
}

function heading({
  startedAt,
  complete,
  commit,
  versions,
  machine,
  settings,
  contenders,
  figures,
}: BenchReport): string {
  const memory = `${numberText(machine.memoryBytes / 2 ** 30)} GiB`;
  const load =
    machine.loadAverage === undefined ? '' : `; load ${numberText(machine.loadAverage)} at the start`;
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const facts = [
    ['When', startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')],
    ['Machine', `${machine.cpu}, ${machine.cores} processors, ${memory}, ${machine.platform}${load}`],
    ['Versions', [...programs, ...(commit === undefined ? [] : [`commit ${commit}`])].join(', ')],
    [
      'Settings',
      `size ${sizesOf(figures).join(' and ') || settings.size}, up to ${settings.rounds} rounds in turns; medians, with smallest and largest`,
    ],
    ...contenders.map(({ name, title }) => [name, title]),
  ];
  const rows = facts.map(
    ([name = '', text = '']) => `<tr><th>${escaped(name)}</th><td>${escaped(text)}</td></tr>`,
  );
  const warning = complete ? '' : '<p class="worse">Interrupted: these are the figures until then.</p>';
  return `<h1>zfarm bench</h1>${warning}<table>${rows.join('')}</table>`;
}

function jobSection({ figures, benchmarks, contenders }: BenchReport): string {
  const jobs = benchmarks.filter(({ group }) => group === 'job').map(({ name }) => name);
  const times = figures.filter(({ benchmark, metric }) => jobs.includes(benchmark) && metric === 'time');
  const serialOf = (name: string): number | undefined =>
    times.find(({ benchmark, contender }) => benchmark === name && contender === 'serial')?.median;
  const speeds = times.flatMap(({ benchmark, contender, median, low, high }) => {
    const serial = serialOf(benchmark);
    if (serial === undefined || contender === 'serial') return [];
    return [{ label: benchmark, contender, value: serial / median, low: serial / high, high: serial / low }];
  });
  if (speeds.length === 0) return '';
  const racing = namesIn(contenders, speeds);
  const palette = paletteFor(contenders);
  const sources = benchmarks.filter(({ group }) => group === 'job');
  const rows = sources.map(({ name, title, source = '' }) => {
    const serial = serialOf(name);
    const took = serial === undefined ? '' : `${numberText(serial)} ms`;
    return `<tr><td>${name}</td><td>${escaped(title)}</td><td class="number">${took}</td><td>${escaped(source)}</td></tr>`;
  });
  return `<h2>Jobs: how many times as fast as one thread</h2>
${legend(racing, palette)}
<figure>${bars(speeds, racing, palette, 'times as fast as one thread', 1)}
<figcaption>The dashed line is one thread. Each answer was checked in every round.</figcaption></figure>
<table><tr><th>job</th><th>what</th><th>one thread</th><th>source of the answer</th></tr>${rows.join('')}</table>`;
}

/** Of the report, whoever is in one plot of it. */
function paletteFor(contenders: BenchReport['contenders']): Palette {
  return paletteOf(contenders.map(({ name }) => name));
}

function overheadSection({ figures, contenders }: BenchReport): string {
  const palette = paletteFor(contenders);
  const of = (name: string, metric: string): Figure[] =>
    figures.filter((figure) => figure.benchmark === name && figure.metric === metric);
  const parts: string[] = [];
  const names = (some: readonly Figure[]): string[] => namesIn(contenders, some);
  const addBars = (some: readonly Figure[], axis: string, text: string): void => {
    const rows = some.map((figure) => ({ ...figure, label: '', value: figure.median }));
    if (rows.length > 0) parts.push(caption(bars(rows, names(rows), palette, axis), text));
  };
  addBars(
    of('no-op-flood', 'throughput'),
    'tasks a second',
    'Tasks that do nothing, all in flight at once: higher is better.',
  );
  addBars(
    of('no-op-flood', 'cpu per task'),
    'µs of processor time for each task',
    'The same tasks, what they take of all processors: lower is better.',
  );
  const add = (some: Figure[], labels: Parameters<typeof curve>[2], text: string): void => {
    if (some.length > 0) parts.push(caption(curve(some, palette, labels), text));
  };
  add(
    of('no-op-map', 'throughput'),
    { x: 'items in the map', y: 'items a second' },
    'A map that does nothing: higher is better, and a level line means that items cost the same however many there are.',
  );
  add(
    of('task-latency', 'latency').map(withTail),
    { x: 'share of the tasks that took longer, %', y: 'µs' },
    'Round trip of a single task, one after the other: lower is better. To the left the slowest ones.',
  );
  add(
    of('payload-ladder', 'round trip'),
    { x: 'bytes', y: 'ms there and back' },
    'Bytes to a task and back: lower is better.',
  );
  add(
    of('closure-size', 'first task'),
    { x: 'bytes captured', y: 'ms' },
    'The first task of a function with what it captures.',
  );
  add(
    of('nested-depth', 'level'),
    { x: 'depth', y: 'ms a level' },
    'Tasks that start a task and wait for it.',
  );
  return parts.length === 0 ? '' : `<h2>Overheads</h2>${parts.join('\n')}`;
}

/** So that the axis shows the tail: of the 99th percentile, 1 % took longer. */
function withTail(figure: Figure): Figure {
  return { ...figure, at: { axis: '%', value: 100 - (figure.at?.value ?? 0) } };
}

function scaleSection({ figures }: BenchReport): string {
  const of = (name: string, metric: string): Figure[] =>
    figures.filter((figure) => figure.benchmark === name && figure.metric === metric);
  const parts: string[] = [];
  const add = (some: Figure[], x: string, y: string, text: string): void => {
    if (some.length > 1) parts.push(caption(curve(some, paletteOf(['zfarm']), { x, y }), text));
  };
  add(
    of('scaling', 'time'),
    'workers',
    'ms',
    'The same job over a growing number of workers, up to the processors of this machine.',
  );
  add(
    of('scheduler-at-scale', 'cost of a task'),
    'simulated workers',
    'µs of processor time for each task',
    'The scheduler alone.',
  );
  add(
    of('presence-at-scale', 'cost of a quiet second'),
    'simulated peers',
    'µs of processor time a second',
    'Presence: one node that nothing happens to.',
  );
  return parts.length === 0 ? '' : `<h2>Scale</h2>${parts.join('\n')}`;
}

function comparisonSection(compared: readonly ComparedFigure[]): string {
  const changed = compared.filter(({ change }) => change === 'worse' || change === 'better');
  if (compared.length === 0) return '';
  const rows = changed.map(({ key, change, before, after, ratio = 1 }) => {
    const [then, now] = [before, after].map((figure) => (figure === undefined ? '' : valueText(figure)));
    return `<tr class="${change}"><td>${change}</td><td>${escaped(key)}</td><td>${then}</td><td>${now}</td><td class="number">${numberText(ratio)}</td></tr>`;
  });
  return `<h2>Against the earlier run</h2>
<p>A change counts when the ranges of the rounds do not touch and the medians differ by more than 5 %. ${compared.length - changed.length} figures are within that, or have no counterpart.</p>
<table><tr><th></th><th>figure</th><th>then</th><th>now</th><th>times</th></tr>${rows.join('')}</table>`;
}

function omissionSection({ skipped, failures }: BenchReport): string {
  const lines = [
    ...skipped.map(({ name, reason }) => `<li>${escaped(name)} was skipped: ${escaped(reason)}</li>`),
    ...failures.map(
      ({ benchmark, contender, message }) =>
        `<li class="worse">${escaped(benchmark)} by ${escaped(contender)} failed: ${escaped(message)}</li>`,
    ),
  ];
  return lines.length === 0 ? '' : `<h2>What is missing</h2><ul>${lines.join('')}</ul>`;
}

/** One, unless runs were joined. */
function sizesOf(figures: readonly Figure[]): string[] {
  return [...new Set(figures.map(({ size }) => size))];
}

function tableSection({ figures, benchmarks }: BenchReport): string {
  const several = sizesOf(figures).length > 1;
  const rows = benchmarks.flatMap(({ name }) =>
    figures
      .filter(({ benchmark }) => benchmark === name)
      .map((figure) => {
        const place = figure.at === undefined ? '' : placeText(figure.at);
        return `<tr><td>${name}${several ? `, ${figure.size}` : ''}</td><td>${figure.contender}</td><td>${escaped(figure.metric)} ${place}</td><td class="number">${valueText(figure)}</td></tr>`;
      }),
  );
  return `<h2>All figures</h2><table><tr><th>benchmark</th><th>by</th><th>what</th><th>median (smallest to largest)</th></tr>${rows.join('')}</table>`;
}

function caption(svg: string, text: string): string {
  return `<figure>${svg}<figcaption>${escaped(text)}</figcaption></figure>`;
}

/** Those that have a figure here, in the order of the report. */
function namesIn(
  contenders: BenchReport['contenders'],
  figures: readonly { readonly contender: string }[],
): string[] {
  const there = new Set(figures.map(({ contender }) => contender));
  const known = contenders.map(({ name }) => name).filter((name) => there.has(name));
  return known.length === 0 ? [...there] : known;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
