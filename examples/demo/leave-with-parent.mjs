// Loaded into each worker process before zfarm: if the demo is gone, however it went, the worker leaves too.
import { isMainThread } from 'node:worker_threads';

/** Time a worker has to say goodbye. */
const GOODBYE_MS = 2000;

// Its threads load this as well; only the process itself has the channel to the demo.
if (isMainThread && process.channel !== undefined) {
  process.on('disconnect', () => {
    setTimeout(() => process.exit(1), GOODBYE_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  // Listening must not keep a worker that wants to end.
  process.channel.unref();
}
