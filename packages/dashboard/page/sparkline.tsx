import type { VNode } from 'preact';

/** A small curve without axes. `most`: the value at its upper edge; absent: the greatest there is. */
export function Sparkline({
  values,
  most,
  label,
}: {
  readonly values: readonly number[];
  readonly most?: number | undefined;
  readonly label: string;
}): VNode {
  const top = Math.max(most ?? 0, ...values, 1e-9);
  const last = Math.max(1, values.length - 1);
  const points = values.map(
    (value, index) => `${(100 * index) / last},${(23 - (21 * value) / top).toFixed(1)}`,
  );
  return (
    <svg class="spark" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label={label}>
      {points.length > 1 && (
        <>
          <polygon points={`0,24 ${points.join(' ')} 100,24`} />
          <polyline points={points.join(' ')} />
        </>
      )}
    </svg>
  );
}
