import { keepInProgram } from '@zfarm/cluster-core';
import {
  announcementHeaders,
  memberGroup,
  metricsText,
  traceGroup,
  watchGroup,
} from '@zfarm/cluster-core/core';
import {
  followKeys,
  hubNotice,
  meetingNodeOptions,
  type NetworkSecurity,
  refusalNotice,
  resolveSecurity,
  secureNodeOptions,
  strangerNotice,
} from '@zfarm/security';
import { ZreNode } from '@zfarm/zre';
import { type ObserveOptions, resolveObserveOptions } from './connect-options.js';
import { observerMetrics } from './core/observer-metrics.js';
import {
  type NodeEvent,
  type ObservedNode,
  type ObserverEvent,
  Roster,
  type TracedEvent,
} from './core/roster.js';
import { EventHub } from './io/event-hub.js';
import type { EventStream } from './io/event-stream.js';

type ListenerOf<Type extends ObserverEvent['type']> = (
  event: (Type extends 'traced' ? TracedEvent : NodeEvent) & { readonly type: Type },
) => void;

/**
 * Looks on at a cluster without taking part: who is there, how busy the workers are, how far the jobs of all clients are.
 * Keeps the process alive until it is closed.
 */
export class ClusterObserver implements AsyncDisposable {
  readonly #node: ZreNode;
  readonly #security: NetworkSecurity;
  readonly #keys: { stop(): void };
  readonly #roster: Roster;
  readonly #hub: EventHub<ObserverEvent> = new EventHub();

  /** @throws OptionError, SecurityError */
  constructor(options: ObserveOptions = {}) {
    const resolved = resolveObserveOptions(options, process.env);
    const { cluster, interface: on, port, name, logger } = resolved;
    this.#security = resolveSecurity(resolved, process.env);
    this.#roster = new Roster(cluster);
    this.#node = new ZreNode({
      ...(name === undefined ? {} : { name }),
      ...(logger === undefined ? {} : { logger }),
      interface: on,
      port,
      ...secureNodeOptions(this.#security),
      ...meetingNodeOptions(resolved, on, this.#security, process.env),
      headers: announcementHeaders({ role: 'observer', cluster }),
    });
    this.#node.on('enter', (event) => this.#tell(this.#roster.entered(event)));
    this.#node.on('exit', ({ peer }) => this.#tell(this.#roster.exited(peer)));
    this.#node.on('shout', ({ peer, group, content: [frame] }) => {
      if (frame !== undefined) this.#tell(this.#roster.shouted(peer, group, frame));
    });
    this.#keys = followKeys(this.#security, this.#node);
    this.#node.join(memberGroup(cluster));
    this.#node.join(watchGroup(cluster));
    if (options.trace === true) this.#node.join(traceGroup(cluster));
  }

  /** Opens the sockets. Nodes answer within some tens of milliseconds on a local network. */
  start(): Promise<void> {
    return this.#node.start();
  }

  /** Who is there now: workers first, then clients, then other observers; by name. */
  nodes(): ObservedNode[] {
    return this.#roster.list();
  }

  /** Tells of nodes that are there and are not spoken with, since the key of one is none for the other; undefined if there are none. */
  strangers(): string | undefined {
    return (
      refusalNotice(this.#node.refusedBy) ??
      strangerNotice(this.#security.kind, this.#node.stats().irregularities)
    );
  }

  /** Tells of gossip hubs that do not answer, so that nobody is met through them; undefined if all do, or there are none. */
  unreachedHubs(): string | undefined {
    return hubNotice(this.#node.unreachedHubs);
  }

  /** Who is there and how busy, in the text format of Prometheus. */
  metrics(): string {
    return metricsText(observerMetrics(this.nodes()));
  }

  /** Calls back at each event of this type, in the order the listeners came. */
  on<Type extends ObserverEvent['type']>(type: Type, listener: ListenerOf<Type>): this {
    this.#hub.on(type, listener as (event: ObserverEvent) => void);
    return this;
  }

  /** Ends what `on` began, of this listener. */
  off<Type extends ObserverEvent['type']>(type: Type, listener: ListenerOf<Type>): this {
    this.#hub.off(type, listener as (event: ObserverEvent) => void);
    return this;
  }

  /** All events from this call on, until it is closed; with a bounded queue as that of `cluster.events()`. */
  events(): EventStream<ObserverEvent> {
    return this.#hub.stream();
  }

  /** Says goodbye. */
  async close(): Promise<void> {
    this.#keys.stop();
    await this.#node.stop();
    this.#hub.end();
  }

  /** As `close`: at the end of the block that has `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #tell(event: ObserverEvent | undefined): void {
    if (event !== undefined) this.#hub.emit(event);
  }
}

/**
 * Joins a cluster to look on: `await using observer = await observe()`.
 *
 * @throws OptionError, or what went wrong with the network.
 */
export async function observe(options: ObserveOptions = {}): Promise<ClusterObserver> {
  const observer = new ClusterObserver(options);
  await observer.start();
  return observer;
}

keepInProgram(ClusterObserver);
keepInProgram(observe);
