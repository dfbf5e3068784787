import { describe, expect, it } from 'vitest';
import { importTable } from './import-table.js';

/** Each name as `specifier kind member`. */
function names(source: string): Record<string, string> {
  const rows = [...importTable(source)].map(([name, { specifier, kind, member }]) => [
    name,
    [specifier, kind, member ?? '*'].join(' '),
  ]);
  return Object.fromEntries(rows) as Record<string, string>;
}

describe('importTable', () => {
  it('reads import declarations, and leaves modules of Node out', () => {
    const source = `import d, { a, b as c, 'x-y' as e } from 'p'; import * as ns from './f.js'; import { z } from 'node:fs'; import 'q';`;
    expect(names(source)).toEqual({
      d: 'p import default',
      a: 'p import a',
      c: 'p import b',
      e: 'p import x-y',
      ns: './f.js import *',
    });
  });

  it('reads what CommonJS and transformers write', () => {
    const source = `#!/usr/bin/env node
const w = require('p'), { a, b: c = 1, [d]: e, ...rest } = require('q'), m = require('r').m;
var import_s = __toESM(require('s'), 1), t_1 = __importStar(require("t")), fs = require('fs');
var import_u; var init = __esm({ 'u.ts'() { import_u = require('u'); } });
const other = load('v'), deep = require('p').a.b, computed = require(name);
return;`;
    expect(names(source)).toEqual({
      w: 'p require *',
      a: 'q require a',
      c: 'q require b',
      m: 'r require m',
      import_s: 's require *',
      t_1: 't require *',
      import_u: 'u require *',
    });
  });

  it('reads files that stand in a function', () => {
    expect(names(`__filename="x";(()=>{"use strict";var import_p=__toESM(require("p"));})();`)).toEqual({
      import_p: 'p require *',
    });
    const vitest = `'use strict';async (__vite_ssr_import__)=>{{const __vite_ssr_import_0__ = await __vite_ssr_import__("/x.ts", {});
const __vi_import_0__ = await import('y');
}}`;
    expect(names(vitest)).toEqual({
      __vite_ssr_import_0__: '/x.ts import *',
      __vi_import_0__: 'y import *',
    });
  });

  it('is empty for what is no JavaScript', () => {
    expect(names('import type { A } from "p"; let x: A;')).toEqual({});
  });
});
