/**
 * The submitting side of function shipping. An entry of its own: it brings a parser along, which the threads and
 * workers that only run what was shipped have no use for.
 */
export type { CapturedFunction } from './function/captured-function.js';
export { defineTask, isTask, type Task } from './function/defined-task.js';
export type { AnyFunction } from './function/function-source.js';
export type { Inheritance } from './function/inherited-imports.js';
export { type ModuleUrl, moduleUrl } from './function/module-url.js';
export {
  captureFunction,
  type ShipOptions,
  type Shippable,
  shipFunction,
  shipModule,
} from './function/ship-function.js';
export type { ShippedBundle, ShippedFunction } from './function/shipped-function.js';
export { mapStack } from './function/stack-map.js';
export { UnshippableFunctionError } from './function/unshippable-function-error.js';
