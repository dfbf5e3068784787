import { axisX, axisY, barX, dot, gridX, gridY, lineY, link, ruleX, text } from '@observablehq/plot';
import type { Figure } from '../core/figure.js';
import { numberText, placeText } from '../core/number-text.js';
import { placesApart } from './label-places.js';
import { plotSvg } from './plot-svg.js';

const WIDTH = 760;
const MARGINS = { marginLeft: 130, marginRight: 70 } as const;
/** In pixels, as Plot draws; the margins are those above and below. */
const CURVE_HEIGHT = 320;
const CURVE_MARGINS = 65;
const LABEL_HEIGHT = 13;
const STYLE = { fontSize: '12px', background: 'transparent', overflow: 'visible' } as const;

/** Of Tableau, which differ for colour-blind eyes too, and others that can be told from them: as many as contenders that we know. All stand out from white and from near black. */
const COLOURS = [
  ...['#4e79a7', '#f28e2b', '#59a14f', '#e15759', '#b07aa1', '#9c755f', '#ff9da7', '#76b7b2'],
  ...['#b6992d', '#3f6fd1', '#b8336a', '#2f8f6b', '#7f66b8', '#8a8580', '#d37295'],
];

/** The same colour for a contender wherever it stands on a page. */
export interface Palette {
  readonly domain: readonly string[];
  readonly range: readonly string[];
}

/** @param contenders all of the report */
export function paletteOf(contenders: readonly string[]): Palette {
  return { domain: contenders, range: contenders.map((_, at) => COLOURS[at % COLOURS.length] ?? '#222') };
}

function colours({ domain, range }: Palette): { domain: string[]; range: string[]; legend: false } {
  return { domain: [...domain], range: [...range], legend: false };
}

/** Names with their colours. */
export function legend(contenders: readonly string[], { domain, range }: Palette): string {
  const entries = contenders.map(
    (name) => `<span><i style="background:${range[domain.indexOf(name)]}"></i>${name}</span>`,
  );
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
  palette: Palette,
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
    color: colours(palette),
    x: { domain: [0, Math.max(mark ?? 0, ...rows.map(({ high }) => high)) * 1.02] },
    // Of a single group the bars are named, of several the groups.
    y: { axis: benchmarks.length > 1 ? null : 'left', label: null, domain: [...contenders] },
    fy: { label: null, domain: benchmarks, axis: benchmarks.length > 1 ? 'left' : null, padding: 0.25 },
    marks: [
      axisX({ anchor: 'bottom', label: axis, labelOffset: 38 }),
      gridX(),
      barX(rows, { x: 'value', y: 'contender', fy: 'label', fill: 'contender' }),
      link(rows, {
        x1: 'low',
        x2: 'high',
        y1: 'contender',
        y2: 'contender',
        fy: 'label',
        stroke: 'currentColor',
      }),
      text(rows, {
        x: 'high',
        y: 'contender',
        fy: 'label',
        text: ({ value }: { readonly value: number }) => numberText(value),
        textAnchor: 'start',
        dx: 5,
        fontSize: 10,
      }),
      ...(mark === undefined ? [] : [ruleX([mark], { stroke: 'currentColor', strokeDasharray: '3,3' })]),
      ruleX([0]),
    ],
  });
}

/** A line for each contender along what its figures are read at. */
export function curve(
  figures: readonly Figure[],
  palette: Palette,
  labels: { readonly x: string; readonly y: string; readonly linear?: boolean },
): string {
  const rows = figures.map(({ contender, at, median, low, high }) => ({
    ...{ contender, median, low, high },
    place: at?.value ?? 0,
  }));
  const places = [...new Set(rows.map(({ place }) => place))].sort((a, b) => a - b);
  const axis = figures[0]?.at?.axis ?? '';
  const type = labels.linear === true ? 'linear' : 'log';
  const low = labels.linear === true ? 0 : Math.min(...rows.map((row) => row.low));
  const domain: [number, number] = [low, Math.max(...rows.map((row) => row.high))];
  return plotSvg({
    marginLeft: 70,
    marginRight: 90,
    marginBottom: 45,
    width: WIDTH,
    height: CURVE_HEIGHT,
    style: STYLE,
    color: colours(palette),
    x: { type },
    y: { type, label: labels.y, domain },
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
      text(lineLabels(rows, domain, type), {
        ...{ x: 'place', y: 'beside', text: 'contender', fill: 'contender' },
        ...{ textAnchor: 'start', dx: 8 },
      }),
    ],
  });
}

interface Point {
  readonly contender: string;
  readonly place: number;
  readonly median: number;
}

/** Names at the ends of the lines, so far apart that each can be read. */
function lineLabels(
  rows: readonly Point[],
  domain: readonly [number, number],
  type: 'linear' | 'log',
): (Point & { readonly beside: number })[] {
  const rightwards = [...rows].sort((a, b) => a.place - b.place);
  const ends = [...new Map(rightwards.map((row) => [row.contender, row])).values()];
  const scale = type === 'log' ? Math.log : Number;
  const [low, high] = [scale(domain[0]), scale(domain[1])];
  // All points have the same value: there is one place for all.
  const perUnit = (CURVE_HEIGHT - CURVE_MARGINS) / (high - low || 1);
  const apart = placesApart(
    ends.map(({ median }) => (scale(median) - low) * perUnit),
    LABEL_HEIGHT,
  );
  return ends.map((end, at) => {
    const value = low + (apart[at] ?? 0) / perUnit;
    return { ...end, beside: type === 'log' ? Math.exp(value) : value };
  });
}
