// Keys of the list that ask the server.

import type { Binding } from '$lib/keys'
import { onServer } from '$lib/messages'

/** Enter looks in what is loaded; with Ctrl, or what a Mac has in its place, it asks the server, too. */
export const serverKeys = (run: () => void): Binding[] => [
  { strokes: ['Ctrl+Enter'], label: onServer.key, group: 'find', whileTyping: true, run },
  { strokes: ['Meta+Enter'], label: '', group: 'find', whileTyping: true, run },
]
