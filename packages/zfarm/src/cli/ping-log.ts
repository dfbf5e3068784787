import type { EnterEvent, ExitEvent, ShoutEvent, WhisperEvent } from '@zfarm/zre';
import { printable } from './printable.js';

/** What a pinger tells of: itself, once, then its peers. */
export type PingNews =
  | { readonly type: 'start'; readonly peer: string; readonly name: string }
  | EnterEvent
  | ExitEvent
  | Omit<WhisperEvent, 'content' | 'reply'>
  | Omit<ShoutEvent, 'content' | 'reply'>;

/** The line that libzyre's zpinger logs, in the form that czmq gives it: `I: 26-11-22 17:44:01 [red] peer entered`. */
export function pingLogLine(news: PingNews, at: Date): string {
  return `I: ${logDate(at)} ${logText(news)}`;
}

/** The same as one line of JSON, with the fields of ZreNode's events. */
export function pingJsonLine(news: PingNews, at: Date): string {
  const { type, peer, name } = news;
  return JSON.stringify({
    time: at.toISOString(),
    type,
    peer,
    name,
    ...(type === 'enter' && { endpoint: news.endpoint, headers: news.headers }),
    ...(type === 'shout' && { group: news.group }),
  });
}

function logText(news: PingNews): string {
  const name = printable(news.name);
  switch (news.type) {
    case 'start':
      return `Create Zyre node, uuid=${news.peer}, name=${name}`;
    case 'enter':
      return `[${name}] peer entered`;
    case 'exit':
      return `[${name}] peer exited`;
    case 'whisper':
      return `[${name}] received ping (WHISPER)`;
    case 'shout':
      return `[${name}](${printable(news.group)}) received ping (SHOUT)`;
  }
}

/** Local time, as czmq has it. */
function logDate(at: Date): string {
  const day = [at.getFullYear() % 100, at.getMonth() + 1, at.getDate()];
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()];
  return `${day.map(twoDigits).join('-')} ${time.map(twoDigits).join(':')}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
