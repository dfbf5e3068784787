import type { colorsFor } from '../terminal.js';

type Paint = (text: string) => string;

/** What colours mean here; without colours the text alone says it all. */
export interface Palette {
  readonly title: Paint;
  readonly heading: Paint;
  readonly sorted: Paint;
  readonly dim: Paint;
  readonly bar: Paint;
  readonly spark: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly warn: Paint;
}

export function paletteOf(colors: ReturnType<typeof colorsFor>): Palette {
  const { bold, cyan, dim, green, inverse, red, underline, yellow } = colors;
  return {
    title: inverse,
    heading: bold,
    sorted: (text) => bold(underline(text)),
    dim,
    bar: cyan,
    spark: cyan,
    good: green,
    bad: red,
    warn: yellow,
  };
}
