import { createRequire } from 'node:module';

export type OpenTelemetry = typeof import('@opentelemetry/api');

/** Where every copy of the API of major version 1 finds what an SDK has registered. */
const REGISTERED = Symbol.for('opentelemetry.js.api.1');

let api: OpenTelemetry | 'absent' | undefined;

/**
 * The OpenTelemetry API, if an SDK records spans in this thread. Without one no import is attempted: all it costs is this look.
 * An SDK may come later; once it is here it stays.
 */
export function openTelemetry(): OpenTelemetry | undefined {
  if (api === undefined) {
    const registered = (globalThis as { [REGISTERED]?: { readonly trace?: unknown } })[REGISTERED];
    if (registered?.trace === undefined) return undefined;
    api = load();
  }
  return api === 'absent' ? undefined : api;
}

/** An optional peer: whoever has an SDK has it, though perhaps where this package cannot find it. */
function load(): OpenTelemetry | 'absent' {
  try {
    return createRequire(import.meta.url)('@opentelemetry/api') as OpenTelemetry;
  } catch {
    process.emitWarning(
      'OpenTelemetry is set up here, but zfarm cannot load @opentelemetry/api: install it beside zfarm to have spans.',
      { code: 'ZFARM_NO_OPEN_TELEMETRY' },
    );
    return 'absent';
  }
}
