/**
 * What the call returns. libzmq gives up a connect or disconnect during which a signal arrives, such as the one that wakes a
 * frozen process, before it has done anything; so it is made again.
 *
 * @throws whatever else the call throws.
 */
export function uninterrupted<Result>(call: () => Result): Result {
  for (;;) {
    try {
      return call();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EINTR') throw error;
    }
  }
}
