import type { TopPicture, TopWorker } from './top-model.js';

export type SortKey = 'name' | 'busy' | 'queued' | 'rate' | 'failed' | 'memory';

/** What the user has chosen to see. */
export interface TopView {
  readonly sort: SortKey;
  readonly reversed: boolean;
  /** Part of the name of a worker, a job or a client; empty: all. */
  readonly filter: string;
  /** The filter is being typed. */
  readonly typing: boolean;
  readonly help: boolean;
  /** Workers above the first that is shown. */
  readonly scroll: number;
}

export const FIRST_VIEW: TopView = {
  sort: 'name',
  reversed: false,
  filter: '',
  typing: false,
  help: false,
  scroll: 0,
};

/** Their numbers, from 1, choose them. */
export const ORDER: readonly SortKey[] = ['name', 'busy', 'queued', 'rate', 'failed', 'memory'];
const PAGE = 10;
const FILTER_CHARS_MAX = 60;

/** The view after a key; `quit` when that ends it. */
export function afterKey(view: TopView, key: string): TopView | 'quit' {
  if (view.typing) return { ...view, ...afterTyping(view.filter, key), scroll: 0 };
  if (view.help) return key === 'q' ? 'quit' : { ...view, help: false };
  switch (key) {
    case 'q':
      return 'quit';
    case 's':
      return sortedBy(view, ORDER[(ORDER.indexOf(view.sort) + 1) % ORDER.length] ?? 'name');
    case 'r':
      return { ...view, reversed: !view.reversed, scroll: 0 };
    case '/':
      return { ...view, typing: true };
    case '?':
    case 'h':
      return { ...view, help: true };
    case 'escape':
      return { ...view, filter: '', scroll: 0 };
    default:
      return afterOther(view, key);
  }
}

function afterOther(view: TopView, key: string): TopView {
  const steps: Readonly<Record<string, number>> = {
    up: -1,
    k: -1,
    down: 1,
    j: 1,
    'page-up': -PAGE,
    'page-down': PAGE,
    home: Number.NEGATIVE_INFINITY,
  };
  const step = steps[key];
  if (step !== undefined) return { ...view, scroll: Math.max(0, view.scroll + step) };
  const sort = ORDER[Number(key) - 1];
  return sort === undefined ? view : sortedBy(view, sort);
}

function sortedBy(view: TopView, sort: SortKey): TopView {
  return { ...view, sort, reversed: false, scroll: 0 };
}

function afterTyping(filter: string, key: string): Pick<TopView, 'filter' | 'typing'> {
  if (key === 'enter') return { filter, typing: false };
  if (key === 'escape') return { filter: '', typing: false };
  if (key === 'backspace') return { filter: [...filter].slice(0, -1).join(''), typing: true };
  const typed = [...key].length === 1 && filter.length < FILTER_CHARS_MAX ? key : '';
  return { filter: filter + typed, typing: true };
}

const VALUES: Readonly<Record<Exclude<SortKey, 'name'>, (worker: TopWorker) => number>> = {
  busy: ({ busy, slots }) => busy / Math.max(1, slots),
  queued: ({ queued }) => queued,
  rate: ({ rate }) => rate,
  failed: ({ failed }) => failed,
  memory: ({ rssBytes = 0 }) => rssBytes,
};

/** What the view shows of the picture, in its order: names from A on, numbers from the highest on. */
export function chosen({ workers, jobs, ...rest }: TopPicture, view: TopView): TopPicture {
  const wanted = view.filter.toLowerCase();
  const matches = (...texts: readonly string[]): boolean =>
    texts.some((text) => text.toLowerCase().includes(wanted));
  const direction = view.reversed ? -1 : 1;
  const byName = (one: TopWorker, other: TopWorker): number =>
    one.name.localeCompare(other.name, 'en', { numeric: true }) || (one.id < other.id ? -1 : 1);
  const byKey = (one: TopWorker, other: TopWorker): number =>
    view.sort === 'name' ? 0 : VALUES[view.sort](other) - VALUES[view.sort](one);
  return {
    ...rest,
    workers: workers
      .filter(({ name, id }) => matches(name, id))
      .sort((one, other) => direction * (byKey(one, other) || byName(one, other))),
    jobs: jobs.filter(({ name, client }) => matches(name, client)),
  };
}
