import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { ClusterView } from '../src/core/cluster-view.js';
import { bytesText, countText, rateText } from '../src/core/figures.js';
import { clusterColumns } from '../src/core/totals.js';
import { Chart } from './chart.js';
import { Panel } from './panel.js';

/** The last minutes of the cluster as a whole. */
export function ClusterCharts({
  view,
  slots,
}: {
  readonly view: ClusterView;
  readonly slots: number;
}): VNode {
  const last = view.samples.at(-1);
  // Only when there are new ones: the samples are the same array, which grows.
  const [times, rates, busy, memory] = useMemo(() => clusterColumns(view.samples), [last]);
  return (
    <Panel id="charts" title="Load">
      <div class="charts">
        <Chart title="Items per second" times={times} values={rates} color="--accent" textOf={rateText} />
        <Chart
          title="Slots at work"
          times={times}
          values={busy}
          color="--good"
          textOf={countText}
          most={slots}
        />
        <Chart title="Memory" times={times} values={memory} color="--violet" textOf={bytesText} binary />
      </div>
    </Panel>
  );
}
