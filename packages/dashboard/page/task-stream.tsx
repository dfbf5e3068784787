import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { countText, durationText } from '../src/core/figures.js';
import { colorOf } from '../src/core/palette.js';
import type { PlacedSpan } from '../src/core/stream-layout.js';
import { clockText } from './clock-text.js';
import { Panel } from './panel.js';
import type { Store } from './store.js';
import { StreamPainter } from './stream-painter.js';

const WINDOWS: readonly (readonly [string, number])[] = [
  ['10 s', 10_000],
  ['1 min', 60_000],
  ['5 min', 300_000],
];

/** Names in the legend; more would not be told apart. */
const NAMES_SHOWN = 10;

interface Hint {
  readonly span: PlacedSpan;
  readonly x: number;
  readonly y: number;
}

/** Who ran what when: a bar for each chunk, in as many lanes as a worker has slots. */
export function TaskStream({
  store,
  paused,
  onPause,
}: {
  readonly store: Store;
  readonly paused: boolean;
  readonly onPause: () => void;
}): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<StreamPainter | undefined>(undefined);
  const [windowMs, setWindow] = useState(10_000);
  const [hint, setHint] = useState<Hint>();
  useEffect(() => {
    if (canvas.current === null) return undefined;
    painter.current = new StreamPainter(canvas.current, store);
    return () => painter.current?.close();
  }, [store]);
  useEffect(() => {
    painter.current?.show({ windowMs, paused });
  }, [windowMs, paused]);
  const look = ({ offsetX: x, offsetY: y }: MouseEvent): void => {
    const span = painter.current?.spanAt(x, y);
    setHint(span === undefined ? undefined : { span, x, y });
  };
  const { every } = store.view;
  return (
    <Panel
      id="stream"
      title="Task stream"
      count={every > 1 ? `1 of ${every} chunks drawn` : undefined}
      tools={<StreamTools windowMs={windowMs} onWindow={setWindow} paused={paused} onPause={onPause} />}
    >
      <div class="stream">
        <canvas
          ref={canvas}
          onMouseMove={look}
          onMouseLeave={() => setHint(undefined)}
          role="img"
          aria-label="Chunks over time, by worker"
        />
        {hint !== undefined && <StreamHint hint={hint} store={store} />}
      </div>
      <Legend store={store} />
    </Panel>
  );
}

function StreamTools({
  windowMs,
  onWindow,
  paused,
  onPause,
}: {
  readonly windowMs: number;
  readonly onWindow: (ms: number) => void;
  readonly paused: boolean;
  readonly onPause: () => void;
}): VNode {
  return (
    <>
      {WINDOWS.map(([name, ms]) => (
        <button key={ms} type="button" aria-pressed={ms === windowMs} onClick={() => onWindow(ms)}>
          {name}
        </button>
      ))}
      <button type="button" aria-pressed={paused} onClick={onPause} title="Hold, or go on (p)">
        {paused ? '▶ go on' : '❚❚ hold'}
      </button>
    </>
  );
}

function StreamHint({ hint: { span, x, y }, store }: { readonly hint: Hint; readonly store: Store }): VNode {
  const { view } = store;
  const { items, failed, from, until } = span;
  const left = x > 320;
  return (
    <div class={left ? 'hint left' : 'hint'} style={{ left: `${x}px`, top: `${y}px` }}>
      <b>{view.names[span.name] ?? ''}</b>
      <span>{`${view.nodes.get(span.worker)?.name ?? ''}, ${clockText(from)}`}</span>
      <span>{`${countText(items)} items in ${durationText(until - from)}`}</span>
      {failed > 0 && <span class="bad">{`${countText(failed)} failed`}</span>}
    </div>
  );
}

/** The names that are to be seen, the newest first. */
function Legend({ store }: { readonly store: Store }): VNode | null {
  const { layout, view } = store;
  const seen = new Set<number>();
  for (let index = layout.spans.length - 1; index >= 0 && seen.size < NAMES_SHOWN; index -= 7) {
    const span = layout.spans[index];
    if (span !== undefined) seen.add(span.name);
    if (layout.spans.length - index > 5000) break;
  }
  if (seen.size === 0) return null;
  const names = [...seen].sort((one, other) => one - other);
  return (
    <ul class="legend">
      {names.map((name) => (
        <li key={name}>
          <i style={{ background: colorOf(name) }} />
          {view.names[name] ?? ''}
        </li>
      ))}
      <li>
        <i class="failed" />
        with failures
      </li>
    </ul>
  );
}
