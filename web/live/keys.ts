// The room's keyboard: one letter a control, never while somebody types, never with a modifier.

export type Command = 'mic' | 'camera' | 'share' | 'hand' | 'chat' | 'people' | 'close';

const letters: Record<string, Command> = {
  KeyM: 'mic', KeyV: 'camera', KeyS: 'share', KeyH: 'hand', KeyC: 'chat', KeyP: 'people', Escape: 'close',
};

/** The part of a KeyboardEvent that decides. `code` names the key by its place, so that a Korean layout works too. */
export interface Stroke {
  code: string;
  repeat: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  /** The person types: the focus is in a text field, or an input method composes. */
  typing: boolean;
}

export function commandOf(stroke: Stroke): Command | null {
  if (stroke.repeat || stroke.ctrlKey || stroke.metaKey || stroke.altKey) return null;
  const command = letters[stroke.code] ?? null;
  return stroke.typing && command !== 'close' ? null : command;
}

export function strokeOf(event: KeyboardEvent): Stroke {
  const { code, repeat, ctrlKey, metaKey, altKey, target } = event;
  const typing =
    event.isComposing || (target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null);
  return { code, repeat, ctrlKey, metaKey, altKey, typing };
}
