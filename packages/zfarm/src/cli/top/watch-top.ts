import type { ClusterObserver } from '@zfarm/scheduler';
import { EXIT } from '../exit.js';
import { readKeys } from '../screen/keys.js';
import { LiveScreen } from '../screen/live-screen.js';
import { onEnding } from '../signals.js';
import { colorsFor } from '../terminal.js';
import { paletteOf } from './palette.js';
import { renderTop } from './render-top.js';
import { TopModel } from './top-model.js';
import { afterKey, FIRST_VIEW, type TopView } from './top-view.js';

/** Loads come twice a second at most; keys are answered at once. */
const DRAW_MS = 250;
const SECOND_MS = 1000;

/** Shows the cluster until somebody ends that; resolves with the exit code. */
export async function watchTop(observer: ClusterObserver, where: string): Promise<number> {
  const model = new TopModel();
  follow(observer, model);
  let view: TopView = FIRST_VIEW;
  const palette = paletteOf(colorsFor(process.stdout));
  using screen = new LiveScreen(process.stdout, ({ columns, rows }) => {
    const clock = new Date().toTimeString().slice(0, 8);
    return renderTop(model.picture(performance.now()), view, { columns, rows, where, clock, palette });
  });
  const ended = new Promise<number>((end) => {
    onEnding(end);
    readKeys(process.stdin, (key) => {
      const next = key === 'ctrl-c' ? 'quit' : afterKey(view, key);
      if (next === 'quit') return end(key === 'ctrl-c' ? EXIT.interrupted : EXIT.ok);
      view = next;
      screen.draw();
    });
  });
  screen.open();
  const drawing = setInterval(() => screen.draw(), DRAW_MS);
  const counting = setInterval(() => model.second(performance.now()), SECOND_MS);
  const exitCode = await ended;
  clearInterval(drawing);
  clearInterval(counting);
  return exitCode;
}

function follow(observer: ClusterObserver, model: TopModel): void {
  for (const node of observer.nodes()) model.put(node, performance.now());
  observer.on('node-joined', ({ node }) => model.put(node, performance.now()));
  observer.on('jobs-changed', ({ node }) => model.put(node, performance.now()));
  observer.on('load-changed', ({ node }) => model.loaded(node, performance.now()));
  observer.on('node-left', ({ node }) => model.remove(node, performance.now()));
}
