import { colorOf } from '../src/core/palette.js';
import { type LaneGroup, laneGroups, type PlacedSpan, timeStep } from '../src/core/stream-layout.js';
import { clockText } from './clock-text.js';
import type { Store } from './store.js';
import { cssColor } from './theme.js';

export interface StreamManner {
  readonly windowMs: number;
  readonly paused: boolean;
}

/** News comes in batches: the picture lags so far behind that it need not jump. */
const LAG_MS = 700;
const AXIS_PX = 20;
const LABEL_PX = 132;
const LABEL_PX_NARROW = 84;
const HEIGHT_MIN = 120;
const HEIGHT_MAX = 460;
const ROW_PX_MAX = 18;
const ROW_PX_MIN = 1.5;
/** A frame may take this part of the time. */
const LOAD_MAX = 0.15;
const FRAME_MS = 33;

/** Draws the stream on a canvas: only what is to be seen, and slower when there is much of it. */
export class StreamPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #store: Store;
  #manner: StreamManner = { windowMs: 10_000, paused: false };
  #heldAt: number | undefined;
  #groups: readonly LaneGroup[] = [];
  #rowPx: number = 1;
  #labelPx: number = LABEL_PX;
  #next: number = 0;
  #closed: boolean = false;

  constructor(canvas: HTMLCanvasElement, store: Store) {
    this.#canvas = canvas;
    this.#store = store;
    const frame = (at: number): void => {
      if (this.#closed) return;
      if (at >= this.#next) {
        const begun = performance.now();
        this.#paint();
        const still = matchMedia('(prefers-reduced-motion: reduce)').matches ? 1000 : FRAME_MS;
        this.#next = at + Math.max(still, (performance.now() - begun) / LOAD_MAX);
      }
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  show(manner: StreamManner): void {
    this.#manner = manner;
    if (!manner.paused) this.#heldAt = undefined;
    else this.#heldAt ??= this.#store.now - LAG_MS;
    this.#next = 0;
  }

  close(): void {
    this.#closed = true;
  }

  /** What lies there, the topmost. */
  spanAt(x: number, y: number): PlacedSpan | undefined {
    const row = Math.floor(y / this.#rowPx);
    const group = this.#groups.find(({ first, lanes }) => row >= first && row < first + lanes);
    if (group === undefined || x < this.#labelPx) return undefined;
    const { end, msPerPx } = this.#scale(this.#canvas.clientWidth);
    const at = end - (this.#canvas.clientWidth - x) * msPerPx;
    return this.#store.layout.spans.findLast(
      ({ worker, lane, from, until }) =>
        worker === group.worker &&
        (group.lanes === 1 || lane === row - group.first) &&
        at >= from - msPerPx * 2 &&
        at <= until + msPerPx * 2,
    );
  }

  #scale(width: number): { readonly end: number; readonly msPerPx: number } {
    const end = this.#heldAt ?? this.#store.now - LAG_MS;
    return { end, msPerPx: this.#manner.windowMs / Math.max(1, width - this.#labelPx) };
  }

  #paint(): void {
    const canvas = this.#canvas;
    const width = canvas.clientWidth;
    this.#labelPx = width < 600 ? LABEL_PX_NARROW : LABEL_PX;
    this.#groups = this.#laneGroups();
    const rows = this.#groups.reduce((sum, { lanes }) => sum + lanes, 0);
    const room = HEIGHT_MAX - AXIS_PX;
    this.#rowPx = Math.max(ROW_PX_MIN, Math.min(ROW_PX_MAX, room / Math.max(1, rows)));
    const height = Math.max(HEIGHT_MIN, Math.ceil(rows * this.#rowPx) + AXIS_PX);
    const brush = this.#prepare(width, height);
    if (brush === null) return;
    this.#paintAxis(brush, width, height);
    this.#paintSpans(brush, width);
    this.#paintLabels(brush, width);
    if (this.#store.layout.spans.length === 0) this.#paintNothing(brush, width, height);
  }

  #paintNothing(brush: CanvasRenderingContext2D, width: number, height: number): void {
    brush.fillStyle = cssColor('--soft');
    brush.font = '14px system-ui, sans-serif';
    brush.textAlign = 'center';
    brush.fillText('Nothing has run since the dashboard looks on.', width / 2, (height - AXIS_PX) / 2);
  }

  #prepare(width: number, height: number): CanvasRenderingContext2D | null {
    const canvas = this.#canvas;
    const ratio = devicePixelRatio;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w;
      canvas.height = h;
      canvas.style.height = `${height}px`;
    }
    const brush = canvas.getContext('2d');
    brush?.setTransform(ratio, 0, 0, ratio, 0, 0);
    brush?.clearRect(0, 0, width, height);
    return brush;
  }

  #laneGroups(): readonly LaneGroup[] {
    const { layout, view } = this.#store;
    const busy = new Set<number>();
    for (const { worker } of layout.spans) busy.add(worker);
    return laneGroups(view.nodes.values(), busy);
  }

  #paintAxis(brush: CanvasRenderingContext2D, width: number, height: number): void {
    const { end, msPerPx } = this.#scale(width);
    const step = timeStep(this.#manner.windowMs, Math.max(2, Math.floor((width - this.#labelPx) / 90)));
    brush.font = '11px system-ui, sans-serif';
    brush.textBaseline = 'alphabetic';
    brush.textAlign = 'center';
    for (let at = Math.floor(end / step) * step; ; at -= step) {
      const x = width - (end - at) / msPerPx;
      if (x < this.#labelPx) break;
      brush.fillStyle = cssColor('--line');
      brush.fillRect(Math.round(x), 0, 1, height - AXIS_PX);
      brush.fillStyle = cssColor('--soft');
      const text = clockText(at);
      if (x < width - 30 && x > this.#labelPx + 30) brush.fillText(text, x, height - 5);
    }
  }

  #paintSpans(brush: CanvasRenderingContext2D, width: number): void {
    const { end, msPerPx } = this.#scale(width);
    const start = end - this.#manner.windowMs;
    const firsts = new Map(this.#groups.map((group) => [group.worker, group]));
    const thick = Math.max(1, this.#rowPx > 4 ? this.#rowPx - 1 : this.#rowPx);
    const bad = cssColor('--bad');
    for (const { worker, lane, name, from, until, failed } of this.#store.layout.spans) {
      if (until < start || from > end) continue;
      const group = firsts.get(worker);
      if (group === undefined) continue;
      const row = group.lanes === 1 ? group.first : group.first + Math.min(lane, group.lanes - 1);
      const x = Math.max(this.#labelPx, width - (end - from) / msPerPx);
      const right = Math.min(width, width - (end - until) / msPerPx);
      // A hair apart, so that chunks in a row are told apart where there is room.
      const wide = Math.max(1, right - x - (right - x > 4 ? 1 : 0));
      brush.fillStyle = colorOf(name);
      brush.fillRect(x, row * this.#rowPx, wide, thick);
      if (failed > 0) {
        brush.fillStyle = bad;
        brush.fillRect(x, row * this.#rowPx, Math.min(wide, 4), thick);
      }
    }
  }

  #paintLabels(brush: CanvasRenderingContext2D, width: number): void {
    brush.clearRect(0, 0, this.#labelPx - 1, this.#groups.length === 0 ? 0 : HEIGHT_MAX);
    brush.textAlign = 'left';
    brush.textBaseline = 'middle';
    let free = 0;
    for (const { name, first, lanes } of this.#groups) {
      const [top, tall] = [first * this.#rowPx, lanes * this.#rowPx];
      brush.fillStyle = cssColor('--line');
      if (first > 0 && tall > 6) brush.fillRect(this.#labelPx, Math.round(top) - 1, width - this.#labelPx, 1);
      // Where rows are thin, not every one has room for its name.
      const y = Math.max(top + tall / 2, 7);
      if (y - 6 < free) continue;
      brush.fillStyle = cssColor('--text');
      brush.fillText(shortened(brush, name, this.#labelPx - 10), 0, y);
      free = y + 6;
    }
  }
}

function shortened(brush: CanvasRenderingContext2D, text: string, px: number): string {
  if (brush.measureText(text).width <= px) return text;
  let length = text.length - 1;
  while (length > 1 && brush.measureText(`${text.slice(0, length)}…`).width > px) length -= 1;
  return `${text.slice(0, length)}…`;
}
