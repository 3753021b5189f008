// Scrolling through more than a web view can be high. Up to `TALLEST` pixels the scrollbar and the list are one; a longer list
// lies folded behind a bar of that height. There small steps move the list by as many pixels as they move the bar, so that a
// wheel goes row by row, and great ones (dragging, a click on the bar) go to the same share of the whole.

/** WebKitGTK and Chromium end an element at 33,554,428 px; far below it positions are still exact to a fraction of a pixel. */
export const TALLEST = 8_000_000

/** A step of more than so many rooms is a drag. Of 8,000,000 px one pixel of the bar is several rooms, and a wheel's step is less than one. */
const NEAR = 1.5

/** So many rooms at either end are as long on the bar as in the list: the bar may not end before the list does. */
const ENDS = 2

/** Heights in pixels. */
export interface Sizes {
  /** All rows. */
  whole: number
  /** What can be seen of them at once. */
  room: number
}

/** Where one has scrolled to, in pixels. */
export interface Stand {
  /** The scrollbar: the element's `scrollTop`. */
  bar: number
  /** The first pixel of the list that can be seen. */
  top: number
}

export const START: Readonly<Stand> = { bar: 0, top: 0 }

/** How high the element is that is scrolled. */
export const tall = ({ whole }: Sizes): number => Math.min(whole, TALLEST)

/** How far the list can be scrolled. */
export const reach = ({ whole, room }: Sizes): number => Math.max(0, whole - room)

const barReach = (sizes: Sizes): number => Math.max(0, tall(sizes) - sizes.room)
const within = (value: number, most: number): number => Math.min(Math.max(value, 0), most)

const folded = ({ whole }: Sizes): boolean => whole > TALLEST

/** One and the same place, from one length to another: both ends as they are, and what is between them stretched or pressed. */
function carried(at: number, length: number, to: number, end: number): number {
  const place = within(at, length)
  if (place <= end) return place
  if (place >= length - end) return to - (length - place)
  return Math.round(end + ((place - end) / (length - 2 * end)) * (to - 2 * end))
}

/** Where the bar belongs for a place in the list. */
export const barFor = (top: number, sizes: Sizes): number => (folded(sizes) ? carried(top, reach(sizes), barReach(sizes), ENDS * sizes.room) : within(top, reach(sizes)))

/** Which place in the list the bar stands for. */
export const topFor = (bar: number, sizes: Sizes): number => (folded(sizes) ? carried(bar, barReach(sizes), reach(sizes), ENDS * sizes.room) : within(bar, reach(sizes)))

/** Whether either of them is near its end, where both have to be. */
function ends({ bar, top }: Stand, sizes: Sizes): boolean {
  const end = ENDS * sizes.room
  return bar <= end || top <= end || bar >= barReach(sizes) - end || top >= reach(sizes) - end
}

/** The bar was scrolled by the person. */
export function scrolled(from: Stand, bar: number, sizes: Sizes): Stand {
  if (!folded(sizes)) return { bar, top: bar }
  const step = bar - from.bar
  if (Math.abs(step) > NEAR * sizes.room) return { bar, top: topFor(bar, sizes) }
  const stand = { bar, top: within(from.top + step, reach(sizes)) }
  return ends(stand, sizes) ? settled(stand, sizes) : stand
}

/** Goes to a place in the list. */
export function moved(from: Stand, top: number, sizes: Sizes): Stand {
  const to = within(top, reach(sizes))
  const step = to - from.top
  const stand = { bar: from.bar + step, top: to }
  return Math.abs(step) <= NEAR * sizes.room && !ends(stand, sizes) ? stand : settled(stand, sizes)
}

/** Puts the bar where it belongs: what can be seen stays. */
export function settled({ top }: Stand, sizes: Sizes): Stand {
  const to = within(top, reach(sizes))
  return { bar: barFor(to, sizes), top: to }
}
