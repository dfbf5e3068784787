import { connect } from 'node:net';
import type { Reach } from './facts.js';

const OUTCOMES: Readonly<Record<string, Reach>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'refused',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'no-route',
  ENETUNREACH: 'no-route',
};

/** Opens a TCP connection and closes it again; resolves with what became of it. */
export function reachOf(
  {
    host,
    port,
    localAddress,
  }: { readonly host: string; readonly port: number; readonly localAddress: string },
  timeoutMs: number,
): Promise<Reach> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, localAddress });
    const settle = (outcome: Reach): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(() => settle('timeout'), timeoutMs);
    socket.on('connect', () => settle('open'));
    socket.on('error', (error: NodeJS.ErrnoException) => settle(OUTCOMES[error.code ?? ''] ?? 'failed'));
  });
}
