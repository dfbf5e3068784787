import { Component, type VNode } from 'preact';
import type { FeedNode, FeedSample } from '../src/core/feed.js';
import { bytesText, countOf, countText, rateText } from '../src/core/figures.js';
import { byName } from '../src/core/stream-layout.js';
import { Panel } from './panel.js';
import type { Store } from './store.js';

/** Slots that are drawn one by one; more are one bar. */
const CELLS_MAX = 32;
const ROW_CELLS_MAX = 12;

/** From so many workers on the tiles are small. */
const SMALL_FROM = 25;

export function ClusterMap({
  store,
  chosen,
  onChoose,
}: {
  readonly store: Store;
  readonly chosen: number | undefined;
  readonly onChoose: (worker: number) => void;
}): VNode {
  const { view, ghosts } = store;
  const nodes = [...view.nodes.values()].sort(byName);
  const here = nodes.filter(({ role }) => role === 'worker');
  const gone = ghosts.filter(({ node }) => node.role === 'worker').map(({ node }) => node);
  const samples = new Map(view.samples.at(-1)?.of.map((sample) => [sample[0], sample]));
  const small = here.length >= SMALL_FROM;
  return (
    <Panel
      id="cluster"
      title="Cluster"
      count={countOf(here.length, 'worker')}
      tools={<Others nodes={nodes} view={store} />}
    >
      {here.length + gone.length === 0 ? (
        <NobodyHere cluster={view.cluster} />
      ) : (
        <ul class={small ? 'tiles small' : 'tiles'}>
          {[...here, ...gone].sort(byName).map((node) => (
            <Tile
              key={node.no}
              node={node}
              sample={samples.get(node.no)}
              gone={gone.includes(node)}
              chosen={node.no === chosen}
              onChoose={onChoose}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** Clients and other observers. */
function Others({
  nodes,
  view: { view },
}: {
  readonly nodes: readonly FeedNode[];
  readonly view: Store;
}): VNode {
  const jobs = [...view.jobs.values()].filter(({ outcome }) => outcome === undefined);
  const others = nodes.filter(({ role }) => role !== 'worker');
  const shown = others.slice(0, 8);
  return (
    <>
      {shown.map(({ no, name, role, address }) => {
        const count = jobs.filter(({ client }) => client === no).length;
        return (
          <span key={no} class={`chip ${role}`} title={`${role} at ${address}`}>
            {name}
            {count > 0 && <b>{countText(count)}</b>}
          </span>
        );
      })}
      {others.length > shown.length && <span class="chip">{`${others.length - shown.length} more`}</span>}
    </>
  );
}

interface TileProps {
  readonly node: FeedNode;
  readonly sample: FeedSample | undefined;
  readonly gone: boolean;
  readonly chosen: boolean;
  readonly onChoose: (worker: number) => void;
}

/** One worker. Drawn anew only when it has changed: there may be hundreds. */
class Tile extends Component<TileProps> {
  override shouldComponentUpdate(next: TileProps): boolean {
    const { node, sample, gone, chosen } = this.props;
    return next.node !== node || next.sample !== sample || next.gone !== gone || next.chosen !== chosen;
  }

  override render(): VNode {
    const { node, sample, gone, chosen, onChoose } = this.props;
    const { capacity, load, name } = node;
    const [slots, busy] = [capacity?.slots ?? 0, load?.busySlots ?? 0];
    const state = gone ? 'gone' : load?.draining === true ? 'draining' : busy > 0 ? 'busy' : 'idle';
    const failed = load?.itemsFailed ?? 0;
    return (
      <li class={`tile ${state}${chosen ? ' chosen' : ''}`}>
        <button
          type="button"
          disabled={gone}
          onClick={() => onChoose(node.no)}
          title={`${name} at ${node.address}: ${busy} of ${slots} slots at work${load?.draining === true ? ', draining' : ''}`}
        >
          <span class="who">
            <span class="name">{name}</span>
            {failed > 0 && <em title={`${failed} items have failed here`}>{countText(failed)}</em>}
          </span>
          <Slots slots={slots} busy={gone ? 0 : busy} />
          <span class="what">
            <span>
              {gone ? 'gone' : state === 'draining' ? 'draining' : `${rateText(sample?.[3] ?? 0)}/s`}
            </span>
            <span>{gone ? '' : bytesText(load?.rssBytes ?? 0)}</span>
          </span>
        </button>
      </li>
    );
  }
}

function Slots({ slots, busy }: { readonly slots: number; readonly busy: number }): VNode {
  if (slots > CELLS_MAX) return <meter class="slots" min={0} max={slots} value={busy} />;
  // In rows of one length: a slot is as wide as any other of its worker.
  const columns = Math.ceil(slots / Math.ceil(slots / ROW_CELLS_MAX));
  return (
    <span
      class="slots"
      aria-hidden="true"
      style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 26px))` }}
    >
      {Array.from({ length: slots }, (_, slot) => (
        <i key={slot} class={slot < busy ? 'on' : ''} />
      ))}
    </span>
  );
}

function NobodyHere({ cluster }: { readonly cluster: string }): VNode {
  const flag = cluster === 'default' || cluster === '' ? '' : ` --cluster ${cluster}`;
  return (
    <div class="empty">
      <p>No worker is here yet. They appear by themselves once there are some. Start one:</p>
      <pre>{`zfarm worker${flag}`}</pre>
    </div>
  );
}
