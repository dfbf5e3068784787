import { cellsOf, inCells } from '../screen/cells.js';
import { barText, bytesText, countText, durationText, rateText } from './figures.js';
import type { Palette } from './palette.js';
import type { TopJob, TopWorker } from './top-model.js';
import type { SortKey, TopView } from './top-view.js';

interface TopColumn<Row> {
  readonly title: string;
  readonly text: (row: Row, cells: number) => string;
  readonly cells: number;
  /** So many cells at most, where the others leave them; as many as `cells` unless said. */
  readonly cellsMax?: number;
  readonly side?: 'left' | 'right';
  readonly paint?: (row: Row) => (text: string) => string;
  readonly heading?: (text: string) => string;
  /** Left out first where the terminal is too narrow: the highest number first. */
  readonly dispensable?: number;
}

interface TableRoom {
  readonly columns: number;
  readonly rows: number;
  readonly scroll: number;
  readonly palette: Palette;
  /** Rows that exist and are not in the list. */
  readonly more?: number;
}

const GAP = '  ';
const NAME_CELLS_MIN = 12;
const NAME_CELLS_MAX = 40;
const BAR_CELLS = 8;
const BAR_CELLS_MAX = 40;
/** Behind a bar, as in ` 100 %`. */
const PERCENT_CELLS = 6;

export function workerColumns(view: TopView, palette: Palette): TopColumn<TopWorker>[] {
  const heading = (key: SortKey): { heading: (text: string) => string } => ({
    heading: view.sort === key ? palette.sorted : palette.heading,
  });
  return [
    { title: 'WORKER', text: ({ name }) => name, cells: 0, ...heading('name') },
    {
      title: 'BUSY',
      text: ({ busy, slots }, cells) => barText(busy / Math.max(1, slots), cells),
      cells: BAR_CELLS,
      cellsMax: BAR_CELLS_MAX,
      paint: ({ draining }) => (draining ? palette.warn : palette.bar),
      dispensable: 3,
      ...heading('busy'),
    },
    {
      title: 'SLOTS',
      text: ({ busy, slots }) => `${busy}/${slots}`,
      cells: 7,
      side: 'right',
      ...heading('busy'),
    },
    {
      title: 'QUEUED',
      text: ({ queued }) => countText(queued),
      cells: 6,
      side: 'right',
      dispensable: 4,
      ...heading('queued'),
    },
    { title: 'ITEMS/S', text: ({ rate }) => rateText(rate), cells: 7, side: 'right', ...heading('rate') },
    {
      title: 'DONE',
      text: ({ done }) => countText(done),
      cells: 6,
      side: 'right',
      dispensable: 2,
      heading: palette.heading,
    },
    {
      title: 'FAILED',
      text: ({ failed }) => countText(failed),
      cells: 6,
      side: 'right',
      paint: ({ failed }) => (failed > 0 ? palette.bad : palette.dim),
      ...heading('failed'),
    },
    {
      title: 'MEMORY',
      text: ({ rssBytes }) => (rssBytes === undefined ? '' : bytesText(rssBytes)),
      cells: 8,
      side: 'right',
      dispensable: 1,
      ...heading('memory'),
    },
    {
      title: '',
      text: ({ draining }) => (draining ? 'draining' : ''),
      cells: 8,
      paint: () => palette.warn,
      dispensable: 5,
    },
  ];
}

export function jobColumns(palette: Palette): TopColumn<TopJob>[] {
  const { heading } = palette;
  return [
    { title: 'JOB', text: ({ name }) => name || '(no name)', cells: 0, heading },
    { title: 'CLIENT', text: ({ client }) => client, cells: 10, dispensable: 4, heading },
    {
      title: 'PROGRESS',
      text: (job, cells) => progressText(job, cells),
      cells: BAR_CELLS + PERCENT_CELLS,
      cellsMax: BAR_CELLS_MAX + PERCENT_CELLS,
      paint: ({ outcome }) => paintOf(outcome, palette),
      heading,
    },
    { title: 'DONE', text: ({ done }) => countText(done), cells: 6, side: 'right', heading },
    {
      title: 'OF',
      text: ({ total }) => (total === undefined ? '?' : countText(total)),
      cells: 6,
      side: 'right',
      dispensable: 3,
      heading,
    },
    { title: 'ITEMS/S', text: ({ rate }) => rateText(rate), cells: 7, side: 'right', heading },
    {
      title: 'TIME',
      text: ({ elapsedMs }) => durationText(elapsedMs),
      cells: 7,
      side: 'right',
      dispensable: 5,
      heading,
    },
    {
      title: 'ETA',
      text: ({ remainingMs }) => (remainingMs === undefined ? '' : durationText(remainingMs)),
      cells: 7,
      side: 'right',
      heading,
    },
    {
      title: 'RETRIES',
      text: ({ retries }) => (retries === undefined ? '' : countText(retries)),
      cells: 7,
      side: 'right',
      dispensable: 2,
      paint: ({ retries = 0 }) => (retries > 0 ? palette.warn : palette.dim),
      heading,
    },
    {
      title: 'FAILED',
      text: ({ failed }) => countText(failed),
      cells: 6,
      side: 'right',
      dispensable: 1,
      paint: ({ failed }) => (failed > 0 ? palette.bad : palette.dim),
      heading,
    },
  ];
}

function paintOf(outcome: TopJob['outcome'], palette: Palette): (text: string) => string {
  if (outcome === undefined) return palette.bar;
  return outcome === 'completed' ? palette.good : outcome === 'failed' ? palette.bad : palette.warn;
}

function progressText({ done, failed, total, outcome }: TopJob, cells: number): string {
  if (outcome !== undefined) return outcome;
  if (total === undefined) return 'going on';
  const part = (done + failed) / Math.max(1, total);
  // Rounded down: 100 % is for what has ended.
  return `${barText(part, cells - PERCENT_CELLS)} ${String(Math.floor(100 * part)).padStart(3)} %`;
}

/** A line of titles and one for each row, no wider and no more than there is room for. */
export function tableLines<Row>(
  rows: readonly Row[],
  columns: readonly TopColumn<Row>[],
  room: TableRoom,
): string[] {
  const names = rows.map((row) => cellsOf(columns[0]?.text(row, NAME_CELLS_MAX) ?? ''));
  const shown = fit(columns, room.columns, Math.max(NAME_CELLS_MIN, ...names));
  const line = (cell: (column: TopColumn<Row>) => string): string => shown.map(cell).join(GAP);
  const titles = line(({ title, cells, side, heading = String }) => inHeading(title, cells, side, heading));
  const beyond = rows.length + (room.more ?? 0) > room.rows - 1 || (room.more ?? 0) > 0;
  const count = Math.max(0, beyond ? room.rows - 2 : rows.length);
  const first = Math.max(0, Math.min(room.scroll, rows.length - count));
  const lines = rows.slice(first, first + count).map((row) =>
    line(({ text, cells, side, paint }) => {
      const cell = inCells(text(row, cells), cells, side);
      return paint === undefined ? cell : paint(row)(cell);
    }),
  );
  const below = rows.length - first - lines.length + (room.more ?? 0);
  const note = [first > 0 ? `${first} above` : '', below > 0 ? `${below} more` : '']
    .filter(Boolean)
    .join(', ');
  return [titles, ...lines, ...(note === '' ? [] : [room.palette.dim(`… ${note}`)])];
}

/** The blanks stay plain: an underlined title is as wide as its word. */
function inHeading(
  title: string,
  cells: number,
  side: 'left' | 'right' | undefined,
  heading: (text: string) => string,
): string {
  const space = ' '.repeat(Math.max(0, cells - title.length));
  return side === 'right' ? space + heading(title) : heading(title) + space;
}

/** The first column, of names, gets what the others leave and the longest name needs; then others grow. */
function fit<Row>(
  columns: readonly TopColumn<Row>[],
  width: number,
  nameCells: number,
): readonly TopColumn<Row>[] {
  const [first, ...others] = columns;
  if (first === undefined) return [];
  const left = width - others.reduce((sum, { cells }) => sum + cells + GAP.length, 0);
  if (left >= NAME_CELLS_MIN || others.length === 0) {
    const cells = Math.max(1, Math.min(NAME_CELLS_MAX, nameCells, left));
    return [{ ...first, cells }, ...grown(others, left - cells)];
  }
  const rank = Math.max(0, ...others.map(({ dispensable = 0 }) => dispensable));
  const fewer = rank > 0 ? others.filter(({ dispensable }) => dispensable !== rank) : others.slice(0, -1);
  return fit([first, ...fewer], width, nameCells);
}

function grown<Row>(columns: readonly TopColumn<Row>[], spare: number): readonly TopColumn<Row>[] {
  let left = spare;
  return columns.map((column) => {
    const more = Math.min(left, (column.cellsMax ?? column.cells) - column.cells);
    left -= more;
    return { ...column, cells: column.cells + more };
  });
}
