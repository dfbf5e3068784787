import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { ClusterView } from '../src/core/cluster-view.js';
import type { FeedNode } from '../src/core/feed.js';
import { bytesText, countText, rateText } from '../src/core/figures.js';
import { byName } from '../src/core/stream-layout.js';
import { Panel } from './panel.js';
import { Sparkline } from './sparkline.js';

/** Curves of the last so many seconds. */
const CURVE_SAMPLES = 60;

interface Curves {
  readonly busy: number[];
  readonly memory: number[];
  rate: number;
}

/** Load and memory of each worker over the last minute. */
export function WorkerTable({
  view,
  chosen,
  onChoose,
}: {
  readonly view: ClusterView;
  readonly chosen: number | undefined;
  readonly onChoose: (worker: number) => void;
}): VNode {
  const last = view.samples.at(-1);
  // Only when there are new ones: the samples are the same array, which grows.
  const curves = useMemo(() => curvesOf(view), [last]);
  const workers = [...view.nodes.values()].filter(({ role }) => role === 'worker').sort(byName);
  return (
    <Panel id="workers" title="Workers">
      {workers.length === 0 ? (
        <p class="empty">None is here.</p>
      ) : (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">worker</th>
                <th scope="col">load</th>
                <th scope="col">memory</th>
                <th scope="col">items/s</th>
                <th scope="col">done</th>
                <th scope="col">failed</th>
              </tr>
            </thead>
            <tbody>
              {workers.map((node) => (
                <Row
                  key={node.no}
                  node={node}
                  curves={curves.get(node.no)}
                  chosen={node.no === chosen}
                  onChoose={onChoose}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function Row({
  node: { no, name, capacity, load },
  curves,
  chosen,
  onChoose,
}: {
  readonly node: FeedNode;
  readonly curves: Curves | undefined;
  readonly chosen: boolean;
  readonly onChoose: (worker: number) => void;
}): VNode {
  const [slots, busy, failed] = [capacity?.slots ?? 0, load?.busySlots ?? 0, load?.itemsFailed ?? 0];
  return (
    <tr class={chosen ? 'chosen' : ''}>
      <th scope="row">
        <button type="button" onClick={() => onChoose(no)}>
          {name}
        </button>
      </th>
      <td>
        <Sparkline values={curves?.busy ?? []} most={slots} label="load" />
        <span class="beside">{`${busy}/${slots}`}</span>
      </td>
      <td>
        <Sparkline values={curves?.memory ?? []} label="memory" />
        <span class="beside">{bytesText(load?.rssBytes ?? 0)}</span>
      </td>
      <td>{rateText(curves?.rate ?? 0)}</td>
      <td>{countText(load?.itemsDone ?? 0)}</td>
      <td class={failed > 0 ? 'bad' : ''}>{countText(failed)}</td>
    </tr>
  );
}

function curvesOf(view: ClusterView): Map<number, Curves> {
  const curves = new Map<number, Curves>();
  for (const { of } of view.samples.slice(-CURVE_SAMPLES)) {
    for (const [no, busy, memory, rate] of of) {
      const known = curves.get(no) ?? { busy: [], memory: [], rate: 0 };
      known.busy.push(busy);
      known.memory.push(memory);
      known.rate = rate;
      curves.set(no, known);
    }
  }
  return curves;
}
