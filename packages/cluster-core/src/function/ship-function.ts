import { ClassTable, registeredClasses } from '../value/class-table.js';
import { copyFrames } from '../value/payload.js';
import { encodeValue } from '../value/value-codec.js';
import { CapturedFunction } from './captured-function.js';
import { CLASSES_NAME, classesFunction } from './class-program.js';
import { isTask, type Task } from './defined-task.js';
import { type AnyFunction, functionName } from './function-source.js';
import { type Inheritance, InheritedImports } from './inherited-imports.js';
import type { ModuleUrl } from './module-url.js';
import { type Program, writeModuleProgram, writeProgram } from './program.js';
import { Shipment } from './shipment.js';
import type { ShippedFunction } from './shipped-function.js';
import { fileUrl, scriptPath } from './source-files.js';

/** What can be sent: a function, one with a name from `defineTask`, or a module whose default export is the function. */
export type Shippable<F extends AnyFunction = AnyFunction> = F | Task<F> | ModuleUrl<F>;

export interface ShipOptions {
  /** Values for variables of the function, by name: they win over what it has captured. */
  readonly vars?: Readonly<Record<string, unknown>>;
  /** Whose instances it may hold. Default: the classes that are registered here. */
  readonly classes?: ClassTable;
  /** For a function that has come in the text of another one, which was revived here: what that one imports. */
  readonly inherited?: Inheritance;
}

/**
 * Takes a snapshot of a function and what it uses: captured values, helper functions and classes, imports. Later changes
 * to variables do not reach it. Packages are bundled in a second step, `ship()`.
 *
 * @throws UnshippableFunctionError that names the chain of variables, the reason and the remedy.
 * @throws TypeError for what is neither a function nor a task nor a file URL.
 */
export function captureFunction(shippable: Shippable, options: ShipOptions = {}): CapturedFunction {
  if (shippable instanceof URL) {
    if (options.vars !== undefined)
      throw new TypeError('"vars" is for functions: nothing is captured of a module.');
    return captureModule(shippable);
  }
  const { name, fn } = isTask(shippable) ? shippable : { name: '', fn: shippable };
  if (typeof fn !== 'function') {
    const what = fn === null ? 'null' : typeof fn;
    throw new TypeError(`Only a function, a task from defineTask or a URL can be sent, not ${what}.`);
  }
  const shown = name || functionName(fn).trim() || 'fn';
  const inherited = options.inherited && new InheritedImports(options.inherited);
  return capture(fn, shown, options.vars ?? {}, options.classes ?? registeredClasses, inherited);
}

/** Functions that use nothing of their surroundings: those are the same at every capture. */
const selfContained: WeakMap<AnyFunction, CapturedFunction> = new WeakMap();

function capture(
  fn: AnyFunction,
  name: string,
  explicit: Readonly<Record<string, unknown>>,
  table: ClassTable,
  inherited?: InheritedImports,
): CapturedFunction {
  const classes = table === registeredClasses ? capturedClasses() : undefined;
  const known = selfContained.get(fn);
  if (known !== undefined && known.name === name && known.classes === classes && isBare(fn)) return known;
  const { units, vars, slots, bundle } = new Shipment(explicit, table, inherited).pack(fn, name);
  const captured = new CapturedFunction({
    name,
    // Workers may ask for the function at any time of the job: by then the program may have changed its arrays.
    vars: copyFrames(vars),
    slots,
    inherited: bundle,
    units,
    classes,
    write: (made) =>
      writeProgram(units, (slot) => (made === undefined ? slots[slot]?.specifier : made.elsewhere.get(slot))),
  });
  if (units.length === 1 && units[0]?.bindings.size === 0 && isBare(fn)) selfContained.set(fn, captured);
  return captured;
}

/** Has no properties of its own but those that every function has: others cannot travel, and are refused. */
function isBare(fn: AnyFunction): boolean {
  return Object.keys(fn).length === 0;
}

function captureModule(url: URL): CapturedFunction {
  const path = url.protocol === 'file:' ? scriptPath(url.href) : undefined;
  if (path === undefined) {
    throw new TypeError(
      `A module to be sent is named by a file: URL, such as new URL('./task.js', import.meta.url), not ${url}.`,
    );
  }
  const name = path.replace(/^.*[\\/]/s, '');
  const folder = path.slice(0, -name.length);
  const slot = { folder, specifier: path, kind: 'import', member: 'default', chain: [name] } as const;
  const write = (): Program => writeModuleProgram(fileUrl(path));
  return new CapturedFunction({
    name,
    vars: encodeValue([]),
    slots: [slot],
    units: [],
    classes: capturedClasses(),
    write,
  });
}

let known: { readonly version: number; readonly captured: CapturedFunction } | undefined;

/** The classes registered so far, with their functions, as one function that yields them; captured when there are new ones. */
function capturedClasses(): CapturedFunction | undefined {
  const { all, version } = registeredClasses;
  if (all.length === 0) return undefined;
  if (known?.version !== version) {
    const { fn, vars } = classesFunction(all);
    known = { version, captured: capture(fn, CLASSES_NAME, vars, new ClassTable()) };
  }
  return known.captured;
}

/**
 * Packs a function with what it uses, if nothing of it has to be bundled: captured values, helper functions and classes,
 * imports of modules of Node.
 *
 * @throws UnshippableFunctionError that names the chain of variables, the reason and the remedy.
 */
export function shipFunction(fn: AnyFunction | Task, options: ShipOptions = {}): ShippedFunction {
  return captureFunction(fn, options).shipNow();
}

/**
 * Packs a module, bundled with everything it imports. Its default export is the function.
 *
 * @throws UnshippableFunctionError if it is not found or cannot be bundled.
 */
export function shipModule(url: URL): Promise<ShippedFunction> {
  return captureModule(url).ship();
}
