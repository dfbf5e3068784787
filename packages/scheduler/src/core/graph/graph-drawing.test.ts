import { expect, test } from 'vitest';
import { dotOf, mermaidOf } from './graph-drawing.js';

const nodes = [
  { id: 'w', needs: [], status: 'done' },
  { id: 'area "of" [a]', needs: ['w'], status: 'running' },
] as const;

test('Mermaid: names that would be language go as numbers', () => {
  expect(mermaidOf(nodes).split('\n').slice(0, 4)).toEqual([
    'flowchart TD',
    '  n0["w"]:::done',
    '  n1["area #34;of#34; #91;a#93;"]:::running',
    '  n0 --> n1',
  ]);
});

test('DOT: names are quoted', () => {
  const text = dotOf([...nodes, { id: 'a\\b\nc', needs: [], status: 'failed' }]);
  expect(text).toContain('  "area \\"of\\" [a]" [fillcolor="#ffec99"];');
  expect(text).toContain('  "w" -> "area \\"of\\" [a]";');
  expect(text).toContain('  "a\\\\b\\nc" [fillcolor="#ffc9c9"];');
  expect(text.startsWith('digraph {\n')).toBe(true);
});
