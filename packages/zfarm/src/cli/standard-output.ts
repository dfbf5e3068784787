let failure: Error | undefined;
let isLog: boolean = false;

/** From now on nothing that cannot be written ends the process; `outputFailure` tells of it. */
export function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Who reads may have enough.
    if (error.code !== 'EPIPE') failure ??= error;
  });
}

/** What goes there is a log: the command goes on, and ends well, when nobody reads or keeps it. */
export function outputIsLog(): void {
  isLog = true;
}

/** Why results were not written. */
export async function outputFailure(): Promise<Error | undefined> {
  // A write that has failed is told of in the next turn.
  await new Promise((resolve) => setImmediate(resolve));
  return isLog ? undefined : failure;
}
