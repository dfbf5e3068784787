import { plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom';

type PlotOptions = NonNullable<Parameters<typeof plot>[0]>;

/** Draws without a browser, as SVG text that stands in a page by itself. */
export function plotSvg(options: PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  // Plot needs a document to make elements in; this one has what it uses.
  const drawn = plot({ ...options, document: document as unknown as NonNullable<PlotOptions['document']> });
  return drawn.outerHTML;
}
