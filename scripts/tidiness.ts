import { posix } from 'node:path';

/** Marks of unfinished work and of tests that do not run, as they stand in this text. */
export function unfinishedMarks(source: string): readonly string[] {
  const marks =
    /\b(?:it|test|describe|suite|bench)\.(?:only|skip|todo)\(|\b(?:TO)(?:DO)\b|\bFIX(?:ME)\b|\bXX(?:X)\b/g;
  return source.match(marks) ?? [];
}

/** Statements of an index file that are not `export { … } from '…'`. */
export function strayStatements(source: string): readonly string[] {
  const rest = source
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/\bexport\s+(?:type\s+)?\{[^}]*\}\s*from\s*'[^']+';/g, '')
    // The one form that an empty module can take.
    .replace(/\bexport\s*\{\s*\};/g, '');
  return rest.split('\n').filter((line) => line.trim() !== '');
}

/**
 * The import chains by which these core files reach a builtin module, a socket or thread library, or an
 * io/ folder, also through files outside core/. A linter sees single imports only.
 */
export function reachablePastCore(
  cores: readonly string[],
  read: (file: string) => string,
): readonly string[] {
  const chains: string[] = [];
  const seen = new Set<string>();
  const walk = (file: string, trail: readonly string[]): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const specifier of valueImports(read(file))) {
      const target = specifier.startsWith('.')
        ? posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts')
        : specifier;
      const chain = [...trail, target];
      if (/^(?:node:.*|zeromq|piscina|p-queue)$|\/io\//.test(target)) chains.push(chain.join(' -> '));
      else if (target.startsWith('packages/')) walk(target, chain);
    }
  };
  for (const core of cores) walk(core, [core]);
  return chains;
}

/** What the module loads at run time: `import type` and `export type` vanish in the build. */
function valueImports(source: string): readonly string[] {
  const statements = source.matchAll(/^(?:import|export)\s(?!type\b)[^;'"]*?(?:from\s*)?['"]([^'"]+)['"]/gm);
  return [...statements].flatMap(([, specifier]) => specifier ?? []);
}
