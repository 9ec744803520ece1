import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icons.tsx';
import { pieces } from './links.ts';
import { useStore } from './store.ts';
import { OFFICE_PID } from './wire.gen.ts';

/** The room takes 4 KiB, and a character of Korean is three bytes. */
const longest = Math.floor(4096 / 3);

/** What was said in writing. Text is text: a web address can be followed, in a tab that learns nothing of the room, and nothing is loaded by itself. */
export function ChatPanel() {
  const { say, view, call, page } = useStore();
  const { room, outgoing } = view.value;
  const lines = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLTextAreaElement>(null);
  const hour = new Intl.DateTimeFormat(page.lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

  useEffect(() => text.current?.focus(), []);
  useEffect(() => lines.current?.scrollTo({ top: lines.current.scrollHeight }), [room.chat, outgoing]);

  const send = (event: Event) => {
    event.preventDefault();
    const typed = text.current?.value.trim();
    if (!typed || !text.current) return;
    call.chat(typed);
    text.current.value = '';
  };
  const enter = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) send(event);
  };
  return (
    <>
      <div class="panel-body" ref={lines} tabIndex={0} role="log" aria-label={say('chat')}>
        {room.chat.length + outgoing.length === 0 && <p class="chat-empty">{say('chat_empty')}</p>}
        <ol class="chat-lines">
          {room.chat.map((line) => (
            <li key={line.n} class={`chat-line ${line.pid === room.me?.pid ? 'mine' : line.pid === OFFICE_PID ? 'office' : ''}`}>
              <span class="chat-who">
                {line.pid === room.me?.pid ? say('you') : line.pid === OFFICE_PID ? say('office') : line.name} <time>{hour.format(line.at)}</time>
              </span>
              <span class="chat-text" lang={line.lang || undefined} dir="auto">
                {pieces(line.text).map(({ text, href }) => (href ? <a href={href} target="_blank" rel="noopener noreferrer nofollow">{text}</a> : text))}
              </span>
            </li>
          ))}
          {outgoing.map((line) => (
            <li key={line.cid} class="chat-line mine unsent">
              <span class="chat-who">{say('sending')}</span>
              <span class="chat-text" dir="auto">
                {line.text}
              </span>
            </li>
          ))}
        </ol>
      </div>
      <form class="chat-form" onSubmit={send}>
        <textarea ref={text} rows={1} maxLength={longest} aria-label={say('chat_write')} placeholder={say('chat_write')} onKeyDown={enter} />
        <button type="submit" class="act primary square" aria-label={say('chat_send')}>
          <Icon name="send" />
        </button>
      </form>
    </>
  );
}
