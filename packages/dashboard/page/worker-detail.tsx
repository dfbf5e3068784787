import type { VNode } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { ClusterView } from '../src/core/cluster-view.js';
import type { FeedNode } from '../src/core/feed.js';
import { bytesText, countText, rateText } from '../src/core/figures.js';
import { Chart } from './chart.js';

/** One worker: what it offers, and its last minutes. */
export function WorkerDetail({
  node,
  view,
  onClose,
}: {
  readonly node: FeedNode;
  readonly view: ClusterView;
  readonly onClose: () => void;
}): VNode {
  const drawer = useRef<HTMLDialogElement>(null);
  useEffect(() => drawer.current?.focus(), [node.no]);
  const last = view.samples.at(-1);
  // Only when there are new ones: the samples are the same array, which grows.
  const [times, rates, busy, memory] = useMemo(() => {
    const samples = view.samplesOf(node.no);
    const column = (place: 1 | 2 | 3): number[] => samples.map(({ sample }) => sample[place]);
    return [samples.map(({ at }) => at / 1000), column(3), column(1), column(2)] as const;
  }, [last, node.no]);
  return (
    <dialog open class="drawer" aria-label={`Worker ${node.name}`} tabIndex={-1} ref={drawer}>
      <header>
        <h2>{node.name}</h2>
        <button type="button" onClick={onClose} aria-label="Close">
          ✕
        </button>
      </header>
      <Facts node={node} />
      <Chart
        title="Slots at work"
        times={times}
        values={busy}
        color="--good"
        textOf={countText}
        most={node.capacity?.slots}
      />
      <Chart title="Items per second" times={times} values={rates} color="--accent" textOf={rateText} />
      <Chart title="Memory" times={times} values={memory} color="--violet" textOf={bytesText} binary />
    </dialog>
  );
}

function Facts({ node: { id, address, capacity, load } }: { readonly node: FeedNode }): VNode {
  const pairs = (of: Readonly<Record<string, string | number>> = {}): string =>
    Object.entries(of)
      .map(([key, value]) => `${key}=${value}`)
      .join(', ');
  const facts: readonly (readonly [string, string])[] = [
    ['address', address],
    ['id', id],
    [
      'slots',
      `${load?.busySlots ?? 0} of ${capacity?.slots ?? 0} at work, ${load?.queuedAttempts ?? 0} chunks wait`,
    ],
    ['items', `${countText(load?.itemsDone ?? 0)} done, ${countText(load?.itemsFailed ?? 0)} of them failed`],
    ['memory', `${bytesText(load?.rssBytes ?? 0)}; may reserve ${bytesText(capacity?.memoryBytes ?? 0)}`],
    ['system', `${capacity?.platform ?? ''}, Node.js ${capacity?.nodeVersion ?? ''}`],
    ['labels', pairs(capacity?.labels)],
    ['resources', pairs(capacity?.resources)],
    ['state', load?.draining === true ? 'draining: finishes what it has begun' : 'serves'],
  ];
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
