import { axisX, axisY, barX, dot, gridX, gridY, lineY, link, ruleX, text } from '@observablehq/plot';
import type { Figure } from '../core/figure.js';
import { numberText, placeText } from '../core/number-text.js';
import { plotSvg } from './plot-svg.js';

const WIDTH = 760;
const MARGINS = { marginLeft: 130, marginRight: 70 } as const;
const STYLE = { fontSize: '12px', background: 'transparent', overflow: 'visible' } as const;

/** The same colour for a contender wherever it stands: of Tableau, which differ for colour-blind eyes too. */
const COLOURS = ['#4e79a7', '#f28e2b', '#59a14f', '#e15759', '#b07aa1', '#9c755f', '#ff9da7', '#76b7b2'];

function colours(contenders: readonly string[]): { domain: string[]; range: string[]; legend: false } {
  return {
    domain: [...contenders],
    range: contenders.map((_, at) => COLOURS[at % COLOURS.length] as string),
    legend: false,
  };
}

/** Names with their colours, for all plots of a page. */
export function legend(contenders: readonly string[]): string {
  const { range } = colours(contenders);
  const entries = contenders.map((name, at) => `<span><i style="background:${range[at]}"></i>${name}</span>`);
  return `<p class="legend">${entries.join('')}</p>`;
}

/** Bars, one for each contender under each benchmark, with the range of the rounds. */
export function bars(
  rows: readonly {
    readonly label: string;
    readonly contender: string;
    readonly value: number;
    readonly low: number;
    readonly high: number;
  }[],
  contenders: readonly string[],
  axis: string,
  mark?: number,
): string {
  const benchmarks = [...new Set(rows.map(({ label }) => label))];
  return plotSvg({
    ...MARGINS,
    width: WIDTH,
    marginBottom: 45,
    height: 65 + benchmarks.length * (10 + 13 * contenders.length),
    style: STYLE,
    color: colours(contenders),
    x: { domain: [0, Math.max(mark ?? 0, ...rows.map(({ high }) => high)) * 1.02] },
    y: { axis: null, domain: [...contenders] },
    fy: { label: null, domain: benchmarks, axis: 'left', padding: 0.25 },
    marks: [
      axisX({ anchor: 'bottom', label: axis, labelOffset: 38 }),
      gridX(),
      barX(rows, { x: 'value', y: 'contender', fy: 'label', fill: 'contender' }),
      link(rows, { x1: 'low', x2: 'high', y1: 'contender', y2: 'contender', fy: 'label', stroke: '#222' }),
      text(rows, {
        x: 'high',
        y: 'contender',
        fy: 'label',
        text: ({ value }: { readonly value: number }) => numberText(value),
        textAnchor: 'start',
        dx: 5,
        fontSize: 10,
      }),
      ...(mark === undefined ? [] : [ruleX([mark], { stroke: '#222', strokeDasharray: '3,3' })]),
      ruleX([0]),
    ],
  });
}

/** A line for each contender along what its figures are read at. */
export function curve(
  figures: readonly Figure[],
  contenders: readonly string[],
  labels: { readonly x: string; readonly y: string; readonly linear?: boolean },
): string {
  const rows = figures.map(({ contender, at, median, low, high }) => ({
    ...{ contender, median, low, high },
    place: at?.value ?? 0,
  }));
  const places = [...new Set(rows.map(({ place }) => place))].sort((a, b) => a - b);
  const axis = figures[0]?.at?.axis ?? '';
  const type = labels.linear === true ? 'linear' : 'log';
  return plotSvg({
    marginLeft: 70,
    marginRight: 90,
    marginBottom: 45,
    width: WIDTH,
    height: 320,
    style: STYLE,
    color: colours(contenders),
    x: { type },
    y: {
      type,
      label: labels.y,
      ...(type === 'linear' ? { domain: [0, Math.max(...rows.map((row) => row.high))] } : {}),
    },
    marks: [
      axisX(places, {
        label: labels.x,
        labelOffset: 38,
        // Not as a format: on a logarithmic scale that leaves out what is no power of ten.
        text: (value: number) => placeText({ axis, value }).replace(` ${axis}`, ''),
      }),
      axisY({ tickFormat: (value: number) => numberText(value) }),
      gridY(),
      link(rows, {
        x1: 'place',
        x2: 'place',
        y1: 'low',
        y2: 'high',
        stroke: 'contender',
        strokeOpacity: 0.5,
      }),
      lineY(rows, { x: 'place', y: 'median', stroke: 'contender', strokeWidth: 2 }),
      dot(rows, { x: 'place', y: 'median', fill: 'contender', r: 3 }),
      text(
        rows.filter(({ place }) => place === places.at(-1)),
        { x: 'place', y: 'median', text: 'contender', textAnchor: 'start', dx: 8, fill: 'contender' },
      ),
    ],
  });
}
