import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { ClusterView } from '../src/core/cluster-view.js';
import { type FaultGroup, faultGroups } from '../src/core/fault-groups.js';
import { countText } from '../src/core/figures.js';
import { clockText } from './clock-text.js';
import { Panel } from './panel.js';

const SHOWN_MAX = 40;

/** What has failed where, equal ones together, each with the stack of the newest. */
export function Faults({ view }: { readonly view: ClusterView }): VNode {
  const last = view.faults.at(-1);
  // Only when there are new ones: the failures are the same array, which grows.
  const groups = useMemo(() => faultGroups(view.faults), [last]);
  const more = view.moreFaults > 0 ? `${countText(view.moreFaults)} more without a stack` : undefined;
  return (
    <Panel id="errors" title="Errors" count={more}>
      {groups.length === 0 ? (
        <p class="empty">Nothing has failed since this page looks on.</p>
      ) : (
        <ul class="faults">
          {groups.slice(0, SHOWN_MAX).map((group) => (
            <FaultRow key={group.key} group={group} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function FaultRow({ group: { last, times, workers, items } }: { readonly group: FaultGroup }): VNode {
  const place = `${last.jobName} of ${last.clientName}, on ${workers.slice(0, 4).join(', ')}`;
  return (
    <li>
      <details>
        <summary>
          <span class="line">
            <b class="bad">{last.name}</b>
            <span class="message">{last.message}</span>
            {times > 1 && <span class="times">{`${countText(times)}×`}</span>}
          </span>
          <span class="line soft">
            <span>{`${place}${workers.length > 4 ? ' …' : ''}`}</span>
            <span class="gap" />
            {!last.final && <span>tried again</span>}
            <time>{clockText(last.at)}</time>
          </span>
        </summary>
        <p class="soft">{`Items ${items.join(', ')}${times > items.length ? ' …' : ''}; try ${last.attempts} of the last one.`}</p>
        <pre>{last.stack}</pre>
      </details>
    </li>
  );
}
