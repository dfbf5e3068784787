import type { NodeId } from '@zfarm/cluster-core/core';
import type { ConnectionInput } from '@zfarm/zre/core';

export type ConnectionNews = ConnectionInput['kind'];

/** A process as the network sees it. What reaches a frozen one waits there. */
export interface NetworkNode {
  readonly id: NodeId;
  /** Where it runs: its successor there has the same addresses, and another id. */
  readonly machine: string;
  readonly address: string;
  readonly endpoint: string;
  /** By which a mailbox tells senders apart. */
  readonly routingId: Uint8Array;
  datagramArrived(datagram: Uint8Array, address: string): void;
  /** The sender's routing id, then the message's frames. */
  framesArrived(frames: readonly Uint8Array[]): void;
  connectionChanged(news: ConnectionNews, number: number): void;
}
