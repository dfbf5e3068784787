import { inCells } from '../screen/cells.js';
import { barText, bytesText, countText, durationText, rateText } from './figures.js';
import type { Palette } from './palette.js';
import type { TopJob, TopWorker } from './top-model.js';
import type { SortKey, TopView } from './top-view.js';

interface TopColumn<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  readonly cells: number;
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

export function workerColumns(view: TopView, palette: Palette): TopColumn<TopWorker>[] {
  const heading = (key: SortKey): { heading: (text: string) => string } => ({
    heading: view.sort === key ? palette.sorted : palette.heading,
  });
  return [
    { title: 'WORKER', text: ({ name }) => name, cells: 0, ...heading('name') },
    {
      title: 'BUSY',
      text: ({ busy, slots }) => barText(busy / Math.max(1, slots), BAR_CELLS),
      cells: BAR_CELLS,
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
      text: (job) => progressText(job),
      cells: 14,
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

function progressText({ done, failed, total, outcome }: TopJob): string {
  if (outcome !== undefined) return outcome;
  if (total === undefined) return 'going on';
  const part = (done + failed) / Math.max(1, total);
  // Rounded down: 100 % is for what has ended.
  return `${barText(part, BAR_CELLS)} ${String(Math.floor(100 * part)).padStart(3)} %`;
}

/** A line of titles and one for each row, no wider and no more than there is room for. */
export function tableLines<Row>(
  rows: readonly Row[],
  columns: readonly TopColumn<Row>[],
  room: TableRoom,
): string[] {
  const shown = fit(columns, room.columns);
  const line = (cell: (column: TopColumn<Row>) => string): string => shown.map(cell).join(GAP);
  const titles = line(({ title, cells, side, heading = String }) => inHeading(title, cells, side, heading));
  const beyond = rows.length + (room.more ?? 0) > room.rows - 1 || (room.more ?? 0) > 0;
  const count = Math.max(0, beyond ? room.rows - 2 : rows.length);
  const first = Math.max(0, Math.min(room.scroll, rows.length - count));
  const lines = rows.slice(first, first + count).map((row) =>
    line(({ text, cells, side, paint }) => {
      const cell = inCells(text(row), cells, side);
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

/** The first column gets what the others leave. */
function fit<Row>(columns: readonly TopColumn<Row>[], width: number): readonly TopColumn<Row>[] {
  const [first, ...others] = columns;
  if (first === undefined) return [];
  const needed = others.reduce((sum, { cells }) => sum + cells + GAP.length, 0);
  const rank = Math.max(0, ...others.map(({ dispensable = 0 }) => dispensable));
  if (width - needed >= NAME_CELLS_MIN || others.length === 0) {
    return [{ ...first, cells: Math.max(1, Math.min(NAME_CELLS_MAX, width - needed)) }, ...others];
  }
  const left = rank > 0 ? others.filter(({ dispensable }) => dispensable !== rank) : others.slice(0, -1);
  return fit([first, ...left], width);
}
