import { Console } from 'node:console';
import { Writable } from 'node:stream';
import type { OutputStream } from '@zfarm/cluster-core';

type Print = (stream: OutputStream, text: string) => void;

/** The console as it was when this thread began: what it prints comes out of the worker. */
const own: Console = { ...console };

/** A console of its own counters, timers and groups, that prints into a function, one call at a time. */
export function printingConsole(print: Print): Console {
  return new Console({
    stdout: sink('stdout', print),
    stderr: sink('stderr', print),
    // Listening for errors that cannot be would cost more than all the rest.
    ignoreErrors: false,
  });
}

/** A console that says nothing. */
export function silentConsole(): Console {
  return printingConsole(() => undefined);
}

/** The worker's own. */
export function ownConsole(): Console {
  return own;
}

/** Makes the global console of this thread that of the task under way, where there is one. */
export function redirectConsole(current: () => Console | undefined): void {
  const methods = console as unknown as Record<string, (...values: unknown[]) => unknown>;
  for (const name of Object.keys(silentConsole())) {
    if (typeof methods[name] !== 'function') continue;
    methods[name] = (...values) => {
      const target = (current() ?? own) as unknown as typeof methods;
      return target[name]?.(...values);
    };
  }
}

function sink(stream: OutputStream, print: Print): Writable {
  return new Writable({
    decodeStrings: false,
    write: (text: string, _encoding, done) => {
      print(stream, text.endsWith('\n') ? text.slice(0, -1) : text);
      done();
    },
  });
}
