import { PoisonTaskError, RemoteTaskError, TaskTimeoutError } from '../index.js';
import { CliError, messageOf } from './exit.js';

/** An item of `zfarm map` is a line, and lines count from 1. */
export function lineFailure(error: unknown): unknown {
  if (error instanceof RemoteTaskError) {
    return new CliError(
      `line ${error.index + 1} failed on worker ${error.worker}: ${thrownText(error.cause)}`,
      {
        cause: error,
      },
    );
  }
  if (error instanceof PoisonTaskError) {
    const deaths = [...new Set(error.deaths.map(({ worker, message }) => `${worker}: ${message}`))].join(
      '; ',
    );
    return new CliError(
      `line ${error.index + 1} was given up after ${error.deaths.length} deaths under it (${deaths}); it may use too much memory or end its process`,
      { cause: error },
    );
  }
  if (error instanceof TaskTimeoutError) {
    const { index, worker, timeout } = error;
    return new CliError(`line ${index + 1} took longer than ${timeout / 1000} s on worker ${worker}`, {
      cause: error,
    });
  }
  return error;
}

function thrownText(thrown: unknown): string {
  if (!(thrown instanceof Error)) return messageOf(thrown);
  // Which item it was is told as the number of the line.
  if (thrown.name === 'UnshippableValueError')
    return thrown.message.replace(/^(the result) of item \d+/, '$1');
  return thrown.name === 'CommandError' ? thrown.message : `${thrown.name}: ${thrown.message}`;
}
