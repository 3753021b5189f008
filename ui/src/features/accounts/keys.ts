// Keys of the list.

import type { Binding } from '$lib/keys'
import { keySheet, onServer } from '$lib/messages'

/** Arrows belong to whatever is focused elsewhere (tabs, splitter, a scrolled account); J and K walk from anywhere. */
export const listKeys = ({ move, open, search }: { move: (by: number) => void; open: () => void; search: () => void }): Binding[] => [
  { strokes: ['J'], label: keySheet.nextRow, group: 'move', repeats: true, run: () => move(1) },
  { strokes: ['K'], label: keySheet.previousRow, group: 'move', repeats: true, run: () => move(-1) },
  { strokes: ['Enter'], label: keySheet.openAccount, group: 'move', run: open },
  { strokes: ['/'], label: keySheet.search, group: 'find', run: search },
]

/** Enter looks in what is loaded; with Ctrl, or what a Mac has in its place, it asks the server, too. */
export const serverKeys = (run: () => void): Binding[] => [
  { strokes: ['Ctrl+Enter'], label: onServer.key, group: 'find', whileTyping: true, run },
  { strokes: ['Meta+Enter'], label: '', group: 'find', whileTyping: true, run },
]
