const ECMASCRIPT =
  'AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError ' +
  'FinalizationRegistry Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map ' +
  'Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String Symbol ' +
  'SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet ' +
  'WebAssembly decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval globalThis isFinite isNaN parseFloat ' +
  'parseInt undefined unescape';

const NODE =
  'AbortController AbortSignal Blob BroadcastChannel Buffer ByteLengthQueuingStrategy CompressionStream ' +
  'CountQueuingStrategy Crypto CryptoKey CustomEvent DOMException DecompressionStream Event EventTarget File FormData ' +
  'Headers MessageChannel MessageEvent MessagePort PerformanceEntry PerformanceMark PerformanceMeasure ' +
  'PerformanceObserver ReadableStream Request Response SubtleCrypto TextDecoder TextDecoderStream TextEncoder ' +
  'TextEncoderStream TransformStream URL URLSearchParams WebSocket WritableStream atob btoa clearImmediate clearInterval ' +
  'clearTimeout console crypto fetch global performance process queueMicrotask setImmediate setInterval setTimeout ' +
  'structuredClone';

/** Names that every Node 20 thread has: never captured. */
export const KNOWN_GLOBALS: ReadonlySet<string> = new Set(`${ECMASCRIPT} ${NODE}`.split(' '));
