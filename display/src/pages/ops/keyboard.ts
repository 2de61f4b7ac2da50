/** Keyboard commands of the operations page. They apply only outside of text fields and without a modifier key. */
import { useEventListener } from '@vueuse/core';
import type { ActionType } from './actionWords.ts';

export type Command =
  | { type: 'move'; step: number }
  | { type: 'acknowledge' }
  | { type: 'open-form'; action: ActionType }
  | { type: 'acknowledge-all' | 'open' | 'show' | 'filter' | 'help' | 'escape' };

const COMMANDS: Readonly<Record<string, Command>> = {
  j: { type: 'move', step: 1 },
  ArrowDown: { type: 'move', step: 1 },
  k: { type: 'move', step: -1 },
  ArrowUp: { type: 'move', step: -1 },
  PageDown: { type: 'move', step: 12 },
  PageUp: { type: 'move', step: -12 },
  Home: { type: 'move', step: Number.NEGATIVE_INFINITY },
  End: { type: 'move', step: Number.POSITIVE_INFINITY },
  a: { type: 'acknowledge' },
  e: { type: 'acknowledge-all' },
  n: { type: 'open-form', action: 'ack' },
  i: { type: 'open-form', action: 'assign' },
  s: { type: 'open-form', action: 'snooze' },
  c: { type: 'open-form', action: 'comment' },
  x: { type: 'open-form', action: 'resolve' },
  u: { type: 'open-form', action: 'unack' },
  Enter: { type: 'open' },
  r: { type: 'show' },
  '/': { type: 'filter' },
  '?': { type: 'help' },
  Escape: { type: 'escape' },
};

interface Stroke {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  target: EventTarget | null;
}

export function commandOf({ key, ctrlKey, metaKey, altKey, target }: Stroke): Command | null {
  if (ctrlKey || metaKey || altKey) return null;
  const element = target instanceof Element ? target : null;
  if (element?.closest('input, textarea, select, dialog, [contenteditable]')) return null;
  // A focused button or link handles Enter itself.
  if (key === 'Enter' && element?.closest('button, a')) return null;
  return COMMANDS[key.length === 1 ? key.toLowerCase() : key] ?? null;
}

/** Passes commands on while `open` is true; other keys are left to the browser. */
export function useCommands(open: () => boolean, carryOut: (command: Command) => void): void {
  useEventListener(window, 'keydown', (event) => {
    const command = open() ? commandOf(event) : null;
    if (!command) return;
    event.preventDefault();
    carryOut(command);
  });
}
