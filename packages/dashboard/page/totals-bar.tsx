import type { ComponentChildren, VNode } from 'preact';
import type { ClusterView } from '../src/core/cluster-view.js';
import { bytesText, countOf, countText, rateText } from '../src/core/figures.js';
import { clusterColumns, type Totals } from '../src/core/totals.js';
import { Sparkline } from './sparkline.js';

/** The cluster at a glance. */
export function TotalsBar({ totals, view }: { readonly totals: Totals; readonly view: ClusterView }): VNode {
  const { workers, clients, slots, busySlots, queued, itemsPerSecond, jobsRunning, itemsFailed } = totals;
  const [, rates, busy, memory] = clusterColumns(view.samples.slice(-60));
  return (
    <div class="totals">
      <Figure name="Workers" value={countText(workers)} more={countOf(clients, 'client')} />
      <Figure
        name="Slots at work"
        value={`${countText(busySlots)}`}
        unit={`/ ${countText(slots)}`}
        more={`${countOf(queued, 'chunk')} in line`}
      >
        <Sparkline values={busy} most={slots} label="Slots at work in the last minute" />
      </Figure>
      <Figure
        name="Items per second"
        value={rateText(itemsPerSecond)}
        more={`${countText(totals.itemsDone)} done`}
      >
        <Sparkline values={rates} label="Items per second in the last minute" />
      </Figure>
      <Figure name="Jobs" value={countText(jobsRunning)} more="going on" />
      <Figure
        name="Failed items"
        value={countText(itemsFailed)}
        more="since the workers began"
        alarm={itemsFailed > 0}
      />
      <Figure name="Memory" value={bytesText(totals.rssBytes)} more="of all workers">
        <Sparkline values={memory} label="Memory in the last minute" />
      </Figure>
    </div>
  );
}

function Figure({
  name,
  value,
  unit,
  more,
  alarm = false,
  children,
}: {
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
  readonly more: string;
  readonly alarm?: boolean;
  readonly children?: ComponentChildren;
}): VNode {
  return (
    <div class={alarm ? 'figure alarm' : 'figure'}>
      <span class="name">{name}</span>
      <span class="value">
        {value}
        {unit !== undefined && <small>{unit}</small>}
      </span>
      <span class="more">{more}</span>
      {children}
    </div>
  );
}
