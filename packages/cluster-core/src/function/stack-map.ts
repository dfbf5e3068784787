import { randomUUID } from 'node:crypto';
import { SourceMap } from 'node:module';
import type { Bundle } from './bundle-cache.js';
import { ClosureReader, type Script } from './closure-reader.js';
import type { FunctionSource } from './function-source.js';
import type { Program, Unit } from './program.js';
import { BUNDLE_LINE, bundleScript } from './revive-bundle.js';
import type { ShippedFunction } from './shipped-function.js';
import { absolutePath, readText, scriptFolder } from './source-files.js';

/** What a shipped program was made of. */
export interface Origin {
  readonly program: Program;
  readonly units: readonly Unit[];
  readonly bundle: Bundle | undefined;
}

/** Counted from 0. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** A function's own text within the script that it was written in. */
interface PlacedUnit {
  readonly script: Script;
  readonly start: number;
}

/** At home only, and only as long as the shipped function is in use: what travels needs none of it. */
const origins = new WeakMap<ShippedFunction, StackMap>();

export function rememberOrigin(shipped: ShippedFunction, origin: Origin): void {
  origins.set(shipped, new StackMap(origin));
}

/**
 * A stack trace of a function that ran elsewhere, its frames named by the files and lines they were written in.
 *
 * @param shipped the very object that was given out by `ship()` or `shipFunction` in this thread; for another, the stack is
 *   returned as it is.
 */
export function mapStack(stack: string, shipped: ShippedFunction): string {
  const map = origins.get(shipped);
  if (map === undefined) return stack;
  const outer = shipped.classes === undefined ? stack : mapStack(stack, shipped.classes);
  const mapped = mapFrames(outer, `zfarm:${shipped.name}:`, (position) => map.locate(position));
  if (shipped.bundle === undefined) return mapped;
  const script = `${bundleScript(shipped.bundle.hash)}:`;
  return mapFrames(mapped, script, (position) => map.locateInBundle(position));
}

function mapFrames(
  stack: string,
  script: string,
  locate: (position: Position) => string | undefined,
): string {
  const [first = '', ...rest] = stack.split(script);
  const mapped = rest.map((part) => {
    const [whole, line, column] = /^(\d+):(\d+)/.exec(part) ?? [];
    if (whole === undefined) return script + part;
    const place = locate({ line: Number(line) - 1, column: Number(column) - 1 });
    return (place ?? script + whole) + part.slice(whole.length);
  });
  return first + mapped.join('');
}

/** Where the parts of one program come from. Everything is found out when the first stack is mapped. */
class StackMap {
  readonly #origin: Origin;
  readonly #placed = new Map<Unit, PlacedUnit | undefined>();
  readonly #maps = new Map<string, SourceMap | undefined>();

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  /** `file:line:column`, counted from 1; undefined for what zfarm itself has put around the functions. */
  locate(position: Position): string | undefined {
    const { program, units } = this.#origin;
    const offset = offsetOf(program.source, position);
    for (const [index, unit] of units.entries()) {
      const start = program.unitOffsets[index] ?? 0;
      if (!isWithin(offset, start, unit.source.expression)) continue;
      return this.#inScript(unit, offset - start);
    }
    return undefined;
  }

  locateInBundle({ line, column }: Position): string | undefined {
    const { bundle } = this.#origin;
    if (bundle === undefined) return undefined;
    const position = { line: line - BUNDLE_LINE, column };
    return this.#mapped(position, bundle.folder, 'bundle', () => new TextDecoder().decode(bundle.sourceMap));
  }

  #inScript(unit: Unit, inExpression: number): string | undefined {
    if (!this.#placed.has(unit)) this.#placed.set(unit, placeUnit(unit));
    const placed = this.#placed.get(unit);
    if (placed === undefined) return undefined;
    const { url, source, sourceMapUrl } = placed.script;
    const position = positionOf(source, placed.start + textOffset(unit.source, inExpression));
    const folder = scriptFolder(url);
    const mapped =
      sourceMapUrl && this.#mapped(position, folder, url, () => readSourceMap(sourceMapUrl, folder));
    return mapped || `${url}:${position.line + 1}:${position.column + 1}`;
  }

  #mapped(
    { line, column }: Position,
    folder: string,
    key: string,
    read: () => string | undefined,
  ): string | undefined {
    if (!this.#maps.has(key)) this.#maps.set(key, parseSourceMap(read()));
    const entry = this.#maps.get(key)?.findEntry(line, column);
    if (entry === undefined || !('originalSource' in entry)) return undefined;
    const { originalSource, originalLine, originalColumn } = entry;
    const isUrl = /^[a-z][a-z\d+.-]+:/.test(originalSource);
    const path = isUrl ? originalSource : absolutePath(folder, originalSource);
    return `${path}:${originalLine + 1}:${originalColumn + 1}`;
  }
}

function placeUnit({ fn, source }: Unit): PlacedUnit | undefined {
  const reader = new ClosureReader(`__zfarm_${randomUUID()}`);
  try {
    const location = reader.locate(fn);
    const script = location && reader.script(location.scriptId);
    if (location === undefined || script === undefined || script.url === '') return undefined;
    const within = offsetOf(script.source, { line: location.lineNumber, column: location.columnNumber });
    // V8 names a place within the function: its parameters, or the constructor of a class.
    const before = script.source.lastIndexOf(source.text, within);
    const start = before < 0 ? script.source.indexOf(source.text) : before;
    return start < 0 ? undefined : { script, start };
  } finally {
    reader.close();
  }
}

/** Where a place in the expression stands in the function's own text. */
function textOffset({ pieces }: FunctionSource, inExpression: number): number {
  const piece = pieces.findLast((candidate) => candidate.inExpression <= inExpression) ?? pieces[0];
  if (piece === undefined) return 0;
  const inPiece = Math.max(0, Math.min(inExpression - piece.inExpression, piece.length));
  return piece.inText + inPiece;
}

function readSourceMap(url: string, folder: string): string | undefined {
  const [, base64, data] = /^data:[^,]*?(;base64)?,(.*)$/s.exec(url) ?? [];
  if (data === undefined) return readText(absolutePath(folder, decodeURIComponent(url)));
  return base64 === undefined ? decodeURIComponent(data) : Buffer.from(data, 'base64').toString();
}

function parseSourceMap(text: string | undefined): SourceMap | undefined {
  try {
    return text === undefined ? undefined : new SourceMap(JSON.parse(text) as never);
  } catch {
    return undefined;
  }
}

function isWithin(offset: number, start: number, text: string): boolean {
  return offset >= start && offset < start + text.length;
}

function offsetOf(text: string, { line, column }: Position): number {
  let start = 0;
  for (let passed = 0; passed < line; passed += 1) {
    const end = text.indexOf('\n', start);
    if (end < 0) break;
    start = end + 1;
  }
  return start + column;
}

function positionOf(text: string, offset: number): Position {
  let line = 0;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < offset; end = text.indexOf('\n', start)) {
    line += 1;
    start = end + 1;
  }
  return { line, column: offset - start };
}
