// The room's keyboard: one letter a control, never while somebody types, never with a modifier.

export type Command = 'mic' | 'camera' | 'share' | 'hand' | 'chat' | 'people' | 'documents' | 'close' | InterpreterCommand;
/** Of the interpreter's console; a number is a direction. */
export type InterpreterCommand = 'slower' | 'take_over' | number;

const letters: Record<string, Command> = {
  KeyM: 'mic', KeyV: 'camera', KeyS: 'share', KeyH: 'hand', KeyC: 'chat', KeyP: 'people', KeyD: 'documents', Escape: 'close',
  KeyX: 'slower', KeyT: 'take_over', Digit0: 0, Digit1: 1, Digit2: 2, Digit3: 3, Digit4: 4, Digit5: 5,
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
  /** The focus is where arrow keys have a use already. */
  arrows?: boolean;
}

export function commandOf(stroke: Stroke): Command | null {
  if (stroke.repeat || stroke.ctrlKey || stroke.metaKey || stroke.altKey) return null;
  const command = letters[stroke.code] ?? null;
  return stroke.typing && command !== 'close' ? null : command;
}

/** By how many pages of a document a key turns; 0: not at all. */
export function turnOf({ code, ctrlKey, metaKey, altKey, typing, arrows }: Stroke): -1 | 0 | 1 {
  if (ctrlKey || metaKey || altKey || typing || arrows) return 0;
  return code === 'ArrowLeft' ? -1 : code === 'ArrowRight' ? 1 : 0;
}

export function strokeOf(event: KeyboardEvent): Stroke {
  const { code, repeat, ctrlKey, metaKey, altKey, target } = event;
  const typing =
    event.isComposing || (target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null);
  const arrows = target instanceof Element && target.closest('[role=tablist], [role=slider], [role=radiogroup], dialog') !== null;
  return { code, repeat, ctrlKey, metaKey, altKey, typing, arrows };
}
