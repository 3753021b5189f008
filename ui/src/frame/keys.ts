// Keys of the frame: instances, places, panes, the sheet.

import { cancelNewest } from '$lib/acting'
import { commands, type ProfileView } from '$lib/backend'
import { desk, type PlaceName } from '$lib/desk.svelte'
import { isMac, type Binding } from '$lib/keys'
import { locking } from '$lib/locking.svelte'
import { all, keySheet, lockWords, outboxWords, places } from '$lib/messages'

/** Their numbers never move. */
const PLACES: [PlaceName, number][] = [['queue', 1], ['accounts', 2], ['reports', 3], ['outbox', 4], ['history', 5]]
const LOCK = 'Ctrl+Shift+L'
/** The Mac's own habits: Command for what Ctrl does elsewhere, and Ctrl for what Alt does. */
const forInstances = isMac ? 'Meta' : 'Ctrl'
const forPlaces = isMac ? 'Ctrl' : 'Alt'

export function frameKeys(profiles: ProfileView[], openSheet: () => void): Binding[] {
  return [
    ...profiles.map(
      ({ id, name, mark }): Binding => ({
        strokes: [`${forInstances}+${mark.number}`],
        label: name,
        group: 'places',
        whileTyping: true,
        inPanel: true,
        run: () => desk.switchTo(id),
      }),
    ),
    ...(desk.hasAll
      ? [{ strokes: [`${forInstances}+0`], label: all.name, group: 'places', whileTyping: true, inPanel: true, run: () => desk.switchToAll() } satisfies Binding]
      : []),
    ...PLACES.map(
      ([place, number]): Binding => ({
        strokes: [`${forPlaces}+${number}`],
        label: places[place],
        group: 'places',
        whileTyping: true,
        inPanel: true,
        run: () => desk.go(place),
      }),
    ),
    { strokes: ['Z', `${forInstances}+Z`], label: outboxWords.cancelNewest, group: 'work', inPanel: true, run: () => void cancelNewest() },
    { strokes: ['?'], label: keySheet.sheet, group: 'find', run: openSheet },
    { strokes: ['F5', `${forInstances}+R`], label: keySheet.refresh, group: 'work', whileTyping: true, inPanel: true, run: refresh },
  ]
}

function refresh() {
  const asked = desk.all ? desk.real : desk.profile ? [desk.profile] : []
  for (const { id } of asked) void desk.attempt(() => commands.refresh(id))
}

/** Whoever leaves the table in a hurry does not close a dialog first. */
export function lockKeys(): Binding[] {
  return [{ strokes: [LOCK], label: lockWords.lock, group: 'find', anywhere: true, run: () => void locking.lock() }]
}

/** F6 walks through the panes, as it does in other programs with panes. */
export function paneKeys(): Binding[] {
  return [
    { strokes: ['F6'], label: keySheet.panes, group: 'places', whileTyping: true, run: () => walk(1) },
    { strokes: ['Shift+F6'], label: keySheet.panesBack, group: 'places', whileTyping: true, run: () => walk(-1) },
  ]
}

function walk(by: number) {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')]
  if (panes.length === 0) return
  const here = panes.findIndex((pane) => pane.contains(document.activeElement))
  const next = panes[(here + by + panes.length) % panes.length]
  const first = next?.querySelector<HTMLElement>('[data-pane-focus]') ?? next
  first?.focus()
}
