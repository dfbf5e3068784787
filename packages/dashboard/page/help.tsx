import type { VNode } from 'preact';

const KEYS: readonly (readonly [string, string])[] = [
  ['1 – 7', 'go to cluster, task stream, charts, jobs, errors, workers, events'],
  ['/', 'search the events'],
  ['p', 'hold the task stream, or let it run'],
  ['t', 'light or dark'],
  ['Tab, Enter', 'walk from worker to worker, and look at one'],
  ['Esc', 'close'],
];

export function Help({ onClose }: { readonly onClose: () => void }): VNode {
  return (
    <dialog open class="drawer" aria-label="Keys">
      <header>
        <h2>Keys</h2>
        <button type="button" onClick={onClose} aria-label="Close">
          ✕
        </button>
      </header>
      <dl class="keys">
        {KEYS.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
