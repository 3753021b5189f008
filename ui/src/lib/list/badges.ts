// How the marks of an account are drawn in a row: whole, or as their icons where there is no room. A word is never cut.

export type Drawn = 'whole' | 'icon' | 'hidden'

/** What an icon takes, and what lies between two badges, in rem. */
export const ICON = 1.5
export const BETWEEN = 0.25

/** How each is drawn in so much room, by how wide it is whole, in rem: those that come first tell most. */
export function drawnIn(room: number, widths: number[]): Drawn[] {
  const shown = Math.min(widths.length, Math.max(1, Math.floor((room + BETWEEN) / (ICON + BETWEEN))))
  let left = room - shown * ICON - (shown - 1) * BETWEEN
  return widths.map((width, index) => {
    if (index >= shown) return 'hidden'
    const more = Math.max(0, width - ICON)
    if (more > left) return 'icon'
    left -= more
    return 'whole'
  })
}
