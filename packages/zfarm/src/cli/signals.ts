import { EXIT } from './exit.js';

type Ending = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** What the system sends when this process should end; Windows has SIGINT and, for a closed window, SIGHUP. */
const ENDINGS: Readonly<Record<Ending, number>> = {
  SIGINT: EXIT.interrupted,
  SIGTERM: EXIT.terminated,
  SIGHUP: 129,
};

/** A Ctrl-C reaches all of a terminal's processes, and npx hands it on once more: within this time it is the same one. */
const SAME_INTERRUPT_MS = 250;

/** Calls back on the first request to end; on the second the process ends at once. */
export function onEnding(onFirst: (exitCode: number, signal: Ending) => void): void {
  let first: { readonly signal: Ending; readonly at: number } | undefined;
  for (const [signal, exitCode] of Object.entries(ENDINGS) as [Ending, number][]) {
    process.on(signal, () => {
      const at = performance.now();
      if (first === undefined) {
        first = { signal, at };
        onFirst(exitCode, signal);
      } else if (signal !== 'SIGINT' || first.signal !== signal || at - first.at > SAME_INTERRUPT_MS) {
        process.exit(exitCode);
      }
    });
  }
}
