import { PoisonTaskError, RemoteTaskError } from '../index.js';
import { CliError, messageOf } from './exit.js';

/** An item of `zfarm map` is a line, and lines count from 1. */
export function lineFailure(error: unknown): unknown {
  if (error instanceof RemoteTaskError) {
    const thrown =
      error.cause instanceof Error ? `${error.cause.name}: ${error.cause.message}` : messageOf(error.cause);
    return new CliError(`line ${error.index + 1} failed on worker ${error.worker}: ${thrown}`, {
      cause: error,
    });
  }
  if (error instanceof PoisonTaskError) {
    const deaths = error.deaths.map(({ worker, message }) => `${worker}: ${message}`).join('; ');
    return new CliError(
      `line ${error.index + 1} was given up after ${error.deaths.length} deaths under it (${deaths}); it may use too much memory or end its process`,
      { cause: error },
    );
  }
  return error;
}
