// What this window remembers between two screens: lists that were read, searches, what was said. When the desk is locked none
// of it stays, and each store that remembers something of people or instances says here how it is emptied.

const stores = new Set<() => void>()

/** This is done whenever the desk is locked, and when everything is forgotten; until the returned function is called. */
export function whenEmptied(empty: () => void): () => void {
  stores.add(empty)
  return () => void stores.delete(empty)
}

export function emptyAll(): void {
  for (const empty of stores) empty()
}
