import { Socket } from 'node:net';

/**
 * Whether anything but our own sockets and threads keeps this process alive. Node lists timers, servers, sockets,
 * children, file operations; it does not list ZeroMQ sockets, worker threads and what is unref'd.
 */
export function othersKeepProcess(): boolean {
  return process.getActiveResourcesInfo().length > standardStreams();
}

/** Standard output and error are listed too where they are pipes or terminals, but keep nothing alive. */
function standardStreams(): number {
  const streams: unknown[] = [process.stdout, process.stderr];
  return streams.filter((stream) => stream instanceof Socket).length;
}
