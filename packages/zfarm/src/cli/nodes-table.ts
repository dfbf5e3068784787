import type { NodeRow } from './node-row.js';
import { printable } from './printable.js';
import { countOf } from './terminal.js';

interface Column {
  readonly title: string;
  readonly text: (row: NodeRow) => string;
  readonly right?: boolean;
  /** Left out first where the terminal is too narrow: the highest number first. */
  readonly dispensable?: number;
}

const COLUMNS: readonly Column[] = [
  { title: 'NAME', text: (row) => row.name },
  { title: 'ROLE', text: (row) => (row.draining === true ? 'draining' : row.role) },
  { title: 'ADDRESS', text: (row) => row.address, dispensable: 1 },
  { title: 'SLOTS', text: (row) => text(row.slots), right: true },
  { title: 'BUSY', text: (row) => text(row.busy), right: true },
  { title: 'QUEUED', text: (row) => text(row.queued), right: true },
  { title: 'DONE', text: (row) => text(row.done), right: true },
  { title: 'PLATFORM', text: (row) => text(row.platform), dispensable: 3 },
  { title: 'NODE', text: (row) => text(row.nodeVersion), dispensable: 4 },
  { title: 'LABELS', text: (row) => pairs(row.labels), dispensable: 2 },
  { title: 'RESOURCES', text: (row) => pairs(row.resources), dispensable: 2 },
];

const GAP = '  ';

/** A line each, below their titles; no wider than `width`, as far as leaving out columns can do that. */
export function nodesTable(rows: readonly NodeRow[], width: number, bold: (title: string) => string): string {
  const filled = COLUMNS.map((column) => render(column, rows)).filter(({ cells }) =>
    cells.some((cell) => cell !== ''),
  );
  const shown = fit(filled, width);
  const line = (cellOf: (column: RenderedColumn) => string): string =>
    shown
      .map((column) => pad(cellOf(column), column))
      .join(GAP)
      .trimEnd();
  const lines = rows.map((_, index) => line(({ cells }) => cells[index] ?? ''));
  const left = filled.length - shown.length;
  const note = left === 0 ? [] : [`(${countOf(left, 'more column')} in a wider terminal or with --json)`];
  return `${[bold(line(({ title }) => title)), ...lines, ...note].join('\n')}\n`;
}

interface RenderedColumn extends Column {
  readonly cells: readonly string[];
  readonly width: number;
}

function render(column: Column, rows: readonly NodeRow[]): RenderedColumn {
  const cells = rows.map((row) => printable(column.text(row)));
  return { ...column, cells, width: Math.max(column.title.length, ...cells.map((cell) => cell.length)) };
}

function fit(columns: readonly RenderedColumn[], width: number): readonly RenderedColumn[] {
  const needed = columns.reduce((sum, column) => sum + column.width + GAP.length, -GAP.length);
  const rank = Math.max(...columns.map(({ dispensable = 0 }) => dispensable));
  if (needed <= width || rank <= 0) return columns;
  return fit(
    columns.filter(({ dispensable }) => dispensable !== rank),
    width,
  );
}

function pad(cell: string, { right, width }: RenderedColumn): string {
  return right === true ? cell.padStart(width) : cell.padEnd(width);
}

function text(value: string | number | undefined): string {
  return value === undefined ? '' : String(value);
}

function pairs(values: Readonly<Record<string, string | number>> = {}): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}
