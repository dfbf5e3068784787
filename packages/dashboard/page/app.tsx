import type { VNode } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { totalsOf } from '../src/core/totals.js';
import { ClusterCharts } from './cluster-charts.js';
import { ClusterMap } from './cluster-map.js';
import { EventLog } from './event-log.js';
import { Faults } from './faults.js';
import { Help } from './help.js';
import { Jobs } from './jobs.js';
import { useKeys } from './keys.js';
import type { Store } from './store.js';
import { TaskStream } from './task-stream.js';
import { toggleTheme } from './theme.js';
import { TopBar } from './top-bar.js';
import { TotalsBar } from './totals-bar.js';
import { WorkerDetail } from './worker-detail.js';
import { WorkerTable } from './worker-table.js';

/** The whole page. */
export function App({ store }: { readonly store: Store }): VNode {
  useStore(store);
  const [chosen, choose] = useState<number>();
  const [paused, setPaused] = useState(false);
  const [helps, setHelps] = useState(false);
  const pause = useCallback(() => setPaused((was) => !was), []);
  const help = useCallback(() => setHelps((was) => !was), []);
  const close = useCallback(() => {
    choose(undefined);
    setHelps(false);
  }, []);
  useKeys({ t: toggleTheme, p: pause, '?': help, Escape: close });
  const { view, link } = store;
  const totals = totalsOf(view.nodes.values(), view.jobs.values(), view.samples.at(-1));
  const detail = chosen === undefined ? undefined : view.nodes.get(chosen);
  return (
    <>
      <a class="skip" href="#cluster">
        To the cluster
      </a>
      <TopBar view={view} link={link} onTheme={toggleTheme} onHelp={help} />
      <main class={link === 'live' ? '' : 'stale'}>
        <TotalsBar totals={totals} view={view} />
        <ClusterMap store={store} chosen={chosen} onChoose={choose} />
        <TaskStream store={store} paused={paused} onPause={pause} />
        <ClusterCharts view={view} slots={totals.slots} />
        <div class="pair">
          <Jobs view={view} now={store.now} />
          <Faults view={view} />
        </div>
        <div class="pair even">
          <WorkerTable view={view} chosen={chosen} onChoose={choose} />
          <EventLog view={view} />
        </div>
      </main>
      {detail !== undefined && <WorkerDetail node={detail} view={view} onClose={close} />}
      {helps && <Help onClose={help} />}
    </>
  );
}

/** Draws anew whenever something has changed, and each second, since time passes. */
function useStore(store: Store): void {
  const [, setTurn] = useState(0);
  useEffect(() => {
    const turn = (): void => setTurn((before) => before + 1);
    const timer = setInterval(turn, 1000);
    const leave = store.subscribe(turn);
    return () => {
      clearInterval(timer);
      leave();
    };
  }, [store]);
}
