// Keys of a list of accounts.

import type { Binding } from '../keys'
import { keySheet } from '../messages'

/** Arrows belong to whatever is focused elsewhere (tabs, splitter, a scrolled account); J and K walk from anywhere. */
export const listKeys = ({ move, search }: { move: (by: number) => void; search: () => void }): Binding[] => [
  { strokes: ['J'], label: keySheet.nextRow, group: 'move', repeats: true, run: () => move(1) },
  { strokes: ['K'], label: keySheet.previousRow, group: 'move', repeats: true, run: () => move(-1) },
  { strokes: ['Enter'], label: keySheet.openAccount, group: 'move', run: () => document.querySelector<HTMLElement>('[data-testid="account"]')?.focus() },
  { strokes: ['/'], label: keySheet.search, group: 'find', run: search },
]
