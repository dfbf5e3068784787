import { printable } from '../printable.js';
import { cellsOf, fitted, inCells } from '../screen/cells.js';
import { countOf } from '../terminal.js';
import { barText, countText, durationText, rateText, sparkText } from './figures.js';
import type { Palette } from './palette.js';
import type { TopPicture, TopWorker } from './top-model.js';
import { jobColumns, tableLines, workerColumns } from './top-tables.js';
import { chosen, ORDER, type TopView } from './top-view.js';

export interface TopFrame {
  readonly columns: number;
  readonly rows: number;
  /** Where it looks, as in `cluster "default" on 127.0.0.1:5670`. */
  readonly where: string;
  /** Time of day. */
  readonly clock: string;
  readonly palette: Palette;
}

/** Title, totals, a blank line; and the keys at the bottom. */
const FRAME_ROWS = 4;
const SPARK_CELLS_MAX = 60;

/** The lines of the whole screen. */
export function renderTop(picture: TopPicture, view: TopView, frame: TopFrame): string[] {
  const { columns, rows } = frame;
  if (columns < 20 || rows < 6) return [fitted('zfarm top: enlarge me', columns)];
  const body = view.help ? helpLines(frame) : tables(picture, view, frame);
  const room = rows - FRAME_ROWS;
  const filled = [
    ...body.slice(0, room),
    ...Array.from({ length: Math.max(0, room - body.length) }, () => ''),
  ];
  return [titleLine(picture, frame), totalsLine(picture, frame), '', ...filled, keysLine(view, frame)];
}

function titleLine({ workers, clients }: TopPicture, { columns, where, clock, palette }: TopFrame): string {
  const right = `${countOf(workers.length, 'worker')}  ${countOf(clients, 'client')}  ${clock}`;
  const left = fitted(`zfarm top  ${where}`, Math.max(0, columns - cellsOf(right) - 2));
  const gap = ' '.repeat(Math.max(1, columns - cellsOf(left) - cellsOf(right)));
  return palette.title(fitted(left + gap + right, columns));
}

function totalsLine({ workers, history }: TopPicture, { columns, palette }: TopFrame): string {
  const sum = (of: (worker: TopWorker) => number): number =>
    workers.reduce((total, worker) => total + of(worker), 0);
  const [slots, busy] = [sum((worker) => worker.slots), sum((worker) => worker.busy)];
  const failed = sum((worker) => worker.failed);
  const bar = palette.bar(barText(busy / Math.max(1, slots), 10));
  const queued = sum((worker) => worker.queued);
  const rate = rateText(sum((worker) => worker.rate));
  const head = `slots ${bar} ${busy}/${slots}  queued ${countText(queued)}  ${rate} items/s `;
  const tail = failed > 0 ? `  ${palette.bad(`${countText(failed)} failed`)}` : '';
  const room = Math.min(SPARK_CELLS_MAX, columns - cellsOf(head) - cellsOf(tail));
  if (room < 0) return fitted(`${busy}/${slots} busy  ${rate} items/s`, columns);
  return `${head}${palette.spark(sparkText(history, room))}${tail}`;
}

/** Workers above jobs; each gets what the other does not need, and half at least. */
function tables(picture: TopPicture, view: TopView, frame: TopFrame): string[] {
  const { columns, rows, palette } = frame;
  const { workers, jobs, moreJobs } = chosen(picture, view);
  const room = rows - FRAME_ROWS - 1;
  const jobRows = Math.min(1 + Math.max(1, jobs.length) + (moreJobs > 0 ? 1 : 0), Math.ceil(room / 2));
  const workerRows = Math.min(Math.max(1, workers.length) + 1, room - jobRows);
  const nobody =
    picture.workers.length === 0 ? 'no workers: start one with zfarm worker' : 'no worker of that name';
  const upper =
    workers.length === 0
      ? [palette.dim(fitted(nobody, columns))]
      : tableLines(workers, workerColumns(view, palette), {
          columns,
          rows: workerRows,
          scroll: view.scroll,
          palette,
        });
  const left = room - upper.length;
  const lower =
    jobs.length === 0
      ? [palette.dim(fitted(view.filter === '' ? 'no jobs' : 'no job of that name', columns))]
      : tableLines(jobs, jobColumns(palette), { columns, rows: left, scroll: 0, palette, more: moreJobs });
  return [...upper, '', ...lower];
}

function keysLine(view: TopView, { columns, palette }: TopFrame): string {
  if (view.typing)
    return palette.title(inCells(`filter: ${printable(view.filter)}▏ Enter keeps it, Esc drops it`, columns));
  const filter = view.filter === '' ? '/ filter' : `/ filter: ${printable(view.filter)} (Esc all)`;
  const order = `s sort: ${view.sort}${view.reversed ? ' reversed' : ''}`;
  return palette.dim(fitted(`q quit  ${order}  r reverse  ${filter}  ↑↓ scroll  ? help`, columns));
}

function helpLines({ columns }: TopFrame): string[] {
  const sorts = ORDER.map((key, index) => `${index + 1} ${key}`).join('  ');
  return [
    'q, Ctrl-C       quit',
    's               sort by the next column',
    `1 to ${ORDER.length}          sort by: ${sorts}`,
    'r               reverse the order',
    '/               filter workers, jobs and clients by a part of their name',
    'Esc             no filter',
    '↑ ↓ PgUp PgDn   scroll the workers; Home: to the first',
    '',
    'BUSY     slots at work, of all          QUEUED   chunks that wait for a slot',
    'ITEMS/S  over the last five seconds     ETA      at that rate',
    'MEMORY   of the process, threads included',
    '',
    `The line at the top: items a second of all workers, ${durationText(SPARK_CELLS_MAX * 1000)} at most.`,
    '',
    'Any key goes back.',
  ].map((line) => fitted(line, columns));
}
