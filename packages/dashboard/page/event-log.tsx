import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { ClusterView } from '../src/core/cluster-view.js';
import { clockText } from './clock-text.js';
import { Panel } from './panel.js';

const SHOWN_MAX = 150;

/** What has happened, the newest first. */
export function EventLog({ view }: { readonly view: ClusterView }): VNode {
  const [wanted, setWanted] = useState('');
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const lines = view.lines.filter(({ text, mood }) => {
    const searched = `${text} ${mood}`.toLowerCase();
    return words.every((word) => searched.includes(word));
  });
  const search = (
    <input
      type="search"
      placeholder="search ( / )"
      aria-label="Search the events"
      value={wanted}
      onInput={({ currentTarget }) => setWanted(currentTarget.value)}
    />
  );
  return (
    <Panel id="events" title="Events" tools={search}>
      {lines.length === 0 ? (
        <p class="empty">{wanted === '' ? 'Nothing has happened yet.' : 'No event has these words.'}</p>
      ) : (
        <ol class="events">
          {lines
            .slice(-SHOWN_MAX)
            .reverse()
            .map(({ no, at, mood, text }) => (
              <li key={no} class={mood}>
                <time>{clockText(at)}</time>
                <span>{text}</span>
              </li>
            ))}
        </ol>
      )}
    </Panel>
  );
}
