import { checkOptions, type OptionRule } from '../option-error.js';
import { functionOf, ITEM_FUNCTION, PART_RULES } from './check-call.js';
import type { ItemFunction, OperatorOptions, OperatorTarget } from './operator-target.js';

/** How `divide` takes a problem apart, solves it and puts it together, and the options of the job that this is. */
export interface DivideOptions<P, R> extends Omit<OperatorOptions, 'chunk'> {
  /** The problems that make up a problem, in the order in which `join` is given their results. Less than two: it is solved whole. */
  readonly split: (problem: P) => readonly P[];
  /** Solves a problem alone; travels to the workers. */
  readonly solve: ItemFunction<P, R>;
  /** The result of a problem, from those of its parts. */
  readonly join: (results: readonly Awaited<R>[], problem: P) => Awaited<R>;
  /** Problems that are not worth dividing. Default: none. */
  readonly small?: ((problem: P) => boolean) | undefined;
  /** How much work a problem is, by any measure: the largest is divided first. Default: each as much as its siblings. */
  readonly size?: ((problem: P) => number) | undefined;
  /** How many parts are enough. Default: 16 for each slot. */
  readonly parts?: number | undefined;
}

const RULES: Readonly<Record<keyof DivideOptions<unknown, unknown>, OptionRule>> = {
  ...PART_RULES,
  split: ITEM_FUNCTION,
  solve: ITEM_FUNCTION,
  join: ITEM_FUNCTION,
  small: ITEM_FUNCTION,
  size: ITEM_FUNCTION,
};

/** So many parts for each slot: the last ones to finish leave little of the machine idle. */
const PARTS_PER_SLOT = 16;

interface Node<P> {
  readonly problem: P;
  readonly size: number;
  parts: readonly Node<P>[];
}

/**
 * Divide and conquer: divides a problem here until there are parts enough for all slots, has them solved, the largest
 * first, and joins the results here. `split` and `join` should be cheap beside `solve`, which is the plain serial
 * algorithm: so no recursion deeper than the cluster is wide costs more than it does without one.
 *
 * @throws TypeError for a function that is missing; OptionError for what is no option of it.
 */
export async function divide<P, R>(
  target: OperatorTarget,
  problem: P,
  options: DivideOptions<P, R>,
): Promise<Awaited<R>> {
  checkOptions('divide', options, RULES, '{ split, solve, join }');
  const { split, solve, join, small, size, parts, ...jobOptions } = options;
  const plan = {
    split: functionOf('divide', 'split', split as DivideOptions<P, R>['split']),
    small: small === undefined ? () => false : functionOf('divide', 'small', small),
    size: size === undefined ? undefined : functionOf('divide', 'size', size),
  };
  const joinResults = functionOf('divide', 'join', join as DivideOptions<P, R>['join']);
  const solveOne = functionOf('divide', 'solve', solve as ItemFunction<P, R>) as (one: P) => R;
  const root: Node<P> = { problem, size: plan.size?.(problem) ?? 1, parts: [] };
  const leaves = divided(root, plan, parts ?? PARTS_PER_SLOT * target.slots);
  const problems = leaves.map((leaf) => leaf.problem);
  const solved = await target.map(solveOne, problems, jobOptions);
  const results = new Map<Node<P>, Awaited<R>>(
    leaves.map((leaf, index) => [leaf, solved[index] as Awaited<R>]),
  );
  return joined(root, results, joinResults);
}

/** Divides the largest, over and over, until there are enough; gives what is left, the largest first. */
function divided<P, R>(
  root: Node<P>,
  { split, small, size }: Pick<DivideOptions<P, R>, 'split' | 'small' | 'size'>,
  enough: number,
): readonly Node<P>[] {
  const whole: Node<P>[] = [];
  const open: Node<P>[] = [root];
  while (open.length > 0 && open.length + whole.length < enough) {
    const node = open.shift() as Node<P>;
    const problems = small?.(node.problem) === true ? [] : split(node.problem);
    if (problems.length < 2) {
      whole.push(node);
      continue;
    }
    node.parts = problems.map((problem) => ({
      problem,
      size: size?.(problem) ?? node.size / problems.length,
      parts: [],
    }));
    for (const part of node.parts) insert(open, part);
  }
  return [...open, ...whole].toSorted((one, other) => other.size - one.size);
}

/** Behind those that are as large. */
function insert<P>(nodes: Node<P>[], node: Node<P>): void {
  let at = nodes.length;
  while (at > 0 && (nodes[at - 1] as Node<P>).size < node.size) at -= 1;
  nodes.splice(at, 0, node);
}

function joined<P, R>(
  node: Node<P>,
  results: ReadonlyMap<Node<P>, R>,
  join: (parts: readonly R[], problem: P) => R,
): R {
  if (node.parts.length === 0) return results.get(node) as R;
  return join(
    node.parts.map((part) => joined(part, results, join)),
    node.problem,
  );
}
