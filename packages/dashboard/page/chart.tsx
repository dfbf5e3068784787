import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { clockText } from './clock-text.js';
import { cssColor } from './theme.js';

export interface ChartProps {
  readonly title: string;
  /** Seconds since 1970. */
  readonly times: readonly number[];
  readonly values: readonly number[];
  /** Name of a colour of the style sheet. */
  readonly color: string;
  readonly textOf: (value: number) => string;
  /** What the axis reaches at least. */
  readonly most?: number | undefined;
  /** The values are bytes: marks are at powers of two. */
  readonly binary?: boolean;
}

const HEIGHT = 140;
const FONT = '11px system-ui, sans-serif';
const ROUND = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 1e7, 1e8,
];
const POWERS: readonly number[] = Array.from({ length: 50 }, (_, index) => 2 ** index);

/** A curve over time, with axes. Its title has the value under the mouse, or the last one. */
export function Chart({ title, times, values, color, textOf, most = 0, binary = false }: ChartProps): VNode {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const [place, setPlace] = useState<number>();
  const top = useRef(most);
  top.current = most;
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const draw = (): void => {
      const data = plot.current?.data ?? [[], []];
      plot.current?.destroy();
      const looks = { color, textOf, binary, width: element.clientWidth, top: () => top.current };
      plot.current = new uPlot(optionsOf(looks, setPlace), data, element);
    };
    draw();
    const resized = new ResizeObserver(() =>
      plot.current?.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    resized.observe(element);
    // Its colours are fixed when it is made.
    const themed = new MutationObserver(draw);
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      resized.disconnect();
      themed.disconnect();
      plot.current?.destroy();
    };
  }, [color, textOf, binary]);
  useEffect(() => {
    plot.current?.setData([[...times], [...values]]);
  }, [times, values]);
  const value = values[place ?? values.length - 1];
  const time = place === undefined ? undefined : times[place];
  return (
    <figure class="chart">
      <figcaption>
        <span>{title}</span>
        {value !== undefined && <b>{textOf(value)}</b>}
        {time !== undefined && <time>{clockText(time * 1000)}</time>}
      </figcaption>
      <div ref={frame} />
    </figure>
  );
}

interface Looks extends Required<Pick<ChartProps, 'color' | 'textOf' | 'binary'>> {
  readonly width: number;
  /** What the axis reaches at least, now. */
  readonly top: () => number;
}

function optionsOf(
  { color, textOf, binary, width, top }: Looks,
  told: (place: number | undefined) => void,
): uPlot.Options {
  const axis = {
    stroke: cssColor('--soft'),
    grid: { stroke: cssColor('--line'), width: 1 },
    ticks: { show: false },
    font: FONT,
  };
  const stroke = cssColor(color);
  return {
    width,
    height: HEIGHT,
    padding: [10, 26, 0, 0],
    cursor: { y: false, points: { size: 7 } },
    legend: { show: false },
    hooks: { setCursor: [({ cursor }) => told(cursor.idx ?? undefined)] },
    scales: { y: { range: (_, __, max) => [0, Math.max(max * 1.08, top(), 1)] } },
    axes: [
      { ...axis, size: 26, values: (_, marks) => marks.map((seconds) => clockText(seconds * 1000)) },
      {
        ...axis,
        size: 66,
        incrs: [...(binary ? POWERS : ROUND)],
        values: (_, marks) => marks.map(textOf),
      },
    ],
    series: [{}, { stroke, fill: `${stroke}22`, width: 1.6, points: { show: false } }],
  };
}
